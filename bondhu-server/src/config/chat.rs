//! `chat`: how a turn of a conversation goes.

use std::time::Duration;

use super::kinds::{Lasting, Whole};
use super::section::section;

section! {
    /// How a turn of a conversation goes.
    pub struct Chat: "chat" {
        /// Past turns (a message and its reply) that the model is shown.
        history_turns: u32 = Whole(0, 200), "20";
        /// How many tokens a prompt may take, by an estimate that is rather too high: instructions, what is known of the
        /// person, and as many of the past turns as fit. The newest message is never cut.
        prompt_tokens: u32 = Whole(500, 1_000_000), "3000";
        /// How many of those may be facts about the person and what they said before.
        memory_tokens: u32 = Whole(0, 1_000_000), "600";
        /// How many characters a reply may have. A longer one is replaced.
        longest_reply: u32 = Whole(200, 100_000), "8000";
        /// How long a model may take for its whole reply, and how long a message waits for replies to those before it. After
        /// that the built-in companion answers; a reply of which some was shown already ends where it is.
        turn_timeout: Duration = Lasting(Duration::from_secs(1), Duration::from_mins(10)), "60s";
        /// A stream that is silent for this long sends a comment, so that proxies keep it open.
        stream_keep_alive: Duration = Lasting(Duration::from_secs(1), Duration::from_mins(5)), "15s";
        /// How long after its end the stream of a reply can still be taken up again.
        reply_retention: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "5m";
    }
}
