//! Where PostgreSQL's programs are, and as whom they run.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The server's programs, and whom they run as when this process is root's: they refuse to be root.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    directory: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    /// Panics with what is missing.
    pub(super) fn find() -> Self {
        let directory = directories().find(|it| it.join("initdb").is_file() && it.join("postgres").is_file());
        let directory = directory.unwrap_or_else(|| {
            panic!(
                "the tests need PostgreSQL's programs initdb and postgres, on the PATH or under /usr/lib/postgresql: \
                 install postgresql (make setup does), or name a server in {}",
                super::GIVEN_URL
            )
        });
        Self { directory, user: substitute() }
    }

    /// The client program.
    pub(super) fn client() -> PathBuf {
        let found = directories().map(|it| it.join("psql")).find(|it| it.is_file());
        found.expect("the tests need PostgreSQL's program psql: install postgresql-client")
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub(super) const fn user(&self) -> Option<(u32, u32)> {
        self.user
    }

    /// A command that runs as whom the server does.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command.env("LC_ALL", "C");
        command
    }
}

/// The directories of the PATH, then Debian's, the newest version first.
fn directories() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    on_path.into_iter().chain(versions.into_iter().map(|(_, directory)| directory))
}

/// User and group of `postgres`, or else of `nobody`, when this process is root's.
fn substitute() -> Option<(u32, u32)> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().nth(1));
    if effective != Some("0") {
        return None;
    }
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let of = |name: &str| {
        accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then_some(())?;
            Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
        })
    };
    let found = of("postgres").or_else(|| of("nobody"));
    Some(
        found.expect(
            "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody",
        ),
    )
}
