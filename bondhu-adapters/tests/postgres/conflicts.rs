//! A conflict undoes the one statement, as on SQLite: what the unit of work did before stays, and it may go on.

use bondhu_domain::stats::Counters;
use bondhu_ports::store::{Scope, Store, StoreErrorKind};
use bondhu_testkit::builders::{a_message, a_session};

use super::fixtures::{a_visit, chat, reading, store};

#[tokio::test]
async fn a_unit_goes_on_after_a_conflict() {
    let (store, _) = store().await;
    let session = a_visit(&store).await;
    let user = session.user_id;
    let mut unit = store.begin(Scope::Person(user)).await.unwrap();
    let first = a_message().of(&session).text("first").build();
    unit.messages().insert(&first).await.unwrap();
    unit.stats().save_counters(user, &Counters { songs: 1, ..Counters::default() }).await.unwrap();
    for _ in 0..3 {
        let refused = unit.messages().insert(&first).await.unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Conflict);
        let second_open = a_session().of(user).build();
        assert_eq!(unit.sessions().save(&second_open).await.unwrap_err().kind(), StoreErrorKind::Conflict);
    }
    let last = a_message().of(&session).text("last").build();
    unit.messages().insert(&last).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(chat(&store, &session).await, [first, last]);
    assert_eq!(reading(&store).await.stats().counters(user).await.unwrap().songs, 1);
}

/// A removal has no savepoint of its own; a conflict after it must not bring the rows back.
#[tokio::test]
async fn a_conflict_after_a_removal_leaves_the_removal() {
    let (store, _) = store().await;
    let (gone, stays) = (a_visit(&store).await, a_visit(&store).await);
    let message = a_message().of(&stays).build();
    let mut unit = store.begin(Scope::System).await.unwrap();
    unit.messages().insert(&message).await.unwrap();
    assert!(unit.users().delete(gone.user_id).await.unwrap());
    assert_eq!(unit.messages().insert(&message).await.unwrap_err().kind(), StoreErrorKind::Conflict);
    unit.commit().await.unwrap();
    assert_eq!(reading(&store).await.users().find(gone.user_id).await.unwrap(), None);
    assert_eq!(chat(&store, &stays).await, [message]);
}

/// The server answers a commit of a transaction that it gave up as if all were well.
#[tokio::test]
async fn a_unit_that_failed_cannot_be_committed() {
    let (store, _) = store().await;
    let session = a_visit(&store).await;
    let mut unit = store.begin(Scope::Person(session.user_id)).await.unwrap();
    unit.messages().insert(&a_message().of(&session).build()).await.unwrap();
    let mut wrong = a_message().of(&session).text("not to be told").build();
    wrong.safety_tier = 9;
    let error = unit.messages().insert(&wrong).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(!format!("{error:?}").contains("not to be told"), "{error:?}");
    assert!(unit.messages().newest_at(session.user_id).await.is_err());
    assert!(unit.commit().await.is_err());
    assert_eq!(chat(&store, &session).await, []);
}
