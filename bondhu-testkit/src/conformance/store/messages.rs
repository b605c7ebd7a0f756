//! Messages of chats: what comes back, replies and counts.

use std::sync::Arc;

use bondhu_domain::messages::{Authorship, MAX_MESSAGE_CHARS};
use bondhu_domain::prompt::{ContextKind, ContextRef};
use bondhu_domain::sessions::EndedBy;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, a_visit, add_message, add_session, at, kind, of, said, system};
use crate::builders::{a_message, a_session, a_user};

/// Texts that stores and drivers have been known to change.
const TEXTS: [&str; 14] = [
    "a",
    "আমি ভালো নেই, মিতু। ক্ষ্ম",
    "אני כאן \u{202e}مرحبا\u{202c} abc",
    "👩🏽‍❤️‍💋‍👨🏿 🇮🇳 😀",
    "e\u{301} and é are two texts",
    "tab\tline\r\nline\nline\u{2028}",
    "\u{200b}\u{feff}zero\u{200d}width",
    "'; DROP TABLE chat_messages; --",
    r#"{"json": "\u0000 \\ \" ", "n": 1e400}"#,
    "%_like_% [a-z]* ?1 $1 :name @p",
    "<script>alert(1)</script>",
    "\u{1}\u{1b}[31m control",
    "\u{10ffff}\u{fffd}",
    "0012.50",
];

/// Every text comes back to the character, also one of the greatest length in characters of four bytes.
pub async fn texts_come_back_to_the_character(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let longest = ["😀", "ক", "x"].map(|character| character.repeat(MAX_MESSAGE_CHARS));
    for text in TEXTS.into_iter().chain(longest.iter().map(String::as_str)) {
        let message = said(&store, &session, text).await;
        let found = of(&store, session.user_id).await.messages().find(session.user_id, message.id).await;
        assert_eq!(found.unwrap().unwrap().text, text);
    }
}

/// Every field comes back. A score of 0 stays 0 and one that is missing stays missing.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let plain = a_message().of(&session).build();
    let mut messages = vec![
        a_message().of(&session).scored(0.0, "sad").tier(3).off_the_record().build(),
        a_message().of(&session).scored(1.0, "happy").tier(1).build(),
        a_message().of(&session).scored(0.07, "neutral").tier(2).build(),
        a_message().replying_to(&plain).build(),
        plain,
    ];
    messages.swap(3, 4);
    messages[4].has_personality_context = true;
    let facts = ["1", "\"দুই\""].map(|id| ContextRef { kind: ContextKind::Fact, id: id.to_owned() });
    messages[4].authorship = Some(Authorship {
        provider: "মডেল".to_owned(),
        model: "v 1/😀".to_owned(),
        degraded: true,
        cut: true,
        context: facts.to_vec(),
    });
    for message in messages {
        add_message(&store, &message).await;
        let mut unit = of(&store, session.user_id).await;
        assert_eq!(unit.messages().find(session.user_id, message.id).await.unwrap(), Some(message));
    }
}

/// All hundred and one scores of two decimals come back exactly.
pub async fn every_score_comes_back(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut unit = of(&store, session.user_id).await;
    for hundredths in 0..=100 {
        let exact = f64::from(hundredths) / 100.0;
        let message = a_message().of(&session).scored(exact, "calm").build();
        unit.messages().insert(&message).await.unwrap();
        let found = unit.messages().find(session.user_id, message.id).await.unwrap().unwrap();
        assert_eq!(found.sentiment_score.map(f64::to_bits), Some(exact.to_bits()), "{exact}");
    }
}

/// Instants come back to the microsecond, at both ends of their range too.
pub async fn instants_come_back_to_the_microsecond(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let micros = [-62_167_219_200_000_000, -1, 0, 1, 1_772_442_000_000_001, 253_402_300_799_999_999];
    for instant in micros.map(Timestamp::from_micros) {
        let message = a_message().of(&session).at(instant).build();
        add_message(&store, &message).await;
        let mut unit = of(&store, session.user_id).await;
        let found = unit.messages().find(session.user_id, message.id).await.unwrap().unwrap();
        assert_eq!(found.created_at, instant);
        assert_eq!(unit.messages().newest_at(session.user_id).await.unwrap(), Some(instant));
    }
}

/// The same id twice is a conflict and changes nothing.
pub async fn the_same_id_twice_is_a_conflict(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "first").await;
    let mut unit = of(&store, session.user_id).await;
    let mut again = message.clone();
    "second".clone_into(&mut again.text);
    assert_eq!(kind(unit.messages().insert(&again).await), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(unit.messages().find(session.user_id, message.id).await.unwrap(), Some(message));
    assert_eq!(unit.messages().count(session.user_id, None).await.unwrap(), 1);
}

/// A message of nobody, in no session or in reply to nothing refers to what is not there: a conflict.
pub async fn dangling_messages_are_conflicts(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let unknown_person = a_message().of(&a_session().of(a_user().build().id).build()).build();
    let unknown_session = a_message().of(&a_session().of(session.user_id).build()).build();
    let unknown_question = a_message().replying_to(&a_message().of(&session).build()).build();
    for message in [unknown_person, unknown_session, unknown_question] {
        let mut unit = system(&store).await;
        assert_eq!(kind(unit.messages().insert(&message).await), Some(StoreErrorKind::Conflict));
    }
}

