//! A PostgreSQL server for tests: started from the installed programs, on a free port, in a directory of its own.
//!
//! One server serves a whole test process ([`EphemeralPostgres::shared`]), with a fresh database for each test, copied
//! from a migrated one. It ends with the process, however that ends: a guard beside it waits for the end of a pipe.
//! `BONDHU_TEST_DATABASE_URL` names a given server instead, as a login that may make databases and roles.

mod guard;
mod programs;
mod server;

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{Mutex, OnceCell};

use self::programs::Programs;
use self::server::Server;

/// The variable that names a given server.
pub const GIVEN_URL: &str = "BONDHU_TEST_DATABASE_URL";

/// The login of tests: it may make databases and roles and is no superuser, as an operator's is.
const LOGIN: &str = "bondhu";

static SHARED: OnceCell<EphemeralPostgres> = OnceCell::const_new();
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// Whether what was committed must survive the server being killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// No: faster.
    None,
    /// Yes, as in production.
    Full,
}

/// A PostgreSQL server for tests.
pub struct EphemeralPostgres {
    server: Option<Server>,
    url: String,
    template: Mutex<Option<String>>,
}

impl EphemeralPostgres {
    /// The one of this test process: the given one, or one that is started now. Panics with what is missing.
    pub async fn shared() -> &'static Self {
        SHARED
            .get_or_init(|| async {
                match std::env::var(GIVEN_URL) {
                    Ok(url) => Self { server: None, url, template: Mutex::default() },
                    Err(_) => Self::start(Durability::None),
                }
            })
            .await
    }

    /// One of its own, for tests that stop it. Panics with what is missing.
    pub fn start(durability: Durability) -> Self {
        let server = Server::start(Programs::find(), durability);
        let port = server.port();
        let me = Self {
            url: format!("postgres://{LOGIN}@127.0.0.1:{port}/postgres"),
            server: Some(server),
            template: Mutex::default(),
        };
        let admin = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        run(&admin, &format!("CREATE ROLE {LOGIN} LOGIN CREATEDB CREATEROLE"));
        me
    }

    /// A fresh, empty database and its URL, as the login of tests.
    pub fn empty_database(&self) -> String {
        let name = fresh_name();
        run(&self.url, &format!("CREATE DATABASE {name}"));
        self.url_of(&name)
    }

    /// A fresh database that is a copy of one which `migrate` has been given, once for this server.
    pub async fn database<F: Future<Output = ()>>(&self, migrate: impl FnOnce(String) -> F) -> String {
        let mut template = self.template.lock().await;
        let of = if let Some(name) = &*template {
            name.clone()
        } else {
            let name = fresh_name();
            run(&self.url, &format!("CREATE DATABASE {name}"));
            migrate(self.url_of(&name)).await;
            template.insert(name).clone()
        };
        drop(template);
        let name = fresh_name();
        run(&self.url, &format!("CREATE DATABASE {name} TEMPLATE {of}"));
        self.url_of(&name)
    }

    /// A fresh login with a password and these `rights` (such as `NOBYPASSRLS`; empty for none), and the URL of `database`
    /// as it.
    pub fn login(&self, database: &str, rights: &str) -> (String, String) {
        let name = format!("{}_login", fresh_name());
        let (_, place) = split(database);
        let make = format!("CREATE ROLE {name} LOGIN PASSWORD 'secret' {rights}");
        match self.server {
            Some(_) => run(&self.as_superuser(database), &format!("{make} IN ROLE with_password")),
            None => run(&self.url, &make),
        }
        (name.clone(), format!("postgres://{name}:secret@{place}"))
    }

    /// Runs statements on a database as its URL says. Panics when one fails.
    pub fn run(&self, database: &str, sql: &str) {
        run(database, sql);
    }

    /// The URL of `database` as the superuser of a server that was started here.
    ///
    /// # Panics
    ///
    /// When the server is a given one.
    pub fn as_superuser(&self, database: &str) -> String {
        assert!(self.server.is_some(), "the superuser of a given server is not known");
        let (_, place) = split(database);
        format!("postgres://postgres@{place}")
    }

    /// Kills the server as `kill -9` of all its processes and a lost cache would at worst: it writes nothing more, and
    /// recovers when it is started again. Returns when it is gone.
    pub fn crash(&mut self) {
        self.own().stop(server::Stop::Immediate);
    }

    /// Stops the server: it ends all connections and shuts down cleanly. Returns when it is gone.
    pub fn stop(&mut self) {
        self.own().stop(server::Stop::Fast);
    }

    /// Starts the stopped server again, on the same port and data. Returns when it answers.
    pub fn start_again(&mut self) {
        self.own().start_again();
    }

    fn own(&mut self) -> &mut Server {
        self.server.as_mut().expect("a given server is not for stopping")
    }

    fn url_of(&self, name: &str) -> String {
        let (start, query) =
            self.url.split_once('?').map_or((self.url.as_str(), None), |(a, b)| (a, Some(b)));
        let base = start.rsplit_once('/').map_or(start, |(base, _)| base);
        query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
    }
}

fn fresh_name() -> String {
    // The process is in the name for servers that several share.
    format!("bondhu_test_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed))
}

/// Login and place of a URL.
fn split(url: &str) -> (&str, &str) {
    url.trim_start_matches("postgres://").split_once('@').expect("a URL with a login")
}

/// Runs SQL through the client program, so that this crate needs no driver.
fn run(url: &str, sql: &str) {
    let psql = Programs::client();
    let done = Command::new(&psql)
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql, url])
        .output()
        .unwrap_or_else(|error| panic!("cannot run {}: {error}", psql.display()));
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
}
