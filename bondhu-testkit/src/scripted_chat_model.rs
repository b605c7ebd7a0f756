//! A model that says what a test wrote for it, and waits where the test wants it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, ChatStream,
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

    async fn pass(&self) {
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
    refusal: Option<ChatModelErrorKind>,
    steps: VecDeque<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    Piece(ChatPiece),
    Fail(ChatModelErrorKind),
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
        Self { refusal: Some(kind), steps: VecDeque::new() }
    }

    /// Then a piece of text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.then(Step::Piece(ChatPiece::Text(text.to_owned())))
    }

    /// Then a wait.
    #[must_use]
    pub fn wait(self, gate: &Gate) -> Self {
        self.then(Step::Wait(gate.clone()))
    }

    /// Then the proper end.
    #[must_use]
    pub fn finished(self) -> Self {
        self.then(Step::Piece(ChatPiece::Finished { model: "script-1".to_owned() }))
    }

    /// Then a failure.
    #[must_use]
    pub fn fails(self, kind: ChatModelErrorKind) -> Self {
        self.then(Step::Fail(kind))
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
/// was asked. Without a script it is not available.
pub struct ScriptedChatModel {
    scripts: Mutex<VecDeque<Script>>,
    requests: Mutex<Vec<ChatRequest>>,
    let_go: Arc<Semaphore>,
}

impl ScriptedChatModel {
    /// A model with these scripts.
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = Mutex::new(scripts.into_iter().collect());
        Self { scripts, requests: Mutex::default(), let_go: Arc::new(Semaphore::new(0)) }
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
    fn provider(&self) -> &'static str {
        "scripted"
    }

    async fn stream(&self, request: ChatRequest) -> Result<ChatStream, ChatModelError> {
        lock(&self.requests).push(request);
        let script = self.next_script();
        if let Some(kind) = script.refusal {
            return Err(failure(kind));
        }
        let reader = Reader(Arc::clone(&self.let_go));
        let pieces = stream::unfold((script.steps, reader), |(mut steps, reader)| async move {
            loop {
                match steps.pop_front()? {
                    Step::Piece(piece) => return Some((Ok(piece), (steps, reader))),
                    Step::Fail(kind) => return Some((Err(failure(kind)), (VecDeque::new(), reader))),
                    Step::Wait(gate) => gate.pass().await,
                }
            }
        });
        Ok(pieces.boxed())
    }
}

fn failure(kind: ChatModelErrorKind) -> ChatModelError {
    ChatModelError { kind, source: Some("the model was told to fail".into()) }
}
