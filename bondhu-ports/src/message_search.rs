//! Searching messages of chats.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::search::{Candidate, Filters, Query};

use crate::store::StoreError;

/// Narrows a person's chat down to the messages that may match. What a match is, the domain decides.
///
/// Every message can be found from the unit of work on that stores it, and no longer once it is gone.
#[async_trait]
pub trait MessageSearchRepo: Send {
    /// The newest messages of the person that pass the filters and whose [`index_tokens`] meet all [`conditions`] of the
    /// query, newest first, at most `limit`. Nobody else's are looked at.
    ///
    /// [`index_tokens`]: bondhu_domain::search::index_tokens
    /// [`conditions`]: Query::conditions
    async fn candidates(
        &mut self,
        user: UserId,
        query: &Query,
        filters: &Filters,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError>;

    /// The person's messages with these ids, in the order of the ids and with their reactions. Those that are not there, or
    /// are somebody else's, are left out.
    async fn found(&mut self, user: UserId, ids: &[MessageId]) -> Result<Vec<Message>, StoreError>;
}
