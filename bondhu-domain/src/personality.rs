//! Personality: a short questionnaire, a Big Five profile that says how sure it is, slow learning from what a person writes and
//! likes, and the manner of talking that follows.
//!
//! Everything is replayed from a ledger. A [`LedgerRow`] is one piece of evidence for one trait, or the undoing of one; a
//! [`Profile`] is a pure function of the rows that were not undone, to the bit, so undoing a row is the same as never
//! having had it. See [`replay()`] for the filter and [`evidence`] for what counts as evidence and how much.
//!
//! A person's mood is a state, not a trait: [`mood_state`] colours today's tone and never writes a row.
//!
//! ```
//! use bondhu_domain::personality::{Answers, Norm, Trait};
//!
//! let answers = Answers::new([(1, 5), (6, 1), (11, 4), (16, 2)])?;
//! let profile = answers.score(Norm::General).estimates();
//! let shown = profile[Trait::Extraversion].shown();
//! assert_eq!((shown.score, shown.level.as_str()), (92, "high"));
//! assert!(shown.low < shown.score && shown.score < shown.high);
//! // Nothing was asked about the other traits, so nothing is known of them.
//! assert_eq!(profile[Trait::Openness].shown().low, 10);
//! # Ok::<(), bondhu_domain::personality::InvalidAnswer>(())
//! ```

pub mod caps;
pub mod context;
pub mod estimate;
pub mod evidence;
pub mod guidance;
pub mod ledger;
pub mod mood_state;
mod normal;
pub mod norms;
pub mod profile;
pub mod questionnaire;
pub mod replay;
pub mod style;
pub mod tastes;
pub mod text;
pub mod tone;
pub mod traits;

pub use context::PersonalityContext;
pub use estimate::{Estimate, Level, Shown};
pub use evidence::{Evidence, Source};
pub use ledger::{Change, LedgerRow, Observed, UndoError, observe, undo};
pub use norms::Norm;
pub use profile::Profile;
pub use questionnaire::{Answers, InvalidAnswer, Scores};
pub use replay::{TraitState, replay};
pub use traits::{Trait, TraitMap};
