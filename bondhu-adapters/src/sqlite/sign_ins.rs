//! The connection on which sign-ins are looked up.

use async_trait::async_trait;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::StoreError;
use sqlx::{Connection as _, SqliteConnection, SqlitePool};

use super::auth_tokens::find_many;
use super::error::store_error;
use crate::sign_in_lookups::Connection;

/// One connection, kept out of the pool that opens it: to take one from a pool and give it back costs more than the look-up.
pub(crate) struct SignIns {
    pool: SqlitePool,
    held: Option<SqliteConnection>,
}

impl SignIns {
    pub(super) const fn new(pool: SqlitePool) -> Self {
        Self { pool, held: None }
    }
}

#[async_trait]
impl Connection for SignIns {
    async fn find(&mut self, hashes: &[TokenHash]) -> Result<Vec<AuthToken>, StoreError> {
        let held = match &mut self.held {
            Some(held) => held,
            None => self.held.insert(self.pool.acquire().await.map_err(store_error)?.detach()),
        };
        let found = find_many(held, hashes).await;
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
