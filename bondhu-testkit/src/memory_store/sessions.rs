//! Visits.

use async_trait::async_trait;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::sessions::SessionRepo;
use bondhu_ports::store::StoreError;

use super::tables::{Tables, conflict};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl SessionRepo for MemoryUnitOfWork {
    async fn latest(&mut self, user: UserId) -> Result<Option<Session>, StoreError> {
        let sessions = of(self.read()?, user);
        Ok(sessions.max_by_key(|session| (session.is_open(), session.started_at, session.id)).cloned())
    }

    async fn find(&mut self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.read()?.sessions.get(&id).filter(|session| session.user_id == user).cloned())
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(session.user_id)?;
        if tables.sessions.get(&session.id).is_some_and(|known| known.user_id != session.user_id) {
            return Err(conflict("the session is somebody else's"));
        }
        let other_open = of(tables, session.user_id).any(|other| other.is_open() && other.id != session.id);
        if session.is_open() && other_open {
            return Err(conflict("the person has an open session"));
        }
        tables.sessions.insert(session.id, session.clone());
        Ok(())
    }

    async fn page(
        &mut self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions: Vec<_> =
            of(self.read()?, user).filter(|session| after.is_none_or(|after| session.id < after)).collect();
        sessions.reverse();
        Ok(sessions.into_iter().take(limit as usize).cloned().collect())
    }

    async fn idle(&mut self, seen_until: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError> {
        let sessions = self.read()?.sessions.values();
        let mut idle: Vec<_> = sessions
            .filter(|session| session.is_open() && session.last_seen() <= seen_until)
            .cloned()
            .collect();
        idle.sort_by_key(|session| (session.last_seen(), session.id));
        idle.truncate(limit as usize);
        Ok(idle)
    }
}

/// A person's sessions, oldest first.
fn of(tables: &Tables, user: UserId) -> impl Iterator<Item = &Session> {
    tables.sessions.values().filter(move |session| session.user_id == user)
}
