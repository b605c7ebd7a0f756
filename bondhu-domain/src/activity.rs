//! What a person can be seen doing.

use serde::{Deserialize, Serialize};

/// A kind of activity. Wire names are the lower-case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActivityKind {
    /// A message to Bondhu.
    Chat,
    /// A game in the page or on a platform.
    Game,
    /// A video watched.
    Video,
    /// A song listened to.
    Music,
}

impl ActivityKind {
    /// Every kind, in wire order.
    pub const ALL: [Self; 4] = [Self::Chat, Self::Game, Self::Video, Self::Music];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Game => "game",
            Self::Video => "video",
            Self::Music => "music",
        }
    }
}

/// A text that is no activity kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of chat, game, video, music")]
pub struct UnknownActivity;

impl std::str::FromStr for ActivityKind {
    type Err = UnknownActivity;
    fn from_str(text: &str) -> Result<Self, UnknownActivity> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownActivity)
    }
}
