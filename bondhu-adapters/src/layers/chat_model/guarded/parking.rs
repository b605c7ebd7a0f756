//! A key that is left alone until a time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind};

/// A provider that names a later time is not believed.
const LONGEST: Duration = Duration::from_hours(25);
/// So many limits in a row without a time are taken for one that counts by day.
const LIMITS_OF_A_DAY: u32 = 3;

/// Remembers until when a key is not to be used.
pub(super) struct Parking {
    provider: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    parked: Option<Parked>,
    /// Limits in a row without a time.
    limits: u32,
}

#[derive(Clone, Copy)]
struct Parked {
    kind: ChatModelErrorKind,
    since: Timestamp,
    until: Timestamp,
}

impl Parking {
    pub(super) fn new(provider: String) -> Self {
        Self { provider, state: Mutex::default() }
    }

    /// Whether the key may be used; if not, why and until when.
    pub(super) fn admit(&self, now: Timestamp) -> Result<(), ChatModelError> {
        let mut state = self.lock();
        let Some(Parked { kind, since, until }) = state.parked else { return Ok(()) };
        // Earlier than it was parked: the clock was set back, and the time it was parked until means nothing any more.
        if now >= until || now < since {
            state.parked = None;
            return Ok(());
        }
        Err(ChatModelError::new(kind).until(Some(until)).because("it is left alone"))
    }

    pub(super) fn park(&self, kind: ChatModelErrorKind, now: Timestamp, until: Timestamp) {
        let until = until.min(now + LONGEST);
        tracing::warn!(provider = self.provider, ?kind, %until, "a key of a language model is left alone");
        self.lock().parked = Some(Parked { kind, since: now, until });
    }

    /// The provider limited the requests, with a time or without one.
    pub(super) fn limited(
        &self,
        kind: ChatModelErrorKind,
        retry_at: Option<Timestamp>,
        now: Timestamp,
        day_ends: fn(Timestamp) -> Timestamp,
    ) {
        let limits = {
            let mut state = self.lock();
            state.limits = if retry_at.is_none() { state.limits + 1 } else { 0 };
            state.limits
        };
        let until = retry_at.or_else(|| (limits >= LIMITS_OF_A_DAY).then(|| day_ends(now)));
        if let Some(until) = until {
            self.park(kind, now, until);
        }
    }

    pub(super) fn succeeded(&self) {
        self.lock().limits = 0;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
