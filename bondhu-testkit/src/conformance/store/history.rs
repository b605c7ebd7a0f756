//! Pages of a chat.

use std::sync::Arc;

use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::{Emoji, Message};
use bondhu_domain::sessions::{EndedBy, Session};
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::Store;

use super::fixtures::{a_person, a_visit, add_message, add_session, at, of, said};
use crate::builders::{a_message, a_session};

const ALL: HistoryQuery = HistoryQuery { session: None, before: None, offset: 0, limit: 1_000 };
const SIZES: [u32; 7] = [1, 2, 3, 9, 10, 11, 1_000];

/// A page holds the newest messages that fit, oldest to newest, also when they were stored in another order.
pub async fn a_page_is_the_newest_oldest_first(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    for limit in SIZES {
        let page = page(&store, &session, HistoryQuery { limit, ..ALL }).await;
        let start = messages.len().saturating_sub(limit as usize);
        assert_eq!(page, messages[start..], "a page of {limit}");
    }
    assert_eq!(page(&store, &session, HistoryQuery { limit: 0, ..ALL }).await, []);
    assert_eq!(page(&store, &session, HistoryQuery { limit: u32::MAX, ..ALL }).await, messages);
}

/// A chat without messages has empty pages.
pub async fn an_empty_chat_has_empty_pages(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    assert_eq!(page(&store, &session, ALL).await, []);
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(unit.messages().page_forward(session.user_id, None, 10).await.unwrap(), []);
    assert_eq!(unit.messages().count(session.user_id, None).await.unwrap(), 0);
}

/// A page before a message ends with the one just older; before the oldest there is none.
pub async fn a_page_before_a_message_excludes_it(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    for (index, message) in messages.iter().enumerate() {
        let query = HistoryQuery { before: Some(message.id), limit: 3, ..ALL };
        assert_eq!(page(&store, &session, query).await, messages[index.saturating_sub(3)..index], "{index}");
    }
}

/// Reading back page by page with `before` gives every message once, for pages of any size.
pub async fn paging_back_gives_every_message_once(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    for limit in SIZES {
        let mut read: Vec<Message> = Vec::new();
        loop {
            let before = read.first().map(|message| message.id);
            let page = page(&store, &session, HistoryQuery { before, limit, ..ALL }).await;
            if page.is_empty() {
                break;
            }
            read.splice(0..0, page);
        }
        assert_eq!(read, messages, "pages of {limit}");
    }
}

/// An offset skips so many of the newest, also beyond the beginning of the chat.
pub async fn an_offset_skips_the_newest(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    for offset in 0..=12_usize {
        let end = messages.len().saturating_sub(offset);
        let query = HistoryQuery { offset: offset as u64, limit: 4, ..ALL };
        assert_eq!(page(&store, &session, query).await, messages[end.saturating_sub(4)..end], "{offset}");
    }
    let beyond = HistoryQuery { offset: i64::MAX as u64, ..ALL };
    assert_eq!(page(&store, &session, beyond).await, []);
}

/// `before` and an offset work together: the offset skips among the older ones.
pub async fn an_offset_counts_from_before(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    let query = HistoryQuery { before: Some(messages[7].id), offset: 2, limit: 3, ..ALL };
    assert_eq!(page(&store, &session, query).await, messages[2..5]);
}

/// A page of one session holds only its messages, with `before` and offset counted among them.
pub async fn a_page_of_a_session_holds_only_its_messages(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let old = a_session().of(user).started_at(at(0)).ended(at(1), EndedBy::Left).build();
    let new = a_session().of(user).started_at(at(2)).build();
    add_session(&store, &old).await;
    add_session(&store, &new).await;
    let mut of_old = Vec::new();
    for index in 0..8 {
        let session = if index % 2 == 0 { &old } else { &new };
        let message = a_message().of(session).at(at(10 + index)).build();
        add_message(&store, &message).await;
        if index % 2 == 0 {
            of_old.push(message);
        }
    }
    let query = HistoryQuery { session: Some(old.id), ..ALL };
    assert_eq!(page(&store, &old, query).await, of_old);
    assert_eq!(page(&store, &old, HistoryQuery { limit: 2, ..query }).await, of_old[2..]);
    assert_eq!(page(&store, &old, HistoryQuery { offset: 1, limit: 2, ..query }).await, of_old[1..3]);
    assert_eq!(page(&store, &old, HistoryQuery { before: Some(of_old[2].id), ..query }).await, of_old[..2]);
    let nobodys = HistoryQuery { session: Some(a_session().build().id), ..ALL };
    assert_eq!(page(&store, &old, nobodys).await, []);
}

