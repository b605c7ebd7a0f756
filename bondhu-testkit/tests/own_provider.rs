//! A provider of one's own: the example of docs/adding-a-provider.md, which holds the part between the marks word for word.

// begin
use std::sync::Arc;

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest,
    ChatStream, Finish, Line, Role,
};
use bondhu_testkit::conformance::chat_model::ChatModelSubject;
use futures::{StreamExt, stream};

/// Says what the person said, word by word.
struct Parrot;

#[async_trait]
impl ChatModel for Parrot {
    fn provider(&self) -> &'static str {
        "parrot"
    }

    fn can(&self, capability: Capability) -> bool {
        match capability {
            Capability::Streaming | Capability::Seed => true,
            Capability::JsonSchema | Capability::Usage | Capability::ModelList => false,
        }
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        match request.format {
            AnswerFormat::Text => {}
            AnswerFormat::Json(_) => return Err(ChatModelErrorKind::Unsupported.into()),
        }
        let Some(Line { role: Role::User, text }) = request.lines.last() else {
            return Err(ChatModelErrorKind::Malformed.into());
        };
        let said = format!("You say: {text}");
        let words = said.split_inclusive(' ').map(|word| Ok(ChatPiece::Text(word.to_owned())));
        let finish = Finish { provider: "parrot".to_owned(), model: "parrot-1".to_owned(), usage: None };
        let pieces: Vec<_> = words.chain([Ok(ChatPiece::Finished(finish))]).collect();
        Ok(stream::iter(pieces).boxed())
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        Err(ChatModelErrorKind::Unsupported.into())
    }
}

/// A fresh model, what it cannot do, models that fail, and what must live as long as they.
async fn parrot() -> (ChatModelSubject, ()) {
    let lacks = &[Capability::JsonSchema, Capability::Usage, Capability::ModelList];
    (ChatModelSubject { model: Arc::new(Parrot), lacks, broken: Vec::new() }, ())
}

bondhu_testkit::chat_model_conformance!(parrot);
// end

#[test]
fn the_page_holds_this_example() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::fs::read_to_string(root.join("tests/own_provider.rs")).unwrap();
    let example = own.split_once("// begin\n").unwrap().1.split_once("// end\n").unwrap().0;
    let page = std::fs::read_to_string(root.join("../docs/adding-a-provider.md")).unwrap();
    assert!(page.contains(&format!("```rust\n{example}```\n")), "docs/adding-a-provider.md differs");
}
