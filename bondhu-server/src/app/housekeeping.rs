//! What has to be done from time to time, whoever is there.

use bondhu_domain::sessions::Session;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::Scope;

use super::{App, AppError};

/// How many rows one step works on, so that no transaction is held for long.
const BATCH: u32 = 100;

impl App {
    /// Closes sessions that have been idle for too long, as of their last activity, and tells how many.
    pub async fn close_idle_sessions(&self) -> Result<u64, AppError> {
        let mut closed = 0;
        loop {
            let now = self.clock.now();
            let mut work = self.store.begin(Scope::System).await?;
            let idle = work.sessions().idle(now - self.policy.sessions.idle_after, BATCH).await?;
            let settled: Vec<Session> = idle
                .into_iter()
                .map(|it| it.settled(now, &self.policy.sessions))
                .filter(|it| !it.is_open())
                .collect();
            for session in &settled {
                work.sessions().save(session).await?;
            }
            work.commit().await?;
            for session in &settled {
                let event = LiveEvent::Session { session_id: session.id, open: false };
                self.live.publish(session.user_id, event).await;
            }
            closed += settled.len() as u64;
            if settled.len() < BATCH as usize {
                return Ok(closed);
            }
        }
    }

    /// Forgets expired sign-ins, answers kept for repeated requests and old tasks, and tells how many.
    pub async fn purge_expired(&self) -> Result<u64, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin(Scope::System).await?;
        let tokens = work.auth_tokens().purge_expired(now).await?;
        let answers = work.idempotency().purge(now - self.policy.idempotency_ttl).await?;
        work.commit().await?;
        Ok(tokens + answers + self.purge_tasks().await?)
    }
}
