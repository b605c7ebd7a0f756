//! The program in a directory of its own, on a file or on a server.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::postgres::PostgresJobQueue;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::postgres::{PostgresOptions, PostgresStore};
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_ports::job_queue::JobQueue;
use bondhu_ports::store::Store;
use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use tempfile::TempDir;

/// Ended by its process id, also when a test panics.
pub struct Running {
    child: Child,
    /// What it said when it was ready.
    pub ready: String,
    /// Where its operators look.
    pub admin: String,
}

/// Where the program is started, and which database it works on.
pub struct Place {
    pub directory: TempDir,
    url: Option<String>,
}

impl Place {
    /// With the file that the program makes by itself.
    pub fn with_a_file() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), url: None }
    }

    /// With a database of a server.
    pub async fn with_a_server() -> Self {
        let url = EphemeralPostgres::shared().await.empty_database();
        Self { url: Some(url), ..Self::with_a_file() }
    }

    pub fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Running {
        let mut command = command(self.directory.path(), arguments);
        if let Some(url) = &self.url {
            // As many connections as a test needs, so that the server has enough for all tests.
            command.env("DATABASE_URL", url).env("BONDHU_DATABASE__MAX_CONNECTIONS", "8");
        }
        let mut child = command
            .env("BONDHU_SERVER__LISTEN", "127.0.0.1:0")
            .env("BONDHU_SERVER__ADMIN_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut ready, mut operators) = (String::new(), String::new());
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut ready).unwrap();
        said.read_line(&mut operators).unwrap();
        let admin = operators
            .trim_start_matches("Metrics and jobs are at ")
            .trim_end()
            .trim_end_matches("/admin/jobs");
        Running { child, ready, admin: admin.to_owned() }
    }

    /// The database of the program, and its jobs.
    pub async fn database(&self) -> (Arc<dyn Store>, Arc<dyn JobQueue>) {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let config = JobsConfig::default();
        if let Some(url) = &self.url {
            let mut options = PostgresOptions::at(url).unwrap();
            options.max_connections = 6;
            let store = PostgresStore::connect(&options).await.unwrap();
            let queue = PostgresJobQueue::new(store.clone(), config, clock, random);
            return (Arc::new(store), Arc::new(queue));
        }
        let path = self.directory.path().join("data/bondhu.db");
        let store = SqliteStore::open(&SqliteOptions::at(path)).await.unwrap();
        (Arc::new(store.clone()), Arc::new(SqliteJobQueue::new(store, config, clock, random)))
    }
}

pub fn output(directory: &Path, arguments: &[&str]) -> Output {
    command(directory, arguments).output().unwrap()
}

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bondhu"));
    // Cargo leaves variables of its build for tests, and the program takes none for settings that it does not know.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("BONDHU_") || ["DATABASE_URL", "REDIS_URL"].contains(&&*text) {
            command.env_remove(name);
        }
    }
    command.args(arguments).current_dir(directory).env("BONDHU_AUTH__PASSWORD_HASH__ITERATIONS", "1");
    command
}

impl Running {
    /// Where it is served.
    pub fn origin(&self) -> String {
        self.ready.rsplit(' ').next().unwrap().trim().to_owned()
    }

    /// Asks it to stop, and tells whether it ended well.
    pub fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        asked.success() && self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
