//! The table `auth_tokens`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::{AuthToken, AuthTokenRepo};
use bondhu_ports::store::StoreError;
use sqlx::{PgConnection, query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const FIND: &str =
    "SELECT user_id, created_at, expires_at FROM auth_tokens WHERE hash = $1 AND expires_at > $2";
pub(super) const FIND_MANY: &str =
    "SELECT hash, user_id, created_at, expires_at FROM auth_tokens WHERE hash = ANY ($1)";
pub(super) const PURGE: &str = "DELETE FROM auth_tokens WHERE expires_at < $1";

#[async_trait]
impl AuthTokenRepo for PostgresUnitOfWork {
    async fn insert(&mut self, token: &AuthToken) -> Result<(), StoreError> {
        let insert =
            query("INSERT INTO auth_tokens (hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
                .bind(&token.hash.0[..])
                .bind(token.user_id.as_uuid())
                .bind(instant(token.created_at))
                .bind(instant(token.expires_at));
        self.execute(insert).await.map(drop)
    }

    async fn find(&mut self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        let select = query_as(FIND).bind(&hash.0[..]).bind(instant(now));
        let Some((user_id, created_at, expires_at)) = self.row::<(Uuid, Instant, Instant)>(select).await?
        else {
            return Ok(None);
        };
        Ok(Some(AuthToken {
            hash,
            user_id: UserId::from_uuid(user_id),
            created_at: Timestamp::from(created_at),
            expires_at: Timestamp::from(expires_at),
        }))
    }

    async fn revoke(&mut self, hash: TokenHash) -> Result<(), StoreError> {
        self.remove(query("DELETE FROM auth_tokens WHERE hash = $1").bind(&hash.0[..])).await.map(drop)
    }

    async fn revoke_all(&mut self, user: UserId) -> Result<(), StoreError> {
        self.remove(query("DELETE FROM auth_tokens WHERE user_id = $1").bind(user.as_uuid())).await.map(drop)
    }

    async fn purge_expired(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.remove(query(PURGE).bind(instant(now))).await
    }
}

/// The sign-ins with these hashes, each by the index, with no transaction but the statement's own.
pub(super) async fn find_many(
    connection: &mut PgConnection,
    hashes: &[TokenHash],
) -> Result<Vec<AuthToken>, sqlx::Error> {
    let hashes: Vec<&[u8]> = hashes.iter().map(|hash| &hash.0[..]).collect();
    let rows: Vec<([u8; 32], Uuid, Instant, Instant)> =
        query_as(FIND_MANY).bind(hashes).fetch_all(connection).await?;
    let token = |(hash, user_id, created_at, expires_at)| AuthToken {
        hash: TokenHash(hash),
        user_id: UserId::from_uuid(user_id),
        created_at: Timestamp::from(created_at),
        expires_at: Timestamp::from(expires_at),
    };
    Ok(rows.into_iter().map(token).collect())
}
