//! The table `auth_tokens`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::{AuthToken, AuthTokenRepo};
use bondhu_ports::store::StoreError;
use sqlx::{SqliteConnection, query, query_as};

use super::column::{parsed, unreadable};
use super::error::store_error;
use super::unit_of_work::SqliteUnitOfWork;
use crate::sign_in_lookups::MOST;

pub(super) const FIND: &str =
    "SELECT user_id, created_at, expires_at FROM auth_tokens WHERE hash = ?1 AND expires_at > ?2";
const FIND_ONE: &str = "SELECT hash, user_id, created_at, expires_at FROM auth_tokens WHERE hash = ?1";
/// With as many places as hashes are asked for at once; those that are left over are null and find nothing.
pub(super) const FIND_MANY: &str = "SELECT hash, user_id, created_at, expires_at FROM auth_tokens \
     WHERE hash IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
pub(super) const PURGE: &str = "DELETE FROM auth_tokens WHERE expires_at < ?1";

#[async_trait]
impl AuthTokenRepo for SqliteUnitOfWork {
    async fn insert(&mut self, token: &AuthToken) -> Result<(), StoreError> {
        let insert =
            query("INSERT INTO auth_tokens (hash, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)")
                .bind(&token.hash.0[..])
                .bind(token.user_id.to_string())
                .bind(token.created_at.as_micros())
                .bind(token.expires_at.as_micros());
        self.execute(insert).await.map(drop)
    }

    async fn find(&mut self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        let select = query_as(FIND).bind(&hash.0[..]).bind(now.as_micros());
        let Some((user_id, created_at, expires_at)) = self.row::<(String, i64, i64)>(select).await? else {
            return Ok(None);
        };
        Ok(Some(AuthToken {
            hash,
            user_id: parsed("auth_tokens.user_id", &user_id)?,
            created_at: Timestamp::from_micros(created_at),
            expires_at: Timestamp::from_micros(expires_at),
        }))
    }

    async fn revoke(&mut self, hash: TokenHash) -> Result<(), StoreError> {
        self.execute(query("DELETE FROM auth_tokens WHERE hash = ?1").bind(&hash.0[..])).await.map(drop)
    }

    async fn revoke_all(&mut self, user: UserId) -> Result<(), StoreError> {
        self.execute(query("DELETE FROM auth_tokens WHERE user_id = ?1").bind(user.to_string()))
            .await
            .map(drop)
    }

    async fn purge_expired(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.execute(query(PURGE).bind(now.as_micros())).await
    }
}

/// The sign-ins with these hashes, each by the index, with no transaction but the statement's own.
pub(super) async fn find_many(
    connection: &mut SqliteConnection,
    hashes: &[TokenHash],
) -> Result<Vec<AuthToken>, StoreError> {
    let rows: Vec<(Vec<u8>, String, i64, i64)> = match hashes {
        [hash] => query_as(FIND_ONE).bind(&hash.0[..]).fetch_all(connection).await,
        hashes => {
            let mut find = query_as(FIND_MANY);
            for place in 0..MOST {
                find = find.bind(hashes.get(place).map(|hash| &hash.0[..]));
            }
            find.fetch_all(connection).await
        }
    }
    .map_err(store_error)?;
    rows.into_iter()
        .map(|(hash, user_id, created_at, expires_at)| {
            let hash = hash.try_into().map_err(|_| unreadable("auth_tokens.hash"))?;
            Ok(AuthToken {
                hash: TokenHash(hash),
                user_id: parsed("auth_tokens.user_id", &user_id)?,
                created_at: Timestamp::from_micros(created_at),
                expires_at: Timestamp::from_micros(expires_at),
            })
        })
        .collect()
}
