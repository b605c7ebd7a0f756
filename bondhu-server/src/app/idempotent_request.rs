//! Requests that may be repeated with the same key, other than sending a message.

use bondhu_domain::ids::UserId;
use bondhu_ports::idempotency::{IdempotencyRecord, Outcome, StoredAnswer};
use bondhu_ports::store::Scope;

use super::{App, AppError, IdempotencyKey};

/// What to do with a request that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Do it, then tell [`App::finish_request`] or [`App::abandon_request`].
    Fresh,
    /// The same request is being worked on: wait and ask again.
    Running,
    /// It was done: give this answer.
    Done(StoredAnswer),
}

/// The same key was used for something else.
pub(super) fn other_request() -> AppError {
    AppError::field("Idempotency-Key", "reused", "this key was used for another request")
}

impl App {
    /// Claims a key for a request.
    pub async fn claim_request(&self, user: UserId, key: &IdempotencyKey) -> Result<Claim, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin(Scope::Person(user)).await?;
        if let Some(record) = work.idempotency().find(user, &key.key).await?
            && now.since(record.created_at) < self.policy.idempotency_ttl
        {
            if record.fingerprint != key.fingerprint {
                return Err(other_request());
            }
            match record.outcome {
                Outcome::Answered(answer) => return Ok(Claim::Done(answer)),
                Outcome::Message(_) => return Err(other_request()),
                Outcome::Running if now.since(record.created_at) < self.policy.idempotency_lease => {
                    return Ok(Claim::Running);
                }
                // Its server died: this request takes over.
                Outcome::Running => {}
            }
        }
        let record =
            IdempotencyRecord { fingerprint: key.fingerprint, outcome: Outcome::Running, created_at: now };
        work.idempotency().save(user, &key.key, &record).await?;
        work.commit().await?;
        Ok(Claim::Fresh)
    }

    /// Keeps the answer of a claimed request.
    pub async fn finish_request(
        &self,
        user: UserId,
        key: &IdempotencyKey,
        answer: StoredAnswer,
    ) -> Result<(), AppError> {
        let outcome = Outcome::Answered(answer);
        let created_at = self.clock.now();
        let record = IdempotencyRecord { fingerprint: key.fingerprint, outcome, created_at };
        let mut work = self.store.begin(Scope::Person(user)).await?;
        work.idempotency().save(user, &key.key, &record).await?;
        work.commit().await?;
        Ok(())
    }

    /// Gives a claimed key back, so that the request can be tried again.
    pub async fn abandon_request(&self, user: UserId, key: &IdempotencyKey) -> Result<(), AppError> {
        let mut work = self.store.begin(Scope::Person(user)).await?;
        work.idempotency().remove(user, &key.key).await?;
        work.commit().await?;
        Ok(())
    }
}
