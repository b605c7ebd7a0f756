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

use super::column::{number, parsed, unreadable};
use super::unit_of_work::SqliteUnitOfWork;

pub(super) const SCORED_BETWEEN: &str = "SELECT created_at, sentiment_score, mood_detected FROM chat_messages \
     WHERE user_id = ?1 AND sender_type = 'user' AND created_at >= ?2 AND created_at < ?3 \
     AND mood_date IS NOT NULL ORDER BY created_at";
pub(super) const SCORED_ON: &str = "SELECT created_at, sentiment_score, mood_detected FROM chat_messages \
     WHERE user_id = ?1 AND mood_date = ?2 ORDER BY created_at";
pub(super) const DAYS: &str =
    "SELECT date, mean, sd, n, dominant_mood FROM mood_days WHERE user_id = ?1 ORDER BY date";
pub(super) const CHECK_INS: &str = "SELECT valence, arousal, note, created_at FROM mood_check_ins \
     WHERE user_id = ?1 ORDER BY created_at, position";

/// A scored message as it is stored.
type Scored = (i64, Option<f64>, Option<String>);

#[async_trait]
impl MoodRepo for SqliteUnitOfWork {
    async fn score_message(
        &mut self,
        user: UserId,
        message: MessageId,
        mood: &MessageMood,
    ) -> Result<bool, StoreError> {
        let update = query(
            "UPDATE chat_messages SET mood_detected = ?3, sentiment_score = ?4, mood_date = ?5 \
             WHERE user_id = ?1 AND id = ?2 AND sender_type = 'user'",
        )
        .bind(user.to_string())
        .bind(message.to_string())
        .bind(mood.mood.as_str())
        .bind(mood.score)
        .bind(mood.date.to_string());
        Ok(self.execute(update).await? > 0)
    }

    async fn scored_between(
        &mut self,
        user: UserId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ScoredMessage>, StoreError> {
        let between = query_as::<_, Scored>(SCORED_BETWEEN)
            .bind(user.to_string())
            .bind(from.as_micros())
            .bind(until.as_micros());
        self.rows(between).await?.into_iter().map(scored).collect()
    }

    async fn scored_on(&mut self, user: UserId, date: NaiveDate) -> Result<Vec<ScoredMessage>, StoreError> {
        let on = query_as::<_, Scored>(SCORED_ON).bind(user.to_string()).bind(date.to_string());
        self.rows(on).await?.into_iter().map(scored).collect()
    }

    async fn save_day(&mut self, user: UserId, day: &MoodDay) -> Result<(), StoreError> {
        let upsert = query(
            "INSERT INTO mood_days (user_id, date, mean, sd, n, dominant_mood) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (user_id, date) DO UPDATE SET mean = excluded.mean, sd = excluded.sd, n = excluded.n, \
             dominant_mood = excluded.dominant_mood",
        )
        .bind(user.to_string())
        .bind(day.date.to_string())
        .bind(day.mean)
        .bind(day.sd)
        .bind(day.n)
        .bind(day.dominant_mood.as_str());
        self.execute(upsert).await.map(drop)
    }

    async fn days(&mut self, user: UserId) -> Result<Vec<MoodDay>, StoreError> {
        let rows: Vec<(String, f64, Option<f64>, i64, String)> =
            self.rows(query_as(DAYS).bind(user.to_string())).await?;
        rows.into_iter()
            .map(|(date, mean, sd, n, dominant)| {
                Ok(MoodDay {
                    date: parsed("mood_days.date", &date)?,
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
            "INSERT INTO mood_check_ins (user_id, valence, arousal, note, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(user.to_string())
        .bind(check_in.check_in.valence.get())
        .bind(check_in.check_in.arousal.get())
        .bind(&check_in.note)
        .bind(check_in.at.as_micros());
        self.execute(insert).await.map(drop)
    }

    async fn check_ins(&mut self, user: UserId) -> Result<Vec<StoredCheckIn>, StoreError> {
        let rows: Vec<(i8, i8, Option<String>, i64)> =
            self.rows(query_as(CHECK_INS).bind(user.to_string())).await?;
        rows.into_iter()
            .map(|(valence, arousal, note, at)| {
                let check_in =
                    CheckIn::new(valence, arousal).map_err(|_| unreadable("mood_check_ins.valence"))?;
                Ok(StoredCheckIn { check_in, note, at: Timestamp::from_micros(at) })
            })
            .collect()
    }
}

fn scored((at, score, mood): Scored) -> Result<ScoredMessage, StoreError> {
    let (Some(score), Some(mood)) = (score, mood) else {
        return Err(unreadable("chat_messages.sentiment_score"));
    };
    let mood = known_mood("chat_messages.mood_detected", &mood)?;
    Ok(ScoredMessage { at: Timestamp::from_micros(at), score, mood })
}

/// A mood by its stored name.
pub(super) fn known_mood(column: &'static str, name: &str) -> Result<Mood, StoreError> {
    Mood::parse(name).ok_or_else(|| unreadable(column))
}
