//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::config::{Network, Settings};
use crate::tasks::Tasks;

/// The numbers and names that HTTP needs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Largest body of a request, in bytes.
    pub body_limit: usize,
    /// Longest time for a request that is not a stream or a turn.
    pub request_timeout: Duration,
    /// Longest time that a model may take, and that a turn waits for those before it.
    pub turn_timeout: Duration,
    /// A comment is sent on a silent stream after so long.
    pub keep_alive: Duration,
    /// Where people reach the program, e.g. `https://bondhu.example`.
    pub origin: String,
    /// Other origins whose pages may call the API.
    pub cors_origins: Vec<String>,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Tells this start of the program from others in the ids of streamed events.
    pub boot: String,
}

impl Options {
    /// As the settings say, reached at `origin`, for the start of the program that `boot` stands for.
    pub fn new(settings: &Settings, origin: &str, boot: u64) -> Self {
        Self {
            body_limit: usize::try_from(settings.server.body_limit).unwrap_or(usize::MAX),
            request_timeout: settings.server.request_timeout,
            turn_timeout: settings.chat.turn_timeout,
            keep_alive: settings.chat.stream_keep_alive,
            origin: origin.to_owned(),
            cors_origins: settings.server.cors_origins.iter().map(|it| it.as_str().to_owned()).collect(),
            trusted_proxies: settings.server.trusted_proxies.clone(),
            boot: format!("{boot:016x}"),
        }
    }

    /// A turn that is not over after so long never will be: it waits for others, asks a model, and reads and writes.
    pub fn turns_end_within(&self) -> Duration {
        turns_end_within(self.turn_timeout, self.request_timeout)
    }

    /// Whether cookies are sent over TLS only.
    pub fn secure_cookies(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// [`Options::turns_end_within`] for these two settings.
pub fn turns_end_within(turn_timeout: Duration, request_timeout: Duration) -> Duration {
    turn_timeout * 2 + request_timeout
}

/// The state of the router; cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// What [`Web`] shares.
pub struct Shared {
    /// The use cases.
    pub app: Arc<App>,
    /// Work that outlives its request.
    pub tasks: Tasks,
    /// Numbers and names.
    pub options: Options,
}

impl Web {
    /// The state of one router.
    pub fn new(app: Arc<App>, tasks: Tasks, options: Options) -> Self {
        Self(Arc::new(Shared { app, tasks, options }))
    }
}

impl Deref for Web {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
