//! What of a message is shown in the results.

use unicode_segmentation::UnicodeSegmentation;

use super::hits::hits;
use super::normalise::{push_word, raw_words};
use super::query::Query;

/// The longest snippet in characters (Unicode scalar values), with its ellipses.
pub const MAX_SNIPPET_CHARS: usize = 160;

/// How much of what stands before the hit is shown.
const BEFORE_CHARS: usize = 40;

/// At most 160 characters of `text` around the first place where a term of `query` is, on one line and never cut inside
/// of what a reader takes for one character. `…` stands for what is left out at either end.
pub fn snippet(text: &str, query: &Query) -> String {
    let line = raw_words(text).collect::<Vec<_>>().join(" ");
    if line.chars().nth(MAX_SNIPPET_CHARS).is_none() {
        return line;
    }
    let normal = Normal::of(text);
    let first = hits(query, &normal.text)
        .and_then(|found| found.iter().filter_map(|hits| hits.first()).map(|hit| hit.range.start).min());
    window(&line, first.map_or(0, |at| normal.in_line(text, at)))
}

/// The normal form of a text, and where its words begin.
struct Normal {
    text: String,
    words: Vec<usize>,
}

impl Normal {
    fn of(text: &str) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), words: Vec::new() };
        for word in raw_words(text) {
            if !normal.text.is_empty() {
                normal.text.push(' ');
            }
            normal.words.push(normal.text.len());
            push_word(word, &mut normal.text);
        }
        normal
    }

    /// Where in the line of the words of `text` that is which stands at `at` in their normal form.
    fn in_line(&self, text: &str, at: usize) -> usize {
        let word = self.words.partition_point(|&start| start <= at).saturating_sub(1);
        let mut place = 0;
        for (index, raw) in raw_words(text).enumerate() {
            if index < word {
                place += raw.len() + 1;
                continue;
            }
            let mut normal = self.words.get(word).copied().unwrap_or(at);
            for grapheme in raw.graphemes(true) {
                let mut own = String::new();
                push_word(grapheme, &mut own);
                normal += own.len();
                if normal > at {
                    break;
                }
                place += grapheme.len();
            }
            break;
        }
        place
    }
}

/// At most [`MAX_SNIPPET_CHARS`] of `line`, which is longer, from somewhat before the byte `hit` on.
fn window(line: &str, hit: usize) -> String {
    let mut start = 0;
    let before: Vec<(usize, &str)> = line[..hit].grapheme_indices(true).collect();
    let mut shown = 0;
    for (at, grapheme) in before.into_iter().rev() {
        shown += grapheme.chars().count();
        if shown > BEFORE_CHARS {
            // Rather from the beginning of a word.
            let from = at + grapheme.len();
            start = line[from..hit].find(' ').map_or(from, |space| from + space + 1);
            break;
        }
    }
    // A hit at the end of a long text leaves room before it.
    let rest = line[start..].chars().count();
    if rest < MAX_SNIPPET_CHARS - 1 {
        start = last_chars(line, MAX_SNIPPET_CHARS - 1);
    }

    let mut text = String::new();
    if start > 0 {
        text.push('…');
    }
    let fits = line[start..].chars().nth(MAX_SNIPPET_CHARS - usize::from(start > 0)).is_none();
    if fits {
        text.push_str(&line[start..]);
        return text;
    }
    let room = MAX_SNIPPET_CHARS - 1 - usize::from(start > 0);
    let mut used = 0;
    for grapheme in line[start..].graphemes(true) {
        used += grapheme.chars().count();
        if used > room {
            break;
        }
        text.push_str(grapheme);
    }
    text.truncate(text.trim_end().len());
    text.push('…');
    text
}

/// Where the last graphemes of `line` with at most `most` characters begin.
fn last_chars(line: &str, most: usize) -> usize {
    let mut used = 0;
    let mut start = line.len();
    for (at, grapheme) in line.grapheme_indices(true).rev() {
        used += grapheme.chars().count();
        if used > most {
            break;
        }
        start = at;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::matches;
    use proptest::prelude::*;

    fn shown(text: &str, query: &str) -> String {
        snippet(text, &Query::parse(query).unwrap())
    }

    #[test]
    fn a_short_message_is_shown_whole_on_one_line() {
        assert_eq!(shown("My EXAM\n is\ttomorrow ", "exam"), "My EXAM is tomorrow");
    }

    #[test]
    fn a_long_message_is_shown_around_the_hit() {
        let text = format!("{} Examination day {}", "before ".repeat(200), "after ".repeat(200));
        let shown = shown(&text, "exam");
        assert!(shown.starts_with("…before ") && shown.ends_with(" after…"), "{shown}");
        assert!(shown.contains("before Examination day after"), "{shown}");
        assert!(shown.chars().count() <= MAX_SNIPPET_CHARS);
    }

    #[test]
    fn a_hit_at_either_end() {
        let long = "word ".repeat(100);
        let at_start = shown(&format!("Exam {long}"), "exam");
        assert!(at_start.starts_with("Exam word") && at_start.ends_with('…'), "{at_start}");
        let at_end = shown(&format!("{long} exam"), "exam");
        assert!(at_end.starts_with('…') && at_end.ends_with("word exam"), "{at_end}");
        assert!(at_end.chars().count() > 150, "{at_end}");
    }

    #[test]
    fn other_scripts_and_no_spaces() {
        let text = format!("{}পরীক্ষা{}", "ক্ষ".repeat(300), "মা".repeat(300));
        let shown = shown(&text, "পরীক্ষা");
        assert!(shown.contains("পরীক্ষা") && shown.chars().count() <= MAX_SNIPPET_CHARS, "{shown}");
    }

    proptest! {
        #[test]
        fn the_hit_is_in_the_snippet(
            before in "([a-zA-Zকখ্া👍🏽é'_.]{1,12} ){0,60}",
            hit in "[a-zকখগঘ]{3,30}",
            after in "( [a-zA-Zকখ্া👍🏽é'_.]{1,12}){0,60}",
        ) {
            let text = format!("{before}{hit}{after}");
            let query = Query::parse(&hit).unwrap();
            let snippet = snippet(&text, &query);
            prop_assert!(snippet.chars().count() <= MAX_SNIPPET_CHARS, "{}", snippet);
            prop_assert!(matches(&query, &snippet).is_some(), "{} in {}", hit, snippet);
        }

        #[test]
        fn a_snippet_is_a_piece_of_the_text(text in "\\PC{0,400}", query in "\\PC{1,5}") {
            let Ok(query) = Query::parse(&query) else { return Ok(()) };
            let snippet = snippet(&text, &query);
            prop_assert!(snippet.chars().count() <= MAX_SNIPPET_CHARS);
            let line = raw_words(&text).collect::<Vec<_>>().join(" ");
            let piece = snippet.strip_prefix('…').unwrap_or(&snippet);
            let piece = piece.strip_suffix('…').unwrap_or(piece);
            prop_assert!(line.contains(piece));
        }
    }
}
