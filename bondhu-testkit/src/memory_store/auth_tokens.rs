//! Sign-in tokens.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::{AuthToken, AuthTokenRepo};
use bondhu_ports::store::StoreError;

use super::tables::conflict;
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl AuthTokenRepo for MemoryUnitOfWork {
    async fn insert(&mut self, token: &AuthToken) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(token.user_id)?;
        if tables.tokens.contains_key(&token.hash) {
            return Err(conflict("the token is stored already"));
        }
        tables.tokens.insert(token.hash, *token);
        Ok(())
    }

    async fn find(&mut self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError> {
        Ok(self.read()?.tokens.get(&hash).filter(|token| now < token.expires_at).copied())
    }

    async fn revoke(&mut self, hash: TokenHash) -> Result<(), StoreError> {
        self.write()?.tokens.remove(&hash);
        Ok(())
    }

    async fn revoke_all(&mut self, user: UserId) -> Result<(), StoreError> {
        self.write()?.tokens.retain(|_, token| token.user_id != user);
        Ok(())
    }

    async fn purge_expired(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let tokens = &mut self.write()?.tokens;
        let before = tokens.len();
        tokens.retain(|_, token| token.expires_at >= now);
        Ok((before - tokens.len()) as u64)
    }
}
