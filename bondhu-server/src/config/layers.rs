//! The layers above the defaults, flattened to keys, with where each value came from.

use std::fmt;
use std::path::PathBuf;

use super::mistakes::Mistake;
use super::{DEFAULT_FILE, Sources, environment, file};

/// A value said on the command line.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The flag, such as `--listen`.
    pub name: &'static str,
    /// The setting it overrides, such as `server.listen`.
    pub key: &'static str,
    /// The value as it was written.
    pub value: String,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A settings file and, where known, the line in it.
    File {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: Option<usize>,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag on the command line.
    Flag(&'static str),
}

/// A value before its setting has said what it takes. No `Debug`: it may be a secret.
pub(super) enum Raw {
    /// A text, number or boolean.
    One(String),
    /// A list of them.
    Many(Vec<String>),
    /// Something that no setting takes, such as a list of tables.
    Unfit,
}

/// One value that was given.
pub(super) struct Given {
    pub key: String,
    pub raw: Raw,
    pub origin: Origin,
}

/// All values that were given, the lower layers first.
pub(super) struct Layers(Vec<Given>);

impl Layers {
    /// Reads the file, the environment and the flags. What cannot be read at all becomes a mistake.
    pub fn gather(sources: &Sources, mistakes: &mut Vec<Mistake>) -> Self {
        let mut given = Vec::new();
        match &sources.config {
            Some(path) => file::read(&sources.working_dir.join(path), true, &mut given, mistakes),
            None => file::read(&sources.working_dir.join(DEFAULT_FILE), false, &mut given, mistakes),
        }
        environment::read(&sources.environment, &mut given, mistakes);
        given.extend(sources.flags.iter().map(|flag| Given {
            key: flag.key.to_owned(),
            raw: Raw::One(flag.value.clone()),
            origin: Origin::Flag(flag.name),
        }));
        Self(given)
    }

    /// The value of `key` in the highest layer that has one.
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.0.iter().rfind(|given| given.key == key)
    }

    /// Every value that was given, overridden ones too.
    pub fn iter(&self) -> impl Iterator<Item = &Given> {
        self.0.iter()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("not set"),
            Self::File { path, line: Some(line) } => write!(f, "{}, line {line}", path.display()),
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}
