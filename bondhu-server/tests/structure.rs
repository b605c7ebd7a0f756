//! The shape of the workspace: who may know whom, and how its files are laid out.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "structure/deploy.rs"]
mod deploy;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The dependencies of each crate of the workspace, as `(name, kind)`; a normal one has the kind `normal`.
fn dependencies() -> BTreeMap<String, Vec<(String, String)>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--offline", "--no-deps", "--format-version", "1"]);
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.map(|it| (text(&it["name"]), it["kind"].as_str().unwrap_or("normal").to_owned())).collect()
    };
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(&package["name"]), of(package)))
        .collect()
}

fn own(dependencies: &[(String, String)], kind: &str) -> Vec<String> {
    let own = |name: &str| name.strip_prefix("bondhu-").map(str::to_owned);
    let mut names: Vec<_> =
        dependencies.iter().filter(|it| it.1 == kind).filter_map(|it| own(&it.0)).collect();
    names.sort();
    names
}

#[test]
fn crates_know_only_whom_they_may() {
    let all = dependencies();
    let normal = |name: &str| own(&all[name], "normal");
    assert_eq!(all.keys().cloned().collect::<Vec<_>>().len(), 5, "{:?}", all.keys());
    assert_eq!(normal("bondhu-domain"), [""; 0]);
    assert_eq!(normal("bondhu-ports"), ["domain"]);
    assert_eq!(normal("bondhu-adapters"), ["domain", "ports"]);
    assert_eq!(normal("bondhu-testkit"), ["domain", "ports"]);
    assert_eq!(normal("bondhu-server"), ["adapters", "domain", "ports"]);
    for (name, dependencies) in &all {
        assert_eq!(own(dependencies, "build"), [""; 0], "{name}");
        let for_tests = own(dependencies, "dev");
        assert!(for_tests.iter().all(|it| it == "testkit"), "{name}: {for_tests:?}");
        let below = ["bondhu-domain", "bondhu-ports"].contains(&name.as_str());
        assert!(!below || for_tests.is_empty(), "{name} would know whom it must not through its tests");
    }
}

/// A second crate on SQLite would not be refused: the resolver would quietly take an older SQLite that suits both.
#[test]
fn sqlite_is_as_new_as_it_was() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let versions: Vec<_> =
        lock.split("name = \"libsqlite3-sys\"\nversion = \"").skip(1).map(|rest| &rest[..4]).collect();
    assert_eq!(versions, ["0.37"]);
}

#[test]
fn the_domain_waits_for_nothing_and_touches_nothing() {
    let all = dependencies();
    let pure = [
        "aho-corasick",
        "chrono",
        "chrono-tz",
        "emojis",
        "libm",
        "rust-stemmers",
        "serde",
        "serde_json",
        "sha2",
        "base64",
        "thiserror",
        "uuid",
        "unicode-normalization",
        "unicode-segmentation",
        "unicode-script",
        "vader-parity",
    ];
    let impure: Vec<_> =
        all["bondhu-domain"].iter().filter(|it| it.1 == "normal").map(|it| it.0.as_str()).collect();
    let impure: Vec<_> = impure.into_iter().filter(|name| !pure.contains(name)).collect();
    assert!(impure.is_empty(), "pure crates only; look at these: {impure:?}");
    for (path, text) in sources("bondhu-domain/src") {
        for word in ["async fn", "std::fs", "std::net", "std::env", "Utc::now", "Instant::now", "tracing::"] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

/// Files under a folder of the workspace, with their texts.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|it| ["rs", "js", "css", "sql"].iter().any(|one| it == *one))
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// Names of the crates that the `use` lines of a source begin with.
fn crates_named(text: &str) -> Vec<&str> {
    let used = text.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("pub use ").or_else(|| line.strip_prefix("use "))
    });
    used.filter_map(|path| path.split([':', ';', '{', ' ']).next()).collect()
}

#[test]
fn the_use_cases_know_no_framework() {
    let allowed =
        ["std", "crate", "super", "self", "bondhu_domain", "bondhu_ports", "thiserror", "tracing", "futures"];
    let frameworks =
        ["axum", "tower", "tokio", "sqlx", "reqwest", "serde", "http", "hyper", "fred", "chrono"];
    let mut files = sources("bondhu-server/src/app");
    let app = root().join("bondhu-server/src/app.rs");
    files.push((app.clone(), fs::read_to_string(app).unwrap()));
    for (path, text) in files {
        let own_modules: Vec<_> = text
            .lines()
            .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
            .collect();
        for name in crates_named(&text) {
            let known = allowed.contains(&name) || own_modules.contains(&name);
            assert!(known, "{name} in {}", path.display());
        }
        for framework in frameworks {
            let written_out = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let path_of = format!("{framework}::");
            let starts = |line: &str| {
                line.match_indices(&path_of).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            };
            assert!(!written_out.into_iter().any(starts), "{framework} in {}", path.display());
        }
    }
}

#[test]
fn the_wiring_alone_names_adapters() {
    let wiring = root().join("bondhu-server/src/wiring");
    for (path, text) in sources("bondhu-server/src") {
        let is_wiring = path.starts_with(&wiring) || path == wiring.with_extension("rs");
        assert_eq!(text.contains("bondhu_adapters"), is_wiring, "{}", path.display());
    }
}

const CRATES: [&str; 5] =
    ["bondhu-domain", "bondhu-ports", "bondhu-adapters", "bondhu-server", "bondhu-testkit"];

#[test]
fn files_are_short_named_by_what_they_hold_and_say_what_it_is() {
    for (path, text) in CRATES.into_iter().flat_map(sources) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        for vague in ["utils", "util", "helpers", "helper", "common", "manager", "misc", "mod"] {
            assert_ne!(name, vague, "{}", path.display());
        }
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        if path.extension().is_some_and(|it| it == "rs") {
            assert!(text.starts_with("//! "), "{} has no header", path.display());
        }
    }
}

/// Each step of the schema exists for each database under the same name.
#[test]
fn migrations_are_numbered_without_gaps() {
    for folder in fs::read_dir(root().join("migrations")).unwrap() {
        let folder = folder.unwrap().path();
        let mut stems: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        stems.sort();
        for (index, stem) in stems.iter().enumerate() {
            assert!(stem.starts_with(&format!("{:04}_", index + 1)), "{stem}");
        }
    }
}
