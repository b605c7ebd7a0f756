//! Databases for the program, and the program on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use tempfile::TempDir;

use super::process::{Server, program};

/// A directory for the program's own files and an empty database.
pub struct Stage {
    pub url: String,
    pub data: PathBuf,
    directory: TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        Self::on(EphemeralPostgres::shared().await.empty_database())
    }

    pub fn on(url: String) -> Self {
        let directory = tempfile::tempdir().unwrap();
        write_settings(directory.path(), &format!("url = '{url}'"));
        Self { url, data: directory.path().join("data"), directory }
    }

    pub fn program(&self) -> Command {
        on(&self.data, &self.url)
    }

    pub fn start(&self) -> Server {
        Server::start(&self.data, 0)
    }

    /// From now on the program works as these logins.
    pub fn log_in(&self, people: &str, work: &str) {
        write_settings(self.directory.path(), &format!("url = '{people}'\nworker_url = '{work}'"));
    }

    /// From now on the program shares this cache with others.
    pub fn share(&self, url: &str) {
        write_settings(self.directory.path(), &format!("url = '{}'\n[cache]\nurl = '{url}'", self.url));
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.program().args(args).output().unwrap()
    }
}

/// The settings' file is where the program is started.
fn write_settings(directory: &Path, database: &str) {
    let text = format!("[database]\nmax_connections = 8\n{database}\n");
    std::fs::write(directory.join("bondhu.toml"), text).unwrap();
}

/// The program on a database.
pub fn on(data: &Path, url: &str) -> Command {
    let mut command = program(data);
    command.env("DATABASE_URL", url).env("BONDHU_SERVER__LISTEN", "127.0.0.1:0");
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
