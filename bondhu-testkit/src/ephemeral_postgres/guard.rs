//! A process under guard: it ends when this process does, whether that returns, panics or is killed.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Starts the server, tells its id, and waits for the end of its own input, which is the end of the test process, or for
/// a word. Then it sees to it that the server is gone, and unless the word was to keep it, its directory too.
const GUARD: &str = r#"
directory="$1"; shift
"$@" >"$directory/log" 2>&1 </dev/null &
server=$!
echo "$server"
read -r word
kill -QUIT "$server" 2>/dev/null
wait "$server" 2>/dev/null
[ "$word" = keep ] || rm -rf "$directory"
"#;

/// A process under guard.
#[derive(Debug)]
pub(super) struct Guarded {
    guard: Child,
    alive: Option<ChildStdin>,
    id: u32,
}

impl Guarded {
    /// Starts `program` with `arguments` beside `directory`, where its log goes. `shell` is a command for `sh` that runs
    /// as whom the program shall.
    pub(super) fn start(mut shell: Command, directory: &str, program: &str, arguments: &[String]) -> Self {
        let mut guard = shell
            .args(["-c", GUARD, "guard", directory, program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Not of the terminal's group: an interrupt is for the tests, whose end ends the server.
            .process_group(0)
            .spawn()
            .expect("sh can be started");
        let alive = guard.stdin.take();
        let mut line = String::new();
        let output = guard.stdout.take().expect("the guard's output");
        BufReader::new(output).read_line(&mut line).expect("the server's process id");
        let id = line.trim().parse().expect("the server's process id");
        Self { guard, alive, id }
    }

    /// The process.
    pub(super) const fn id(&self) -> u32 {
        self.id
    }

    /// Ends the process, waits until it has ended, and keeps its directory.
    pub(super) fn end_and_keep(mut self) {
        if let Some(alive) = &mut self.alive {
            let _ = alive.write_all(b"keep\n");
        }
    }
}

impl Drop for Guarded {
    /// Ends the process, waits until it has ended, and removes its directory.
    fn drop(&mut self) {
        drop(self.alive.take());
        let _ = self.guard.wait();
    }
}
