//! `database`: where everything is stored.

mod url;

use std::time::Duration;

use super::kinds::{Lasting, Optional, Whole};
use super::section::section;

pub use self::url::{DatabaseUrl, PostgresUrl, SqliteUrl};
use self::url::{PostgresOnly, StoreUrl};

section! {
    /// Where everything is stored.
    pub struct Database: "database" {
        /// The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST:PORT/NAME` (15 or later) for any number of
        /// processes; also read from `DATABASE_URL`. The path is taken as it is, and a relative one starts where the
        /// program was started. Without it: the SQLite file `bondhu.db` in `server.data_dir`.
        url: Option<DatabaseUrl> = Optional(StoreUrl), "", secret;
        /// The same PostgreSQL database as another login, for the program's own work and for migrating. Then the login of
        /// `database.url` needs to be a member of `bondhu_app` only, and this one of `bondhu_worker`. Whoever migrates must
        /// be allowed to create schemas in the database.
        worker_url: Option<PostgresUrl> = Optional(PostgresOnly), "", secret;
        /// Connections. On SQLite, those that read at the same time, 4 unless set; there are always two more, one that writes
        /// and one that looks sign-ins up. On PostgreSQL, all of this process's, 20 unless set and at least 7: half for
        /// people's own work, a quarter for its job queue, one that looks sign-ins up, the rest for the program's.
        max_connections: Option<u32> = Optional(Whole(1, 1_000)), "";
        /// How long a write waits for others that hold the database, or the same person's data.
        busy_timeout: Duration = Lasting(Duration::ZERO, Duration::from_mins(1)), "5s";
        /// How long a request waits for a connection to PostgreSQL: for a free one, or for a server that does not answer.
        connect_timeout: Duration = Lasting(Duration::from_millis(10), Duration::from_mins(1)), "3s";
        /// How long PostgreSQL works on one statement before it gives up. Migrations take as long as they take.
        statement_timeout: Duration = Lasting(Duration::from_millis(10), Duration::from_mins(10)), "10s";
        /// After how long PostgreSQL ends a transaction that does nothing, as of a process that stands still.
        idle_timeout: Duration = Lasting(Duration::from_millis(10), Duration::from_mins(10)), "5s";
    }
    check fitting;
}

fn fitting(database: &Database) -> Vec<(&'static str, String)> {
    match (&database.url, &database.worker_url) {
        (Some(DatabaseUrl::Postgres(_)), _) | (_, None) => Vec::new(),
        (Some(DatabaseUrl::Sqlite(_)) | None, Some(_)) => {
            vec![(
                "database.worker_url",
                "needs database.url to be of the same PostgreSQL database".to_owned(),
            )]
        }
    }
}
