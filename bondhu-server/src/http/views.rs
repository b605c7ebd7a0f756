//! The JSON forms of what the use cases give.

mod message;
mod session;
mod statistics;
mod turn;

pub(super) use message::MessageView;
pub(super) use session::SessionView;
pub(super) use statistics::{AchievementView, StatsView};
pub(super) use turn::TurnView;
