//! The pages as pure functions from small views to markup.
//!
//! A view holds text that is already decided: ids, labels and times as strings, so nothing here knows a clock,
//! a zone table or a store. maud escapes every value; the pages carry no inline script, style or handler, which
//! is what lets the content security policy forbid them.

pub mod chat;
pub mod countries;
pub mod docs;
pub mod form;
pub mod icons;
pub mod layout;
pub mod message;
pub mod notice;
pub mod safety;
pub mod sign_in;
pub mod sign_up;
pub mod stats;
pub mod welcome;

#[cfg(test)]
mod tests;

pub use chat::{ChatView, chat};
pub use docs::docs;
pub use form::{FORM_ERROR, FormView};
pub use layout::{Page, Shell, layout};
pub use message::{MessageView, Sender, message};
pub use notice::{not_found, problem};
pub use safety::{HelpView, SafetyPageView, safety};
pub use sign_in::sign_in;
pub use sign_up::{SignUpView, sign_up};
pub use stats::{AchievementView, DayView, StatsView, WellnessView};
pub use welcome::welcome;

/// Files below `assets/` that, joined in this order, are `/assets/app.css`.
pub const STYLESHEETS: [&str; 8] = [
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/page.css",
    "css/chat.css",
    "css/message.css",
    "css/panel.css",
    "css/help.css",
];

/// What Bondhu says about itself at the start of each visit and after every three hours.
pub const DISCLOSURE: &str = "Bondhu is a computer program, not a human being, and cannot feel.";
