//! Messages of a chat and what may be said in them.

use serde::{Deserialize, Serialize};

use crate::ids::{MessageId, SessionId, UserId};
use crate::prompt::ContextRef;
use crate::timestamp::Timestamp;

/// The longest message a person may send, in characters (Unicode scalar values) after trimming.
pub const MAX_MESSAGE_CHARS: usize = 5_000;

/// The text of a person's message: 1 to 5,000 characters after trimming, without NUL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

/// Why a text cannot be a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMessage {
    /// Nothing but white space.
    #[error("the message is empty")]
    Empty,
    /// More than [`MAX_MESSAGE_CHARS`].
    #[error("the message is longer than 5,000 characters")]
    TooLong,
    /// A NUL character, which text columns cannot hold.
    #[error("the message contains a NUL character")]
    Nul,
}

impl MessageText {
    /// Checks and trims `text`.
    pub fn new(text: &str) -> Result<Self, InvalidMessage> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidMessage::Empty);
        }
        if text.contains('\0') {
            return Err(InvalidMessage::Nul);
        }
        if text.chars().nth(MAX_MESSAGE_CHARS).is_some() {
            return Err(InvalidMessage::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The trimmed text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The trimmed text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Which side wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The person.
    User,
    /// Bondhu.
    Ai,
}

impl Sender {
    /// The wire and storage name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Ai => "ai",
        }
    }
}

/// The end of a reply that broke off.
pub const CUT_MARK: &str = "…";

/// Who wrote a reply: the provider and model that answered, and whether that was a stand-in for the configured one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorship {
    /// The provider's configured name, e.g. `builtin`.
    pub provider: String,
    /// The model's name or version as the provider reports it.
    pub model: String,
    /// True when the model could not answer as it should: the built-in companion stood in for it, or its answer broke off.
    pub degraded: bool,
    /// The model's answer broke off when some of it had been shown; the text ends where it did, with [`CUT_MARK`].
    #[serde(default)]
    pub cut: bool,
    /// What the answer was based on.
    #[serde(default)]
    pub context: Vec<ContextRef>,
}

/// One stored message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id; ids of one person's messages sort in the order they were stored.
    pub id: MessageId,
    /// Whose chat it belongs to.
    pub user_id: UserId,
    /// The visit in which it was written.
    pub session_id: SessionId,
    /// Which side wrote it.
    pub sender: Sender,
    /// What it says.
    pub text: String,
    /// The mood label of a person's scored message.
    pub mood: Option<String>,
    /// The sentiment of a person's scored message: 0 to 1, .5 neutral, two decimals. Not scored is `None`, never .5.
    pub sentiment_score: Option<f64>,
    /// Whether the reply was shaped by a personality context.
    pub has_personality_context: bool,
    /// The safety tier of a person's message, 0 to 3.
    pub safety_tier: u8,
    /// The person asked that nothing be learnt from it.
    pub off_the_record: bool,
    /// For a reply, the message it answers. At most one reply per message.
    pub in_reply_to: Option<MessageId>,
    /// For a reply, who wrote it.
    pub authorship: Option<Authorship>,
    /// The emoji the person put on it, oldest first.
    pub reactions: Vec<String>,
    /// When it was stored. Strictly increasing within one person's chat.
    pub created_at: Timestamp,
}

impl Message {
    /// What a reply was based on.
    pub fn based_on(&self) -> &[ContextRef] {
        self.authorship.as_ref().map_or(&[], |by| &by.context)
    }
}

/// The instant a new message of a person gets: now, or just after their newest message when the clock stands still or
/// was set back, so that the order of a chat never depends on the clock.
pub fn next_instant(newest: Option<Timestamp>, now: Timestamp) -> Timestamp {
    newest.map_or(now, |newest| now.max(newest.next()))
}

/// A single emoji of Unicode's list, in its fully qualified form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Emoji(&'static str);

/// A text that is not exactly one emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an emoji")]
pub struct NotAnEmoji;

impl Emoji {
    /// Recognises one emoji; forms without the emoji presentation selector are accepted and made fully qualified.
    pub fn new(text: &str) -> Result<Self, NotAnEmoji> {
        emojis::get(text).map(|emoji| Self(emoji.as_str())).ok_or(NotAnEmoji)
    }

    /// The emoji itself.
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_of_a_message() {
        assert_eq!(MessageText::new(" \n\t "), Err(InvalidMessage::Empty));
        assert_eq!(MessageText::new("a\0b"), Err(InvalidMessage::Nul));
        assert_eq!(MessageText::new(&"ক".repeat(5_001)), Err(InvalidMessage::TooLong));
        let longest = format!("  {}  ", "ক".repeat(5_000));
        assert_eq!(MessageText::new(&longest).unwrap().as_str().chars().count(), 5_000);
    }

    #[test]
    fn one_emoji_and_nothing_else() {
        assert_eq!(Emoji::new("❤").unwrap().as_str(), "❤\u{fe0f}");
        assert!(Emoji::new("👍🏽").is_ok());
        for not in ["", "a", "👍👍", "1", " 👍", "<b>"] {
            assert_eq!(Emoji::new(not), Err(NotAnEmoji), "{not:?}");
        }
    }

    proptest! {
        #[test]
        fn instants_of_one_chat_increase(newest in 0_i64..1_000_000, now in 0_i64..1_000_000) {
            let (newest, now) = (Timestamp::from_micros(newest), Timestamp::from_micros(now));
            let next = next_instant(Some(newest), now);
            prop_assert!(next > newest && next >= now);
        }
    }
}
