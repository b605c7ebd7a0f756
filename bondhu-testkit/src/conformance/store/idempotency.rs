//! Answers kept for repeated requests.

use std::sync::Arc;

use bondhu_domain::ids::UserId;
use bondhu_ports::idempotency::{IdempotencyRecord, Outcome, StoredAnswer};
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, a_visit, at, kind, of, said, system};
use crate::builders::a_user;

/// Records of every outcome come back, with bodies of any bytes.
pub async fn every_record_comes_back(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    let message = said(&store, &session, "hello").await.id;
    let every_byte: Vec<u8> = (0..=255).collect();
    let outcomes = [
        Outcome::Running,
        Outcome::Message(message),
        answered(200, Vec::new()),
        answered(u16::MAX, every_byte),
        answered(422, "{\"detail\":\"ক 😀\"}".repeat(5_000).into_bytes()),
    ];
    for (number, outcome) in (0_u8..).zip(outcomes) {
        let mut fingerprint = [0; 32];
        fingerprint[31] = 255 - number;
        let record = IdempotencyRecord { fingerprint, outcome, created_at: at(i64::from(number) - 2) };
        save(&store, user, "key", &record).await;
        assert_eq!(of(&store, user).await.idempotency().find(user, "key").await.unwrap(), Some(record));
    }
}

/// Saving again replaces what is known: from running to answered, with a new time.
pub async fn saving_again_replaces(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    save(&store, user, "key", &running(1)).await;
    let record = IdempotencyRecord { outcome: answered(201, b"{}".to_vec()), ..running(9) };
    save(&store, user, "key", &record).await;
    assert_eq!(of(&store, user).await.idempotency().find(user, "key").await.unwrap(), Some(record));
}

/// Keys are told apart to the byte: case, length, other scripts.
pub async fn keys_are_told_apart(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let keys = ["a", "A", "a ", "b%", "b_", "ক", "8e03978e-40d5-43e8-bc93-6894a57f9324", ""];
    for (key, micros) in keys.into_iter().zip(1..) {
        save(&store, user, key, &running(micros)).await;
    }
    let mut unit = of(&store, user).await;
    for (key, micros) in keys.into_iter().zip(1..) {
        assert_eq!(unit.idempotency().find(user, key).await.unwrap(), Some(running(micros)), "{key:?}");
    }
    assert_eq!(unit.idempotency().find(user, "b").await.unwrap(), None);
}

/// Each person has keys of their own; a key of nobody is a conflict.
pub async fn keys_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    save(&store, user, "key", &running(1)).await;
    assert_eq!(system(&store).await.idempotency().find(other, "key").await.unwrap(), None);
    save(&store, other, "key", &running(2)).await;
    let mut unit = system(&store).await;
    unit.idempotency().remove(other, "key").await.unwrap();
    assert_eq!(unit.idempotency().find(user, "key").await.unwrap(), Some(running(1)));
    let refused = unit.idempotency().save(a_user().build().id, "key", &running(1)).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}

/// Forgetting takes one key; forgetting an unknown one changes nothing.
pub async fn forgetting_takes_one_key(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    save(&store, user, "one", &running(1)).await;
    save(&store, user, "two", &running(2)).await;
    let mut unit = of(&store, user).await;
    unit.idempotency().remove(user, "one").await.unwrap();
    unit.idempotency().remove(user, "one").await.unwrap();
    assert_eq!(unit.idempotency().find(user, "one").await.unwrap(), None);
    assert_eq!(unit.idempotency().find(user, "two").await.unwrap(), Some(running(2)));
}

/// A purge forgets keys of everybody first seen before its instant, and tells how many.
pub async fn a_purge_forgets_what_was_seen_before(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    for (owner, key, micros) in [(user, "a", 99), (other, "a", 99), (user, "b", 100), (user, "c", 101)] {
        save(&store, owner, key, &running(micros)).await;
    }
    let mut unit = system(&store).await;
    assert_eq!(unit.idempotency().purge(at(99)).await.unwrap(), 0);
    assert_eq!(unit.idempotency().purge(at(100)).await.unwrap(), 2);
    assert_eq!(unit.idempotency().purge(at(100)).await.unwrap(), 0);
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.idempotency().find(user, "a").await.unwrap(), None);
    assert_eq!(unit.idempotency().find(user, "b").await.unwrap(), Some(running(100)));
    assert_eq!(unit.idempotency().find(user, "c").await.unwrap(), Some(running(101)));
}

fn running(micros: i64) -> IdempotencyRecord {
    IdempotencyRecord { fingerprint: [5; 32], outcome: Outcome::Running, created_at: at(micros) }
}

fn answered(status: u16, body: Vec<u8>) -> Outcome {
    Outcome::Answered(StoredAnswer { status, body })
}

async fn save(store: &Arc<dyn Store>, user: UserId, key: &str, record: &IdempotencyRecord) {
    let mut unit = of(store, user).await;
    unit.idempotency().save(user, key, record).await.unwrap();
    unit.commit().await.unwrap();
}
