//! Logins and roles: what each may do, and how it is told when one may do too much or too little.

use std::error::Error;

use bondhu_adapters::postgres::{Login, PostgresStore};
use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};
use sqlx::Executor;

use super::fixtures::{a_turn, a_visit, chat, database, migrate, options, raw, server, store, store_at};

#[tokio::test]
async fn one_login_of_ones_own_is_all_right() {
    let (store, _) = store().await;
    assert_eq!(store.access_problems().await.unwrap(), []);
}

/// What two logins are for: a statement that was smuggled into people's work cannot take the worker's role.
#[tokio::test]
async fn with_two_logins_peoples_work_cannot_become_the_programs() {
    let url = database().await;
    let (app, app_url) = server().await.login(&url, "");
    let (worker, worker_url) = server().await.login(&url, "");
    server().await.run(&url, &format!("GRANT bondhu_app TO {app}; GRANT bondhu_worker TO {worker}"));
    let options = options(&app_url).with_worker(&worker_url).unwrap();
    let store = PostgresStore::connect(&options).await.unwrap();
    assert_eq!(store.access_problems().await.unwrap(), []);
    store.check().await.unwrap();
    let session = a_visit(&store).await;
    a_turn(&store, &session, "hello").await.unwrap();
    assert_eq!(chat(&store, &session).await.len(), 2);

    let mut smuggler = raw(&app_url).await;
    smuggler.execute("BEGIN; SET LOCAL ROLE bondhu_app").await.unwrap();
    let refused = smuggler.execute("SET LOCAL ROLE bondhu_worker").await.unwrap_err();
    assert!(refused.to_string().contains("permission denied to set role"), "{refused}");
    smuggler.execute("ROLLBACK").await.unwrap();
    // Nor is the login itself more than its role.
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut smuggler).await.unwrap();
    assert_eq!(all, 0);
    for forbidden in [
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON users USING (true)",
        "DROP POLICY own ON users",
        "TRUNCATE users CASCADE",
        "CREATE TABLE mine (x int)",
    ] {
        assert!(smuggler.execute(forbidden).await.is_err(), "{forbidden}");
    }
}

/// What one login cannot give: it owns the tables and is a member of both roles. The wall then is against mistakes.
#[tokio::test]
async fn with_one_login_the_owner_is_bound_too() {
    let (store, url) = store().await;
    a_visit(&store).await;
    let mut owner = raw(&url).await;
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut owner).await.unwrap();
    assert_eq!(seen, 1, "as a member of bondhu_worker, whose policy lets it");
    owner.execute("BEGIN; SET LOCAL ROLE bondhu_app").await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut owner).await.unwrap();
    assert_eq!(seen, 0);
    owner.execute("SET LOCAL ROLE bondhu_worker").await.unwrap();
}

#[tokio::test]
async fn a_login_that_lacks_a_role_is_told() {
    let url = database().await;
    let (name, bare) = server().await.login(&url, "");
    let store = store_at(&bare).await;
    let problems = store.access_problems().await.unwrap();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            format!("{name} may not take the role bondhu_app: GRANT bondhu_app TO {name}"),
            format!("{name} may not take the role bondhu_worker: GRANT bondhu_worker TO {name}"),
        ]
    );
    assert!(problems.iter().all(|problem| problem.login == Login::People));
    assert!(store.begin(Scope::System).await.is_err());
    assert!(store.check().await.is_err());
}

#[tokio::test]
async fn an_app_login_that_is_the_worker_too_is_told() {
    let url = database().await;
    let (app, app_url) = server().await.login(&url, "");
    server().await.run(&url, &format!("GRANT bondhu_app, bondhu_worker TO {app}"));
    let options = options(&app_url).with_worker(&url).unwrap();
    let store = PostgresStore::connect(&options).await.unwrap();
    let problems = store.access_problems().await.unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].to_string().contains("REVOKE bondhu_worker"), "{problems:?}");
}

/// On a server of its own: roles belong to all databases of a server.
#[tokio::test]
async fn rights_that_open_the_wall_are_told() {
    let server = EphemeralPostgres::start(Durability::None);
    let url = server.database(migrate).await;
    let superuser = server.as_superuser(&url);
    let store = store_at(&superuser).await;
    let told = store.access_problems().await.unwrap();
    assert!(told.len() == 1 && told[0].to_string().contains("is a superuser"), "{told:?}");

    let store = store_at(&url).await;
    for (break_it, sign, mend_it) in [
        (
            "ALTER ROLE bondhu BYPASSRLS",
            "bondhu passes by row-level security",
            "ALTER ROLE bondhu NOBYPASSRLS",
        ),
        ("ALTER ROLE bondhu_app BYPASSRLS", "bondhu_app is not bound", "ALTER ROLE bondhu_app NOBYPASSRLS"),
        ("ALTER ROLE bondhu_app SUPERUSER", "bondhu_app is not bound", "ALTER ROLE bondhu_app NOSUPERUSER"),
        (
            "ALTER TABLE users OWNER TO bondhu_app",
            "bondhu_app owns tables",
            "ALTER TABLE users OWNER TO bondhu",
        ),
        (
            "ALTER TABLE achievements NO FORCE ROW LEVEL SECURITY",
            "the table achievements has row-level security off",
            "ALTER TABLE achievements FORCE ROW LEVEL SECURITY",
        ),
    ] {
        server.run(&superuser, break_it);
        let told = store.access_problems().await.unwrap();
        assert!(told.len() == 1 && told[0].to_string().contains(sign), "{break_it}: {told:?}");
        server.run(&superuser, mend_it);
        assert_eq!(store.access_problems().await.unwrap(), [], "{mend_it}");
    }
}

/// On a server of its own, where nobody has made the roles.
#[tokio::test]
async fn a_login_that_may_not_make_the_roles_says_what_an_administrator_has_to() {
    let server = EphemeralPostgres::start(Durability::None);
    let empty = server.empty_database();
    let (name, poor) = server.login(&empty, "");
    server.run(&server.as_superuser(&empty), &format!("GRANT CREATE ON SCHEMA public TO {name}"));
    let store = store_at(&poor).await;
    let error = store.migrate().await.unwrap_err();
    let why = error.source().unwrap().to_string();
    let help = format!("CREATE ROLE bondhu_app NOLOGIN; GRANT bondhu_app TO {name}");
    assert!(why.contains("the role bondhu_app does not exist") && why.ends_with(&help), "{why}");

    // As it was told.
    for role in ["bondhu_app", "bondhu_worker"] {
        server.run(
            &server.as_superuser(&empty),
            &format!("CREATE ROLE {role} NOLOGIN; GRANT {role} TO {name}"),
        );
    }
    let error = store.migrate().await.unwrap_err();
    let why = error.source().unwrap().to_string();
    let (_, grant) = why.split_once("let an administrator run: ").unwrap();
    assert!(grant.starts_with("GRANT CREATE ON DATABASE "), "{why}");
    server.run(&server.as_superuser(&empty), grant);
    store.migrate().await.unwrap();
    store.check().await.unwrap();
    assert_eq!(store.access_problems().await.unwrap(), []);
}
