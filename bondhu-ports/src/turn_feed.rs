//! The answer to one message while it is being written, for everybody who wants to follow it.

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, SessionId, UserId};
use bondhu_domain::messages::Message;
use bondhu_domain::prompt::ContextItem;
use bondhu_domain::timestamp::Timestamp;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

/// A finished turn: both sides as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The person's message.
    pub user_message: Message,
    /// Bondhu's reply to it.
    pub reply: Message,
    /// What the person's message gave reason for.
    pub safety: Option<TurnSafety>,
    /// What was recalled for the reply.
    #[serde(default)]
    pub context_used: Vec<ContextItem>,
}

/// The reason for care that goes with a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnSafety {
    /// The tier in force, 0 to 3: the message's, or one of the day before that still holds.
    pub tier: u8,
    /// Wire names of the message's flags.
    pub flags: Vec<String>,
    /// The country whose help lines apply, and whether it is only a guess.
    pub country: Option<(String, bool)>,
    /// The line for children is shown too.
    pub child_line: bool,
    /// When the person will be asked how they are.
    pub check_in_at: Option<Timestamp>,
}

/// What a follower of a turn sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TurnEvent {
    /// The person's message is stored.
    Accepted {
        /// Its id, which names the turn.
        user_message_id: MessageId,
        /// The session it was attached to.
        session_id: SessionId,
    },
    /// More of the reply.
    Delta {
        /// The text.
        text: String,
    },
    /// The reply is stored. Nothing follows.
    Done(Box<Turn>),
    /// The turn could not be finished; the person's message is stored and can be answered later. Nothing follows.
    Failed,
}

impl TurnEvent {
    /// Whether nothing follows.
    pub const fn is_last(&self) -> bool {
        match self {
            Self::Done(_) | Self::Failed => true,
            Self::Accepted { .. } | Self::Delta { .. } => false,
        }
    }
}

/// Keeps the events of running and just finished turns.
#[async_trait]
pub trait TurnFeed: Send + Sync {
    /// Opens a turn. False when it is open already: somebody is answering.
    async fn open(&self, person: UserId, turn: MessageId) -> bool;

    /// Adds an event to an open turn. After the last one the turn is closed, and kept for followers for a while.
    async fn append(&self, person: UserId, turn: MessageId, event: TurnEvent);

    /// The events of a turn, from the one after number `after` (the first has number 1) to the last, as they come.
    /// `None` when the turn is not known here (any more), or is somebody else's.
    async fn follow(
        &self,
        person: UserId,
        turn: MessageId,
        after: u64,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>>;
}
