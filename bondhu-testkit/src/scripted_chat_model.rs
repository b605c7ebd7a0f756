//! A model that says what a test wrote for it, and waits where the test wants it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{
    AnswerFormat, Capability, ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest,
    ChatStream, Finish, Line, Role, Usage,
};
use futures::StreamExt;
use futures::stream;
use tokio::sync::Semaphore;

/// A place in an answer at which the model waits until the test lets it go on.
#[derive(Clone, Debug)]
pub struct Gate {
    reached: Arc<Semaphore>,
    opened: Arc<Semaphore>,
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self { reached: Arc::new(Semaphore::new(0)), opened: Arc::new(Semaphore::new(0)) }
    }

    /// Waits until a model stands before the gate.
    pub async fn reached(&self) {
        take_one(&self.reached).await;
    }

    /// Lets one model pass, now or when it comes.
    pub fn open(&self) {
        self.opened.add_permits(1);
    }

    pub(crate) async fn pass(&self) {
        self.reached.add_permits(1);
        take_one(&self.opened).await;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

async fn take_one(permits: &Semaphore) {
    // These semaphores are never closed.
    if let Ok(permit) = permits.acquire().await {
        permit.forget();
    }
}

/// What the model does with one request.
#[derive(Clone, Debug)]
pub struct Script {
    refusal: Option<Failure>,
    steps: VecDeque<Step>,
}

#[derive(Clone, Copy, Debug)]
struct Failure {
    kind: ChatModelErrorKind,
    retry_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
enum Step {
    Text(String),
    Finish,
    Fail(Failure),
    Wait(Gate),
}

impl Script {
    /// An answer that is cut before its first piece, to be continued by the methods below.
    pub const fn new() -> Self {
        Self { refusal: None, steps: VecDeque::new() }
    }

    /// A whole answer in one piece.
    pub fn says(text: &str) -> Self {
        Self::new().text(text).finished()
    }

    /// No stream at all: the call itself fails.
    pub const fn fails_at_once(kind: ChatModelErrorKind) -> Self {
        Self { refusal: Some(Failure { kind, retry_at: None }), steps: VecDeque::new() }
    }

    /// No stream at all, and none before this time.
    pub const fn fails_until(kind: ChatModelErrorKind, retry_at: Timestamp) -> Self {
        Self { refusal: Some(Failure { kind, retry_at: Some(retry_at) }), steps: VecDeque::new() }
    }

    /// Then a piece of text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.then(Step::Text(text.to_owned()))
    }

    /// Then a wait.
    #[must_use]
    pub fn wait(self, gate: &Gate) -> Self {
        self.then(Step::Wait(gate.clone()))
    }

    /// Then the proper end.
    #[must_use]
    pub fn finished(self) -> Self {
        self.then(Step::Finish)
    }

    /// Then a failure.
    #[must_use]
    pub fn fails(self, kind: ChatModelErrorKind) -> Self {
        self.then(Step::Fail(Failure { kind, retry_at: None }))
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

/// A [`ChatModel`] called `scripted`. It plays its scripts in order, the last one again and again, and remembers what it
/// was asked. Without a script it is not available. It can do everything that it is not told to lack; asked for JSON it
/// plays its script too.
pub struct ScriptedChatModel {
    name: String,
    lacking: Vec<Capability>,
    scripts: Mutex<VecDeque<Script>>,
    requests: Mutex<Vec<ChatRequest>>,
    let_go: Arc<Semaphore>,
}

impl ScriptedChatModel {
    /// A model with these scripts.
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = Mutex::new(scripts.into_iter().collect());
        Self {
            name: "scripted".to_owned(),
            lacking: Vec::new(),
            scripts,
            requests: Mutex::default(),
            let_go: Arc::new(Semaphore::new(0)),
        }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// The same that cannot do these.
    #[must_use]
    pub fn lacking(self, capabilities: &[Capability]) -> Self {
        Self { lacking: capabilities.to_vec(), ..self }
    }

    /// A model that answers every request with this text.
    pub fn saying(text: &str) -> Self {
        Self::new([Script::says(text)])
    }

    /// Everything asked so far, in order.
    pub fn requests(&self) -> Vec<ChatRequest> {
        lock(&self.requests).clone()
    }

    /// Waits until one more stream was let go of by its reader, read to its end or not.
    pub async fn stream_dropped(&self) {
        take_one(&self.let_go).await;
    }

    fn next_script(&self) -> Script {
        let mut scripts = lock(&self.scripts);
        let next = if scripts.len() > 1 { scripts.pop_front() } else { scripts.front().cloned() };
        next.unwrap_or(Script::fails_at_once(ChatModelErrorKind::Unavailable))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells when a stream is dropped.
struct Reader(Arc<Semaphore>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

#[async_trait]
impl ChatModel for ScriptedChatModel {
    fn provider(&self) -> &str {
        &self.name
    }

    fn can(&self, capability: Capability) -> bool {
        !self.lacking.contains(&capability)
    }

    async fn models(&self) -> Result<Vec<String>, ChatModelError> {
        if self.can(Capability::ModelList) {
            Ok(vec![MODEL.to_owned()])
        } else {
            Err(ChatModelErrorKind::Unsupported.into())
        }
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        let refused = self.refused(&request);
        lock(&self.requests).push(request);
        if let Some(kind) = refused {
            return Err(kind.into());
        }
        let script = self.next_script();
        if let Some(failure) = script.refusal {
            return Err(failure.into());
        }
        let usage = self.can(Capability::Usage).then_some(Usage { prompt: 12, answer: 3, thought: 0 });
        let finish = Finish { provider: self.name.clone(), model: MODEL.to_owned(), usage };
        let reader = Reader(Arc::clone(&self.let_go));
        let state = (script.steps, finish, reader);
        let pieces = stream::unfold(state, |(mut steps, finish, reader)| async move {
            loop {
                let piece = match steps.pop_front()? {
                    Step::Text(text) => Ok(ChatPiece::Text(text)),
                    Step::Finish => Ok(ChatPiece::Finished(finish.clone())),
                    Step::Fail(failure) => {
                        return Some((Err(failure.into()), (VecDeque::new(), finish, reader)));
                    }
                    Step::Wait(gate) => {
                        gate.pass().await;
                        continue;
                    }
                };
                return Some((piece, (steps, finish, reader)));
            }
        });
        Ok(pieces.boxed())
    }
}

/// What it calls itself in its answers.
const MODEL: &str = "script-1";

impl ScriptedChatModel {
    /// What every model refuses.
    fn refused(&self, request: &ChatRequest) -> Option<ChatModelErrorKind> {
        let newest = request.lines.last();
        match (newest, &request.format) {
            (None | Some(Line { role: Role::Assistant, .. }), _) => Some(ChatModelErrorKind::Malformed),
            (Some(_), AnswerFormat::Json(_)) if !self.can(Capability::JsonSchema) => {
                Some(ChatModelErrorKind::Unsupported)
            }
            (Some(_), AnswerFormat::Json(_) | AnswerFormat::Text) => None,
        }
    }
}

impl From<Failure> for ChatModelError {
    fn from(Failure { kind, retry_at }: Failure) -> Self {
        Self::new(kind).until(retry_at).because("the model was told to fail")
    }
}
