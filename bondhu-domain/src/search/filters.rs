//! What narrows a search beside its words.

use crate::messages::Sender;
use crate::timestamp::Timestamp;

/// The mood labels that a message can have.
pub const MOODS: [&str; 13] = [
    "happy", "excited", "grateful", "calm", "hopeful", "neutral", "tired", "lonely", "anxious", "stressed",
    "sad", "angry", "numb",
];

/// A label that no message can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mood")]
pub struct UnknownMood;

/// What narrows a search beside its words. The default narrows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Only messages of this instant or later.
    pub from: Option<Timestamp>,
    /// Only messages of this instant or earlier.
    pub to: Option<Timestamp>,
    /// Only messages with this mood, one of [`MOODS`].
    pub mood: Option<&'static str>,
    /// Only messages of this side.
    pub sender: Option<Sender>,
}

impl Filters {
    /// The label named `label`, for [`Self::mood`].
    pub fn mood(label: &str) -> Result<&'static str, UnknownMood> {
        MOODS.into_iter().find(|mood| *mood == label).ok_or(UnknownMood)
    }

    /// Whether a message passes.
    pub fn pass(&self, sender: Sender, mood: Option<&str>, created_at: Timestamp) -> bool {
        self.from.is_none_or(|from| created_at >= from)
            && self.to.is_none_or(|to| created_at <= to)
            && self.mood.is_none_or(|wanted| mood == Some(wanted))
            && self.sender.is_none_or(|wanted| sender == wanted)
    }
}