/// A reply is found by what it answers; a message without one has none.
pub async fn a_reply_is_found_by_its_question(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let (first, second) = (said(&store, &session, "one").await, said(&store, &session, "two").await);
    let reply = a_message().replying_to(&second).text("answer").build();
    add_message(&store, &reply).await;
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(unit.messages().reply_to(session.user_id, first.id).await.unwrap(), None);
    assert_eq!(unit.messages().reply_to(session.user_id, second.id).await.unwrap(), Some(reply.clone()));
    assert_eq!(unit.messages().reply_to(session.user_id, reply.id).await.unwrap(), None);
}

/// A second reply to one message is a conflict, and the first stays.
pub async fn a_second_reply_is_a_conflict(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let question = said(&store, &session, "one").await;
    let first = a_message().replying_to(&question).text("first").build();
    add_message(&store, &first).await;
    let second = a_message().replying_to(&question).text("second").build();
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(kind(unit.messages().insert(&second).await), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(unit.messages().reply_to(session.user_id, question.id).await.unwrap(), Some(first));
    assert_eq!(unit.messages().find(session.user_id, second.id).await.unwrap(), None);
}

/// The newest instant is that of the person's newest message of either side.
pub async fn the_newest_instant_is_of_either_side(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    assert_eq!(of(&store, user).await.messages().newest_at(user).await.unwrap(), None);
    let question = a_message().of(&session).at(at(10)).build();
    let reply = a_message().replying_to(&question).at(at(11)).build();
    add_message(&store, &question).await;
    assert_eq!(of(&store, user).await.messages().newest_at(user).await.unwrap(), Some(at(10)));
    add_message(&store, &reply).await;
    said(&store, &a_visit(&store).await, "somebody else, later").await;
    assert_eq!(of(&store, user).await.messages().newest_at(user).await.unwrap(), Some(at(11)));
}

/// Counts hold messages of both sides, of the whole chat or of one session.
pub async fn counts_hold_both_sides(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let old = a_session().of(user).ended(at(i64::from(u32::MAX)), EndedBy::Left).build();
    let new = a_session().of(user).build();
    add_session(&store, &old).await;
    add_session(&store, &new).await;
    let question = said(&store, &old, "one").await;
    add_message(&store, &a_message().replying_to(&question).build()).await;
    said(&store, &new, "two").await;
    let mut unit = of(&store, user).await;
    assert_eq!(unit.messages().count(user, None).await.unwrap(), 3);
    assert_eq!(unit.messages().count(user, Some(old.id)).await.unwrap(), 2);
    assert_eq!(unit.messages().count(user, Some(new.id)).await.unwrap(), 1);
    assert_eq!(unit.messages().count(user, Some(a_session().build().id)).await.unwrap(), 0);
}

/// What a person wrote since an instant includes that instant and no reply.
pub async fn counts_since_include_the_instant(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    for micros in [99, 100, 101] {
        let message = a_message().of(&session).at(at(micros * 10)).build();
        add_message(&store, &message).await;
        add_message(&store, &a_message().replying_to(&message).at(at(micros * 10 + 5)).build()).await;
    }
    let mut unit = of(&store, user).await;
    for (since, expected) in [(0, 3), (990, 3), (991, 2), (1_000, 2), (1_001, 1), (1_010, 1), (1_011, 0)] {
        assert_eq!(
            unit.messages().count_from_user_since(user, at(since)).await.unwrap(),
            expected,
            "{since}"
        );
    }
}

/// Somebody else's message is absent from every read, in whatever way it is asked for, and cannot be replied to.
pub async fn somebody_elses_messages_are_absent(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let question = said(&store, &session, "private").await;
    let reply = a_message().replying_to(&question).build();
    add_message(&store, &reply).await;
    let stranger = a_visit(&store).await;
    let mut unit = system(&store).await;
    let messages = unit.messages();
    assert_eq!(messages.find(stranger.user_id, question.id).await.unwrap(), None);
    assert_eq!(messages.reply_to(stranger.user_id, question.id).await.unwrap(), None);
    assert_eq!(messages.newest_at(stranger.user_id).await.unwrap(), None);
    assert_eq!(messages.count(stranger.user_id, None).await.unwrap(), 0);
    assert_eq!(messages.count(stranger.user_id, Some(session.id)).await.unwrap(), 0);
    assert_eq!(messages.count_from_user_since(stranger.user_id, Timestamp::UNIX_EPOCH).await.unwrap(), 0);
    assert_eq!(messages.page_forward(stranger.user_id, None, 10).await.unwrap(), []);
    for asked in [None, Some(session.id)] {
        let query =
            bondhu_ports::messages::HistoryQuery { session: asked, before: None, offset: 0, limit: 10 };
        assert_eq!(messages.page(stranger.user_id, &query).await.unwrap(), []);
    }
}
