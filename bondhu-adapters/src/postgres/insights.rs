//! The table `profiles`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::insights::{CommunicationStyle, EmotionalStability, Insight, InsightFlags, Trend};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::insights::{InsightRepo, StoredInsight};
use bondhu_ports::store::StoreError;
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{BEFORE_ALL, Instant, count, instant, limit as rows, number, unreadable};
use super::moods::known_mood;
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const LATEST: &str = "SELECT avg_sentiment_24h, sentiment_volatility, dominant_mood, message_count_24h, \
     trend, needs_support, communication_style, emotional_stability, at_message, analyzed_at FROM profiles \
     WHERE user_id = $1";
pub(super) const ACTIVE: &str = "SELECT id FROM users WHERE id > $2 AND EXISTS (SELECT 1 FROM chat_messages \
     WHERE user_id = users.id AND sender_type = 'user' AND created_at >= $1) ORDER BY id LIMIT $3";

#[async_trait]
impl InsightRepo for PostgresUnitOfWork {
    async fn latest(&mut self, user: UserId) -> Result<Option<StoredInsight>, StoreError> {
        let row = self.row(query_as::<_, InsightRow>(LATEST).bind(user.as_uuid())).await?;
        row.map(StoredInsight::try_from).transpose()
    }

    async fn save(&mut self, user: UserId, stored: &StoredInsight) -> Result<(), StoreError> {
        let Insight { flags, .. } = &stored.insight;
        let upsert = query(
            "INSERT INTO profiles (user_id, avg_sentiment_24h, sentiment_volatility, dominant_mood, message_count_24h, \
             trend, needs_support, communication_style, emotional_stability, at_message, analyzed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (user_id) DO UPDATE SET \
             avg_sentiment_24h = excluded.avg_sentiment_24h, sentiment_volatility = excluded.sentiment_volatility, \
             dominant_mood = excluded.dominant_mood, message_count_24h = excluded.message_count_24h, \
             trend = excluded.trend, needs_support = excluded.needs_support, \
             communication_style = excluded.communication_style, emotional_stability = excluded.emotional_stability, \
             at_message = excluded.at_message, analyzed_at = excluded.analyzed_at",
        )
        .bind(user.as_uuid())
        .bind(stored.insight.avg_sentiment_24h)
        .bind(stored.insight.sentiment_volatility)
        .bind(stored.insight.dominant_mood.as_str())
        .bind(count(stored.insight.message_count_24h))
        .bind(stored.insight.trend.as_str())
        .bind(flags.needs_support)
        .bind(flags.communication_style.as_str())
        .bind(flags.emotional_stability.as_str())
        .bind(count(stored.at_message))
        .bind(instant(stored.insight.analyzed_at));
        self.execute(upsert).await.map(drop)
    }

    async fn active_since(
        &mut self,
        since: Timestamp,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, StoreError> {
        let after = after.map_or(BEFORE_ALL, |id| id.as_uuid());
        let active = query_as(ACTIVE).bind(instant(since)).bind(after).bind(rows(limit));
        let found: Vec<(Uuid,)> = self.rows(active).await?;
        Ok(found.into_iter().map(|(id,)| UserId::from_uuid(id)).collect())
    }
}

#[derive(FromRow)]
struct InsightRow {
    avg_sentiment_24h: f64,
    sentiment_volatility: f64,
    dominant_mood: String,
    message_count_24h: i64,
    trend: String,
    needs_support: bool,
    communication_style: String,
    emotional_stability: String,
    at_message: i64,
    analyzed_at: Instant,
}

impl TryFrom<InsightRow> for StoredInsight {
    type Error = StoreError;
    fn try_from(row: InsightRow) -> Result<Self, StoreError> {
        let flags = InsightFlags {
            needs_support: row.needs_support,
            communication_style: CommunicationStyle::parse(&row.communication_style)
                .ok_or_else(|| unreadable("profiles.communication_style"))?,
            emotional_stability: EmotionalStability::parse(&row.emotional_stability)
                .ok_or_else(|| unreadable("profiles.emotional_stability"))?,
        };
        let insight = Insight {
            avg_sentiment_24h: row.avg_sentiment_24h,
            sentiment_volatility: row.sentiment_volatility,
            dominant_mood: known_mood("profiles.dominant_mood", &row.dominant_mood)?,
            message_count_24h: number("profiles.message_count_24h", row.message_count_24h)?,
            trend: [Trend::Improving, Trend::Declining, Trend::Stable]
                .into_iter()
                .find(|trend| trend.as_str() == row.trend)
                .ok_or_else(|| unreadable("profiles.trend"))?,
            analyzed_at: Timestamp::from(row.analyzed_at),
            flags,
        };
        Ok(Self { insight, at_message: number("profiles.at_message", row.at_message)? })
    }
}
