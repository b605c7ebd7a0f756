//! Keys that no setting has, and what was probably meant.

use super::environment::variable;
use super::file;
use super::layers::{Given, Layers, Origin};
use super::mistakes::Mistake;
use super::reader::FILE_SUFFIX;
use super::section::{Section, Table};

/// Two keys less alike than this (0..1) are not taken for one misspelt.
const ALIKE: f64 = 0.6;

/// Notes every given key that is not a setting.
pub(super) fn refuse_unknown(layers: &Layers, mistakes: &mut Vec<Mistake>) {
    let mut tables = Vec::new();
    super::Settings::describe(&mut tables);
    let known = known_keys(&tables);
    // In a file that is not TOML, what looks like a key can be a piece of a secret.
    let broken = mistakes.iter().any(|mistake| mistake.key == file::SYNTAX);
    let told = |given: &&Given| !broken || !matches!(given.origin, Origin::File { .. });
    for given in layers.iter().filter(told).filter(|given| !known.contains(&given.key)) {
        let what = what_is_wrong(given, &known);
        mistakes.push(Mistake { key: given.key.clone(), origin: given.origin.clone(), what });
    }
}

fn known_keys(tables: &[Table]) -> Vec<String> {
    let mut known = Vec::new();
    for setting in tables.iter().flat_map(|table| &table.settings) {
        known.push(setting.key.to_owned());
        if setting.secret {
            known.push(format!("{}{FILE_SUFFIX}", setting.key));
        }
    }
    known
}

fn what_is_wrong(given: &Given, known: &[String]) -> String {
    if known.iter().any(|key| key.starts_with(&format!("{}.", given.key))) {
        return "is a section, not a setting".to_owned();
    }
    let Some(key) = nearest(&given.key, known) else {
        return "no such setting; docs/configuration.md lists all".to_owned();
    };
    let meant = match &given.origin {
        Origin::Variable(_) => variable(key),
        Origin::Default | Origin::File { .. } | Origin::Flag(_) => key.to_owned(),
    };
    format!("no such setting; did you mean {meant}?")
}

/// The key that is most like `given`, if any is. A right last part in the wrong section counts too.
fn nearest<'a>(given: &str, known: &'a [String]) -> Option<&'a str> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let flat = |key: &str| key.replace('.', "_");
    let likeness = |key: &str| {
        let whole = strsim::normalized_damerau_levenshtein(&flat(given), &flat(key));
        let part = 0.9 * strsim::normalized_damerau_levenshtein(&last(given), &last(key));
        whole.max(part)
    };
    let scored = known.iter().map(|key| (likeness(key), key.as_str()));
    scored.filter(|(score, _)| *score >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, key)| key)
}
