//! Searching a chat.

use bondhu_domain::ids::UserId;
use bondhu_domain::messages::Message;
use bondhu_domain::search::{Filters, Place, Query, fingerprint, rank, snippet};
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey};
use bondhu_ports::store::Scope;

use super::history::MAX_PAGE;
use super::{Answer, App, AppError};

/// So many messages are tested and ranked for one search. Where more may match, the newest of them are, so that no search
/// takes longer than this many allow.
const MAX_CANDIDATES: u32 = 1_000;

/// What is searched for, and which page of the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// The words.
    pub query: Query,
    /// What narrows the search beside them.
    pub filters: Filters,
    /// At most so many messages, 1 to 200.
    pub limit: u32,
    /// Only what comes after this place.
    pub after: Option<Place>,
}

/// One page of results.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage {
    /// Messages with their snippets, best first.
    pub messages: Vec<(Message, String)>,
    /// How many messages match on all pages; at least so many when `MAX_CANDIDATES` were tested.
    pub total: u64,
    /// The place after which the next page begins, if there is one.
    pub next: Option<Place>,
}

impl App {
    /// Messages of a person's chat that match, best first. `encode` gives the form in which a page is cached.
    pub async fn search(
        &self,
        user: UserId,
        request: &SearchRequest,
        encode: impl Fn(&SearchPage) -> Bytes + Send,
    ) -> Result<Answer<SearchPage>, AppError> {
        if !(1..=MAX_PAGE).contains(&request.limit) {
            let detail = format!("limit is a number from 1 to {MAX_PAGE}");
            return Err(AppError::field("limit", "out_of_range", detail));
        }
        let SearchRequest { query, filters, limit, after } = request;
        let field = fingerprint(query, filters, *limit, *after);
        let key = EntryKey { group: CacheGroup::Search, person: user, field };
        let load = async { Ok((self.find_messages(user, request).await?, self.policy.search_ttl)) };
        self.read_through(key, load, encode).await
    }

    async fn find_messages(&self, user: UserId, request: &SearchRequest) -> Result<SearchPage, AppError> {
        let SearchRequest { query, filters, limit, after } = request;
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let candidates = work.message_search().candidates(user, query, filters, MAX_CANDIDATES).await?;
        let places = rank(query, &candidates);
        let total = places.len() as u64;
        let begin = after.map_or(0, |after| places.partition_point(|&place| place >= after));
        let rest = &places[begin..];
        let page = &rest[..rest.len().min(*limit as usize)];
        let ids: Vec<_> = page.iter().map(|place| place.id).collect();
        let found = work.message_search().found(user, &ids).await?;
        let messages = found
            .into_iter()
            .map(|message| {
                let snippet = snippet(&message.text, query);
                (message, snippet)
            })
            .collect();
        let next = if page.len() < rest.len() { page.last().copied() } else { None };
        Ok(SearchPage { messages, total, next })
    }
}
