//! The table `user_sessions`.

use async_trait::async_trait;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{EndedBy, Session, SessionEnd};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::sessions::SessionRepo;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};

use super::column::{count, parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT id, user_id, session_start, session_end, ended_by, activities FROM user_sessions WHERE ",
            $which
        )
    };
}

pub(super) const OPEN: &str = select!("user_id = ?1 AND session_end IS NULL");
pub(super) const NEWEST: &str = select!("user_id = ?1 ORDER BY id DESC LIMIT 1");
pub(super) const ONE: &str = select!("user_id = ?1 AND id = ?2");
pub(super) const PAGE: &str = select!("user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
pub(super) const IDLE: &str =
    select!("session_end IS NULL AND last_seen <= ?1 ORDER BY last_seen, id LIMIT ?2");

/// Sorts after every id.
const AFTER_ALL: &str = "~";

#[async_trait]
impl SessionRepo for SqliteUnitOfWork {
    async fn latest(&mut self, user: UserId) -> Result<Option<Session>, StoreError> {
        let mut row = self.row(query_as::<_, SessionRow>(OPEN).bind(user.to_string())).await?;
        if row.is_none() {
            // Ids sort as the starts do.
            row = self.row(query_as(NEWEST).bind(user.to_string())).await?;
        }
        row.map(Session::try_from).transpose()
    }

    async fn find(&mut self, user: UserId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let select = query_as::<_, SessionRow>(ONE).bind(user.to_string()).bind(id.to_string());
        self.row(select).await?.map(Session::try_from).transpose()
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        let activities = serde_json::to_string(&session.activities)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let upsert = query(
            "INSERT INTO user_sessions (id, user_id, session_start, session_end, ended_by, activities, last_seen, \
             total_duration_minutes, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?3) \
             ON CONFLICT (id) DO UPDATE SET session_start = excluded.session_start, \
             session_end = excluded.session_end, ended_by = excluded.ended_by, activities = excluded.activities, \
             last_seen = excluded.last_seen, total_duration_minutes = excluded.total_duration_minutes \
             WHERE user_id = excluded.user_id",
        )
        .bind(session.id.to_string())
        .bind(session.user_id.to_string())
        .bind(session.started_at.as_micros())
        .bind(session.end.map(|end| end.at.as_micros()))
        .bind(session.end.map(|end| end.by.as_str()))
        .bind(activities)
        .bind(session.last_seen().as_micros())
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
            .bind(user.to_string())
            .bind(after.map_or_else(|| AFTER_ALL.to_owned(), |id| id.to_string()))
            .bind(limit);
        self.rows(older).await?.into_iter().map(Session::try_from).collect()
    }

    async fn idle(&mut self, seen_until: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError> {
        let idle = query_as::<_, SessionRow>(IDLE).bind(seen_until.as_micros()).bind(limit);
        self.rows(idle).await?.into_iter().map(Session::try_from).collect()
    }
}

#[derive(FromRow)]
struct SessionRow {
    id: String,
    user_id: String,
    session_start: i64,
    session_end: Option<i64>,
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
            id: parsed("user_sessions.id", &row.id)?,
            user_id: parsed("user_sessions.user_id", &row.user_id)?,
            started_at: Timestamp::from_micros(row.session_start),
            end: row.session_end.zip(by).map(|(at, by)| SessionEnd { at: Timestamp::from_micros(at), by }),
            activities: serde_json::from_str(&row.activities)
                .map_err(|_| unreadable("user_sessions.activities"))?,
        })
    }
}
