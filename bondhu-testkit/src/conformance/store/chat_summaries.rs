//! Summaries of chats.

use std::sync::Arc;

use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, a_visit, at, kind, of, said, system};
use crate::builders::a_user;

fn summary(period: Period, from: i64) -> ChatSummary {
    ChatSummary {
        period,
        from: at(from),
        to: at(from + 10),
        text: "তুমি “গান” বলেছ".to_owned(),
        message_count: 3,
        topics: vec!["গান".to_owned(), "a \"quoted\" word".to_owned()],
        mood: None,
    }
}

/// Every field comes back.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let saved =
        [summary(Period::Day, 0), ChatSummary { mood: Some("happy".to_owned()), ..summary(Period::Week, 0) }];
    let mut unit = of(&store, user).await;
    for summary in &saved {
        unit.summaries().save(user, summary).await.unwrap();
    }
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(unit.summaries().list(user, Period::Day, 10).await.unwrap(), saved[..1]);
    assert_eq!(unit.summaries().list(user, Period::Week, 10).await.unwrap(), saved[1..]);
}

/// Saving the same period again replaces it.
pub async fn saving_again_replaces(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let changed =
        ChatSummary { text: "other".to_owned(), to: at(99), topics: vec![], ..summary(Period::Day, 0) };
    let mut unit = of(&store, user).await;
    unit.summaries().save(user, &summary(Period::Day, 0)).await.unwrap();
    unit.summaries().save(user, &changed).await.unwrap();
    assert_eq!(unit.summaries().list(user, Period::Day, 10).await.unwrap(), [changed]);
}

/// The newest come first, up to the limit.
pub async fn the_newest_come_first(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut unit = of(&store, user).await;
    for from in [20, 0, 10] {
        unit.summaries().save(user, &summary(Period::Day, from)).await.unwrap();
    }
    let newest = unit.summaries().list(user, Period::Day, 2).await.unwrap();
    assert_eq!(newest, [summary(Period::Day, 20), summary(Period::Day, 10)]);
}

/// Summaries belong to one person; nobody has none.
pub async fn summaries_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = of(&store, user).await;
    unit.summaries().save(user, &summary(Period::Day, 0)).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = of(&store, other).await;
    assert_eq!(unit.summaries().list(other, Period::Day, 10).await.unwrap(), []);
    drop(unit);
    let stranger = a_user().build().id;
    let mut unit = system(&store).await;
    let refused = unit.summaries().save(stranger, &summary(Period::Day, 0)).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}

/// A person has one summary of older talk, the one saved last. It belongs to them, and to a message of theirs.
pub async fn older_talk_is_one_for_each_person(store: Arc<dyn Store>) {
    let (visit, other) = (a_visit(&store).await, a_visit(&store).await);
    let (first, second) = (said(&store, &visit, "one").await, said(&store, &visit, "two").await);
    let theirs = said(&store, &other, "another's").await;
    let user = visit.user_id;
    let older =
        OlderTalk { text: "On 1 May: “গান”".to_owned(), message_count: 7, through: first.id };
    let newer = OlderTalk { text: String::new(), message_count: 0, through: second.id };
    let mut unit = of(&store, user).await;
    assert_eq!(unit.summaries().older_talk(user).await.unwrap(), None);
    for saved in [older, newer] {
        unit.summaries().save_older_talk(user, &saved).await.unwrap();
        assert_eq!(unit.summaries().older_talk(user).await.unwrap(), Some(saved));
    }
    unit.commit().await.unwrap();
    let mut unit = of(&store, other.user_id).await;
    assert_eq!(unit.summaries().older_talk(other.user_id).await.unwrap(), None);
    drop(unit);
    for (owner, through) in [(user, theirs.id), (a_user().build().id, first.id)] {
        let mut unit = system(&store).await;
        let wrong = OlderTalk { text: String::new(), message_count: 0, through };
        let refused = unit.summaries().save_older_talk(owner, &wrong).await;
        assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
    }
}
