//! One tab or device that listens.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_ports::live_events::{LiveEvent, Numbered};
use bondhu_ports::randomness::RandomnessExt;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::scripts::{Attendance, Fetched, channel};
use super::{Wire, first_number};
use crate::redis::bells::Bell;

/// While the server does not answer it is asked again after so long.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Dropping it is leaving.
pub(super) struct Listener {
    wire: Arc<Wire>,
    person: UserId,
    device: u64,
    bell: Bell,
    place: Place,
    waiting: VecDeque<Numbered>,
}

/// Where a listener is among the events.
#[derive(Clone, Copy)]
enum Place {
    /// It has had the event of this number.
    After(u64),
    /// The server could not be asked yet, or has forgotten the person: it comes anew, and whether something was missed
    /// depends on whether it had seen anything.
    Outside { last_seen: Option<u64> },
}

impl Listener {
    /// Joins those who listen and tells all of them, the new one too. If the server does not answer now, it is tried
    /// again while the stream is read.
    pub(super) async fn join(wire: Arc<Wire>, person: UserId, last_seen: Option<u64>) -> Self {
        let bell = wire.redis.bells().hang(channel(&wire.redis, person));
        let device = wire.random.seed();
        let place = Place::Outside { last_seen };
        let mut listener = Self { wire, person, device, bell, place, waiting: VecDeque::new() };
        let patience = listener.wire.config.timeout;
        let _tried = tokio::time::timeout(patience, listener.come()).await;
        listener
    }

    pub(super) fn into_stream(self) -> BoxStream<'static, Numbered> {
        stream::unfold(self, |mut listener| async move {
            let numbered = listener.next().await;
            Some((numbered, listener))
        })
        .boxed()
    }

    async fn next(&mut self) -> Numbered {
        loop {
            if let Some(numbered) = self.waiting.pop_front() {
                return numbered;
            }
            self.bell.hush();
            let Place::After(after) = self.place else {
                if !self.come().await {
                    let _sooner = tokio::time::timeout(ASK_AGAIN, self.bell.rung()).await;
                }
                continue;
            };
            match self.wire.scripts.fetch(&self.wire.redis, self.person, after).await {
                Ok(Fetched::Events(_, last)) if last <= after => self.bell.rung().await,
                Ok(Fetched::Events(events, last)) => {
                    self.place = Place::After(last);
                    self.waiting.extend(events);
                }
                Ok(Fetched::Missed(latest)) => {
                    self.place = Place::After(latest);
                    return RESET;
                }
                Ok(Fetched::Forgotten) => self.place = Place::Outside { last_seen: Some(after) },
                Err(_) => {
                    let _sooner = tokio::time::timeout(ASK_AGAIN, self.bell.rung()).await;
                }
            }
        }
    }

    /// False when the server does not answer.
    async fn come(&mut self) -> bool {
        let Place::Outside { last_seen } = self.place else { return true };
        let first = first_number(&*self.wire.random);
        let (wire, person, device) = (&self.wire, self.person, self.device);
        let came =
            wire.scripts.attend(&wire.redis, wire.config, person, device, Attendance::Come, first).await;
        let Ok(latest) = came else { return false };
        // Only now, or a beat for it could come first and its own coming would tell it nothing.
        wire.presence.come(person, device);
        // A number that was never given is found out when what follows it is fetched.
        self.place = Place::After(last_seen.unwrap_or(latest));
        true
    }
}

const RESET: Numbered = Numbered { number: 0, event: LiveEvent::Reset };

impl Drop for Listener {
    fn drop(&mut self) {
        self.wire.presence.leave(self.person, self.device);
    }
}
