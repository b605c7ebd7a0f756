//! The real program as a process of its own, which never outlives its test.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that has said that it is ready.
pub struct Server {
    pub child: Child,
    /// Where it is reached, such as `http://127.0.0.1:40000`.
    pub origin: String,
}

impl Server {
    /// Starts it on `data`, at a free port or at one that was free a moment ago.
    pub fn start(data: &Path, port: u16) -> Self {
        let mut command = program(data);
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        Self::begin(command, data)
    }

    /// Starts it with this command, whose log goes beside `data`.
    pub fn begin(mut command: Command, data: &Path) -> Self {
        let log = File::options().create(true).append(true).open(data.with_extension("log")).unwrap();
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let Some(origin) = said.trim().strip_prefix("Bondhu is ready at ").map(str::to_owned) else {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("not ready but {said:?}: {}", log_of(data));
        };
        Self { child, origin }
    }

    /// Ends it at once, as a crash of the machine would (`kill -9`).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        if self.child.kill().is_ok() {
            self.child.wait().ok();
        }
    }
}

/// The program with cheap passwords and nothing of this machine's settings, for data in `data`.
pub fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bondhu"));
    command.env_clear().current_dir(data.parent().unwrap()).stdin(Stdio::null());
    command.env("BONDHU_SERVER__DATA_DIR", data);
    command.env("BONDHU_SERVER__ADMIN_LISTEN", "127.0.0.1:0");
    command.env("BONDHU_AUTH__PASSWORD_HASH__MEMORY_KIB", "64");
    command.env("BONDHU_AUTH__PASSWORD_HASH__ITERATIONS", "1");
    // Tests send faster than people do.
    command.env("BONDHU_LIMITS__CHAT", "1000000");
    command
}

/// What the servers on this data wrote to their logs.
pub fn log_of(data: &Path) -> String {
    let mut text = String::new();
    File::open(data.with_extension("log")).unwrap().read_to_string(&mut text).unwrap();
    text
}
