//! Where the server is and which model is asked.

use std::time::Duration;

/// Which model is asked, and how.
#[derive(Clone, Debug)]
pub struct OpenAiConfig {
    /// What `/chat/completions` is appended to, such as `http://127.0.0.1:11434/v1`.
    pub base_url: String,
    /// The model's name on that server.
    pub model: String,
    /// No answer may take more tokens; `None` leaves it to the server.
    pub max_tokens: Option<u32>,
    /// How long one exchange may take, to the last byte.
    pub timeout: Duration,
}

impl OpenAiConfig {
    pub(super) fn root(&self) -> &str {
        self.base_url.trim_end_matches('/')
    }
}
