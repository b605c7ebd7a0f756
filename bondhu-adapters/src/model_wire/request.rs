//! What every vendor is sent alike.

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, ChatRequest, Line, Role};

/// What a vendor may count as part of the answer and is not: thinking. An answer whose limit leaves no room for it comes
/// back empty.
pub(crate) const ROOM_FOR_THOUGHT: u32 = 2_048;

/// The conversation with lines of the same side in a row made into one: templates of local models take no others. The
/// last is the person's.
pub(crate) fn turns(request: &ChatRequest) -> Result<Vec<Line>, ChatModelError> {
    let mut turns: Vec<Line> = Vec::new();
    for line in &request.lines {
        match turns.last_mut() {
            Some(last) if last.role == line.role => {
                last.text.push_str("\n\n");
                last.text.push_str(&line.text);
            }
            Some(_) | None => turns.push(line.clone()),
        }
    }
    match turns.last() {
        Some(Line { role: Role::User, .. }) => Ok(turns),
        Some(Line { role: Role::Assistant, .. }) | None => Err(ChatModelErrorKind::Malformed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(role: Role, text: &str) -> Line {
        Line { role, text: text.to_owned() }
    }

    #[test]
    fn sides_alternate_and_nothing_is_lost() {
        let lines = vec![
            line(Role::Assistant, "a"),
            line(Role::User, "b"),
            line(Role::User, "c"),
            line(Role::Assistant, "d"),
            line(Role::User, "e"),
        ];
        let turns = turns(&ChatRequest::new(String::new(), lines)).unwrap();
        let expected =
            [(Role::Assistant, "a"), (Role::User, "b\n\nc"), (Role::Assistant, "d"), (Role::User, "e")];
        assert_eq!(turns, expected.map(|(role, text)| line(role, text)));
    }
}
