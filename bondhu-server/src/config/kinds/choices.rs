//! Kinds made of others: one of several names, lists, and settings that may be left out.

use super::{Kind, Raw, TextKind, quoted};

/// One of the named values.
pub struct OneOf<T: 'static>(pub &'static [(&'static str, T)]);

/// A list: an array in the file, separated by commas elsewhere.
pub struct ListOf<K>(pub K);

/// A value that may be left out; empty is left out.
pub struct Optional<K>(pub K);

impl<T: Copy> TextKind for OneOf<T> {
    type Value = T;

    fn describe(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|(name, _)| format!("`{name}`")).collect();
        match names.as_slice() {
            [only] => only.clone(),
            names => format!("one of {}", names.join(", ")),
        }
    }

    fn parse_text(&self, text: &str) -> Result<T, String> {
        let found = self.0.iter().find(|(name, _)| *name == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<_> = self.0.iter().map(|(name, _)| *name).collect();
            format!("{} is not known; known: {}", quoted(text), names.join(", "))
        })
    }
}

impl<K: TextKind> Kind for ListOf<K> {
    type Value = Vec<K::Value>;

    fn describe(&self) -> String {
        format!("a list of values, each {}", self.0.describe())
    }

    fn parse(&self, raw: &Raw) -> Result<Self::Value, String> {
        match raw {
            Raw::One(text) => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| self.0.parse_text(item)).collect()
            }
            Raw::Many(items) => items.iter().map(|item| self.0.parse_text(item.trim())).collect(),
            Raw::Unfit => Err(format!("must be {}", Kind::describe(self))),
        }
    }
}

impl<K: TextKind> TextKind for Optional<K> {
    type Value = Option<K::Value>;

    fn describe(&self) -> String {
        self.0.describe()
    }

    fn parse_text(&self, text: &str) -> Result<Self::Value, String> {
        if text.is_empty() { Ok(None) } else { self.0.parse_text(text).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURS: OneOf<u8> = OneOf(&[("red", 1), ("green", 2)]);

    #[test]
    fn a_list_is_an_array_or_separated_by_commas() {
        let parse = |raw| ListOf(COLOURS).parse(&raw);
        assert_eq!(parse(Raw::One("red, green,".into())), Ok(vec![1, 2]));
        assert_eq!(parse(Raw::Many(vec!["green".into()])), Ok(vec![2]));
        assert_eq!(parse(Raw::One(String::new())), Ok(vec![]));
        assert_eq!(parse(Raw::One("blue".into())), Err("\"blue\" is not known; known: red, green".into()));
        assert!(parse(Raw::Unfit).is_err());
    }

    #[test]
    fn a_list_is_not_one_value() {
        assert!(Kind::parse(&COLOURS, &Raw::Many(vec!["red".into()])).is_err());
    }
}
