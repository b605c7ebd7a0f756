//! Tells the program which commit it is built from: `BONDHU_COMMIT` where that is set (a container build has no
//! repository), else what git says, else `unknown`.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=BONDHU_COMMIT");
    let given = std::env::var("BONDHU_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(commit_of_checkout).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo:rustc-env=BONDHU_COMMIT={commit}");
}

/// The commit of the repository whose root is the workspace. One that merely surrounds an unpacked source archive says
/// nothing about it.
fn commit_of_checkout() -> Option<String> {
    let root = Path::new(&git(&["rev-parse", "--show-toplevel"])?).canonicalize().ok()?;
    if Path::new("..").canonicalize().ok()? != root {
        return None;
    }
    // HEAD says which branch, and the branch's commit is in a file below refs/heads or, packed, in packed-refs.
    for name in ["HEAD", "refs/heads", "packed-refs"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        // Cargo runs this anew on every build for a path that does not exist.
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
