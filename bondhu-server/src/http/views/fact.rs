//! A fact about a person.

use bondhu_domain::facts::{Fact, phrase};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that the person told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Fact)]
pub(in crate::http) struct FactView {
    id: String,
    /// `self`, a relation such as `sister`, an animal such as `dog`, or what is the favourite.
    subject: String,
    /// What kind of thing: `name`, `age`, `birthday`, `home`, `hometown`, `workplace`, `occupation`, `study`, `school`, `pet`,
    /// `favourite`, `likes`, `dislikes`, `speaks`, `diet`, `health` or `plan`.
    slot: &'static str,
    value: String,
    /// The day of a plan.
    date: Option<String>,
    /// The fact in words.
    text: String,
    /// From when it holds.
    valid_from: String,
    /// Until when it holds, if it ends.
    valid_to: Option<String>,
    /// The message that told it.
    source_message_id: String,
    /// When that was.
    said_at: String,
    /// How sure it is, 0 to 1.
    confidence: f64,
    /// When the person put it right.
    edited_at: Option<String>,
}

impl From<&Fact> for FactView {
    fn from(fact: &Fact) -> Self {
        Self {
            id: fact.id.to_string(),
            subject: fact.subject.clone(),
            slot: fact.slot.as_str(),
            value: fact.value.clone(),
            date: fact.date.map(|date| date.to_string()),
            text: phrase(fact),
            valid_from: fact.valid_from.to_string(),
            valid_to: fact.valid_to.map(|at| at.to_string()),
            source_message_id: fact.source.to_string(),
            said_at: fact.said_at.to_string(),
            confidence: fact.confidence,
            edited_at: fact.edited_at.map(|at| at.to_string()),
        }
    }
}
