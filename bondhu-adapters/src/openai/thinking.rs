//! Takes out what a model thinks aloud: some servers leave `<think>…</think>` at the beginning of the text.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Reads the text of one answer.
#[derive(Debug, Default)]
pub(super) struct Thinking {
    state: State,
    /// What was read and may yet be the beginning of a mark.
    held: String,
}

#[derive(Debug, Default)]
enum State {
    /// Nothing but space so far.
    #[default]
    Before,
    /// Between the marks.
    Within,
    After,
}

impl Thinking {
    /// What of this text is to be shown.
    pub(super) fn shown(&mut self, text: &str) -> String {
        self.held.push_str(text);
        loop {
            match self.state {
                State::Before => {
                    let begins = self.held.trim_start();
                    if begins.starts_with(OPEN) {
                        let rest = self.held.find(OPEN).map_or(0, |at| at + OPEN.len());
                        self.held.drain(..rest);
                        self.state = State::Within;
                    } else if OPEN.starts_with(begins) {
                        return String::new();
                    } else {
                        self.state = State::After;
                    }
                }
                State::Within => {
                    let Some(at) = self.held.find(CLOSE) else {
                        // Only its end may be the beginning of the mark.
                        let mut keep = self.held.len().saturating_sub(CLOSE.len());
                        while !self.held.is_char_boundary(keep) {
                            keep -= 1;
                        }
                        self.held.drain(..keep);
                        return String::new();
                    };
                    let rest = self.held.split_off(at + CLOSE.len());
                    rest.trim_start().clone_into(&mut self.held);
                    // Space may follow, or another thought.
                    self.state = State::Before;
                }
                State::After => return std::mem::take(&mut self.held),
            }
        }
    }

    /// What is left to be shown when nothing follows.
    pub(super) fn end(&mut self) -> String {
        match self.state {
            State::Before | State::After => std::mem::take(&mut self.held),
            State::Within => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
        let mut thinking = Thinking::default();
        let mut shown: String = parts.into_iter().map(|part| thinking.shown(part)).collect();
        shown.push_str(&thinking.end());
        shown
    }

    #[test]
    fn only_thoughts_are_left_out() {
        assert_eq!(read(["Hello <think>"]), "Hello <think>");
        assert_eq!(read(["<think>\nhm ক\n</think>\n\nHello"]).trim(), "Hello");
        assert_eq!(read([" <think>a</think><think>b</think> c"]).trim(), "c");
        assert_eq!(read(["<think>never ends"]), "");
        assert_eq!(read(["<thi"]), "<thi");
        assert_eq!(read(["<thinking"]), "<thinking");
        assert_eq!(read([""]), "");
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["<think>", "</think>", "<", "think", " ", "ক", "a", "\n"]),
                0..12,
            ),
        ) {
            let text = pieces.concat();
            let chars: Vec<String> = text.chars().map(String::from).collect();
            let (by_char, whole) = (read(chars.iter().map(String::as_str)), read([text.as_str()]));
            prop_assert_eq!(by_char.trim(), whole.trim());
        }
    }
}