/// Messages that say the same are different messages.
pub async fn equal_texts_are_different_messages(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(said(&store, &session, "ok").await.id);
    }
    let read: Vec<MessageId> = page(&store, &session, ALL).await.iter().map(|message| message.id).collect();
    assert_eq!(read, ids);
}

/// Microseconds decide the order, not only milliseconds.
pub async fn microseconds_decide_the_order(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut messages: Vec<_> =
        (0..20).map(|micros| a_message().of(&session).at(at(micros)).build()).collect();
    for message in messages.iter().rev() {
        add_message(&store, message).await;
    }
    messages.sort_by_key(|message| message.created_at);
    assert_eq!(page(&store, &session, ALL).await, messages);
}

/// Reading forward page by page gives every message once, oldest to newest, for pages of any size.
pub async fn paging_forward_gives_every_message_once(store: Arc<dyn Store>) {
    let (session, messages) = a_chat(&store).await;
    for limit in SIZES {
        let mut read: Vec<Message> = Vec::new();
        loop {
            let after = read.last().map(|message| message.id);
            let mut unit = of(&store, session.user_id).await;
            let page = unit.messages().page_forward(session.user_id, after, limit).await.unwrap();
            assert!(page.len() <= limit as usize);
            if page.is_empty() {
                break;
            }
            read.extend(page);
        }
        assert_eq!(read, messages, "pages of {limit}");
    }
}

/// Whatever is read carries its reactions, oldest first.
pub async fn everything_read_carries_its_reactions(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    let question = said(&store, &session, "one").await;
    let reply = a_message().replying_to(&question).build();
    add_message(&store, &reply).await;
    let mut unit = of(&store, user).await;
    for (emoji, message, micros) in [("🔥", reply.id, 2), ("❤️", reply.id, 1), ("👍", question.id, 3)]
    {
        unit.reactions().put(user, message, &Emoji::new(emoji).unwrap(), at(micros)).await.unwrap();
    }
    unit.commit().await.unwrap();
    let question = Message { reactions: vec!["👍".to_owned()], ..question };
    let reply = Message { reactions: vec!["❤️".to_owned(), "🔥".to_owned()], ..reply };
    let mut unit = of(&store, user).await;
    assert_eq!(unit.messages().find(user, question.id).await.unwrap().as_ref(), Some(&question));
    assert_eq!(unit.messages().reply_to(user, question.id).await.unwrap().as_ref(), Some(&reply));
    let both = [question, reply];
    assert_eq!(unit.messages().page(user, &ALL).await.unwrap(), both);
    assert_eq!(unit.messages().page(user, &HistoryQuery { limit: 1, ..ALL }).await.unwrap(), both[1..]);
    assert_eq!(unit.messages().page_forward(user, None, 10).await.unwrap(), both);
}

/// Ten messages of both sides, stored out of order, beside a stranger's chat of the same instants.
async fn a_chat(store: &Arc<dyn Store>) -> (Session, Vec<Message>) {
    let (session, stranger) = (a_visit(store).await, a_visit(store).await);
    let mut messages = Vec::new();
    for turn in 0..5 {
        let question = a_message().of(&session).at(at(turn * 2_000)).build();
        let reply = a_message().replying_to(&question).at(at(turn * 2_000 + 999)).build();
        messages.extend([question, reply]);
        add_message(store, &a_message().of(&stranger).at(at(turn * 2_000 + 1)).build()).await;
    }
    for index in [2, 0, 1, 8, 9, 3, 4, 6, 5, 7] {
        add_message(store, &messages[index]).await;
    }
    (session, messages)
}

async fn page(store: &Arc<dyn Store>, session: &Session, query: HistoryQuery) -> Vec<Message> {
    of(store, session.user_id).await.messages().page(session.user_id, &query).await.unwrap()
}
