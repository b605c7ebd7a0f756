//! Hides from the base what the layer has read, so that nothing counts twice.

use super::layer::Item;
use super::lexicon::{Entry, Role};
use super::tokens::Kind;
use super::words::Words;

/// The message with every word that this layer has answered for replaced by one that says nothing; `None` when the base
/// knows none of them anyway.
pub(super) fn mask(words: &Words, items: &[Item], english: &impl Fn(&str) -> f64) -> Option<String> {
    let message = words.message;
    let mut masked: Option<String> = None;
    let mut copied = 0;
    for item in items {
        for (at, token) in words.tokens.iter().enumerate().skip(item.first).take(item.words) {
            let hidden = item.entry.filter(|entry| hides(*entry, item.foreign));
            let replacement = match (token.kind, hidden) {
                (Kind::Emoji, Some(entry))
                    if !entry.gated || (entry.role == Role::Shade && item.value != 0.0) =>
                {
                    " "
                }
                // The base does not know an emoji with a variation selector.
                (Kind::Emoji, _) if words.key(at).len() < words.text(at).len() => words.key(at),
                (Kind::Latin, Some(entry))
                    if !item.foreign || is_english(&entry, item, words.key(at), english) =>
                {
                    if words.text(at).chars().any(char::is_lowercase) { "wxz" } else { "WXZ" }
                }
                // The base knows no word of the other scripts.
                (Kind::Latin | Kind::Emoji | Kind::Bangla | Kind::Devanagari | Kind::Stop, _) => continue,
            };
            let text = masked.get_or_insert_with(|| String::with_capacity(message.len()));
            text.push_str(&message[copied..token.start]);
            text.push_str(replacement);
            copied = token.end;
        }
    }
    if let Some(text) = &mut masked {
        text.push_str(&message[copied..]);
    }
    masked
}

/// Whether the base may know a word of a romanised entry. Single words that are English too are gated or false friends,
/// which a test of the tables holds; in phrases each word is asked for.
fn is_english(entry: &Entry, item: &Item, key: &str, english: &impl Fn(&str) -> f64) -> bool {
    entry.gated || entry.role == Role::FalseFriend || (item.words > 1 && english(key) != 0.0)
}

/// Words with a role only stay for the English words that the base reads, unless they are not English.
fn hides(entry: Entry, foreign: bool) -> bool {
    match entry.role {
        Role::Plain | Role::Laughter | Role::Shade | Role::FalseFriend => true,
        Role::Negator
        | Role::NegatorBefore
        | Role::NegatorAfter
        | Role::Booster
        | Role::Damper
        | Role::Contrast
        | Role::Marker => foreign,
    }
}
