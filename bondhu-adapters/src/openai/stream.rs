//! An answer of such a server as it is read.

use std::sync::Arc;

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, Finish, RefusedSide, Usage};
use bondhu_ports::clock::Clock;

use super::PROVIDER;
use super::error::of_error;
use super::thinking::Thinking;
use super::wire::{Chunk, TokenUsage};
use crate::model_wire::answer::{Dialect, malformed, read_json};
use crate::model_wire::transport::word;

/// What is known of an answer so far.
pub(super) struct Reply {
    model: String,
    usage: Option<Usage>,
    thinking: Thinking,
    /// Whether a reason to finish was told.
    stopped: bool,
    /// Whether the server said that nothing follows.
    done: bool,
    clock: Arc<dyn Clock>,
}

impl Reply {
    /// Nothing yet. `model` is the one that was asked; the answer may name another.
    pub(super) fn new(model: String, clock: Arc<dyn Clock>) -> Self {
        Self { model, usage: None, thinking: Thinking::default(), stopped: false, done: false, clock }
    }
}

impl Dialect for Reply {
    fn read(&mut self, json: &[u8]) -> Result<String, ChatModelError> {
        if json.trim_ascii() == b"[DONE]" {
            self.done = true;
            return Ok(self.thinking.end());
        }
        if json.trim_ascii().is_empty() {
            return Ok(String::new());
        }
        let chunk: Chunk = read_json(json)?;
        if let Some(error) = &chunk.error {
            return Err(of_error(error, self.clock.now()));
        }
        if chunk.object.as_deref() == Some("error") {
            return Err(of_error(&read_json(json)?, self.clock.now()));
        }
        if chunk.choices.is_none() && chunk.usage.is_none() {
            return Err(malformed("the answer has none of the fields it should have"));
        }
        self.model = chunk.model.filter(|name| !name.is_empty()).unwrap_or(std::mem::take(&mut self.model));
        self.usage = chunk.usage.as_ref().map(TokenUsage::read).or(self.usage);
        let Some(choice) = chunk.choices.into_iter().flatten().flatten().next() else {
            return Ok(String::new());
        };
        let said = choice.delta.or(choice.message);
        if said.as_ref().is_some_and(|said| said.refusal.as_deref().is_some_and(|text| !text.is_empty())) {
            return Err(refused("refusal"));
        }
        let mut text = self.thinking.shown(&said.and_then(|said| said.content).unwrap_or_default());
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            Some(reason) => {
                ending(reason)?;
                self.stopped = true;
                text.push_str(&self.thinking.end());
            }
        }
        Ok(text)
    }

    fn finish(&self) -> Option<Finish> {
        let finish = Finish { provider: PROVIDER.to_owned(), model: self.model.clone(), usage: self.usage };
        (self.stopped || self.done).then_some(finish)
    }

    fn silence(&self) -> Option<ChatModelError> {
        None
    }

    fn is_over(&self) -> bool {
        self.done
    }
}

/// Whether an answer ended as it should. What no server is known to say is taken for a failure to answer.
fn ending(reason: &str) -> Result<(), ChatModelError> {
    match reason {
        "stop" | "eos" | "end_turn" => Ok(()),
        "length" => {
            Err(ChatModelError::new(ChatModelErrorKind::Truncated).because("the answer is at its limit"))
        }
        "content_filter" => Err(refused("content_filter")),
        "error" => Err(ChatModelError::new(ChatModelErrorKind::Unavailable).because("error")),
        reason => {
            let error = ChatModelError::new(ChatModelErrorKind::Malformed);
            Err(error.because(word(reason).unwrap_or("the answer ended for no known reason").to_owned()))
        }
    }
}

fn refused(reason: &'static str) -> ChatModelError {
    ChatModelError::new(ChatModelErrorKind::Refused(RefusedSide::Reply)).because(reason)
}

impl TokenUsage {
    fn read(&self) -> Usage {
        let details = self.completion_tokens_details.as_ref();
        let thought = details.and_then(|details| details.reasoning_tokens).unwrap_or_default();
        Usage {
            prompt: self.prompt_tokens.unwrap_or_default(),
            // The server counts thinking as a part of the answer.
            answer: self.completion_tokens.unwrap_or_default().saturating_sub(thought),
            thought,
        }
    }
}
