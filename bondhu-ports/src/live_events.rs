//! Events for all devices of a person that listen right now.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, SessionId, TaskId, UserId};
use bondhu_domain::messages::Message;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

use crate::job_queue::TaskState;

/// Something other tabs and devices of a person want to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveEvent {
    /// A message was stored.
    Message(Box<Message>),
    /// Bondhu began or ceased to write an answer.
    Typing {
        /// To which message.
        user_message_id: MessageId,
        /// Began or ceased.
        active: bool,
    },
    /// The reactions of a message are now these.
    Reaction {
        /// Which message.
        message_id: MessageId,
        /// All of its reactions, oldest first.
        reactions: Vec<String>,
    },
    /// A session began or ended.
    Session {
        /// Which.
        session_id: SessionId,
        /// Whether it is open.
        open: bool,
    },
    /// A task of the person changed.
    Task {
        /// Which.
        task_id: TaskId,
        /// Where it stands.
        state: TaskState,
        /// So many steps are done.
        done: Option<u64>,
        /// Of so many, where that is known.
        total: Option<u64>,
        /// What is being done.
        note: Option<String>,
    },
    /// The profile changed.
    Profile,
    /// So many of the person's tabs and devices listen.
    Presence {
        /// How many.
        devices: u32,
    },
    /// Events were missed: what is shown must be read anew.
    Reset,
}

/// An event with its place in the person's order of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Rises by one with each event of a person; 0 for a [`LiveEvent::Reset`].
    pub number: u64,
    /// The event.
    pub event: LiveEvent,
}

/// Carries events from whoever causes them to whoever listens. Best effort: what must last is in the store.
#[async_trait]
pub trait LiveEvents: Send + Sync {
    /// Tells everybody who listens for this person. Without a listener nothing happens.
    async fn publish(&self, person: UserId, event: LiveEvent);

    /// Listens. With the number of the last event seen, later ones that are still known come first; if any was missed,
    /// the stream begins with [`LiveEvent::Reset`]. A listener that is too slow gets a `Reset` too. Subscribing and
    /// leaving publish [`LiveEvent::Presence`].
    async fn subscribe(&self, person: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered>;
}
