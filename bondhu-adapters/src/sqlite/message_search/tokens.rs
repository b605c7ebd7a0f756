//! Tokens and queries as FTS5 takes them.

use std::fmt::Write;

use bondhu_domain::ids::UserId;
use bondhu_domain::search::Query;

/// What precedes every token of a person: the last 40 bits of their id, which are random. Two people with the same mark
/// cost each other time and nothing else, because the owner of what is found is compared.
fn mark(user: UserId) -> String {
    format!("{:010x}", user.as_uuid().as_u128() & 0xff_ffff_ffff)
}

/// A message's tokens as the text of a row.
pub(super) fn marked(user: UserId, tokens: &[String]) -> String {
    let mark = mark(user);
    let mut text = String::with_capacity(tokens.len() * 24);
    for token in tokens {
        text.push_str(&mark);
        text.push_str(token);
        text.push(' ');
    }
    text
}

/// The conditions of a query in the language of FTS5. Tokens hold letters and digits only; none is an operator, because
/// those have capitals.
pub(super) fn expression(user: UserId, query: &Query) -> String {
    let mark = mark(user);
    let mut text = String::new();
    for (place, condition) in query.conditions().iter().enumerate() {
        text.push_str(if place == 0 { "(" } else { " AND (" });
        for (place, tokens) in condition.any.iter().enumerate() {
            text.push_str(if place == 0 { "(" } else { " OR (" });
            for (place, token) in tokens.iter().enumerate() {
                let and = if place == 0 { "" } else { " AND " };
                // Writing into a string cannot fail.
                let _ = write!(text, "{and}\"{mark}{token}\"");
            }
            text.push(')');
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_queries_carry_the_persons_mark() {
        let user = "00000000-0000-0000-0000-abcdef012345".parse().unwrap();
        let marks = "cdef012345";
        assert_eq!(marked(user, &["san".to_owned(), "wan".to_owned()]), format!("{marks}san {marks}wan "));
        let query = Query::parse("an 👍").unwrap();
        let expected = format!("((\"{marks}san\") OR (\"{marks}wan\")) AND ((\"{marks}wz1f44dz\"))");
        assert_eq!(expression(user, &query), expected);
    }
}
