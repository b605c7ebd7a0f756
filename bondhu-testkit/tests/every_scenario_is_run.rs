//! A scenario that its suite's macro leaves out would never run and never fail.
#![expect(clippy::unwrap_used, reason = "these functions are parts of tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bondhu_testkit::conformance::SUITES;

#[test]
fn every_scenario_is_in_its_macro() {
    let mut written = BTreeMap::new();
    let mut invoked = BTreeMap::new();
    for (module, source) in suites() {
        let scenarios = written_in(&source);
        if !scenarios.is_empty() {
            written.insert(module, scenarios);
        }
        invoked.extend(invoked_in(&source));
    }
    assert!(written.len() > 20, "the suites were not found");
    assert_eq!(written, invoked);
}

#[test]
fn every_suite_is_listed() {
    let mut macros: Vec<String> = suites()
        .iter()
        .flat_map(|(_, source)| after_each(source, "macro_rules! "))
        .filter(|name| name.ends_with("_conformance"))
        .collect();
    macros.sort();
    assert_eq!(macros, SUITES.map(|suite| suite.invocation));
}

/// Sorted names of the scenarios in a file.
fn written_in(source: &str) -> Vec<String> {
    let mut names = after_each(source, "\npub async fn ");
    names.sort();
    names
}

/// The modules and sorted scenarios that the macros of a file name.
fn invoked_in(source: &str) -> Vec<(String, Vec<String>)> {
    let invocations = source.split("$crate::__scenarios!(").skip(1);
    invocations
        .map(|invocation| {
            let (module, rest) = invocation.split_once('[').unwrap().1.split_once(']').unwrap();
            let names = rest.split_once(");").unwrap().0.split(',');
            let mut names: Vec<_> =
                names.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
            names.sort();
            (module.to_owned(), names)
        })
        .collect()
}

/// The identifiers that follow each `marker`.
fn after_each(source: &str, marker: &str) -> Vec<String> {
    let identifier =
        |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    source.split(marker).skip(1).filter_map(identifier).collect()
}

/// The files of all suites with their module's path within `conformance`.
fn suites() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
    let mut files: Vec<PathBuf> = vec![root.clone()];
    let mut suites = Vec::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let module = path.strip_prefix(&root).unwrap().with_extension("");
            let module: Vec<_> = module.iter().map(|part| part.to_str().unwrap()).collect();
            suites.push((module.join("::"), std::fs::read_to_string(&path).unwrap()));
        }
    }
    suites
}
