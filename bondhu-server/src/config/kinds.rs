//! The kinds of values that settings take: each says what it takes, and reads it.
//!
//! A complaint quotes the value it is about only where that cannot be a secret.

mod amounts;
mod choices;
mod texts;
mod webs;

pub(super) use amounts::{Bytes, Lasting, Whole};
pub(super) use choices::{ListOf, OneOf, Optional};
pub(super) use texts::{Address, Directory, Line, Secret};
pub(super) use webs::{Link, Origin};

use super::layers::Raw;

/// A kind of value.
pub trait Kind {
    /// What it is read into.
    type Value;

    /// What values it takes, as part of a sentence.
    fn describe(&self) -> String;

    /// Reads a value, or says what is wrong with it.
    fn parse(&self, raw: &Raw) -> Result<Self::Value, String>;
}

/// A kind whose values are one text.
pub trait TextKind {
    /// What it is read into.
    type Value;

    /// What values it takes, as part of a sentence.
    fn describe(&self) -> String;

    /// Reads a text, or says what is wrong with it.
    fn parse_text(&self, text: &str) -> Result<Self::Value, String>;
}

impl<K: TextKind> Kind for K {
    type Value = <K as TextKind>::Value;

    fn describe(&self) -> String {
        TextKind::describe(self)
    }

    fn parse(&self, raw: &Raw) -> Result<Self::Value, String> {
        match raw {
            Raw::One(text) => self.parse_text(text.trim()),
            Raw::Many(_) => Err(format!("must be one value and not a list: {}", TextKind::describe(self))),
            Raw::Unfit => Err(format!("must be {}", TextKind::describe(self))),
        }
    }
}

/// `text` in quotes, cut to what fits a line.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// The usual complaint: what was found and what the kind takes.
fn is_not<K: TextKind>(text: &str, kind: &K) -> String {
    format!("{} is not {}", quoted(text), kind.describe())
}
