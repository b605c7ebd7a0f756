//! Whom a presented token stands for.

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::{Token, TokenHash};
use bondhu_domain::users::UTC;
use bondhu_ports::external_identity::ExternalIdentity;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, StoreErrorKind};
use bondhu_ports::users::Credential;

use super::register::new_user;
use super::{App, AppError};

/// Somebody whose request is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// The sign-in's hash; `None` with another service's token.
    pub token: Option<TokenHash>,
    /// When the other service issued its token.
    pub external_since: Option<Timestamp>,
}

impl App {
    /// Finds the person behind a token of ours or, when configured, of another service; that service's people get an
    /// account at their first visit.
    pub async fn authenticate(&self, presented: &str) -> Result<SignedIn, AppError> {
        let now = self.clock.now();
        let hash = Token::hash_of(presented);
        let stored = self.store.find_sign_in(hash, now).await?;
        if let Some(stored) = stored {
            return Ok(SignedIn { user_id: stored.user_id, token: Some(hash), external_since: None });
        }
        let verifier = self.external.as_ref().ok_or(AppError::Unauthenticated)?;
        let identity = verifier.verify(presented, now).await?;
        let user_id = self.person_behind(&identity, now).await?;
        Ok(SignedIn { user_id, token: None, external_since: Some(identity.issued_at) })
    }

    async fn person_behind(&self, identity: &ExternalIdentity, now: Timestamp) -> Result<UserId, AppError> {
        let known = self.store.begin_read(Scope::System).await?.users().find_external(&identity.id).await?;
        if let Some(user) = known {
            return Ok(user.id);
        }
        let id = UserId::new(now, self.random.entropy());
        // An address in use here is not proof of being the same person, so such an account goes without one.
        for email in [identity.email.clone(), None] {
            let user = new_user(id, email, UTC, now);
            let mut work = self.store.begin(Scope::System).await?;
            match work.users().insert(&user, &Credential::External(identity.id.clone())).await {
                Ok(()) => {
                    work.commit().await?;
                    return Ok(id);
                }
                Err(error) if error.kind() == StoreErrorKind::Conflict => {
                    // Either the address, or another request of theirs was first.
                    if let Some(user) = work.users().find_external(&identity.id).await? {
                        return Ok(user.id);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppError::Conflict("this account cannot be linked"))
    }
}
