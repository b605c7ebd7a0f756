//! Finding messages by their words: what matches, how well, and what of a message is shown.
//!
//! Everything about the meaning of a match is decided here and once. A store only narrows a chat down by an index of
//! [`index_tokens`] with the [`Condition`]s of a [`Query`]; what it gives is then tested and ranked by [`rank`], so the
//! same search finds the same messages in every store.
//!
//! A query is plain text: its terms are what stands between white space, and no character has a meaning beyond itself. A
//! message matches when each term does, and a term does when it
//! - equals a word of the message (words as in UAX #29; each emoji and each symbol is a word of its own), or
//! - has the English stem of one of its words, or
//! - has three characters or more and is a part of the message's text, in any script.
//!
//! Case, width, the presentation and the skin tone of emoji, kinds of quotation marks and invisible characters make no
//! difference: see [`normalise`].

mod filters;
mod hits;
mod index;
mod normalise;
mod query;
mod ranking;
mod snippet;
mod words;

pub use filters::Filters;
pub use index::{Condition, admits, index_tokens};
pub use normalise::normalise;
pub use query::{InvalidQuery, MAX_QUERY_CHARS, Query};
pub use ranking::{Candidate, InvalidPlace, Place, Score, fingerprint, matches, rank};
pub use snippet::{MAX_SNIPPET_CHARS, snippet};
