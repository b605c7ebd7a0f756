//! Sign-in tokens: 256 random bits, of which only a hash is ever stored.

use std::fmt;

use sha2::{Digest, Sha256};

/// A sign-in token in clear: 43 characters of unpadded base64url. It exists in an answer and in the person's browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// The SHA-256 of a token's text, which is all that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenHash(pub [u8; 32]);

impl Token {
    /// A token of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = String::with_capacity(43);
        let (mut bits, mut held) = (0_u32, 0_u32);
        for byte in random {
            bits = (bits << 8) | u32::from(byte);
            held += 8;
            while held >= 6 {
                held -= 6;
                text.push(char::from(ALPHABET[((bits >> held) & 63) as usize]));
            }
        }
        text.push(char::from(ALPHABET[((bits << (6 - held)) & 63) as usize]));
        Self(text)
    }

    /// The text that proves the sign-in.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The hash of a presented text. Any text has one; only a stored one opens anything.
    pub fn hash_of(presented: &str) -> TokenHash {
        TokenHash(Sha256::digest(presented.as_bytes()).into())
    }

    /// This token's hash.
    pub fn hash(&self) -> TokenHash {
        Self::hash_of(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_base64url_without_padding() {
        assert_eq!(Token::new([0; 32]).reveal(), "A".repeat(43));
        assert_eq!(Token::new([255; 32]).reveal(), format!("{}8", "_".repeat(42)));
        assert_ne!(Token::new([1; 32]).hash(), Token::new([2; 32]).hash());
        assert_eq!(format!("{:?}", Token::new([7; 32])), "Token(…)");
    }
}
