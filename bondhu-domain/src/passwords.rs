//! What a password must be. How it is hashed is an adapter's affair.

use std::fmt;

/// The fewest characters of a password.
pub const MIN_PASSWORD_CHARS: usize = 10;
/// The most characters of a password; longer ones would only make hashing a way to load the server.
pub const MAX_PASSWORD_CHARS: usize = 256;

/// A password that may be set: 10 to 256 characters and not a common one.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text may not be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_PASSWORD_CHARS`].
    #[error("a password has at least 10 characters")]
    TooShort,
    /// More than [`MAX_PASSWORD_CHARS`].
    #[error("a password has at most 256 characters")]
    TooLong,
    /// In the list of common ones, or one character repeated.
    #[error("this password is too common")]
    Common,
}

impl Password {
    /// Checks `text` as it is, without trimming.
    pub fn new(text: &str) -> Result<Self, WeakPassword> {
        let chars = text.chars().count();
        if chars < MIN_PASSWORD_CHARS {
            return Err(WeakPassword::TooShort);
        }
        if chars > MAX_PASSWORD_CHARS {
            return Err(WeakPassword::TooLong);
        }
        if is_common(text) { Err(WeakPassword::Common) } else { Ok(Self(text.to_owned())) }
    }

    /// The password in clear.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Common as it stands, as a short pattern repeated, or as a run along the alphabet or the digits.
fn is_common(text: &str) -> bool {
    let lower = text.to_lowercase();
    let chars: Vec<char> = lower.chars().collect();
    let repeats = (1..=3).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b));
    let run = chars.windows(2).all(|pair| u32::from(pair[1]) == u32::from(pair[0]) + 1);
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    repeats || run || COMMON.lines().any(|line| line == lower || (stem.len() >= 8 && line == stem))
}

/// Own list of common passwords of ten or more characters, and of stems that people pad with digits. Lower case, one a line.
const COMMON: &str = include_str!("passwords/common.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(Password::new("short9"), Err(WeakPassword::TooShort));
        assert!(Password::new("আমার গোপন কথা").is_ok());
        assert_eq!(Password::new(&"ab3".repeat(100)), Err(WeakPassword::TooLong));
    }

    #[test]
    fn common_ones_are_refused() {
        for common in [
            "password123",
            "Password123!",
            "1234567890",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "qwertyuiop",
            "iloveyou123",
        ] {
            assert_eq!(Password::new(common), Err(WeakPassword::Common), "{common}");
        }
        assert!(Password::new("correct horse battery").is_ok());
    }

    #[test]
    fn debug_text_hides_it() {
        assert_eq!(format!("{:?}", Password::new("tea with mitu at six").unwrap()), "Password(…)");
    }
}
