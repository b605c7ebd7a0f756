//! What single sections make of their settings.

use super::*;

#[test]
fn the_database_is_a_sqlite_file() {
    let path = |url: &str| Given::nothing().env(&[("DATABASE_URL", url)]).settings().database_path().unwrap();
    assert_eq!(path("sqlite:here.db"), PathBuf::from("here.db"));
    assert_eq!(path("sqlite://here.db"), PathBuf::from("here.db"));
    assert_eq!(path("sqlite:///var/lib/here.db"), PathBuf::from("/var/lib/here.db"));
    let both = Given::nothing().env(&[("DATABASE_URL", "sqlite:a"), ("BONDHU_DATABASE__URL", "sqlite:b")]);
    assert_eq!(both.settings().database_path(), Some(PathBuf::from("b")));
    for bad in ["sqlite::memory:", "sqlite:", "sqlite:x?mode=ro", "here.db", "mysql://pw"] {
        let mistake = Given::nothing().env(&[("DATABASE_URL", bad)]).mistake();
        assert_eq!(mistake.key, "database.url", "{bad}");
        assert!(!mistake.to_string().contains("pw"), "{mistake}");
    }
}

#[test]
fn the_database_may_be_a_postgres_server() {
    let url = "postgres://me:pw@db.example:5433/bondhu?sslmode=verify-full";
    let settings = Given::nothing().env(&[("DATABASE_URL", url)]).settings();
    assert_eq!(settings.database_path(), None);
    assert_eq!(settings.database_name(), "bondhu on db.example:5433 as me");
    assert!(!format!("{settings:?}").contains("pw"), "{settings:?}");
    let Some(DatabaseUrl::Postgres(given)) = settings.database.url else { panic!() };
    assert_eq!(given.expose(), url);
    Given::nothing().env(&[("DATABASE_URL", "postgresql:///bondhu?host=/run/postgresql")]).settings();
    for bad in [
        "postgres://me:pw@host",
        "postgres://me:pw@host/",
        "postgres://me:pw@/db",
        "postgres://me:pw@host:x/db",
        "postgres://me:pw@host/db?sslmode=pw",
        "postgres://me:pw@host/db?ssl-mod=require",
        "postgres:pw",
    ] {
        let mistake = Given::nothing().env(&[("DATABASE_URL", bad)]).mistake();
        assert_eq!(mistake.key, "database.url", "{bad}");
        assert!(!mistake.to_string().contains("pw"), "{mistake}");
    }
}

#[test]
fn a_worker_url_is_of_postgres_beside_one_of_postgres() {
    let both = |url, worker| {
        Given::nothing().env(&[("BONDHU_DATABASE__URL", url), ("BONDHU_DATABASE__WORKER_URL", worker)])
    };
    both("postgres://a@h/d", "postgres://b@h/d").settings();
    for (url, worker) in
        [("sqlite:x", "postgres://b@h/d"), ("", "postgres://b@h/d"), ("postgres://a@h/d", "sqlite:x")]
    {
        assert_eq!(both(url, worker).mistake().key, "database.worker_url", "{url} {worker}");
    }
}

#[test]
fn the_database_follows_the_data_directory() {
    let given = Given::nothing().env(&[("BONDHU_SERVER__DATA_DIR", "/srv/bondhu")]);
    assert_eq!(given.settings().database_path(), Some(PathBuf::from("/srv/bondhu/bondhu.db")));
}

#[test]
fn tokens_of_a_provider_need_an_issuer_and_one_key() {
    let jwt = |text: &str| Given::nothing().file(&format!("[auth.jwt]\n{text}"));
    let url = "jwks_url = 'https://id.example/keys'";
    let secret = format!("hs256_secret = '{SECRET}'");
    assert_eq!(jwt(url).mistake().key, "auth.jwt.issuer");
    assert_eq!(jwt("issuer = 'x'").mistake().key, "auth.jwt.issuer");
    assert_eq!(jwt(&format!("issuer = 'x'\n{url}\n{secret}")).mistake().key, "auth.jwt.jwks_url");
    assert!(
        jwt("issuer = 'x'\njwks_url = 'https://me:hunter2@id.example'").mistakes().0.iter().all(|mistake| {
            mistake.key == "auth.jwt.jwks_url" && !mistake.to_string().contains("hunter2")
        })
    );
    let settings = jwt(&format!("issuer = 'x'\n{url}")).settings();
    let tokens = settings.auth.jwt.external().unwrap();
    assert_eq!(
        (tokens.issuer, tokens.audience, tokens.required_role),
        ("x", "authenticated", "authenticated")
    );
}

#[test]
fn both_listeners_on_one_address_are_a_mistake_unless_the_port_is_chosen_freely() {
    let both = |address| {
        Given::nothing().env(&[("BONDHU_SERVER__LISTEN", address), ("BONDHU_SERVER__ADMIN_LISTEN", address)])
    };
    assert_eq!(both("127.0.0.1:9000").mistake().key, "server.admin_listen");
    both("127.0.0.1:0").settings();
    let page_there = Given::nothing().env(&[("BONDHU_SERVER__LISTEN", "127.0.0.1:8081")]).settings();
    assert!(page_there.server.admin_listen_is_usual(), "the page goes first where nothing else is set");
    assert_eq!(Given::nothing().settings().server.admin_listen, page_there.server.admin_listen);
}

#[test]
fn the_origin_is_where_the_program_is_reached() {
    let origin = |bound: &str| Given::nothing().settings().server.origin(bound.parse().unwrap()).to_string();
    assert_eq!(origin("0.0.0.0:8080"), "http://127.0.0.1:8080");
    assert_eq!(origin("[::]:8080"), "http://[::1]:8080");
    assert_eq!(origin("10.0.0.1:80"), "http://10.0.0.1");
    let given = Given::nothing().env(&[("BONDHU_SERVER__PUBLIC_URL", "HTTPS://Bondhu.example:443/")]);
    let origin = given.settings().server.origin("127.0.0.1:1".parse().unwrap());
    assert_eq!((origin.as_str(), origin.is_secure()), ("https://bondhu.example", true));
}
