//! `chat`: how a turn of a conversation goes.

use std::time::Duration;

use super::kinds::{Lasting, Whole};
use super::section::section;

section! {
    /// How a turn of a conversation goes.
    pub struct Chat: "chat" {
        /// Past turns (a message and its reply) that the model is shown.
        history_turns: u32 = Whole(0, 200), "20";
        /// How long a reply may take altogether. A message whose reply took longer is answered when it is asked for again.
        turn_timeout: Duration = Lasting(Duration::from_secs(1), Duration::from_mins(10)), "60s";
        /// A stream that is silent for this long sends a comment, so that proxies keep it open.
        stream_keep_alive: Duration = Lasting(Duration::from_secs(1), Duration::from_mins(5)), "15s";
        /// How long after its end the stream of a reply can still be taken up again.
        reply_retention: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "5m";
    }
}
