//! The table `user_activity_stats`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::stats::Counters;
use bondhu_ports::stats::StatsRepo;
use bondhu_ports::store::StoreError;
use sqlx::{FromRow, query, query_as};

use super::column::{count, number};
use super::unit_of_work::PostgresUnitOfWork;

#[async_trait]
impl StatsRepo for PostgresUnitOfWork {
    async fn counters(&mut self, user: UserId) -> Result<Counters, StoreError> {
        let select = query_as::<_, CountersRow>(
            "SELECT sessions, messages, games, videos, songs FROM user_activity_stats WHERE user_id = $1",
        );
        let row = self.row(select.bind(user.as_uuid())).await?;
        row.map_or(Ok(Counters::default()), Counters::try_from)
    }

    async fn save_counters(&mut self, user: UserId, counters: &Counters) -> Result<(), StoreError> {
        let Counters { sessions, messages, games, videos, songs } = *counters;
        let upsert = query(
            "INSERT INTO user_activity_stats (user_id, sessions, messages, games, videos, songs) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO UPDATE SET sessions = excluded.sessions, \
             messages = excluded.messages, games = excluded.games, videos = excluded.videos, songs = excluded.songs",
        )
        .bind(user.as_uuid())
        .bind(count(sessions))
        .bind(count(messages))
        .bind(count(games))
        .bind(count(videos))
        .bind(count(songs));
        self.execute(upsert).await.map(drop)
    }
}

#[derive(FromRow)]
struct CountersRow {
    sessions: i64,
    messages: i64,
    games: i64,
    videos: i64,
    songs: i64,
}

impl TryFrom<CountersRow> for Counters {
    type Error = StoreError;
    fn try_from(row: CountersRow) -> Result<Self, StoreError> {
        Ok(Self {
            sessions: number("user_activity_stats.sessions", row.sessions)?,
            messages: number("user_activity_stats.messages", row.messages)?,
            games: number("user_activity_stats.games", row.games)?,
            videos: number("user_activity_stats.videos", row.videos)?,
            songs: number("user_activity_stats.songs", row.songs)?,
        })
    }
}
