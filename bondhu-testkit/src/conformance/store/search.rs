//! Finding messages by their words.

use std::sync::Arc;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Emoji, Message, Sender};
use bondhu_domain::moods::Mood;
use bondhu_domain::search::{Candidate, Filters, Query, matches, rank};
use bondhu_ports::store::Store;

use super::fixtures::{a_visit, add_message, at, of, said, system};
use crate::builders::a_message;

mod cases;

use cases::{CASES, CHAT};

const ALL: Filters = Filters { from: None, to: None, mood: None, sender: None };

/// Each query of the table finds its messages and no others, in a chat that holds them all.
pub async fn the_table_of_cases(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut unit = of(&store, session.user_id).await;
    let mut ids = Vec::new();
    for text in CHAT {
        let message = a_message().of(&session).text(text).build();
        unit.messages().insert(&message).await.unwrap();
        ids.push(message.id);
    }
    unit.commit().await.unwrap();
    for (query, expected) in CASES {
        let query = Query::parse(query).unwrap();
        let found = searched(&store, session.user_id, &query).await;
        let mut texts: Vec<_> =
            found.iter().map(|id| CHAT[ids.iter().position(|other| other == id).unwrap()]).collect();
        texts.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(texts, expected, "{:?}", query.as_str());
    }
}

/// A query of 200 characters finds the message that says it, as one term or as a hundred.
pub async fn parts_of_long_queries_are_found(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let one: String = ('a'..='z').cycle().take(150).chain("পরীক্ষা".chars().cycle().take(50)).collect();
    let many: String = ('a'..='y').flat_map(|c| [c, ' ']).cycle().take(199).collect();
    let words: String = (100..150).flat_map(|number: u32| [number.to_string(), " ".to_owned()]).collect();
    for text in [&one, &many, &words] {
        let message = said(&store, &session, &format!("xx{text}xx")).await;
        said(&store, &session, &text[..20]).await;
        let query = Query::parse(text).unwrap();
        assert_eq!(searched(&store, session.user_id, &query).await, [message.id], "{text}");
    }
}

/// Each filter lets those pass that the domain does.
pub async fn every_filter_narrows(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut chat = Vec::new();
    for (micros, mood) in [(0, "sad"), (1, "happy"), (2_000_000, "sad"), (2_000_001, "calm")] {
        let message = a_message().of(&session).text("rain").at(at(micros * 10)).scored(0.4, mood).build();
        let reply = a_message().replying_to(&message).text("rain").at(at(micros * 10 + 5)).build();
        add_message(&store, &message).await;
        add_message(&store, &reply).await;
        chat.extend([message, reply]);
    }
    let moments = [None, Some(at(-1)), Some(at(0)), Some(at(5)), Some(at(20_000_000)), Some(at(30_000_000))];
    for from in moments {
        for to in moments {
            for mood in [None, Some(Mood::Sad), Some(Mood::Angry)] {
                for sender in [None, Some(Sender::User), Some(Sender::Ai)] {
                    let filters = Filters { from, to, mood, sender };
                    let passing = |it: &&Message| filters.pass(it.sender, it.mood.as_deref(), it.created_at);
                    let expected: Vec<_> = chat.iter().rev().filter(passing).map(|it| it.id).collect();
                    let found = candidates(&store, session.user_id, "rain", &filters, 100).await;
                    assert_eq!(ids(&found), expected, "{filters:?}");
                }
            }
        }
    }
}

/// Candidates come newest first, also when they were stored in another order, and a limit keeps the newest.
pub async fn the_newest_come_first_and_no_more_than_asked_for(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut newest_first: Vec<_> =
        (0..12).map(|micros| a_message().of(&session).text("snow").at(at(micros)).build()).collect();
    for index in [3, 0, 11, 5, 4, 1, 2, 10, 9, 8, 6, 7] {
        add_message(&store, &newest_first[index]).await;
    }
    newest_first.reverse();
    for limit in [0, 1, 5, 11, 12, 13, 1_000] {
        let found = candidates(&store, session.user_id, "snow", &ALL, limit).await;
        let expected: Vec<_> = newest_first.iter().take(limit as usize).map(|it| it.id).collect();
        assert_eq!(ids(&found), expected, "{limit}");
    }
}

