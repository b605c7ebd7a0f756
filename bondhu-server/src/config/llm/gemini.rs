//! `llm.gemini`: Google's Gemini.

use secrecy::SecretString;
use url::Url;

use super::name::Name;
use crate::config::kinds::{Link, ListOf, OneOf, Optional, Secret};
use crate::config::section::section;

section! {
    /// Google's Gemini. Used when `llm.chain` names `gemini`.
    pub struct Gemini: "llm.gemini" {
        /// The key.
        api_key: Option<SecretString> = Optional(Secret { min_bytes: 8 }), "", secret;
        /// More keys, used in turn with the first.
        api_keys: Vec<SecretString> = ListOf(Secret { min_bytes: 8 }), "", secret;
        /// The model. Google withdraws and renames models; `bondhu check` tells which there are.
        model: String = Name, "gemini-3.5-flash-lite";
        /// Where the API is.
        base_url: Url = Link, "https://generativelanguage.googleapis.com";
        /// The version of the API.
        api_version: &'static str = OneOf(&[("v1beta", "v1beta"), ("v1", "v1")]), "v1beta";
        /// How much the model thinks before it answers, such as `MINIMAL` or `LOW`; which levels there are depends on the
        /// model, and another one makes it refuse every request. Empty leaves it to the model.
        thinking_level: Option<String> = Optional(Name), "";
    }
}

impl Gemini {
    /// All keys.
    pub fn keys(&self) -> Vec<SecretString> {
        self.api_key.iter().chain(&self.api_keys).cloned().collect()
    }
}
