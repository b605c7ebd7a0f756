//! The built-in companion as a chat model: its reply, word by word.

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream, Line, Role,
};
use futures::StreamExt;
use futures::stream;

use super::{Prompted, reply};

/// The rules' version, stored with each reply. Changes whenever the same request could get another reply.
const VERSION: &str = "companion-1";

/// The built-in companion. Needs nothing and never fails on a request whose last line is the person's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Companion;

#[async_trait]
impl ChatModel for Companion {
    fn provider(&self) -> &'static str {
        "builtin"
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let Some((Line { role: Role::User, text: newest }, before)) = request.lines.split_last() else {
            return Err(ChatModelError { kind: ChatModelErrorKind::Malformed, source: None });
        };
        let earlier: Vec<(Role, &str)> = before.iter().map(|line| (line.role, line.text.as_str())).collect();
        let prompted =
            Prompted { newest, earlier: &earlier, language: request.language, name: request.name.as_deref() };
        let text = reply(&prompted, request.seed);
        let mut pieces: Vec<Result<ChatPiece, ChatModelError>> =
            text.split_inclusive(' ').map(|word| Ok(ChatPiece::Text(word.to_owned()))).collect();
        pieces.push(Ok(ChatPiece::Finished { model: VERSION.to_owned() }));
        Ok(stream::iter(pieces).boxed())
    }
}

#[cfg(test)]
mod tests {
    use bondhu_domain::users::Language;
    use futures::TryStreamExt;

    use super::*;

    fn request(lines: &[(Role, &str)]) -> ChatRequest {
        ChatRequest {
            system: String::new(),
            lines: lines.iter().map(|(role, text)| Line { role: *role, text: (*text).to_owned() }).collect(),
            language: Language::English,
            name: None,
            seed: 4,
        }
    }

    #[tokio::test]
    async fn the_pieces_are_the_reply_and_then_it_is_finished() {
        let stream = Companion.stream(request(&[(Role::User, "I am tired")])).await.unwrap();
        let mut pieces: Vec<ChatPiece> = stream.try_collect().await.unwrap();
        assert_eq!(pieces.pop(), Some(ChatPiece::Finished { model: VERSION.to_owned() }));
        let text: String = pieces
            .into_iter()
            .map(|piece| match piece {
                ChatPiece::Text(text) => text,
                ChatPiece::Finished { .. } => String::new(),
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
