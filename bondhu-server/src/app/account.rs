//! The end of an account, and its care from the command line.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_domain::passwords::Password;
use bondhu_domain::users::{Email, User};
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::job_outbox::{Job, JobKey};
use bondhu_ports::job_queue::Work;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::Scope;

use super::register::weak_code;
use super::sign_in::subject;
use super::{App, AppError, SignedIn};

/// What shows that it is really the person who deletes their account.
#[derive(Clone, Debug)]
pub enum DeletionProof {
    /// Their password in clear.
    Password(String),
    /// Nothing but the request itself; enough only with another service's token that was issued moments ago.
    FreshToken,
}

/// How old another service's token may be to count as fresh.
const FRESH: Duration = Duration::from_mins(5);

impl App {
    /// Deletes the account of whoever is signed in, with everything of theirs.
    pub async fn delete_account(&self, who: SignedIn, proof: DeletionProof) -> Result<(), AppError> {
        let user = who.user_id;
        let name = subject("delete", &user.to_string());
        match proof {
            DeletionProof::Password(attempt) => {
                self.refuse_if(self.limiter.check(&self.policy.auth_limit, &name).await?)?;
                let hash =
                    self.store.begin_read(Scope::Person(user)).await?.users().password_hash(user).await?;
                if !self.hasher.verify(hash.as_deref(), &attempt).await? {
                    return Err(AppError::field("password", "wrong", "this is not the password"));
                }
                self.limiter.reset(&self.policy.auth_limit, &name).await?;
            }
            DeletionProof::FreshToken => {
                let fresh = who.external_since.is_some_and(|at| self.clock.now().since(at) <= FRESH);
                if !fresh {
                    return Err(AppError::field("password", "required", "the password is needed to delete"));
                }
            }
        }
        self.erase(user).await
    }

    /// Deletes an account, whoever asks: for the command line.
    pub async fn erase(&self, user: UserId) -> Result<(), AppError> {
        let key = Some(JobKey::Waiting(format!("forget:{user}")));
        let job = Job { key, ..self.job(Work::ForgetPerson { user_id: user }) };
        let erasing = async {
            let mut work = self.store.begin(Scope::System).await?;
            if !work.users().delete(user).await? {
                return Err(AppError::NotFound);
            }
            work.jobs().enqueue(&job).await?;
            Ok(work.commit().await?)
        };
        // The job drops what is cached again, should the process die here.
        self.changing(user, &CacheGroup::ALL, erasing).await?;
        self.live.publish(user, LiveEvent::Reset).await;
        Ok(())
    }

    /// The account with this address: for the command line.
    pub async fn find_by_email(&self, email: &str) -> Result<User, AppError> {
        let email = Email::new(email).map_err(|error| AppError::field("email", "invalid", error))?;
        let found = self.store.begin_read(Scope::System).await?.users().find_by_email(&email).await?;
        found.ok_or(AppError::NotFound)
    }

    /// Sets a new password and voids every sign-in: for the command line.
    pub async fn set_password(&self, user: UserId, password: &str) -> Result<(), AppError> {
        let password =
            Password::new(password).map_err(|weak| AppError::field("password", weak_code(weak), weak))?;
        let hash = self.hasher.hash(&password).await?;
        let mut work = self.store.begin(Scope::System).await?;
        if !work.users().set_password_hash(user, &hash).await? {
            return Err(AppError::NotFound);
        }
        work.auth_tokens().revoke_all(user).await?;
        work.commit().await?;
        Ok(())
    }
}
