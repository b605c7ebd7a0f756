//! The program in a directory of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use bondhu_adapters::jobs::JobsConfig;
use bondhu_adapters::jobs::sqlite::SqliteJobQueue;
use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;

/// Ended by its process id, also when a test panics.
pub struct Running {
    child: Child,
    /// What it said when it was ready.
    pub ready: String,
    /// Where its operators look.
    pub admin: String,
}

pub fn start(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Running {
    let mut child = command(directory, arguments)
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
    let admin =
        operators.trim_start_matches("Metrics and jobs are at ").trim_end().trim_end_matches("/admin/jobs");
    Running { child, ready, admin: admin.to_owned() }
}

pub fn output(directory: &Path, arguments: &[&str]) -> Output {
    command(directory, arguments).output().unwrap()
}

fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bondhu"));
    // Cargo leaves variables of its build for tests, and the program takes none for settings that it does not know.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BONDHU_")) {
        command.env_remove(name);
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

/// The database of the program in a directory, and its jobs.
pub async fn database(directory: &Path) -> (SqliteStore, SqliteJobQueue) {
    let store = SqliteStore::open(&SqliteOptions::at(directory.join("data/bondhu.db"))).await.unwrap();
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    (store.clone(), SqliteJobQueue::new(store, JobsConfig::default(), clock, random))
}
