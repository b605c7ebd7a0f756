//! A Redis server of a test's own, which the test can stop, freeze and start again.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::missing_panics_doc, reason = "panicking is how a test fails")]

mod certificates;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub use certificates::Certificates;

/// The variable with the URL of a server to use for tests that need not control it.
pub const URL_VARIABLE: &str = "BONDHU_TEST_REDIS_URL";

/// How long a server may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A `redis-server` found in `PATH`, with a directory and a port of its own. Stopped, by its process id, when dropped,
/// also when the test panics.
pub struct EphemeralRedis {
    child: Option<Child>,
    port: u16,
    directory: TempDir,
    password: Option<String>,
    certificates: Option<Certificates>,
    persistent: bool,
}

impl EphemeralRedis {
    /// A server that keeps nothing on disk.
    pub fn start() -> Self {
        Self::begin(None, None, false)
    }

    /// A server that writes a snapshot when it is stopped, and reads it at its next start.
    pub fn persistent() -> Self {
        Self::begin(None, None, true)
    }

    /// A server that wants a password.
    pub fn with_password(password: &str) -> Self {
        Self::begin(Some(password.to_owned()), None, false)
    }

    /// A server that speaks TLS alone, with a certificate for `localhost` and 127.0.0.1 of an authority made for it.
    pub fn with_tls() -> Self {
        Self::begin(None, Some(Certificates::generate()), false)
    }

    fn begin(password: Option<String>, certificates: Option<Certificates>, persistent: bool) -> Self {
        let directory = tempfile::tempdir().unwrap();
        if let Some(certificates) = &certificates {
            certificates.write(directory.path());
        }
        let mut server = Self { child: None, port: 0, directory, password, certificates, persistent };
        // Another process may take a free port before the server does.
        for _ in 0..20 {
            server.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if server.launch() {
                return server;
            }
        }
        panic!("redis-server does not start: is it installed? See .ci/setup-tests");
    }

    /// Its URL, with the password if it has one.
    pub fn url(&self) -> String {
        let scheme = if self.certificates.is_some() { "rediss" } else { "redis" };
        let password = self.password.as_ref().map(|password| format!(":{password}@")).unwrap_or_default();
        format!("{scheme}://{password}127.0.0.1:{}", self.port)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// The certificate of the authority that signed its own, if it speaks TLS.
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.certificates.is_some().then(|| self.directory.path().join(Certificates::CA_FILE))
    }

    /// Stops it and waits until it is gone: with a snapshot if it is persistent.
    pub fn stop(&mut self) {
        self.signal("TERM");
        self.wait();
    }

    /// Ends it at once, without a snapshot.
    pub fn kill(&mut self) {
        self.signal("KILL");
        self.wait();
    }

    /// Writes a snapshot now, for the next start, if it is persistent.
    pub fn snapshot(&self) {
        assert_eq!(self.command("SAVE"), "+OK");
    }

    /// Freezes it: connections stay and nothing answers.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets a frozen one go on.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    /// Starts a stopped one again, at the same address.
    pub fn restart(&mut self) {
        assert!(self.child.is_none(), "it was not stopped");
        assert!(self.launch(), "redis-server does not start again");
    }

    /// The first line of the answer to an inline command. Not over TLS.
    pub fn command(&self, command: &str) -> String {
        self.try_command(command).unwrap()
    }

    fn launch(&mut self) -> bool {
        let mut command = Command::new("redis-server");
        let port = self.port.to_string();
        let save = if self.persistent { "3600 1" } else { "" };
        command
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.args(["--bind", "127.0.0.1", "--appendonly", "no", "--save", save, "--dir", "."]);
        command.args(["--daemonize", "no", "--enable-debug-command", "yes"]);
        if let Some(password) = &self.password {
            command.args(["--requirepass", password]);
        }
        if self.certificates.is_some() {
            command.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"]);
            command.args([
                "--tls-cert-file",
                Certificates::CERTIFICATE_FILE,
                "--tls-key-file",
                Certificates::KEY_FILE,
            ]);
            command.args(["--tls-ca-cert-file", Certificates::CA_FILE]);
        } else {
            command.args(["--port", &port]);
        }
        let Ok(child) = command.spawn() else { return false };
        self.child = Some(child);
        let answers = self.wait_for_answer();
        if !answers {
            self.kill();
        }
        answers
    }

    fn wait_for_answer(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None))) {
                return false;
            }
            let up = if self.certificates.is_some() {
                TcpStream::connect(self.address()).is_ok()
            } else {
                matches!(
                    self.try_command("PING").as_deref(),
                    Ok("+PONG" | "-NOAUTH Authentication required.")
                )
            };
            if up {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }

    fn try_command(&self, command: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.address())?;
        let login = self.password.as_ref().map(|password| format!("AUTH {password}\r\n")).unwrap_or_default();
        stream.write_all(format!("{login}{command}\r\nQUIT\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let mut lines = answer.lines();
        if self.password.is_some() {
            lines.next();
        }
        Ok(lines.next().unwrap_or_default().to_owned())
    }

    fn signal(&self, signal: &str) {
        let Some(child) = &self.child else { return };
        // By way of the shell: it knows the command where no other does.
        let line = format!("kill -{signal} {}", child.id());
        let done = Command::new("sh").args(["-c", &line]).status();
        assert!(done.is_ok_and(|status| status.success()), "kill -{signal} failed");
    }

    fn wait(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.wait().unwrap();
        }
    }
}

impl Drop for EphemeralRedis {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Also ends one that is frozen.
            let _gone_already = child.kill();
            let _gone = child.wait();
        }
    }
}

/// The URL of the server that the environment names, or of one started for this test.
pub fn any_redis() -> (String, Option<EphemeralRedis>) {
    if let Some(url) = std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty()) {
        return (url, None);
    }
    let server = EphemeralRedis::start();
    (server.url(), Some(server))
}

fn write(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), text).unwrap();
}
