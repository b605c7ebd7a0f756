//! The server's process and data.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Durability;
use super::guard::Guarded;
use super::programs::Programs;

/// How the server is told to stop.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    /// SIGINT: connections are ended, everything is written.
    Fast,
    /// SIGQUIT: as in a crash.
    Immediate,
}

/// Before everything else: logins with a password have to give it.
const WHO_MAY: &str = "host all +with_password 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";

const PATIENCE: Duration = Duration::from_secs(30);

/// A server and its data, both gone when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    programs: Programs,
    data: PathBuf,
    settings: Vec<String>,
    port: u16,
    running: Option<Guarded>,
    _directory: Directory,
}

impl Server {
    pub(super) fn start(programs: Programs, durability: Durability) -> Self {
        let directory = Directory::make(&programs);
        let data = directory.0.join("data");
        initialise(&programs, &data);
        std::fs::write(data.join("pg_hba.conf"), WHO_MAY).expect("the server's data can be written");
        let mut settings = vec![
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=32MB".to_owned(),
            "autovacuum=off".to_owned(),
        ];
        if durability == Durability::None {
            settings.extend(
                ["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"]
                    .map(str::to_owned),
            );
        }
        let mut server = Self { programs, data, settings, port: 0, running: None, _directory: directory };
        // Somebody else may take the port in between.
        for _ in 0..10 {
            server.port = free_port();
            if server.run() {
                server.prepare();
                return server;
            }
        }
        panic!("PostgreSQL does not start: {}", server.log());
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn stop(&mut self, how: Stop) {
        let running = self.running.take().expect("a running server");
        let signal = match how {
            Stop::Fast => "-INT",
            Stop::Immediate => "-QUIT",
        };
        let kill = format!("kill {signal} {}", running.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("sh can be run");
        assert!(sent.success(), "the server was gone already: {}", self.log());
        // The guard only quits a server that is still there; a fast stop writes everything first.
        self.wait_until("it is gone", || !self.data.join("postmaster.pid").exists());
        running.end_and_keep();
    }

    pub(super) fn start_again(&mut self) {
        assert!(self.running.is_none(), "the server runs");
        assert!(self.run(), "PostgreSQL does not start again: {}", self.log());
    }

    fn run(&mut self) -> bool {
        let mut arguments = vec!["-D".to_owned(), text(&self.data), "-p".to_owned(), self.port.to_string()];
        for setting in &self.settings {
            arguments.extend(["-c".to_owned(), setting.clone()]);
        }
        let mut shell = self.programs.command("sh");
        shell.current_dir(&self.data);
        let directory = text(self.data.parent().expect("a directory around the data"));
        let program = text(&self.programs.path("postgres"));
        let running = Guarded::start(shell, &directory, &program, &arguments);
        let process = PathBuf::from(format!("/proc/{}/stat", running.id()));
        self.running = Some(running);
        let deadline = Instant::now() + PATIENCE;
        // The file says `ready` when connections are taken, by this server and not by another on the port.
        while !std::fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default().contains("ready")
        {
            let dead = std::fs::read_to_string(&process).map_or(true, |it| it.contains(") Z "));
            if dead || Instant::now() > deadline {
                if let Some(running) = self.running.take() {
                    running.end_and_keep();
                }
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    fn prepare(&self) {
        super::run(
            &format!("postgres://postgres@127.0.0.1:{}/postgres", self.port),
            "CREATE ROLE with_password NOLOGIN",
        );
    }

    fn wait_until(&self, what: &str, done: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !done() {
            assert!(Instant::now() < deadline, "waited in vain until {what}: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn log(&self) -> String {
        let path = self.data.parent().unwrap_or(&self.data).join("log");
        std::fs::read_to_string(path).unwrap_or_default()
    }
}

fn initialise(programs: &Programs, data: &Path) {
    let made = programs
        .command(programs.path("initdb"))
        .current_dir(data.parent().expect("a directory around the data"))
        .args([
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--username=postgres",
            "--auth=trust",
            "-D",
        ])
        .arg(data)
        .output()
        .expect("initdb can be run");
    assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// A directory that is removed when this is dropped.
#[derive(Debug)]
struct Directory(PathBuf);

impl Directory {
    fn make(programs: &Programs) -> Self {
        let directory =
            tempfile::Builder::new().prefix("bondhu-postgres-").tempdir().expect("a directory").keep();
        if let Some((user, group)) = programs.user() {
            std::os::unix::fs::chown(&directory, Some(user), Some(group))
                .expect("a directory for the server's user");
        }
        Self(directory)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
