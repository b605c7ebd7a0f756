//! Tokens and queries as the text search of PostgreSQL takes them.

use std::fmt::Write;

use bondhu_domain::ids::UserId;
use bondhu_domain::search::{Query, index_tokens};

/// The tokens of a message as lexemes. Tokens that share a lexeme cost a search time and nothing else, because what is
/// found is tested.
pub(in super::super) fn hashed(user: UserId, text: &str) -> Vec<String> {
    index_tokens(text).iter().map(|token| lexeme(user, token)).collect()
}

/// The conditions of a query as a `tsquery`.
pub(super) fn expression(user: UserId, query: &Query) -> String {
    let mut text = String::new();
    for (place, condition) in query.conditions().iter().enumerate() {
        text.push_str(if place == 0 { "(" } else { " & (" });
        for (place, tokens) in condition.any.iter().enumerate() {
            text.push_str(if place == 0 { "(" } else { " | (" });
            for (place, token) in tokens.iter().enumerate() {
                let and = if place == 0 { "" } else { " & " };
                // Writing into a string cannot fail.
                let _ = write!(text, "{and}'{}'", lexeme(user, token));
            }
            text.push(')');
        }
        text.push(')');
    }
    text
}

/// A token of a person as eight hexadecimal digits: FNV-1a of the person's id and the token, its halves folded into one.
/// What is stored depends on it: it never changes.
fn lexeme(user: UserId, token: &str) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = user.as_uuid().into_bytes().into_iter().chain(token.bytes());
    let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_stored_is_what_is_searched_for() {
        let user = UserId::from_uuid(Uuid::from_u128(7));
        let query = Query::parse("an 👍").unwrap();
        let [stem, word, emoji] = ["san", "wan", "wz1f44dz"].map(|token| lexeme(user, token));
        assert_eq!(expression(user, &query), format!("(('{stem}') | ('{word}')) & (('{emoji}'))"));
        assert_eq!(hashed(user, "An 👍"), [stem.as_str(), &word, &emoji]);
        assert_ne!(hashed(UserId::from_uuid(Uuid::from_u128(8)), "An"), hashed(user, "An"));
        // What is in databases.
        assert_eq!(stem, "cb5e7f5c");
    }
}
