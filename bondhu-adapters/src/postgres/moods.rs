//! The moods of messages and the tables `mood_days` and `mood_check_ins`.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::mood_check_ins::CheckIn;
use bondhu_domain::mood_series::{MoodDay, ScoredMessage};
use bondhu_domain::moods::Mood;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::moods::{MessageMood, MoodRepo, StoredCheckIn};
use bondhu_ports::store::StoreError;
use chrono::NaiveDate;
use sqlx::{query, query_as};

use super::column::{Instant, instant, number, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const SCORED_BETWEEN: &str = "SELECT created_at, sentiment_score::float8, mood_detected FROM chat_messages \
     WHERE user_id = $1 AND sender_type = 'user' AND created_at >= $2 AND created_at < $3 \
     AND mood_date IS NOT NULL ORDER BY created_at";
pub(super) const SCORED_ON: &str = "SELECT created_at, sentiment_score::float8, mood_detected FROM chat_messages \
     WHERE user_id = $1 AND mood_date = $2 ORDER BY created_at";
pub(super) const DAYS: &str =
    "SELECT date, mean, sd, n, dominant_mood FROM mood_days WHERE user_id = $1 ORDER BY date";
pub(super) const CHECK_INS: &str = "SELECT valence, arousal, note, created_at FROM mood_check_ins \
     WHERE user_id = $1 ORDER BY created_at, position";

/// A scored message as it is stored.
type Scored = (Instant, Option<f64>, Option<String>);

#[async_trait]
impl MoodRepo for PostgresUnitOfWork {
    async fn score_message(
        &mut self,
        user: UserId,
        message: MessageId,
        mood: &MessageMood,
    ) -> Result<bool, StoreError> {
        let update = query(
            "UPDATE chat_messages SET mood_detected = $3, sentiment_score = $4, mood_date = $5 \
             WHERE user_id = $1 AND id = $2 AND sender_type = 'user'",
        )
        .bind(user.as_uuid())
        .bind(message.as_uuid())
        .bind(mood.mood.as_str())
        .bind(mood.score)
        .bind(mood.date);
        Ok(self.execute(update).await? > 0)
    }

    async fn scored_between(
        &mut self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ScoredMessage>, StoreError> {
        let between = query_as::<_, Scored>(SCORED_BETWEEN)
            .bind(user.as_uuid())
            .bind(instant(from))
            .bind(instant(until));
        self.rows(between).await?.into_iter().map(scored).collect()
    }

    async fn scored_on(&mut self, user: UserId, date: NaiveDate) -> Result<Vec<ScoredMessage>, StoreError> {
        let on = query_as::<_, Scored>(SCORED_ON).bind(user.as_uuid()).bind(date);
        self.rows(on).await?.into_iter().map(scored).collect()
    }

    async fn save_day(&mut self, user: UserId, day: &MoodDay) -> Result<(), StoreError> {
        let upsert = query(
            "INSERT INTO mood_days (user_id, date, mean, sd, n, dominant_mood) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id, date) DO UPDATE SET mean = excluded.mean, sd = excluded.sd, n = excluded.n, \
             dominant_mood = excluded.dominant_mood",
        )
        .bind(user.as_uuid())
        .bind(day.date)
        .bind(day.mean)
        .bind(day.sd)
        .bind(i64::from(day.n))
        .bind(day.dominant_mood.as_str());
        self.execute(upsert).await.map(drop)
    }

    async fn days(&mut self, user: UserId) -> Result<Vec<MoodDay>, StoreError> {
        let rows: Vec<(NaiveDate, f64, Option<f64>, i64, String)> =
            self.rows(query_as(DAYS).bind(user.as_uuid())).await?;
        rows.into_iter()
            .map(|(date, mean, sd, n, dominant)| {
                Ok(MoodDay {
                    date,
                    mean,
                    sd,
                    n: number("mood_days.n", n)?,
                    dominant_mood: known_mood("mood_days.dominant_mood", &dominant)?,
                })
            })
            .collect()
    }

    async fn check_in(&mut self, user: UserId, check_in: &StoredCheckIn) -> Result<(), StoreError> {
        let insert = query(
            "INSERT INTO mood_check_ins (user_id, valence, arousal, note, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(user.as_uuid())
        .bind(i16::from(check_in.check_in.valence.get()))
        .bind(i16::from(check_in.check_in.arousal.get()))
        .bind(&check_in.note)
        .bind(instant(check_in.at));
        self.execute(insert).await.map(drop)
    }

    async fn check_ins(&mut self, user: UserId) -> Result<Vec<StoredCheckIn>, StoreError> {
        let rows: Vec<(i16, i16, Option<String>, Instant)> =
            self.rows(query_as(CHECK_INS).bind(user.as_uuid())).await?;
        rows.into_iter()
            .map(|(valence, arousal, note, at)| {
                let column = "mood_check_ins.valence";
                let check_in = CheckIn::new(number(column, valence)?, number(column, arousal)?)
                    .map_err(|_| unreadable(column))?;
                Ok(StoredCheckIn { check_in, note, at: Timestamp::from(at) })
            })
            .collect()
    }
}

fn scored((at, score, mood): Scored) -> Result<ScoredMessage, StoreError> {
    let (Some(score), Some(mood)) = (score, mood) else {
        return Err(unreadable("chat_messages.sentiment_score"));
    };
    let mood = known_mood("chat_messages.mood_detected", &mood)?;
    Ok(ScoredMessage { at: Timestamp::from(at), score, mood })
}

/// A mood by its stored name.
pub(super) fn known_mood(column: &'static str, name: &str) -> Result<Mood, StoreError> {
    Mood::parse(name).ok_or_else(|| unreadable(column))
}
