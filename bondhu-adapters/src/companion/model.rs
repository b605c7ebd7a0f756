//! The built-in companion as a chat model: its reply, word by word.

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest,
    ChatStream, Finish, Line, Role,
};
use futures::StreamExt;
use futures::stream;

use super::remembered::remembered;
use super::{Prompted, reply};

/// The rules' version, stored with each reply. Changes whenever the same request could get another reply.
const VERSION: &str = "companion-2";

/// Under what name it is configured.
const PROVIDER: &str = "builtin";

/// The built-in companion. Needs nothing and never fails on a request whose last line is the person's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Companion;

#[async_trait]
impl ChatModel for Companion {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Streaming | Capability::Seed | Capability::ModelList => true,
            Capability::JsonSchema | Capability::Usage => false,
        }
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        Ok(vec![VERSION.to_owned()])
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let Some((Line { role: Role::User, text: newest }, before)) = request.lines.split_last() else {
            return Err(ChatModelErrorKind::Malformed.into());
        };
        match request.format {
            AnswerFormat::Text => {}
            AnswerFormat::Json(_) => return Err(ChatModelErrorKind::Unsupported.into()),
        }
        let earlier: Vec<(Role, &str)> = before.iter().map(|line| (line.role, line.text.as_str())).collect();
        let prompted =
            Prompted { newest, earlier: &earlier, language: request.language, name: request.name.as_deref() };
        let text = remembered(newest, &request.facts).unwrap_or_else(|| reply(&prompted, request.seed));
        let mut pieces: Vec<Result<ChatPiece, ChatModelError>> =
            text.split_inclusive(' ').map(|word| Ok(ChatPiece::Text(word.to_owned()))).collect();
        pieces.push(Ok(ChatPiece::Finished(finish())));
        Ok(stream::iter(pieces).boxed())
    }
}

fn finish() -> Finish {
    Finish { provider: PROVIDER.to_owned(), model: VERSION.to_owned(), usage: None }
}

#[cfg(test)]
mod tests {
    use bondhu_domain::users::Language;
    use futures::TryStreamExt;

    use super::*;

    fn request(lines: &[(Role, &str)]) -> ChatRequest {
        let lines = lines.iter().map(|(role, text)| Line { role: *role, text: (*text).to_owned() });
        ChatRequest { seed: 4, ..ChatRequest::new(String::new(), lines.collect()) }
    }

    #[tokio::test]
    async fn the_pieces_are_the_reply_and_then_it_is_finished() {
        let stream = Companion.stream(request(&[(Role::User, "I am tired")])).await.unwrap();
        let mut pieces: Vec<ChatPiece> = stream.try_collect().await.unwrap();
        assert_eq!(pieces.pop(), Some(ChatPiece::Finished(finish())));
        let text: String = pieces
            .into_iter()
            .map(|piece| match piece {
                ChatPiece::Text(text) => text,
                ChatPiece::Finished(_) => String::new(),
            })
            .collect();
        let prompted =
            Prompted { newest: "I am tired", earlier: &[], language: Language::English, name: None };
        assert_eq!(text, reply(&prompted, 4));
    }

    #[tokio::test]
    async fn there_must_be_something_to_answer() {
        for lines in [&[][..], &[(Role::User, "hi"), (Role::Assistant, "Hello.")][..]] {
            let error = Companion.stream(request(lines)).await.err().unwrap();
            assert_eq!(error.kind, ChatModelErrorKind::Malformed);
        }
    }
}
