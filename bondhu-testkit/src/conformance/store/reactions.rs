//! Emoji on messages.

use std::sync::Arc;

use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::Emoji;
use bondhu_domain::sessions::Session;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_visit, at, kind, of, said, system};
use crate::builders::a_message;

/// Reactions come back fully qualified and in the order of their times, not of their arrival.
pub async fn reactions_are_ordered_by_time(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "hello").await.id;
    for (emoji, micros) in [("👍🏽", 3), ("❤", 1), ("👩‍❤️‍💋‍👨", 2), ("🇮🇳", 4)]
    {
        put(&store, &session, message, emoji, micros).await;
    }
    assert_eq!(on(&store, &session, message).await, ["❤\u{fe0f}", "👩‍❤️‍💋‍👨", "👍🏽", "🇮🇳"]);
}

/// An emoji that is there already stays once, with its first time, however often and late it is put again.
pub async fn a_replay_changes_nothing(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "hello").await.id;
    put(&store, &session, message, "😂", 10).await;
    put(&store, &session, message, "😭", 20).await;
    put(&store, &session, message, "😂", 30).await;
    put(&store, &session, message, "😂", 10).await;
    assert_eq!(on(&store, &session, message).await, ["😂", "😭"]);
}

/// Skin tones are emoji of their own.
pub async fn skin_tones_differ(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "hello").await.id;
    put(&store, &session, message, "👍", 1).await;
    put(&store, &session, message, "👍🏿", 2).await;
    take(&store, &session, message, "👍").await;
    assert_eq!(on(&store, &session, message).await, ["👍🏿"]);
}

/// Taking off one that is not there changes nothing; one taken off can be put again, as the newest.
pub async fn taking_off_takes_one(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "hello").await.id;
    let other = said(&store, &session, "other").await.id;
    take(&store, &session, message, "👍").await;
    put(&store, &session, message, "👍", 1).await;
    put(&store, &session, message, "🎉", 2).await;
    put(&store, &session, other, "👍", 3).await;
    take(&store, &session, message, "👍").await;
    take(&store, &session, message, "👍").await;
    assert_eq!(on(&store, &session, message).await, ["🎉"]);
    assert_eq!(on(&store, &session, other).await, ["👍"]);
    put(&store, &session, message, "👍", 4).await;
    assert_eq!(on(&store, &session, message).await, ["🎉", "👍"]);
}

/// A reaction to a message that does not exist is a conflict.
pub async fn a_reaction_to_nothing_is_a_conflict(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let nothing = a_message().of(&session).build().id;
    let emoji = Emoji::new("👍").unwrap();
    let mut unit = of(&store, session.user_id).await;
    let refused = unit.reactions().put(session.user_id, nothing, &emoji, at(0)).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}

/// Nobody can put anything on, or take anything off, somebody else's message.
pub async fn somebody_elses_message_is_out_of_reach(store: Arc<dyn Store>) {
    let (session, stranger) = (a_visit(&store).await, a_visit(&store).await);
    let message = said(&store, &session, "private").await.id;
    put(&store, &session, message, "❤️", 1).await;
    for (emoji, taking) in [("👎", false), ("❤️", true)] {
        let emoji = Emoji::new(emoji).unwrap();
        let mut unit = system(&store).await;
        let done = if taking {
            unit.reactions().remove(stranger.user_id, message, &emoji).await
        } else {
            unit.reactions().put(stranger.user_id, message, &emoji, at(2)).await
        };
        if done.is_ok() {
            unit.commit().await.unwrap();
        }
    }
    assert_eq!(on(&store, &session, message).await, ["❤️"]);
}

async fn put(store: &Arc<dyn Store>, session: &Session, message: MessageId, emoji: &str, micros: i64) {
    let emoji = Emoji::new(emoji).unwrap();
    let mut unit = of(store, session.user_id).await;
    unit.reactions().put(session.user_id, message, &emoji, at(micros)).await.unwrap();
    unit.commit().await.unwrap();
}

async fn take(store: &Arc<dyn Store>, session: &Session, message: MessageId, emoji: &str) {
    let mut unit = of(store, session.user_id).await;
    unit.reactions().remove(session.user_id, message, &Emoji::new(emoji).unwrap()).await.unwrap();
    unit.commit().await.unwrap();
}

async fn on(store: &Arc<dyn Store>, session: &Session, message: MessageId) -> Vec<String> {
    let mut unit = of(store, session.user_id).await;
    unit.messages().find(session.user_id, message).await.unwrap().unwrap().reactions
}
