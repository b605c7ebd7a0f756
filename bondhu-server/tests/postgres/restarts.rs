//! The database is restarted under the running program.

use std::time::Duration;

use bondhu_testkit::ephemeral_postgres::{Durability, EphemeralPostgres};

use super::client::Person;
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_outlives_a_restart_of_its_database() {
    let mut postgres = EphemeralPostgres::start(Durability::Full);
    let stage = Stage::on(postgres.empty_database());
    let server = stage.start();
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    assert_eq!(mitu.send("before", "before").await.unwrap().0, 200);

    tokio::task::block_in_place(|| postgres.crash());
    let (status, problem) = mitu.send("during", "during").await.unwrap();
    assert_eq!((status, &problem["status"]), (503, &503.into()), "{problem}");
    assert_eq!(mitu.open("/readyz").await.unwrap().status(), 503);
    assert_eq!(mitu.open("/livez").await.unwrap().status(), 200);

    tokio::task::block_in_place(|| postgres.start_again());
    let recovered = async {
        while mitu.send("during", "during").await.unwrap().0 != 200 {}
        while mitu.open("/readyz").await.unwrap().status() != 200 {}
    };
    tokio::time::timeout(Duration::from_secs(5), recovered).await.expect("it recovers");
    let texts: Vec<_> = mitu.chat().await.iter().map(|it| it["message_text"].clone()).collect();
    assert_eq!(texts.iter().filter(|it| **it == "before").count(), 1);
    assert_eq!(texts.iter().filter(|it| **it == "during").count(), 1);
    assert_eq!(texts.len(), 4);
}
