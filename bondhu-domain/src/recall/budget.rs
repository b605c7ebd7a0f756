//! What of the found fits into a prompt.

use super::Found;

/// What was chosen, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Positions of the chosen turns, best first.
    pub turns: Vec<usize>,
    /// The sum of their estimated tokens.
    pub tokens: usize,
}

/// How many tokens a model will make of `text`, estimated from above: one for three bytes of Latin script and one for each
/// character of other scripts, plus four for what stands around it.
pub fn estimated_tokens(text: &str) -> usize {
    let latin = text.bytes().filter(u8::is_ascii).count();
    let others = text.chars().filter(|c| !c.is_ascii()).count();
    latin.div_ceil(3) + others + 4
}

/// The best of `found` whose texts fit into `budget` tokens together. One that is too long is left out, not cut, and
/// shorter ones behind it may still fit. A text that equals a better one is left out.
pub fn within_budget<'a>(found: &[Found], text: impl Fn(usize) -> &'a str, budget: usize) -> Chosen {
    let mut chosen = Chosen { turns: Vec::new(), tokens: 0 };
    for one in found {
        let words = text(one.turn);
        let tokens = estimated_tokens(words);
        let again = chosen.turns.iter().any(|turn| text(*turn).trim().eq_ignore_ascii_case(words.trim()));
        if !again && chosen.tokens + tokens <= budget {
            chosen.tokens += tokens;
            chosen.turns.push(one.turn);
        }
    }
    chosen
}
