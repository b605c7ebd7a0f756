//! The table `activity_days`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::parse_timezone;
use bondhu_ports::activity_days::ActivityDayRepo;
use bondhu_ports::store::StoreError;
use chrono::NaiveDate;
use sqlx::{FromRow, query, query_as};

use super::column::{Instant, instant, number, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

macro_rules! select {
    ($which:literal) => {
        concat!("SELECT date, zone, first_at, last_at, count FROM activity_days WHERE ", $which)
    };
}

pub(super) const ONE: &str = select!("user_id = $1 AND date = $2");
pub(super) const ALL: &str = select!("user_id = $1 ORDER BY date");

#[async_trait]
impl ActivityDayRepo for PostgresUnitOfWork {
    async fn find(&mut self, user: UserId, date: NaiveDate) -> Result<Option<ActivityDay>, StoreError> {
        let found = query_as::<_, ActivityDayRow>(ONE).bind(user.as_uuid()).bind(date);
        self.row(found).await?.map(ActivityDay::try_from).transpose()
    }

    async fn save(&mut self, user: UserId, day: &ActivityDay) -> Result<(), StoreError> {
        let upsert = query(
            "INSERT INTO activity_days (user_id, date, zone, first_at, last_at, count) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id, date) DO UPDATE SET zone = excluded.zone, \
             first_at = excluded.first_at, last_at = excluded.last_at, count = excluded.count",
        )
        .bind(user.as_uuid())
        .bind(day.date)
        .bind(day.zone.name())
        .bind(instant(day.first_at))
        .bind(instant(day.last_at))
        .bind(i64::from(day.count));
        self.execute(upsert).await.map(drop)
    }

    async fn all(&mut self, user: UserId) -> Result<Vec<ActivityDay>, StoreError> {
        let days = self.rows(query_as::<_, ActivityDayRow>(ALL).bind(user.as_uuid())).await?;
        days.into_iter().map(ActivityDay::try_from).collect()
    }
}

#[derive(FromRow)]
struct ActivityDayRow {
    date: NaiveDate,
    zone: String,
    first_at: Instant,
    last_at: Instant,
    count: i64,
}

impl TryFrom<ActivityDayRow> for ActivityDay {
    type Error = StoreError;
    fn try_from(row: ActivityDayRow) -> Result<Self, StoreError> {
        Ok(Self {
            date: row.date,
            zone: parse_timezone(&row.zone).map_err(|_| unreadable("activity_days.zone"))?,
            first_at: Timestamp::from(row.first_at),
            last_at: Timestamp::from(row.last_at),
            count: number("activity_days.count", row.count)?,
        })
    }
}
