//! `llm`: which models answer, and how patient Bondhu is with them.

mod gemini;
mod name;
mod openai;

use std::time::Duration;

pub use self::gemini::Gemini;
pub use self::openai::OpenAi;
use super::kinds::{Lasting, ListOf, OneOf, Whole};
use super::section::section;

section! {
    /// Which models answer, and how patient Bondhu is with them. What each provider needs is in `docs/providers.md`.
    pub struct Llm: "llm" {
        /// The models in the order they are asked; the next is asked when one fails. `builtin` is the companion that
        /// needs no network; it always stands at the end, named or not.
        chain: Vec<LlmProvider> = ListOf(OneOf(&[
            ("gemini", LlmProvider::Gemini),
            ("openai", LlmProvider::OpenAi),
            ("builtin", LlmProvider::Builtin),
        ])), "builtin";
        /// How long one answer of a provider may take altogether. Less than `chat.turn_timeout` leaves time for the next.
        timeout: Duration = Lasting(Duration::from_millis(100), Duration::from_mins(10)), "45s";
        /// How long a provider may take to the first word, and from any word to the next. A local model that reads long
        /// prompts slowly needs more.
        first_token_timeout: Duration = Lasting(Duration::from_millis(50), Duration::from_mins(5)), "10s";
        /// How often one provider is asked again for one answer, where that may help. All retries begin within
        /// `first_token_timeout`.
        retries: u32 = Whole(0, 10), "2";
    }
    nested { gemini: Gemini, openai: OpenAi, breaker: Breaker }
    check fits_the_chain;
}

section! {
    /// When a provider is left alone for a while.
    pub struct Breaker: "llm.breaker" {
        /// After so many failures in a row of one key.
        failures: u32 = Whole(1, 1_000), "5";
        /// For how long, until one request tries again.
        cool_down: Duration = Lasting(Duration::from_secs(1), Duration::from_hours(1)), "30s";
    }
}

/// A model that can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LlmProvider {
    /// Google's Gemini.
    Gemini,
    /// A server that speaks OpenAI's chat completions.
    OpenAi,
    /// The built-in companion.
    Builtin,
}

fn fits_the_chain(llm: &Llm) -> Vec<(&'static str, String)> {
    let mut complaints = Vec::new();
    if llm.chain.is_empty() {
        complaints.push(("llm.chain", "names no model; the least is builtin".to_owned()));
    }
    if llm.chain.iter().enumerate().any(|(at, provider)| llm.chain[..at].contains(provider)) {
        complaints.push(("llm.chain", "names a model twice".to_owned()));
    }
    if llm.chain.contains(&LlmProvider::Gemini) && llm.gemini.keys().is_empty() {
        complaints.push(("llm.gemini.api_key", "must be set when llm.chain names gemini".to_owned()));
    }
    if llm.chain.contains(&LlmProvider::OpenAi) && llm.openai.model.is_none() {
        complaints.push(("llm.openai.model", "must be set when llm.chain names openai".to_owned()));
    }
    complaints
}
