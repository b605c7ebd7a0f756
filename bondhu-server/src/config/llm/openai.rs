//! `llm.openai`: any server that speaks OpenAI's chat completions.

use secrecy::SecretString;
use url::Url;

use super::name::Name;
use crate::config::kinds::{Link, ListOf, Optional, Secret, Whole};
use crate::config::section::section;

section! {
    /// Any server that speaks OpenAI's chat completions: OpenAI, OpenRouter, Ollama, vLLM, llama.cpp. Used when
    /// `llm.chain` names `openai`.
    pub struct OpenAi: "llm.openai" {
        /// What `/chat/completions` is appended to, such as `http://127.0.0.1:11434/v1` for Ollama.
        base_url: Url = Link, "https://api.openai.com/v1";
        /// The key. Local servers need none.
        api_key: Option<SecretString> = Optional(Secret { min_bytes: 8 }), "", secret;
        /// More keys, used in turn with the first.
        api_keys: Vec<SecretString> = ListOf(Secret { min_bytes: 8 }), "", secret;
        /// The model, as the server names it; `bondhu check` tells which there are.
        model: Option<String> = Optional(Name), "";
        /// No reply may take more tokens. Empty leaves it to the server.
        max_tokens: Option<u32> = Optional(Whole(1, 10_000_000)), "";
    }
}

impl OpenAi {
    /// All keys; none for a server that needs none.
    pub fn keys(&self) -> Vec<SecretString> {
        self.api_key.iter().chain(&self.api_keys).cloned().collect()
    }
}
