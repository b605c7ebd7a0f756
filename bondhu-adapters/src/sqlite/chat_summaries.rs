//! The table `chat_summaries`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::summaries::{ChatSummary, OlderTalk, Period};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_summaries::ChatSummaryRepo;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{FromRow, query, query_as};

use super::column::{number, parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

pub(super) const NEWEST: &str = "SELECT period, starts_at, ends_at, text, message_count, topics, mood \
     FROM chat_summaries WHERE user_id = ?1 AND period = ?2 ORDER BY starts_at DESC LIMIT ?3";

pub(super) const OLDER: &str = "SELECT text, message_count, through FROM older_talk WHERE user_id = ?1";

#[async_trait]
impl ChatSummaryRepo for SqliteUnitOfWork {
    async fn save(&mut self, user: UserId, summary: &ChatSummary) -> Result<(), StoreError> {
        let topics = serde_json::to_string(&summary.topics)
            .map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))?;
        let upsert = query(
            "INSERT INTO chat_summaries (user_id, period, starts_at, ends_at, text, message_count, topics, mood) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (user_id, period, starts_at) DO UPDATE SET \
             ends_at = excluded.ends_at, text = excluded.text, message_count = excluded.message_count, \
             topics = excluded.topics, mood = excluded.mood",
        )
        .bind(user.to_string())
        .bind(summary.period.as_str())
        .bind(summary.from.as_micros())
        .bind(summary.to.as_micros())
        .bind(&summary.text)
        .bind(summary.message_count)
        .bind(topics)
        .bind(&summary.mood);
        self.execute(upsert).await.map(drop)
    }

    async fn list(
        &mut self,
        user: UserId,
        period: Period,
        limit: u32,
    ) -> Result<Vec<ChatSummary>, StoreError> {
        let newest = query_as::<_, SummaryRow>(NEWEST);
        let rows = self.rows(newest.bind(user.to_string()).bind(period.as_str()).bind(limit)).await?;
        rows.into_iter().map(ChatSummary::try_from).collect()
    }

    async fn save_older_talk(&mut self, user: UserId, older: &OlderTalk) -> Result<(), StoreError> {
        let upsert = query(
            "INSERT INTO older_talk (user_id, text, message_count, through) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (user_id) DO UPDATE SET text = excluded.text, message_count = excluded.message_count, \
             through = excluded.through",
        )
        .bind(user.to_string())
        .bind(&older.text)
        .bind(older.message_count)
        .bind(older.through.to_string());
        self.execute(upsert).await.map(drop)
    }

    async fn older_talk(&mut self, user: UserId) -> Result<Option<OlderTalk>, StoreError> {
        let found: Option<(String, i64, String)> = self.row(query_as(OLDER).bind(user.to_string())).await?;
        let Some((text, message_count, through)) = found else { return Ok(None) };
        let message_count = number("older_talk.message_count", message_count)?;
        Ok(Some(OlderTalk { text, message_count, through: parsed("older_talk.through", &through)? }))
    }
}

#[derive(FromRow)]
struct SummaryRow {
    period: String,
    starts_at: i64,
    ends_at: i64,
    text: String,
    message_count: i64,
    topics: String,
    mood: Option<String>,
}

impl TryFrom<SummaryRow> for ChatSummary {
    type Error = StoreError;
    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        Ok(Self {
            period: Period::named(&row.period).ok_or_else(|| unreadable("chat_summaries.period"))?,
            from: Timestamp::from_micros(row.starts_at),
            to: Timestamp::from_micros(row.ends_at),
            text: row.text,
            message_count: number("chat_summaries.message_count", row.message_count)?,
            topics: serde_json::from_str(&row.topics).map_err(|_| unreadable("chat_summaries.topics"))?,
            mood: row.mood,
        })
    }
}
