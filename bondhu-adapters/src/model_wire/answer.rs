//! An answer as it is read: frames become pieces, and the end of the body is told apart from a cut.

use std::collections::VecDeque;
use std::time::Duration;

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, ChatPiece, ChatStream, Finish};
use futures::{StreamExt, stream};
use reqwest::Response;
use tokio::time::timeout;

use super::frames::{Frame, Frames};
use super::transport::lost;

/// A body that is larger is no answer.
const LARGEST_BODY: usize = 8 << 20;
/// After its proper end an answer waits at most so long for what may follow, such as how many tokens it took.
const LINGER: Duration = Duration::from_secs(1);

/// How one vendor writes answers.
pub(crate) trait Dialect: Send + 'static {
    /// Reads the data of an event or an element of a document, and gives the text that it adds.
    fn read(&mut self, json: &[u8]) -> Result<String, ChatModelError>;

    /// The end, once everything has been read that an answer needs.
    fn finish(&self) -> Option<Finish>;

    /// What it means that the body ends before the answer did, where that is something else than a cut.
    fn silence(&self) -> Option<ChatModelError>;

    /// Whether nothing can follow any more.
    fn is_over(&self) -> bool;
}

/// Reads one answer.
pub(crate) struct Answer<D> {
    dialect: D,
    frames: Frames,
    size: usize,
    /// Whether any text was given out, and whether any of it can be seen.
    began: bool,
    visible: bool,
}

impl<D: Dialect> Answer<D> {
    pub(crate) fn new(dialect: D) -> Self {
        Self { dialect, frames: Frames::default(), size: 0, began: false, visible: false }
    }

    /// The texts that these bytes complete, then an error if they end the answer badly.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> (Vec<String>, Option<ChatModelError>) {
        self.size += bytes.len();
        if self.size > LARGEST_BODY {
            let error = malformed("the answer is too large");
            return (Vec::new(), Some(error));
        }
        let frames = self.frames.push(bytes);
        self.take(frames)
    }

    /// The texts that the end of the body completes, and how the answer ended.
    pub(crate) fn end(&mut self) -> (Vec<String>, Result<Finish, ChatModelError>) {
        let frames = std::mem::take(&mut self.frames).end();
        let (texts, error) = self.take(frames);
        (texts, error.map_or_else(|| self.ending(), Err))
    }

    /// How the answer ended when nothing more comes.
    fn ending(&self) -> Result<Finish, ChatModelError> {
        match self.dialect.finish() {
            Some(_) if !self.visible => Err(malformed("the answer has no text")),
            Some(finish) => Ok(finish),
            None => Err(self.dialect.silence().unwrap_or_else(|| {
                let error = ChatModelError::new(ChatModelErrorKind::Unavailable);
                self.after_what_was_said(error.because("the connection ended before the answer did"))
            })),
        }
    }

    fn take(&mut self, frames: Vec<Frame>) -> (Vec<String>, Option<ChatModelError>) {
        let mut texts = Vec::new();
        for frame in frames {
            if self.dialect.is_over() {
                break;
            }
            let read = match frame {
                Frame::Event(json) => self.dialect.read(&json),
                Frame::Document(json) => elements(&json).and_then(|elements| {
                    let texts = elements.iter().map(|json| self.dialect.read(json.get().as_bytes()));
                    texts.collect::<Result<String, _>>()
                }),
                Frame::Foreign => Err(malformed("the answer is a page")),
            };
            match read {
                Ok(text) if text.is_empty() => {}
                Ok(text) => {
                    self.began = true;
                    self.visible |= !text.trim().is_empty();
                    texts.push(text);
                }
                Err(error) => return (texts, Some(self.after_what_was_said(error))),
            }
        }
        (texts, None)
    }

    /// Where something was said before, an answer that cannot go on has broken off.
    fn after_what_was_said(&self, error: ChatModelError) -> ChatModelError {
        if self.began && error.kind == ChatModelErrorKind::Unavailable {
            ChatModelError { kind: ChatModelErrorKind::Truncated, ..error }
        } else {
            error
        }
    }
}

/// The answer that a response brings.
pub(crate) fn stream_of<D: Dialect>(response: Response, dialect: D) -> ChatStream {
    let reading = Reading { response: Some(response), answer: Answer::new(dialect), ready: VecDeque::new() };
    stream::unfold(reading, |mut reading| async move {
        let piece = reading.next().await?;
        Some((piece, reading))
    })
    .boxed()
}

struct Reading<D> {
    /// Until the end.
    response: Option<Response>,
    answer: Answer<D>,
    ready: VecDeque<Result<ChatPiece, ChatModelError>>,
}

impl<D: Dialect> Reading<D> {
    async fn next(&mut self) -> Option<Result<ChatPiece, ChatModelError>> {
        while self.ready.is_empty() {
            let response = self.response.as_mut()?;
            let chunk = if self.answer.dialect.finish().is_some() {
                // Whatever happens now, the answer is whole.
                timeout(LINGER, response.chunk()).await.ok().and_then(Result::ok).flatten().map(Ok)
            } else {
                response.chunk().await.transpose()
            };
            match chunk {
                Some(Ok(bytes)) => self.take(&bytes),
                Some(Err(error)) => {
                    let error = self.answer.after_what_was_said(lost(error));
                    self.close(Err(error));
                }
                None => {
                    let (texts, ending) = self.answer.end();
                    self.give(texts);
                    self.close(ending);
                }
            }
        }
        self.ready.pop_front()
    }

    fn take(&mut self, bytes: &[u8]) {
        let (texts, error) = self.answer.push(bytes);
        self.give(texts);
        if let Some(error) = error {
            self.close(Err(error));
        } else if self.answer.dialect.is_over() {
            let ending = self.answer.ending();
            self.close(ending);
        }
    }

    fn give(&mut self, texts: Vec<String>) {
        self.ready.extend(texts.into_iter().map(|text| Ok(ChatPiece::Text(text))));
    }

    fn close(&mut self, ending: Result<Finish, ChatModelError>) {
        self.response = None;
        self.ready.push_back(ending.map(ChatPiece::Finished));
    }
}

/// The elements of a document that is a list, or the document itself. `null` entries are left out.
pub(crate) fn elements(json: &[u8]) -> Result<Vec<Box<serde_json::value::RawValue>>, ChatModelError> {
    let begins_list = json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if begins_list {
        let entries: Vec<Option<_>> = read_json(json)?;
        Ok(entries.into_iter().flatten().collect())
    } else {
        Ok(vec![read_json(json)?])
    }
}

/// Reads JSON. JSON that ends too early is a cut, and nothing of it is quoted in an error.
pub(crate) fn read_json<'a, T: serde::Deserialize<'a>>(json: &'a [u8]) -> Result<T, ChatModelError> {
    serde_json::from_slice(json).map_err(|error| {
        if error.is_eof() {
            ChatModelError::new(ChatModelErrorKind::Unavailable).because("the answer ends in the middle")
        } else {
            malformed("the answer is not the JSON that was expected")
        }
    })
}

pub(crate) fn malformed(why: &'static str) -> ChatModelError {
    ChatModelError::new(ChatModelErrorKind::Malformed).because(why)
}
