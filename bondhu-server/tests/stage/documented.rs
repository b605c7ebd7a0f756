//! The steps of docs/operations.md, run as they stand there, with a machine's directories below one of the test.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The directories that the steps name.
const PLACES: [&str; 4] = ["/etc/bondhu", "/var/lib/bondhu", "/var/backups", "/usr/local/bin"];

/// The program that is tested, which stands for the one that the steps install.
const BUILD: &str = env!("CARGO_BIN_EXE_bondhu");

/// A machine as the steps know it.
pub struct Machine {
    root: PathBuf,
    port: Option<u16>,
}

impl Machine {
    /// Below `root`, with this build of the program installed, and PostgreSQL at this port. Services are the test's to
    /// start and stop, and whoever runs it stands for every user of the machine.
    pub fn new(root: &Path, port: Option<u16>) -> Self {
        for place in ["usr/local/bin", "etc", "var/backups", "var/lib/bondhu"] {
            fs::create_dir_all(root.join(place)).unwrap();
        }
        let program = format!("exec {BUILD} \"$@\"");
        let runuser = "[ \"$1 $2 $3\" = '-u postgres --' ] && shift 3 && exec \"$@\"";
        for (name, script) in [("bondhu", program.as_str()), ("systemctl", "exit 0"), ("runuser", runuser)] {
            let path = root.join("usr/local/bin").join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { root: root.to_owned(), port }
    }

    /// Where a path of the steps is.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Runs the steps of this name, which must all succeed, and gives what they said.
    pub fn run(&self, name: &str) -> String {
        let (well, said) = self.shell(&steps(name));
        assert!(well, "{name}: {said}");
        said
    }

    /// Runs commands until one fails, and gives whether all succeeded and what they said.
    pub fn shell(&self, script: &str) -> (bool, String) {
        let mut script = script.replace("target/release/bondhu", BUILD);
        for place in PLACES {
            script = script.replace(place, self.at(place).to_str().unwrap());
        }
        if let Some(port) = self.port {
            script = script.replace("127.0.0.1:5432", &format!("127.0.0.1:{port}"));
        }
        let mut shell = Command::new("sh");
        shell.args(["-eu", "-c", &format!("exec 2>&1\n{script}")]).current_dir(repository());
        shell.env_clear().env("PATH", self.path()).env("LC_ALL", "C").stdin(Stdio::null());
        // The addresses that are set unless others are may be taken on this machine.
        shell.env("BONDHU_SERVER__LISTEN", "127.0.0.1:0").env("BONDHU_SERVER__ADMIN_LISTEN", "127.0.0.1:0");
        // Its superuser, where the steps name no other login.
        shell.env("PGHOST", "127.0.0.1").env("PGUSER", "postgres");
        shell.envs(self.port.map(|port| ("PGPORT", port.to_string())));
        let output = shell.output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }

    /// The file that a backup has made, under the name that the steps of restoring expect.
    pub fn name_backup(&self, extension: &str) {
        let directory = self.at("/var/backups/bondhu");
        let mut made = fs::read_dir(&directory).unwrap().map(|it| it.unwrap().path());
        let (Some(made), None) = (made.next(), made.next()) else { panic!("not one backup") };
        assert_eq!(made.extension().unwrap(), extension);
        fs::rename(made, directory.join(format!("2026-11-21.{extension}"))).unwrap();
    }

    /// The programs of the machine first, then those of this one, and PostgreSQL's where Debian keeps them.
    fn path(&self) -> OsString {
        let mut directories = vec![self.at("/usr/local/bin")];
        directories.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        directories.extend(versions.map(|it| it.unwrap().path().join("bin")));
        std::env::join_paths(directories).unwrap()
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The block of commands after the mark `<!-- steps: NAME -->`.
fn steps(name: &str) -> String {
    let text = fs::read_to_string(repository().join("docs/operations.md")).unwrap();
    let mark = format!("<!-- steps: {name} -->");
    let (_, rest) = text.split_once(&mark).unwrap_or_else(|| panic!("docs/operations.md has no {mark}"));
    let (_, rest) = rest.split_once("```sh\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}
