//! What every `ChatModel` does.

use std::sync::Arc;

use bondhu_domain::messages::MAX_MESSAGE_CHARS;
use bondhu_domain::users::Language;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatModelExt, ChatPiece,
    ChatReply, ChatRequest, JsonSchema, Line, Role,
};
use futures::StreamExt;
use tokio::task::JoinSet;

/// Runs the suite on a model. Takes the name of an async function `() -> (ChatModelSubject, impl Sized)`.
#[macro_export]
macro_rules! chat_model_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            chat_model_scenarios,
            [chat_model],
            the_provider_has_a_name,
            an_answer_is_text_and_then_finished,
            every_language_is_answered,
            long_conversations_are_answered,
            any_instructions_are_taken,
            the_same_answer_to_the_same_request_or_skipped,
            a_dropped_stream_disturbs_nothing,
            answers_at_once_do_not_mix,
            an_error_ends_the_stream,
            there_must_be_something_to_answer,
            the_capabilities_are_those_named,
            streaming_or_skipped,
            json_or_skipped,
            usage_or_skipped,
            the_list_of_models_or_skipped,
        );
    };
}

/// A model and what may be asked of it.
pub struct ChatModelSubject {
    /// A model that answers whatever it is asked.
    pub model: Arc<dyn ChatModel>,
    /// What it cannot do. The scenarios of these are skipped by name, except that it must say `Unsupported`.
    pub lacks: &'static [Capability],
    /// The same model, broken in each way in which it can break; empty for one that cannot.
    pub broken: Vec<Arc<dyn ChatModel>>,
}

/// The provider has a name, and it does not change.
pub async fn the_provider_has_a_name(subject: ChatModelSubject) {
    let name = subject.model.provider().to_owned();
    assert!(!name.trim().is_empty());
    answer(&subject.model, ask("hello")).await;
    assert_eq!(subject.model.provider(), name);
}

/// An answer is text, then `Finished` with the model's name; nothing follows.
pub async fn an_answer_is_text_and_then_finished(subject: ChatModelSubject) {
    let mut stream = subject.model.stream(ask("How was your day?")).await.unwrap();
    let mut text = String::new();
    let finished = loop {
        match stream.next().await.unwrap().unwrap() {
            ChatPiece::Text(piece) => text.push_str(&piece),
            ChatPiece::Finished(finish) => break finish,
        }
    };
    assert!(!text.trim().is_empty() && !finished.model.is_empty() && !finished.provider.is_empty());
    assert!(stream.next().await.is_none());
}

/// Every language is answered, to somebody with and without a name, whatever the script of the message.
pub async fn every_language_is_answered(subject: ChatModelSubject) {
    for language in Language::ALL {
        for name in [None, Some("মিতু".to_owned())] {
            for text in ["I got the job!", "yaar bahut thak gaya hoon", "আজ মন ভালো নেই", "😭", "?"]
            {
                let request = ChatRequest { language, name: name.clone(), ..ask(text) };
                answer(&subject.model, request).await;
            }
        }
    }
}

/// The longest message and a long conversation are answered.
pub async fn long_conversations_are_answered(subject: ChatModelSubject) {
    answer(&subject.model, ask(&"ক".repeat(MAX_MESSAGE_CHARS))).await;
    answer(&subject.model, ask(&"no ".repeat(MAX_MESSAGE_CHARS / 3))).await;
    let mut request = ask("and then?");
    let line = |turn| Line {
        role: if turn % 2 == 0 { Role::User } else { Role::Assistant },
        text: format!("line {turn} of a long evening"),
    };
    request.lines.splice(0..0, (0..60).map(line));
    answer(&subject.model, request).await;
}

/// Instructions of any length change nothing about the shape of an answer.
pub async fn any_instructions_are_taken(subject: ChatModelSubject) {
    for system in [String::new(), "Be kind. ".repeat(1_000)] {
        answer(&subject.model, ChatRequest { system, ..ask("hello") }).await;
    }
}

/// The same request gives the same answer where the model can be seeded.
pub async fn the_same_answer_to_the_same_request_or_skipped(subject: ChatModelSubject) {
    if !subject.can(Capability::Seed) {
        return;
    }
    for seed in [0, 1, 42, u64::MAX] {
        let request = ChatRequest { seed, ..ask("Tell me about the sea") };
        let first = answer(&subject.model, request.clone()).await;
        assert_eq!(answer(&subject.model, request).await, first, "seed {seed}");
    }
}

/// A stream that is dropped midway disturbs no later answer.
pub async fn a_dropped_stream_disturbs_nothing(subject: ChatModelSubject) {
    for _ in 0..20 {
        drop(subject.model.stream(ask("hello")).await.unwrap());
        let mut stream = subject.model.stream(ask("hello")).await.unwrap();
        assert!(stream.next().await.unwrap().is_ok());
    }
    answer(&subject.model, ask("hello")).await;
}

/// Answers that are written at once do not mix.
pub async fn answers_at_once_do_not_mix(subject: ChatModelSubject) {
    let mut tasks = JoinSet::new();
    for seed in 0..20 {
        let model = Arc::clone(&subject.model);
        tasks.spawn(async move {
            let request = ChatRequest { seed, ..ask("What should I cook?") };
            (request.clone(), answer(&model, request).await)
        });
    }
    for (request, together) in tasks.join_all().await {
        let alone = answer(&subject.model, request).await;
        assert!(!subject.can(Capability::Seed) || together == alone);
    }
}

