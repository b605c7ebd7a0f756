//! Conveniences over any model: whole answers, and answers as values.

use async_trait::async_trait;
use futures::StreamExt;
use serde::de::DeserializeOwned;

use super::{
    AnswerFormat, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatReply, ChatRequest, Finish,
    JsonSchema,
};

/// Conveniences over [`ChatModel`].
#[async_trait]
pub trait ChatModelExt: ChatModel {
    /// Asks and waits for the whole answer. `Malformed` when its text takes more than `max_bytes`.
    async fn complete(&self, request: ChatRequest, max_bytes: usize) -> Result<ChatReply, ChatModelError> {
        let mut pieces = self.stream(request).await?;
        let mut whole = String::new();
        while let Some(piece) = pieces.next().await {
            match piece? {
                ChatPiece::Text(text) => whole.push_str(&text),
                ChatPiece::Finished(finish) => return Ok(ChatReply { text: whole, finish }),
            }
            if whole.len() > max_bytes {
                return Err(ChatModelErrorKind::Malformed.into());
            }
        }
        Err(ChatModelErrorKind::Truncated.into())
    }

    /// Asks for JSON by this schema and reads it as a `T`. `Malformed` when it is none, or takes more than `max_bytes`.
    async fn complete_json<T: DeserializeOwned>(
        &self,
        request: ChatRequest,
        schema: JsonSchema,
        max_bytes: usize,
    ) -> Result<(T, Finish), ChatModelError> {
        let request = ChatRequest { format: AnswerFormat::Json(schema), ..request };
        let reply = self.complete(request, max_bytes).await?;
        let value = json_in(&reply.text).ok_or(ChatModelErrorKind::Malformed)?;
        Ok((value, reply.finish))
    }
}

impl<M: ChatModel + ?Sized> ChatModelExt for M {}

/// The JSON of an answer. Models like to wrap it into a code block or a sentence. What serde says about JSON that does not
/// fit would quote it, and is dropped.
fn json_in<T: DeserializeOwned>(answer: &str) -> Option<T> {
    let whole = serde_json::from_str(answer.trim()).ok();
    whole.or_else(|| {
        let start = answer.find(['{', '['])?;
        let end = answer.rfind(['}', ']'])?;
        serde_json::from_str(answer.get(start..=end)?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_found_in_its_wrapping() {
        for answer in ["[1,2]", " [1, 2]\n", "```json\n[1,2]\n```", "Here you are: [1,2]. Enjoy!"] {
            assert_eq!(json_in::<Vec<u8>>(answer), Some(vec![1, 2]), "{answer}");
        }
        for answer in ["", "no", "[1,", "] [", "{}", "[1,2] [3]"] {
            assert_eq!(json_in::<Vec<u8>>(answer), None, "{answer}");
        }
    }
}
