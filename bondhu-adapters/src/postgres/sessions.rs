//! The table `user_sessions`.

use async_trait::async_trait;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{EndedBy, Session, SessionEnd};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::sessions::SessionRepo;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{AFTER_ALL, Instant, count, instant, limit as row_limit, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT id, user_id, session_start, session_end, ended_by, activities::text AS activities FROM user_sessions WHERE ",
            $which
        )
    };
}

pub(super) const OPEN: &str = select!("user_id = $1 AND session_end IS NULL");
pub(super) const NEWEST: &str = select!("user_id = $1 ORDER BY id DESC LIMIT 1");
pub(super) const ONE: &str = select!("user_id = $1 AND id = $2");
pub(super) const PAGE: &str = select!("user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
pub(super) const IDLE: &str =
    select!("session_end IS NULL AND last_seen <= $1 ORDER BY last_seen, id LIMIT $2");

#[async_trait]
impl SessionRepo for PostgresUnitOfWork {
    async fn latest(&mut self, user: UserId) -> Result<Option<Session>, StoreError> {
        let mut row = self.row(query_as::<_, SessionRow>(OPEN).bind(user.as_uuid())).await?;
        if row.is_none() {
            // Ids sort as the starts do.
            row = self.row(query_as(NEWEST).bind(user.as_uuid())).await?;
        }
        row.map(Session::try_from).transpose()
    }

    async fn find(&mut self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let select = query_as::<_, SessionRow>(ONE).bind(user.as_uuid()).bind(id.as_uuid());
        self.row(select).await?.map(Session::try_from).transpose()
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        let activities = serde_json::to_string(&session.activities)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let upsert = query(
            "INSERT INTO user_sessions (id, user_id, session_start, session_end, ended_by, activities, last_seen, \
             total_duration_minutes, created_at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $3) \
             ON CONFLICT (id) DO UPDATE SET session_start = excluded.session_start, \
             session_end = excluded.session_end, ended_by = excluded.ended_by, activities = excluded.activities, \
             last_seen = excluded.last_seen, total_duration_minutes = excluded.total_duration_minutes \
             WHERE user_sessions.user_id = excluded.user_id",
        )
        .bind(session.id.as_uuid())
        .bind(session.user_id.as_uuid())
        .bind(instant(session.started_at))
        .bind(session.end.map(|end| instant(end.at)))
        .bind(session.end.map(|end| end.by.as_str()))
        .bind(activities)
        .bind(instant(session.last_seen()))
        .bind(session.end.map(|end| count(session.total_minutes(end.at))));
        match self.execute(upsert).await? {
            // The id is somebody else's.
            0 => Err(StoreError::bare(StoreErrorKind::Conflict)),
            _ => Ok(()),
        }
    }

    async fn page(
        &mut self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let older = query_as::<_, SessionRow>(PAGE)
            .bind(user.as_uuid())
            .bind(after.map_or(AFTER_ALL, |id| id.as_uuid()))
            .bind(row_limit(limit));
        self.rows(older).await?.into_iter().map(Session::try_from).collect()
    }

    async fn idle(&mut self, seen_until: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError> {
        let idle = query_as::<_, SessionRow>(IDLE).bind(instant(seen_until)).bind(row_limit(limit));
        self.rows(idle).await?.into_iter().map(Session::try_from).collect()
    }
}

#[derive(FromRow)]
struct SessionRow {
    id: Uuid,
    user_id: Uuid,
    session_start: Instant,
    session_end: Option<Instant>,
    ended_by: Option<String>,
    activities: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;
    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let by = match row.ended_by.as_deref() {
            None => None,
            Some("left") => Some(EndedBy::Left),
            Some("idle") => Some(EndedBy::Idle),
            Some(_) => return Err(unreadable("user_sessions.ended_by")),
        };
        Ok(Self {
            id: SessionId::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            started_at: Timestamp::from(row.session_start),
            end: row.session_end.zip(by).map(|(at, by)| SessionEnd { at: Timestamp::from(at), by }),
            activities: serde_json::from_str(&row.activities)
                .map_err(|_| unreadable("user_sessions.activities"))?,
        })
    }
}