/// Nobody finds or reads what somebody else said, also when both say the same at the same instant.
pub async fn somebody_elses_messages_are_never_found(store: Arc<dyn Store>) {
    let (one, other) = (a_visit(&store).await, a_visit(&store).await);
    let mut own = Vec::new();
    for session in [&one, &other] {
        let message = a_message().of(session).text("my secret exam").at(at(7)).build();
        add_message(&store, &message).await;
        own.push(message);
    }
    said(&store, &other, "a secret of mine alone").await;
    for query in ["secret", "exam", "my", "crets", "%", "alone"] {
        let query = Query::parse(query).unwrap();
        let expected: Vec<_> =
            matches(&query, &own[0].text).is_some().then_some(own[0].id).into_iter().collect();
        assert_eq!(searched(&store, one.user_id, &query).await, expected, "{:?}", query.as_str());
    }
    let mut unit = of(&store, one.user_id).await;
    let ids = [own[1].id, own[0].id];
    assert_eq!(unit.message_search().found(one.user_id, &ids).await.unwrap(), own[..1]);
}

/// What a removed person said is not found by anybody, nor by somebody with the same id.
pub async fn a_removed_persons_messages_are_never_found(store: Arc<dyn Store>) {
    let (session, other) = (a_visit(&store).await, a_visit(&store).await);
    said(&store, &session, "forget the exam").await;
    let kept = said(&store, &other, "keep the exam").await;
    let mut unit = system(&store).await;
    assert!(unit.users().delete(session.user_id).await.unwrap());
    unit.commit().await.unwrap();
    let exam = Query::parse("exam").unwrap();
    assert_eq!(searched(&store, session.user_id, &exam).await, []);
    assert_eq!(searched(&store, other.user_id, &exam).await, [kept.id]);
}

/// A message is found from the unit that stores it on, and never if that unit is dropped.
pub async fn a_message_is_findable_if_its_unit_commits(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    let exam = Query::parse("exam").unwrap();
    let message = a_message().of(&session).text("the exam").build();
    let mut unit = of(&store, user).await;
    unit.messages().insert(&message).await.unwrap();
    let seen = unit.message_search().candidates(user, &exam, &ALL, 10).await.unwrap();
    assert_eq!(seen, [Candidate { id: message.id, text: message.text.clone() }]);
    drop(unit);
    assert_eq!(searched(&store, user, &exam).await, []);
    add_message(&store, &message).await;
    assert_eq!(searched(&store, user, &exam).await, [message.id]);
}

/// Messages are read in the order of the ids, with their reactions; what is not there is left out.
pub async fn what_is_found_is_read_in_the_order_asked_for(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    let (first, between) = (said(&store, &session, "one").await, said(&store, &session, "two").await);
    let last = a_message().replying_to(&between).text("three").build();
    add_message(&store, &last).await;
    let mut unit = of(&store, user).await;
    for (emoji, message, micros) in [("🔥", last.id, 2), ("❤️", last.id, 1), ("👍", between.id, 3)] {
        unit.reactions().put(user, message, &Emoji::new(emoji).unwrap(), at(micros)).await.unwrap();
    }
    unit.commit().await.unwrap();
    let asked = [last.id, a_message().build().id, first.id];
    let mut unit = of(&store, user).await;
    let read = unit.message_search().found(user, &asked).await.unwrap();
    let last = Message { reactions: vec!["❤️".to_owned(), "🔥".to_owned()], ..last };
    assert_eq!(read, [last, first]);
    assert_eq!(unit.message_search().found(user, &[]).await.unwrap(), []);
}

async fn candidates(
    store: &Arc<dyn Store>,
    user: UserId,
    query: &str,
    filters: &Filters,
    limit: u32,
) -> Vec<Candidate> {
    let query = Query::parse(query).unwrap();
    let mut unit = of(store, user).await;
    unit.message_search().candidates(user, &query, filters, limit).await.unwrap()
}

/// The messages that match, best first.
async fn searched(store: &Arc<dyn Store>, user: UserId, query: &Query) -> Vec<MessageId> {
    let mut unit = of(store, user).await;
    let found = unit.message_search().candidates(user, query, &ALL, 1_000).await.unwrap();
    rank(query, &found).iter().map(|place| place.id).collect()
}

fn ids(found: &[Candidate]) -> Vec<MessageId> {
    found.iter().map(|candidate| candidate.id).collect()
}
