//! Values of facts: what may be one, and which are the same.

use unicode_normalization::UnicodeNormalization;

use super::lists::Lists;
use super::slots::Slot;
use crate::recall::stem;

/// The longest value, in characters.
pub const MAX_VALUE_CHARS: usize = 200;

/// The value of a fact: 1 to 200 characters after trimming, one line, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactValue(String);

/// A text that cannot be the value of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fact has 1 to 200 characters and no line ends or control characters")]
pub struct InvalidFactValue;

impl FactValue {
    /// Checks and trims `text`.
    pub fn new(text: &str) -> Result<Self, InvalidFactValue> {
        let text = text.trim();
        let plain = !text.is_empty()
            && text.chars().nth(MAX_VALUE_CHARS).is_none()
            && !text.chars().any(char::is_control)
            && text.chars().any(|c| !c.is_whitespace());
        if plain { Ok(Self(text.to_owned())) } else { Err(InvalidFactValue) }
    }

    /// The trimmed value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The trimmed value, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether two values of a slot mean the same: case, articles, word forms, the usual variants of romanised spelling,
/// doubled letters, exchanged letters and other names of a place make no difference.
pub fn same_value(slot: Slot, one: &str, other: &str) -> bool {
    // Letters are compared before stems are taken: a misspelt ending is another ending.
    key(slot, one) == key(slot, other) || (!is_exact(slot) && is_exchanged(&plain(one), &plain(other)))
}

/// What all spellings of a value have in common.
pub(super) fn key(slot: Slot, value: &str) -> String {
    let plain = plain(value);
    match slot {
        Slot::Age | Slot::Birthday => birthday(&plain),
        Slot::Home | Slot::Hometown => {
            Lists::shared().place(&plain).map_or_else(|| folded(&plain), |name| folded(&name.to_lowercase()))
        }
        Slot::Name => folded(&plain),
        Slot::Workplace
        | Slot::Occupation
        | Slot::Study
        | Slot::School
        | Slot::Pet
        | Slot::Favourite
        | Slot::Likes
        | Slot::Dislikes
        | Slot::Speaks
        | Slot::Diet
        | Slot::Health
        | Slot::Plan => {
            let known =
                |word: &str| Lists::shared().place(word).map_or_else(|| word.to_owned(), str::to_lowercase);
            let words = plain.split(' ').filter(|word| !matches!(*word, "the" | "a" | "an" | "my" | "to"));
            words.map(|word| folded(&stem(&british(&known(word))))).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The words of a value in lower case, without articles before them.
fn plain(value: &str) -> String {
    let plain: String = value
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() || matches!(c, '\u{0900}'..='\u{09ff}') { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    while words.len() > 1 && matches!(words[0], "the" | "a" | "an" | "my" | "our" | "some" | "mera" | "meri")
    {
        words.remove(0);
    }
    words.join(" ")
}

/// The kind of which something is the favourite, in one spelling: "Colors" is "colour".
pub(super) fn kind(words: &str) -> String {
    let words = words.to_lowercase();
    let one =
        words.strip_suffix('s').filter(|one| one.len() > 3 && !one.ends_with(['s', 'e'])).unwrap_or(&words);
    let one = if words == "movies" { "movie" } else { one };
    one.split(' ').map(british).collect::<Vec<_>>().join(" ")
}

/// "5 March 1998" and "5 March" are one birthday.
fn birthday(plain: &str) -> String {
    let mut words: Vec<&str> = plain.split(' ').collect();
    if words.len() == 3 {
        words.pop();
    }
    words.join(" ")
}

/// Values in which each letter tells.
const fn is_exact(slot: Slot) -> bool {
    matches!(slot, Slot::Age | Slot::Birthday | Slot::Name)
}

fn british(word: &str) -> String {
    match word {
        "color" | "colors" => "colour".to_owned(),
        "favorite" => "favourite".to_owned(),
        _ => word.to_owned(),
    }
}

/// The variants of romanised spelling as one: doubled letters single, `ee` and `y` as `i`, `oo` as `u`, `ph` as `f`, `w` as
/// `v`, and no `h` after a consonant.
fn folded(word: &str) -> String {
    let word = word.replace("ee", "i").replace("oo", "u").replace("ph", "f");
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        let letter = match letter {
            'w' => 'v',
            'y' => 'i',
            other => other,
        };
        let silent = letter == 'h' && out.ends_with(|before: char| "kgcjtdpbs".contains(before));
        let doubled = letter.is_ascii_alphabetic() && out.ends_with(letter);
        if !silent && !doubled {
            out.push(letter);
        }
    }
    out
}

/// Two neighbouring letters changed places, in words of six letters or more.
fn is_exchanged(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() != other.len() || one.len() < 6 {
        return false;
    }
    let differ: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    matches!(*differ.as_slice(), [first, second] if first + 1 == second && one[first] == other[second] && one[second] == other[first])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value() {
        for (slot, one, other) in [
            (Slot::Likes, "Pizza", "pizzas"),
            (Slot::Likes, "dancing", "to dance"),
            (Slot::Likes, "biryani", "Biriyani"),
            (Slot::Likes, "chocolate", "chocoalte"),
            (Slot::Likes, "the rain", "rain"),
            (Slot::Home, "Bangalore", "Bengaluru"),
            (Slot::Home, "calcutta", "Kolkata"),
            (Slot::Home, "Kolkatta", "Kolkata"),
            (Slot::Plan, "go to Bangalore", "go to bengaluru"),
            (Slot::Name, "Reema", "Rima"),
            (Slot::Birthday, "5 March", "5 March 1998"),
            (Slot::Favourite, "blue", "Blue"),
        ] {
            assert!(same_value(slot, one, other), "{one} {other}");
        }
        for (slot, one, other) in [
            (Slot::Likes, "hiking", "biking"),
            (Slot::Likes, "tea", "coffee"),
            (Slot::Name, "Riya", "Diya"),
            (Slot::Home, "Pune", "Puri"),
            (Slot::Birthday, "5 March", "15 March"),
            (Slot::Age, "21", "22"),
            (Slot::Likes, "Java", "lava"),
        ] {
            assert!(!same_value(slot, one, other), "{one} {other}");
        }
    }

    #[test]
    fn limits_of_a_value() {
        assert_eq!(FactValue::new("  tea ").unwrap().as_str(), "tea");
        for bad in ["", "  ", "a\nb", "a\0", &"x".repeat(201)] {
            assert_eq!(FactValue::new(bad), Err(InvalidFactValue));
        }
    }
}
