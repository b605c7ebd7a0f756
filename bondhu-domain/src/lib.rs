//! The rules of Bondhu as pure functions and values: no I/O, no clock, no randomness. Time comes in as a value.
//!
//! Each module is one noun of the product; [`sessions`] and [`streaks`] are the ones most often used alone.
#![deny(missing_docs)]

pub mod achievements;
pub mod activity;
pub mod catalogue;
pub mod disclosure;
pub mod facts;
pub mod game_results;
pub mod ids;
pub mod insights;
pub mod memories;
pub mod messages;
pub mod mood_alarm;
pub mod mood_check_ins;
pub mod mood_patterns;
pub mod mood_series;
pub mod mood_trend;
pub mod moods;
pub mod passwords;
pub mod personality;
pub mod prompt;
pub mod recall;
pub mod recommendations;
pub mod reply_check;
pub mod safety;
pub mod search;
pub mod sentiment;
pub mod sessions;
pub mod spoken_dates;
pub mod stats;
pub mod streaks;
pub mod summaries;
pub mod tastes;
pub mod timestamp;
pub mod tokens;
pub mod users;
pub mod wellness;
