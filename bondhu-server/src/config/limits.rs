//! `limits`: how often something may be done.

use std::time::Duration;

use super::kinds::{Lasting, Whole};
use super::section::section;

section! {
    /// How often something may be done.
    pub struct Limits: "limits" {
        /// Tries to sign in in one `auth_window` for each e-mail address, and of those that fail for each IP address.
        /// Signing up is not limited: close it, or limit it in a proxy, where strangers are not welcome.
        auth: u32 = Whole(1, 1_000_000), "10";
        /// The window that `auth` counts in.
        auth_window: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "60s";
        /// Messages of one person in one `chat_window`. Somebody in danger is never limited.
        chat: u32 = Whole(1, 1_000_000), "30";
        /// The window that `chat` counts in.
        chat_window: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(24)), "60s";
        /// Requests to each provider of language models in one minute, in all processes together. The next of
        /// `llm.chain` answers what is more.
        llm: u32 = Whole(1, 10_000_000), "3000";
    }
}
