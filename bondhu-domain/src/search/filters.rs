//! What narrows a search beside its words.

use crate::messages::Sender;
use crate::moods::Mood;
use crate::timestamp::Timestamp;

/// What narrows a search beside its words. The default narrows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Only messages of this instant or later.
    pub from: Option<Timestamp>,
    /// Only messages of this instant or earlier.
    pub to: Option<Timestamp>,
    /// Only messages with this mood.
    pub mood: Option<Mood>,
    /// Only messages of this side.
    pub sender: Option<Sender>,
}

impl Filters {
    /// Whether a message passes that is of this side, has this mood label and was stored at this instant.
    pub fn pass(&self, sender: Sender, mood: Option<&str>, created_at: Timestamp) -> bool {
        self.from.is_none_or(|from| created_at >= from)
            && self.to.is_none_or(|to| created_at <= to)
            && self.mood.is_none_or(|wanted| mood == Some(wanted.as_str()))
            && self.sender.is_none_or(|wanted| sender == wanted)
    }
}
