//! Where the database is, as whom to work in it, and how long to wait.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

/// A text that is no URL of a PostgreSQL database. It is not repeated here: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a URL of the form postgres://user:password@host:port/database")]
pub struct InvalidUrl;

/// Which of the two logins. They are the same where no second one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// That for people's own work.
    People,
    /// That for the program's own work.
    System,
}

/// Where the database is, as whom to work in it, and how long to wait.
#[derive(Clone)]
pub struct PostgresOptions {
    people: PgConnectOptions,
    system: PgConnectOptions,
    separate: bool,
    /// At most so many connections altogether: half of them for people's own work, a quarter for the job queue, one on which
    /// sign-ins are looked up, the rest for the program's own work. At least 7.
    pub max_connections: u32,
    /// How long to wait for a connection: for a free one, or for a server that does not answer.
    pub connect_timeout: Duration,
    /// How long a unit of work that writes waits for others before the failure is `Busy`.
    pub busy_timeout: Duration,
    /// How long one statement may take before the server stops it.
    pub statement_timeout: Duration,
    /// How long a unit of work may do nothing before the server ends it: what it holds, others wait for.
    pub idle_timeout: Duration,
}

impl PostgresOptions {
    /// The database of `url`: 20 connections, 3 seconds for one, 5 seconds for others, 10 for a statement, 5 idle.
    pub fn at(url: &str) -> Result<Self, InvalidUrl> {
        let people = parse(url)?;
        Ok(Self {
            system: people.clone(),
            people,
            separate: false,
            max_connections: 20,
            connect_timeout: Duration::from_secs(3),
            busy_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(5),
        })
    }

    /// With a login of its own for the program's own work: `url` is of the same database.
    pub fn with_worker(self, url: &str) -> Result<Self, InvalidUrl> {
        Ok(Self { system: parse(url)?, separate: true, ..self })
    }

    /// Whether the program's own work has a login of its own.
    pub const fn has_separate_logins(&self) -> bool {
        self.separate
    }

    /// Host, port and name of the database, and as whom; no password.
    pub fn describe(&self, login: Login) -> String {
        let options = self.login(login);
        let place = options.get_socket().map_or_else(
            || format!("{}:{}", options.get_host(), options.get_port()),
            |socket| socket.display().to_string(),
        );
        let user = options.get_username();
        format!("{} on {place} as {user}", options.get_database().unwrap_or(user))
    }

    pub(super) const fn login(&self, login: Login) -> &PgConnectOptions {
        match login {
            Login::People => &self.people,
            Login::System => &self.system,
        }
    }

    pub(super) fn for_people(&self) -> u32 {
        (self.max_connections / 2).max(2)
    }

    pub(super) fn for_jobs(&self) -> u32 {
        (self.max_connections / 4).max(2)
    }

    pub(super) fn for_system(&self) -> u32 {
        self.max_connections.saturating_sub(self.for_people() + self.for_jobs() + 1).max(2)
    }

    /// How long to try to begin a unit of work.
    pub(super) fn patience(&self) -> Duration {
        self.connect_timeout.saturating_add(self.busy_timeout)
    }

    /// With the limits that each connection works under.
    pub(super) fn session(&self, login: Login) -> PgConnectOptions {
        self.login(login).clone().options([
            // What was acknowledged survives a power cut, whatever the server's default.
            ("synchronous_commit", "on".to_owned()),
            ("statement_timeout", millis(self.statement_timeout)),
            ("lock_timeout", millis(self.busy_timeout)),
            ("idle_in_transaction_session_timeout", millis(self.idle_timeout)),
            // Who waits for a lock and goes away gives up the place in the queue.
            ("client_connection_check_interval", "1000".to_owned()),
            ("TimeZone", "UTC".to_owned()),
        ])
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The driver's own form shows passwords.
        f.debug_struct("PostgresOptions")
            .field("people", &self.describe(Login::People))
            .field("system", &self.describe(Login::System))
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

fn parse(url: &str) -> Result<PgConnectOptions, InvalidUrl> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(InvalidUrl);
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| InvalidUrl)?;
    Ok(if options.get_application_name().is_none() { options.application_name("bondhu") } else { options })
}

fn millis(duration: Duration) -> String {
    // Zero would be no limit at all.
    duration.as_millis().max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let options = PostgresOptions::at("postgres://me:hunter2@db.example:5433/bondhu").unwrap();
        let options = options.with_worker("postgresql://worker:hunter3@db.example/bondhu").unwrap();
        assert_eq!(options.describe(Login::People), "bondhu on db.example:5433 as me");
        assert_eq!(options.describe(Login::System), "bondhu on db.example:5432 as worker");
        assert!(!format!("{options:?}").contains("hunter"));
    }

    #[test]
    fn other_urls_are_refused() {
        for url in ["", "postgres", "mysql://a/b", "postgres://a:b:c/d", "postgres://h/d?sslmode=maybe"] {
            assert!(PostgresOptions::at(url).is_err(), "{url}");
        }
    }
}
