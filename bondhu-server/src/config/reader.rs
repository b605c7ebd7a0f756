//! Reads settings one by one out of the layers and collects what is wrong with them.

use std::path::Path;

use super::kinds::Kind;
use super::layers::{Given, Layers, Origin, Raw};
use super::mistakes::Mistake;

/// What every secret's key is followed by when a file holds it.
pub(super) const FILE_SUFFIX: &str = "_file";

/// Gives sections their settings.
pub struct Reader<'a> {
    layers: &'a Layers,
    working_dir: &'a Path,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// Reads from `layers`; secret files with relative paths are looked for in `working_dir`.
    pub(super) fn new(layers: &'a Layers, working_dir: &'a Path, mistakes: Vec<Mistake>) -> Self {
        Self { layers, working_dir, mistakes }
    }

    /// The setting `key`, or `None` after noting why it cannot be had.
    pub(super) fn get<K: Kind>(&mut self, key: &str, default: &str, kind: &K) -> Option<K::Value> {
        match self.layers.get(key) {
            Some(given) => self.parse(key, &given.raw, &given.origin, kind),
            None => self.parse(key, &Raw::One(default.to_owned()), &Origin::Default, kind),
        }
    }

    /// As [`Reader::get`], for a setting that may also be given as a file.
    pub(super) fn get_secret<K: Kind>(&mut self, key: &str, default: &str, kind: &K) -> Option<K::Value> {
        let file_key = format!("{key}{FILE_SUFFIX}");
        let Some(file) = self.layers.get(&file_key) else { return self.get(key, default, kind) };
        if let Some(given) = self.layers.get(key) {
            let what = format!("is given twice: {key} ({}) is set too; keep one of them", given.origin);
            self.note(&file_key, &file.origin, what);
            return None;
        }
        let content = self.read_file(&file_key, file)?;
        self.parse(&file_key, &Raw::One(content), &file.origin, kind)
    }

    /// Notes what a section found wrong between its settings.
    pub(super) fn complain(&mut self, complaints: Vec<(&str, String)>) {
        for (key, what) in complaints {
            let origin = self.layers.get(key).map_or(Origin::Default, |given| given.origin.clone());
            self.note(key, &origin, what);
        }
    }

    /// What was wrong.
    pub(super) fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }

    fn parse<K: Kind>(&mut self, key: &str, raw: &Raw, origin: &Origin, kind: &K) -> Option<K::Value> {
        kind.parse(raw).map_err(|what| self.note(key, origin, what)).ok()
    }

    fn read_file(&mut self, key: &str, given: &Given) -> Option<String> {
        let Raw::One(path) = &given.raw else {
            self.note(key, &given.origin, "must be the path of a file".to_owned());
            return None;
        };
        // The path is not quoted: it may be the secret, put under the wrong key.
        match std::fs::read_to_string(self.working_dir.join(path)) {
            Ok(content) if content.trim().is_empty() => {
                self.note(key, &given.origin, "the file is empty".to_owned());
                None
            }
            Ok(content) => Some(content.trim().to_owned()),
            Err(error) => {
                self.note(key, &given.origin, format!("the file cannot be read: {error}"));
                None
            }
        }
    }

    fn note(&mut self, key: &str, origin: &Origin, what: String) {
        self.mistakes.push(Mistake { key: key.to_owned(), origin: origin.clone(), what });
    }
}
