//! The connection on which sign-ins are looked up.

use std::time::Duration;

use async_trait::async_trait;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{Connection as _, PgConnection, PgPool};

use super::auth_tokens::find_many;
use super::error::{may_begin_again, store_error};
use crate::sign_in_lookups::Connection;

/// One connection as the role of the program's own work, kept out of the pool that opens it: to begin and end a unit of work
/// on one from a pool takes four round trips where the look-up takes one.
pub(crate) struct SignIns {
    pool: PgPool,
    held: Option<PgConnection>,
    patience: Duration,
}

impl SignIns {
    pub(super) const fn new(pool: PgPool, patience: Duration) -> Self {
        Self { pool, held: None, patience }
    }

    async fn find_on_held(&mut self, hashes: &[TokenHash]) -> Result<Vec<AuthToken>, sqlx::Error> {
        let held = match &mut self.held {
            Some(held) => held,
            None => self.held.insert(self.pool.acquire().await?.detach()),
        };
        find_many(held, hashes).await
    }
}

#[async_trait]
impl Connection for SignIns {
    async fn find(&mut self, hashes: &[TokenHash]) -> Result<Vec<AuthToken>, StoreError> {
        let was_held = self.held.is_some();
        // A server that says nothing must not keep everybody waiting for ever.
        let patience = self.patience;
        let mut found = tokio::time::timeout(patience, self.find_on_held(hashes)).await;
        // After a restart of the server the connection is dead, and found so once.
        if was_held && matches!(&found, Ok(Err(error)) if may_begin_again(error)) {
            self.held = None;
            found = tokio::time::timeout(patience, self.find_on_held(hashes)).await;
        }
        let found = match found {
            Ok(found) => found.map_err(store_error),
            Err(elapsed) => Err(StoreError::new(StoreErrorKind::Unavailable, elapsed)),
        };
        if found.is_err() {
            self.held = None;
        }
        found
    }

    async fn close(&mut self) {
        self.pool.close().await;
        if let Some(held) = self.held.take() {
            // Nothing was written on it.
            let _closed = held.close().await;
        }
    }
}