/// A broken model says so: the call fails, or the stream yields an error after which nothing follows.
pub async fn an_error_ends_the_stream(subject: ChatModelSubject) {
    for (number, model) in subject.broken.iter().enumerate() {
        let Ok(mut stream) = model.stream(ask("hello")).await else { continue };
        let error = loop {
            match stream.next().await {
                Some(Ok(ChatPiece::Text(_))) => {}
                Some(Ok(ChatPiece::Finished(_))) => panic!("broken model {number} finished its answer"),
                Some(Err(error)) => break error,
                None => panic!("the stream of broken model {number} ended without a word"),
            }
        };
        assert!(!error.to_string().contains("hello"), "an error repeats what the person said");
        assert!(stream.next().await.is_none(), "something follows the error of broken model {number}");
    }
}

/// A request whose last line is not the person's is malformed.
pub async fn there_must_be_something_to_answer(subject: ChatModelSubject) {
    let line = |role| Line { role, text: "Hello.".to_owned() };
    for lines in [vec![], vec![line(Role::User), line(Role::Assistant)]] {
        let error = subject.model.stream(ChatRequest { lines, ..ask("") }).await.err();
        assert_eq!(error.map(|error| error.kind), Some(ChatModelErrorKind::Malformed));
    }
}

/// The model can do what the subject does not name as lacking, and nothing else; that does not change.
pub async fn the_capabilities_are_those_named(subject: ChatModelSubject) {
    let can = || Capability::ALL.map(|capability| subject.model.can(capability));
    assert_eq!(can(), Capability::ALL.map(|capability| subject.can(capability)));
    answer(&subject.model, ask("hello")).await;
    assert_eq!(can(), Capability::ALL.map(|capability| subject.can(capability)));
}

/// The text comes in pieces, none of them empty, where the model can stream, and in one where it cannot.
pub async fn streaming_or_skipped(subject: ChatModelSubject) {
    let pieces = subject.model.stream(ask("Tell me about the sea")).await.unwrap();
    let pieces: Vec<ChatPiece> = pieces.map(Result::unwrap).collect().await;
    assert!(!pieces.contains(&ChatPiece::Text(String::new())));
    let texts = pieces.iter().filter(|piece| matches!(piece, ChatPiece::Text(_))).count();
    assert_eq!(texts > 1, subject.can(Capability::Streaming), "{texts} pieces");
}

/// An answer in JSON is JSON, of whatever shape: that the schema was followed is for the caller to see. Without the
/// capability it is refused.
pub async fn json_or_skipped(subject: ChatModelSubject) {
    let schema = || JsonSchema {
        name: "feelings",
        schema: serde_json::json!({"type": "array", "items": {"type": "string"}}),
    };
    if subject.can(Capability::JsonSchema) {
        let answer = subject.model.complete_json(ask("Which feelings are calm?"), schema(), 10_000).await;
        let (_value, finish): (serde_json::Value, _) = answer.unwrap();
        assert!(!finish.model.is_empty());
    } else {
        let request = ChatRequest { format: AnswerFormat::Json(schema()), ..ask("Which feelings are calm?") };
        assert_unsupported(subject.model.complete(request, 10_000).await.map(drop));
    }
}

/// The end of an answer tells what it took where the model can tell, and otherwise tells nothing.
pub async fn usage_or_skipped(subject: ChatModelSubject) {
    let ChatReply { finish, .. } = subject.model.complete(ask("hello"), 100_000).await.unwrap();
    let told = finish.usage.is_some_and(|usage| usage.prompt > 0 && usage.answer > 0);
    assert_eq!(told, subject.can(Capability::Usage), "{:?}", finish.usage);
}

/// The list of models names at least one, and each of them; without the capability there is none.
pub async fn the_list_of_models_or_skipped(subject: ChatModelSubject) {
    let models = subject.model.models().await;
    if subject.can(Capability::ModelList) {
        let models = models.unwrap();
        assert!(!models.is_empty() && models.iter().all(|name| !name.trim().is_empty()), "{models:?}");
    } else {
        assert_unsupported(models.map(drop));
    }
}

impl ChatModelSubject {
    fn can(&self, capability: Capability) -> bool {
        !self.lacks.contains(&capability)
    }
}

fn assert_unsupported(result: Result<(), ChatModelError>) {
    assert_eq!(result.map_err(|error| error.kind), Err(ChatModelErrorKind::Unsupported));
}

fn ask(text: &str) -> ChatRequest {
    let lines = vec![Line { role: Role::User, text: text.to_owned() }];
    ChatRequest { seed: 7, ..ChatRequest::new("You are Bondhu.".to_owned(), lines) }
}

/// The text of an answer that must be whole and not empty.
async fn answer(model: &Arc<dyn ChatModel>, request: ChatRequest) -> String {
    let mut stream = model.stream(request).await.unwrap();
    let (mut text, mut finished) = (String::new(), false);
    while let Some(piece) = stream.next().await {
        assert!(!finished, "something follows the end");
        match piece.unwrap() {
            ChatPiece::Text(piece) => text.push_str(&piece),
            ChatPiece::Finished(_) => finished = true,
        }
    }
    assert!(finished, "the answer was cut");
    assert!(!text.trim().is_empty(), "the answer is empty");
    text
}
