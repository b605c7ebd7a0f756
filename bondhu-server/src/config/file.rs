//! The layer of the settings file.

use std::io::ErrorKind;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::layers::{Given, Origin, Raw};
use super::mistakes::Mistake;

/// The key of mistakes that are in the form of the file and not in a setting.
pub(super) const SYNTAX: &str = "the settings file";

/// Flattens the TOML file at `path` into `given`. A file that is not there is a mistake only when it is `required`.
pub(super) fn read(path: &Path, required: bool, given: &mut Vec<Given>, mistakes: &mut Vec<Mistake>) {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && !required => return,
        Err(error) => {
            let key = path.display().to_string();
            let origin = if required {
                Origin::Flag("--config")
            } else {
                Origin::File { path: path.to_owned(), line: None }
            };
            mistakes.push(Mistake {
                key,
                origin,
                what: format!("the settings file cannot be read: {error}"),
            });
            return;
        }
    };
    let file = File { path, text: &text };
    // What parsed despite the errors still counts, or settings would be told missing that are only misspelt.
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        // The error's own Display quotes the line, which may hold a secret.
        let what = format!("not valid TOML: {}", error.message().replace('\n', ", "));
        let origin = file.origin(error.span().map_or(0, |span| span.start));
        mistakes.push(Mistake { key: SYNTAX.to_owned(), origin, what });
    }
    file.flatten(table.get_ref(), "", given);
}

struct File<'a> {
    path: &'a Path,
    text: &'a str,
}

impl File<'_> {
    fn flatten(&self, table: &DeTable<'_>, prefix: &str, given: &mut Vec<Given>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let key = format!("{prefix}{}", name.get_ref());
            let raw = match value.get_ref() {
                DeValue::Table(inner) => {
                    self.flatten(inner, &format!("{key}."), given);
                    continue;
                }
                DeValue::Array(items) => list(items),
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_) => scalar(value).map_or(Raw::Unfit, Raw::One),
            };
            given.push(Given { key, raw, origin: self.origin(name.span().start) });
        }
    }

    fn origin(&self, offset: usize) -> Origin {
        let line = 1 + self.text.get(..offset).unwrap_or(self.text).matches('\n').count();
        Origin::File { path: self.path.to_owned(), line: Some(line) }
    }
}

fn list(items: &DeArray<'_>) -> Raw {
    items.iter().map(scalar).collect::<Option<Vec<_>>>().map_or(Raw::Unfit, Raw::Many)
}

fn scalar(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            let decimal =
                i64::from_str_radix(number.as_str(), number.radix()).map(|number| number.to_string());
            Some(decimal.unwrap_or_else(|_| number.to_string()))
        }
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
