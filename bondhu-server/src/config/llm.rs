//! `llm`: which models answer.

use super::kinds::{ListOf, OneOf};
use super::section::section;

section! {
    /// Which models answer.
    pub struct Llm: "llm" {
        /// The models in the order they are asked; the next is asked when one fails. `builtin` is the companion that
        /// needs no network.
        chain: Vec<LlmProvider> = ListOf(OneOf(&[("builtin", LlmProvider::Builtin)])), "builtin";
    }
    check each_once;
}

/// A model that can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LlmProvider {
    /// The built-in companion.
    Builtin,
}

fn each_once(llm: &Llm) -> Vec<(&'static str, String)> {
    let mut complaints = Vec::new();
    if llm.chain.is_empty() {
        complaints.push(("llm.chain", "names no model; the least is builtin".to_owned()));
    }
    if llm.chain.iter().enumerate().any(|(at, provider)| llm.chain[..at].contains(provider)) {
        complaints.push(("llm.chain", "names a model twice".to_owned()));
    }
    complaints
}
