//! Where the API is and which model is asked.

use std::time::Duration;

/// Which model is asked, and how.
#[derive(Clone, Debug)]
pub struct GeminiConfig {
    /// Such as `https://generativelanguage.googleapis.com`.
    pub base_url: String,
    /// `v1beta` or `v1`.
    pub api_version: String,
    /// The model's name, such as `gemini-3.5-flash-lite`.
    pub model: String,
    /// How much it thinks before it answers, such as `MINIMAL`; which levels there are depends on the model. `None`
    /// leaves it to the model.
    pub thinking_level: Option<String>,
    /// How long one exchange may take, to the last byte.
    pub timeout: Duration,
}

impl Default for GeminiConfig {
    fn default() -> Self {
        Self {
            base_url: "https://generativelanguage.googleapis.com".to_owned(),
            api_version: "v1beta".to_owned(),
            model: "gemini-3.5-flash-lite".to_owned(),
            thinking_level: None,
            timeout: Duration::from_mins(1),
        }
    }
}

impl GeminiConfig {
    pub(super) fn root(&self) -> String {
        format!("{}/{}", self.base_url.trim_end_matches('/'), self.api_version)
    }
}
