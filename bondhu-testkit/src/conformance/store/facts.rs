//! What people told about themselves.

use std::sync::Arc;

use bondhu_domain::facts::{Fact, Slot};
use bondhu_domain::ids::{FactId, MessageId};
use bondhu_domain::messages::Message;
use bondhu_ports::store::{Store, StoreErrorKind};
use chrono::NaiveDate;

use super::fixtures::{a_visit, at, kind, of, said, system};
use crate::builders::a_user;

fn a_fact(serial: u8, source: &Message) -> Fact {
    Fact {
        id: FactId::new(at(i64::from(serial)), [serial; 10]),
        subject: "self".to_owned(),
        slot: Slot::Likes,
        value: "“গান” & \"tea\"".to_owned(),
        date: None,
        valid_from: source.created_at,
        valid_to: None,
        source: source.id,
        said_at: source.created_at,
        confidence: 0.85,
        edited_at: None,
    }
}

/// Every field comes back, in the order of the ids.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let message = said(&store, &visit, "I love tea").await;
    let user = visit.user_id;
    let full = Fact {
        subject: "sister".to_owned(),
        slot: Slot::Plan,
        date: NaiveDate::from_ymd_opt(2026, 11, 27),
        valid_to: Some(at(99)),
        edited_at: Some(at(50)),
        confidence: 1.0,
        ..a_fact(2, &message)
    };
    let facts = [a_fact(1, &message), full];
    let mut unit = of(&store, user).await;
    for fact in facts.iter().rev() {
        unit.facts().insert(user, fact).await.unwrap();
    }
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(unit.facts().all(user).await.unwrap(), facts);
    assert_eq!(unit.facts().find(user, facts[1].id).await.unwrap().as_ref(), Some(&facts[1]));
}

/// Saving replaces a fact, deleting removes it; neither makes one.
pub async fn facts_are_replaced_and_removed(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let message = said(&store, &visit, "I love tea").await;
    let user = visit.user_id;
    let (fact, other) = (a_fact(1, &message), a_fact(2, &message));
    let changed = Fact { value: "coffee".to_owned(), valid_to: Some(at(7)), ..fact.clone() };
    let mut unit = of(&store, user).await;
    unit.facts().insert(user, &fact).await.unwrap();
    assert!(unit.facts().save(user, &changed).await.unwrap());
    assert!(!unit.facts().save(user, &other).await.unwrap());
    assert_eq!(unit.facts().all(user).await.unwrap(), [changed]);
    assert!(unit.facts().delete(user, fact.id).await.unwrap());
    assert!(!unit.facts().delete(user, fact.id).await.unwrap());
    assert_eq!(unit.facts().all(user).await.unwrap(), []);
}

/// A fact needs its person, and a message of that person as its source; its id is its own.
pub async fn a_fact_has_a_source(store: Arc<dyn Store>) {
    let (visit, other) = (a_visit(&store).await, a_visit(&store).await);
    let message = said(&store, &visit, "I love tea").await;
    let theirs = said(&store, &other, "I love tea").await;
    let user = visit.user_id;
    let nowhere = Fact { source: MessageId::new(at(0), [9; 10]), ..a_fact(1, &message) };
    let known = a_fact(3, &message);
    let mut unit = of(&store, user).await;
    unit.facts().insert(user, &known).await.unwrap();
    unit.commit().await.unwrap();
    let stranger = a_user().build().id;
    for (owner, fact) in
        [(user, nowhere), (user, a_fact(1, &theirs)), (stranger, a_fact(1, &message)), (user, known)]
    {
        let mut unit = system(&store).await;
        assert_eq!(kind(unit.facts().insert(owner, &fact).await), Some(StoreErrorKind::Conflict));
    }
}

/// Nobody's facts are seen or changed through another's id.
pub async fn facts_belong_to_one_person(store: Arc<dyn Store>) {
    let (visit, other) = (a_visit(&store).await, a_visit(&store).await);
    let message = said(&store, &visit, "I love tea").await;
    let (user, stranger) = (visit.user_id, other.user_id);
    let fact = a_fact(1, &message);
    let mut unit = of(&store, user).await;
    unit.facts().insert(user, &fact).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = of(&store, stranger).await;
    assert_eq!(unit.facts().all(stranger).await.unwrap(), []);
    assert_eq!(unit.facts().find(stranger, fact.id).await.unwrap(), None);
    assert!(!unit.facts().save(stranger, &Fact { value: "x".to_owned(), ..fact.clone() }).await.unwrap());
    assert!(!unit.facts().delete(stranger, fact.id).await.unwrap());
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(unit.facts().all(user).await.unwrap(), [fact]);
}

/// A removed account takes its facts along.
pub async fn a_removal_takes_facts(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let message = said(&store, &visit, "I love tea").await;
    let user = visit.user_id;
    let mut unit = of(&store, user).await;
    unit.facts().insert(user, &a_fact(1, &message)).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert!(unit.users().delete(user).await.unwrap());
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.facts().all(user).await.unwrap(), []);
}
