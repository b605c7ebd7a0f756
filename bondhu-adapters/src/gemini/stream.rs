//! An answer of Gemini as it is read.

use std::sync::Arc;

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, Finish, RefusedSide, Usage};
use bondhu_ports::clock::Clock;

use super::PROVIDER;
use super::error::of_error;
use super::wire::{Candidate, Chunk, PromptFeedback, UsageMetadata};
use crate::model_wire::answer::{Dialect, malformed, read_json};
use crate::model_wire::transport::word;

/// What is known of an answer so far.
pub(super) struct Reply {
    model: String,
    usage: Option<Usage>,
    /// Whether a candidate ended as it should.
    stopped: bool,
    /// Whether anything of an answer came, and whether any candidate did.
    known: bool,
    tried: bool,
    clock: Arc<dyn Clock>,
}

impl Reply {
    /// Nothing yet. `model` is the one that was asked; the answer may name another.
    pub(super) fn new(model: String, clock: Arc<dyn Clock>) -> Self {
        Self { model, usage: None, stopped: false, known: false, tried: false, clock }
    }
}

impl Dialect for Reply {
    fn read(&mut self, json: &[u8]) -> Result<String, ChatModelError> {
        let chunk: Chunk = read_json(json)?;
        if let Some(error) = &chunk.error {
            return Err(of_error(error, self.clock.now()));
        }
        if !chunk.is_known() {
            return Err(malformed("the answer has none of the fields it should have"));
        }
        self.known = true;
        self.model = chunk.model_version.unwrap_or(std::mem::take(&mut self.model));
        self.usage = chunk.usage_metadata.as_ref().map(UsageMetadata::read).or(self.usage);
        let candidate = chunk.candidates.into_iter().flatten().flatten().next();
        let Some(candidate) = candidate else {
            return match chunk.prompt_feedback {
                Some(feedback) => Err(feedback.refusal()),
                None => Ok(String::new()),
            };
        };
        if let Some(feedback) = chunk.prompt_feedback.filter(|feedback| feedback.block_reason.is_some()) {
            return Err(feedback.refusal());
        }
        self.tried = true;
        let text = candidate.shown_text();
        self.stopped |= match candidate.finish_reason.as_deref() {
            None | Some("" | "FINISH_REASON_UNSPECIFIED" | "CONTINUATION") => false,
            Some(reason) => ending(reason)?,
        };
        Ok(text)
    }

    fn finish(&self) -> Option<Finish> {
        let finish = Finish { provider: PROVIDER.to_owned(), model: self.model.clone(), usage: self.usage };
        self.stopped.then_some(finish)
    }

    /// An answer without any candidate is how some versions say that the prompt is blocked.
    fn silence(&self) -> Option<ChatModelError> {
        (self.known && !self.tried).then(|| refused(RefusedSide::Prompt, None))
    }

    /// Only the end of the body says so.
    fn is_over(&self) -> bool {
        false
    }
}

/// Whether a candidate ended as it should. New reasons come with new models: they are taken for a failure to answer.
fn ending(reason: &str) -> Result<bool, ChatModelError> {
    let blocked = [
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "LANGUAGE",
        "MODEL_ARMOR",
        "ESCALATION",
    ];
    match reason {
        "STOP" => Ok(true),
        "MAX_TOKENS" => {
            Err(ChatModelError::new(ChatModelErrorKind::Truncated).because("the answer is at its limit"))
        }
        reason if blocked.contains(&reason) || reason.starts_with("IMAGE_") => {
            Err(refused(RefusedSide::Reply, Some(reason)))
        }
        reason => {
            let error = ChatModelError::new(ChatModelErrorKind::Malformed);
            Err(error.because(word(reason).unwrap_or("the answer ended for no known reason").to_owned()))
        }
    }
}

fn refused(side: RefusedSide, reason: Option<&str>) -> ChatModelError {
    let reason = reason.and_then(word).unwrap_or("blocked").to_owned();
    ChatModelError::new(ChatModelErrorKind::Refused(side)).because(reason)
}

impl Chunk {
    /// Whether it is a part of an answer at all.
    fn is_known(&self) -> bool {
        self.candidates.is_some()
            || self.prompt_feedback.is_some()
            || self.usage_metadata.is_some()
            || self.model_version.is_some()
            || self.response_id.is_some()
    }
}

impl PromptFeedback {
    /// A blocked prompt, with a reason or with none.
    fn refusal(&self) -> ChatModelError {
        refused(RefusedSide::Prompt, self.block_reason.as_deref())
    }
}

impl Candidate {
    /// The text without what the model thought.
    fn shown_text(&self) -> String {
        let parts = self.content.iter().flat_map(|content| content.parts.iter().flatten().flatten());
        let shown = parts.filter(|part| part.thought != Some(true));
        shown.filter_map(|part| part.text.as_deref()).collect()
    }
}

impl UsageMetadata {
    fn read(&self) -> Usage {
        Usage {
            prompt: self.prompt.unwrap_or_default(),
            answer: self.candidates.unwrap_or_default(),
            thought: self.thoughts.unwrap_or_default(),
        }
    }
}
