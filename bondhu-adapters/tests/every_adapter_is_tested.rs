//! Whoever adds an adapter runs the suite of its port on it.
#![expect(clippy::unwrap_used, reason = "these functions are parts of tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bondhu_testkit::conformance::SUITES;

/// An `impl Port for Adapter` of this crate.
struct Adapter {
    module: String,
    port: String,
    name: String,
}

#[test]
fn every_adapter_runs_the_suite_of_its_port() {
    let tests = test_binaries();
    let missing: Vec<_> = adapters()
        .into_iter()
        .filter(|adapter| !is_tested(adapter, &tests))
        .map(|adapter| format!("{}: {} for {}", adapter.module, adapter.port, adapter.name))
        .collect();
    assert!(missing.is_empty(), "no file in tests/ runs the suite on these: {missing:#?}");
}

#[test]
fn the_adapters_are_found() {
    let found = adapters();
    for suite in &SUITES {
        assert!(found.iter().any(|adapter| adapter.port == suite.port), "no adapter of {}", suite.port);
    }
}

/// A port without a suite, whose adapters talk to one kind of service only, asks for a test of its own.
fn is_tested(adapter: &Adapter, tests: &[String]) -> bool {
    let invocation = SUITES.iter().find(|suite| suite.port == adapter.port);
    let invocation = invocation.map(|suite| format!("bondhu_testkit::{}!(", suite.invocation));
    tests.iter().any(|source| {
        source.contains(&adapter.name) && invocation.as_ref().is_none_or(|needed| source.contains(needed))
    })
}

/// The text of each test binary: of `tests/name.rs` and everything in `tests/name`. Not of this one.
fn test_binaries() -> Vec<String> {
    let folder = root().join("tests");
    let mut binaries: BTreeMap<String, String> = BTreeMap::new();
    for (path, source) in sources(&folder) {
        let inside = path.strip_prefix(&folder).unwrap().with_extension("");
        let name = inside.iter().next().unwrap().to_string_lossy().into_owned();
        binaries.entry(name).or_default().push_str(&source);
    }
    binaries.remove("every_adapter_is_tested");
    binaries.into_values().collect()
}

/// Every implementation of a port in the modules that `lib.rs` names, their own tests aside.
fn adapters() -> Vec<Adapter> {
    let ports = ports();
    let library = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut adapters = Vec::new();
    for module in modules {
        let mut files = sources(&root().join("src").join(module));
        let own = root().join("src").join(module).with_extension("rs");
        files.push((own.clone(), std::fs::read_to_string(own).unwrap()));
        files.retain(|(path, _)| {
            !path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        });
        for (_, source) in &files {
            let product = source.split("mod tests {").next().unwrap_or_default();
            adapters.extend(product.lines().filter_map(|line| implementation(line, module, &ports)));
        }
    }
    adapters
}

fn implementation(line: &str, module: &str, ports: &[String]) -> Option<Adapter> {
    let (port, name) = line.strip_prefix("impl")?.split_once(" for ")?;
    let port = port.rsplit([' ', ':']).next()?.to_owned();
    let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_owned();
    ports.contains(&port).then(|| Adapter { module: module.to_owned(), port, name })
}

/// The ports that a whole adapter implements, not the repositories that a unit of work lends out.
fn ports() -> Vec<String> {
    let sources = sources(&root().join("../bondhu-ports/src"));
    let traits = sources.iter().flat_map(|(_, source)| source.split("\npub trait ").skip(1));
    traits
        .filter_map(|text| text.split_once(": Send + Sync {"))
        .filter(|(name, _)| name.chars().all(char::is_alphanumeric))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// All Rust files under a folder, with their text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
