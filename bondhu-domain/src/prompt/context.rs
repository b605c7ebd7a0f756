//! What is known of a person, as a prompt takes it.

use serde::{Deserialize, Serialize};

use crate::insights::CommunicationStyle;
use crate::moods::Mood;

/// What kind of thing an answer was based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextKind {
    /// A fact about the person.
    Fact,
    /// Something that the person likes in music, video or games.
    Taste,
    /// Something that the person said before.
    Message,
    /// The summary of older talk.
    Summary,
}

impl ContextKind {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Taste => "taste",
            Self::Message => "message",
            Self::Summary => "summary",
        }
    }
}

/// Names something that an answer was based on. This is what is stored with a reply: the text stays in its one place, so
/// that what a person deletes there is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContextRef {
    /// What it is.
    pub kind: ContextKind,
    /// Its id among those of its kind.
    pub id: String,
}

/// Something that an answer may be based on. Its text is data, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextItem {
    /// What it is.
    pub kind: ContextKind,
    /// Its id among those of its kind.
    pub id: String,
    /// What it says.
    pub text: String,
}

impl ContextItem {
    /// Its name, without its text.
    pub fn reference(&self) -> ContextRef {
        ContextRef { kind: self.kind, id: self.id.clone() }
    }
}

/// What is known of a person. All of it but the items was made by rules of this program and can be trusted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PromptContext {
    /// How to be with this person, in sentences to the model. It must hold nothing that the person or a provider wrote;
    /// that goes into the items.
    pub guidance: String,
    /// Whether a questionnaire or an observation stands behind the guidance.
    pub has_personality_context: bool,
    /// How Bondhu talks.
    pub style: Option<CommunicationStyle>,
    /// The person's mood was low over the last day.
    pub needs_support: bool,
    /// The mood that showed most over the last day.
    pub mood: Option<Mood>,
    /// What may be shown, the most useful first.
    pub items: Vec<ContextItem>,
}
