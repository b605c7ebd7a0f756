//! Reading a chat.

use bondhu_domain::ids::UserId;
use bondhu_domain::messages::Message;
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey};
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::Scope;

use super::{Answer, App, AppError, FieldError};

/// The most messages of one page.
pub const MAX_PAGE: u32 = 200;

/// One page of a chat.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPage {
    /// Oldest to newest.
    pub messages: Vec<Message>,
    /// Messages in the whole chat, or in the session asked for.
    pub total: u64,
    /// Whether there are older ones.
    pub has_more: bool,
}

impl App {
    /// A page of a person's chat. `encode` gives the form in which a page is cached.
    pub async fn history(
        &self,
        user: UserId,
        query: HistoryQuery,
        encode: impl Fn(&HistoryPage) -> Bytes + Send,
    ) -> Result<Answer<HistoryPage>, AppError> {
        if !(1..=MAX_PAGE).contains(&query.limit) {
            let detail = format!("limit is a number from 1 to {MAX_PAGE}");
            return Err(AppError::Invalid(vec![FieldError::new("limit", "out_of_range", detail)]));
        }
        let load = async { Ok((self.load_history(user, &query).await?, self.policy.history_ttl)) };
        self.read_through(entry(user, &query), load, encode).await
    }

    /// A page straight from the store, for the server-rendered page. A session or message that is not the person's is
    /// `NotFound`.
    pub async fn load_history(&self, user: UserId, query: &HistoryQuery) -> Result<HistoryPage, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        if let Some(session) = query.session {
            work.sessions().find(user, session).await?.ok_or(AppError::NotFound)?;
        }
        if let Some(before) = query.before {
            work.messages().find(user, before).await?.ok_or(AppError::NotFound)?;
        }
        let one_more = HistoryQuery { limit: query.limit + 1, ..*query };
        let mut messages = work.messages().page(user, &one_more).await?;
        let total = work.messages().count(user, query.session).await?;
        let has_more = messages.len() > query.limit as usize;
        if has_more {
            messages.remove(0);
        }
        Ok(HistoryPage { messages, total, has_more })
    }
}

fn entry(person: UserId, query: &HistoryQuery) -> EntryKey {
    let HistoryQuery { session, before, offset, limit } = query;
    let id = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
    let (session, before) = (id(session.map(|it| it.to_string())), id(before.map(|it| it.to_string())));
    EntryKey { group: CacheGroup::History, person, field: format!("{limit}:{before}:{offset}:{session}") }
}
