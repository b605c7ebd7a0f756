//! Signing in and out.

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::{Token, TokenHash};
use bondhu_domain::users::Email;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::rate_limiter::Decision;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// An attempt to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password in clear.
    pub password: String,
    /// The network address the attempt comes from.
    pub peer: String,
}

/// A fresh sign-in.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Who.
    pub user_id: UserId,
    /// The token in clear, told once.
    pub token: Token,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl App {
    /// Signs in. An unknown address and a wrong password are told apart neither by text nor by time; failures count
    /// against the address and the peer.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<Granted, AppError> {
        let email = Email::new(&attempt.email).ok();
        let address = subject("address", email.as_ref().map_or(attempt.email.as_str(), Email::as_str));
        let peer = subject("peer", &attempt.peer);
        self.refuse_if(self.limiter.peek(&self.policy.auth_limit, &peer).await?)?;
        // Counted before the work, so that attempts made at the same time cannot all slip through.
        self.refuse_if(self.limiter.check(&self.policy.auth_limit, &address).await?)?;

        let user = match &email {
            Some(email) => self.store.begin_read(Scope::System).await?.users().find_by_email(email).await?,
            None => None,
        };
        let hash = match &user {
            Some(user) => self.store.begin_read(Scope::System).await?.users().password_hash(user.id).await?,
            None => None,
        };
        let good = self.hasher.verify(hash.as_deref(), &attempt.password).await?;
        let Some(user) = user.filter(|_| good) else {
            self.limiter.check(&self.policy.auth_limit, &peer).await?;
            return Err(AppError::Unauthenticated);
        };
        self.limiter.reset(&self.policy.auth_limit, &address).await?;
        let mut work = self.store.begin(Scope::System).await?;
        let granted = self.grant(&mut *work, user.id, self.clock.now()).await?;
        work.commit().await?;
        Ok(granted)
    }

    /// Voids one sign-in, or all of the person's.
    pub async fn sign_out(
        &self,
        user: UserId,
        token: Option<TokenHash>,
        everywhere: bool,
    ) -> Result<(), AppError> {
        let mut work = self.store.begin(Scope::System).await?;
        if everywhere {
            work.auth_tokens().revoke_all(user).await?;
        } else if let Some(hash) = token {
            work.auth_tokens().revoke(hash).await?;
        }
        work.commit().await?;
        Ok(())
    }

    pub(super) async fn grant(
        &self,
        work: &mut dyn UnitOfWork,
        user_id: UserId,
        now: Timestamp,
    ) -> Result<Granted, AppError> {
        let token = Token::new(self.random.secret());
        let expires_at = now + self.policy.token_life;
        let stored = AuthToken { hash: token.hash(), user_id, created_at: now, expires_at };
        work.auth_tokens().insert(&stored).await?;
        Ok(Granted { user_id, token, expires_at })
    }

    pub(super) fn refuse_if(&self, decision: Decision) -> Result<(), AppError> {
        let limit = &self.policy.auth_limit;
        match decision {
            Decision::Allowed { .. } => Ok(()),
            Decision::Denied { retry_after } => Err(AppError::RateLimited {
                service: limit.service,
                limit: (limit.count, limit.window.as_secs()),
                retry_after,
            }),
        }
    }
}

/// The limiter's name for somebody: a hash, because an address must not appear in a key.
pub(super) fn subject(kind: &str, text: &str) -> String {
    let TokenHash(hash) = Token::hash_of(text);
    hash.iter().take(16).fold(format!("{kind}:"), |name, byte| format!("{name}{byte:02x}"))
}
