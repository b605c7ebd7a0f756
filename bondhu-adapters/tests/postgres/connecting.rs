//! Databases that cannot be worked with: told at once, with what is wrong and without the password.

use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;

use bondhu_adapters::postgres::{ConnectError, Login, PostgresOptions, PostgresStore};
use bondhu_ports::store::{Scope, Store, StoreErrorKind};
use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};

use super::fixtures::{migrate, options, store};

async fn refused(options: &PostgresOptions) -> ConnectError {
    let error = PostgresStore::connect(options).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unavailable);
    assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
    error
}

fn why(error: &ConnectError) -> String {
    error.source().unwrap().to_string()
}

/// On a server of its own, which asks for passwords.
#[tokio::test]
async fn wrong_credentials_and_names_are_told() {
    let server = EphemeralPostgres::start(Durability::None);
    let url = server.empty_database();
    let (name, good) = server.login(&url, "");
    PostgresStore::connect(&options(&good)).await.unwrap();

    let error = refused(&options(&good.replace(":secret", ":secret2"))).await;
    assert!(why(&error).contains("password authentication failed"), "{}", why(&error));
    assert!(error.to_string().ends_with(&format!(" as {name}")), "{error}");

    let error = refused(&options(&format!("{good}_missing"))).await;
    assert!(why(&error).contains("does not exist"), "{}", why(&error));

    let error = refused(&options(&format!("{good}?sslmode=require"))).await;
    assert!(why(&error).contains("TLS"), "{}", why(&error));

    let both = options(&good).with_worker(&url.replace("bondhu@", "nobody@")).unwrap();
    let error = refused(&both).await;
    assert_eq!(error.login, Login::System);
    assert!(why(&error).contains("nobody"), "{}", why(&error));
}

#[tokio::test]
async fn a_place_without_a_server_is_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = refused(&options(&format!("postgres://me:secret@127.0.0.1:{port}/bondhu"))).await;
    assert_eq!(error.to_string(), format!("cannot connect to the database bondhu on 127.0.0.1:{port} as me"));
    assert!(why(&error).contains("refused"), "{}", why(&error));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut options = options(&format!("postgres://me:secret@{}/bondhu", silent.local_addr().unwrap()));
    options.connect_timeout = Duration::from_millis(50);
    assert_eq!(why(&refused(&options).await), "no answer within 50ms");
}

#[tokio::test]
async fn closing_ends_the_store() {
    let (store, _) = store().await;
    store.close().await;
    assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Unavailable);
    assert!(store.begin(Scope::System).await.is_err());
}

#[tokio::test]
async fn a_server_that_is_gone_is_unavailable() {
    let mut server = EphemeralPostgres::start(Durability::None);
    let url = server.database(migrate).await;
    let mut options = options(&url);
    options.connect_timeout = Duration::from_millis(200);
    let store = PostgresStore::connect(&options).await.unwrap();
    store.check().await.unwrap();
    server.stop();
    for _ in 0..3 {
        assert_eq!(store.check().await.unwrap_err().kind(), StoreErrorKind::Unavailable);
        assert_eq!(store.begin(Scope::System).await.err().unwrap().kind(), StoreErrorKind::Unavailable);
    }
    server.start_again();
    store.check().await.unwrap();
}
