//! Sign-ins looked up for several requests at once, on one connection.
//!
//! Every request asks whose it is, and is told what the database says at that moment: a sign-in that any process has voided
//! is voided everywhere. What is kept at hand is the connection, never an answer. Those who ask while it is busy are answered
//! together by the next statement, which begins after all of them have asked.

use std::collections::VecDeque;
use std::fmt;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use futures::future::{Either, select};
use tokio::sync::{Mutex as AsyncMutex, oneshot};

/// So many hashes at most are asked for at once.
pub(crate) const MOST: usize = 16;

/// The connection that look-ups take turns on.
#[async_trait]
pub(crate) trait Connection: Send {
    /// The sign-ins with these hashes, 1 to [`MOST`] different ones, that are committed now, expired or not.
    async fn find(&mut self, hashes: &[TokenHash]) -> Result<Vec<AuthToken>, StoreError>;

    /// Ends it for good: later look-ups fail.
    async fn close(&mut self);
}

/// Look-ups over one connection.
pub(crate) struct SignInLookups<C> {
    asked: Mutex<VecDeque<Asked>>,
    connection: AsyncMutex<C>,
}

struct Asked {
    hash: TokenHash,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Option<AuthToken>, StoreErrorKind>;

impl<C: Connection> SignInLookups<C> {
    pub(crate) fn new(connection: C) -> Self {
        Self { asked: Mutex::default(), connection: AsyncMutex::new(connection) }
    }

    /// The sign-in with this hash, expired or not, as it was committed when this was called or later.
    pub(crate) async fn find(&self, hash: TokenHash) -> Result<Option<AuthToken>, StoreError> {
        loop {
            let (sender, mut answer) = oneshot::channel();
            self.lock().push_back(Asked { hash, answer: sender });
            loop {
                match select(&mut answer, pin!(self.connection.lock())).await {
                    Either::Left((Ok(answer), _)) => return answer.map_err(StoreError::bare),
                    // Whoever asked for several of us went away before the answer.
                    Either::Left((Err(_), _)) => break,
                    Either::Right((mut connection, _)) => self.ask(&mut *connection).await?,
                }
            }
        }
    }

    pub(crate) async fn close(&self) {
        self.connection.lock().await.close().await;
    }

    /// Asks for those who wait the longest.
    async fn ask(&self, connection: &mut C) -> Result<(), StoreError> {
        let batch: Vec<Asked> = {
            let mut asked = self.lock();
            asked.retain(|it| !it.answer.is_closed());
            let most = asked.len().min(MOST);
            asked.drain(..most).collect()
        };
        let mut hashes: Vec<TokenHash> = batch.iter().map(|it| it.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let found = connection.find(&hashes).await;
        for Asked { hash, answer } in batch {
            let of_hash = match &found {
                Ok(found) => Ok(found.iter().find(|it| it.hash == hash).copied()),
                Err(error) => Err(error.kind()),
            };
            // Whoever has gone away in the meantime needs none.
            let _gone = answer.send(of_hash);
        }
        found.map(drop)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Asked>> {
        // What is kept is only ever changed in whole steps.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C> fmt::Debug for SignInLookups<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInLookups").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
