//! What a person likes in music, video and games: items with where each comes from, and the profile made of them.
//!
//! Items come in three ways: typed, read from an export file ([`history`]), told by a connected account. A
//! [`TasteProfile`] is always made anew from the items that the [`Switches`] of their sources let through, so leaving a
//! source out or purging it leaves no trace. `docs/tastes.md` tells the rules in plain words.

mod age;
pub mod history;

mod item;
mod kind;
mod labels;
mod mood_tags;
mod names;
mod profile;
mod source;
mod switches;
mod times;
pub(crate) mod wire;

pub use age::{AuthorizationAge, DataAge, REFRESH_MARGIN_DAYS, authorization_age, data_age};
pub use item::{InvalidTaste, TasteItem, purge};
pub use kind::{Facet, TasteKind};
pub use labels::Label;
pub(crate) use labels::{energy_step, mood_tags};
pub use mood_tags::{Feeling, MoodTag};
pub(crate) use names::clean;
pub use names::{MAX_NAME, name_key};
pub use profile::{
    FEWEST_THINGS, GenreMix, LEAST_COVERED, LabelShare, MoodShare, SourceSummary, TOP_NAMES, TYPED_PLAYS,
    TasteProfile, TopName,
};
pub use source::{ExportFile, Provider, Source};
pub use switches::Switches;
pub use times::{TimeStatistics, TimeTable};
