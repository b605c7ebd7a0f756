//! Finding what was said before: the turns of long conversations that a question is about.
//!
//! [`Index`] holds the turns; [`Index::search`] gives the best for a [`Question`], best first. It is BM25 (Robertson and
//! Zaragoza 2009) over stems, with what conversations need beside it:
//! - words of the turns around it count for a turn too, since an answer rarely repeats its question, and so does the best
//!   turn of the same visit;
//! - words that are only asked with count less, in the turns as in the question;
//! - a speaker who is named in the question is not searched for as a word: that person's turns count more;
//! - days named in the question ("in May 2023", "last week") favour the turns of those days;
//! - related words count a little ("kids" finds "my son"), and so do being recent and naming a time or a number
//!   when the question asks for one.
//!
//! Pure and deterministic: equal turns and questions give equal results; of equally good turns the later is first. What
//! each part is worth is measured in `docs/memory.md`. [`crate::memories`] chooses
//! what fits into a prompt.

mod context;
mod index;
mod question;
mod ranking;
mod vocabulary;
mod words;

pub use index::Index;
pub use question::Question;
pub use ranking::{Found, Weights};
pub(crate) use vocabulary::stem;
pub(crate) use words::telling_words;

use crate::timestamp::Timestamp;

/// One thing that was said, or a remembered fact in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Who said it: a name or a role; compared without case.
    pub speaker: &'a str,
    /// When, if that is known.
    pub at: Option<Timestamp>,
    /// What.
    pub text: &'a str,
}
