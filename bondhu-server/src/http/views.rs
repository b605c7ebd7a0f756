//! The JSON forms of what the use cases give.

mod context;
mod fact;
mod message;
mod mood;
mod personality;
mod safety;
mod session;
mod statistics;
mod turn;

pub(super) use context::ContextView;
pub(super) use fact::FactView;
pub(super) use message::MessageView;
pub(super) use mood::{InsightsView, MoodTrendView};
pub(super) use personality::{LedgerRowView, LedgerView, PersonalityView, QuestionnaireView};
pub(super) use safety::{ResourceView, SafetyView};
pub(super) use session::SessionView;
pub(super) use statistics::{AchievementView, StatsView};
pub(super) use turn::TurnView;
