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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::UTC;

    fn best(turns: &[(&str, &str, &str)], question: &str, asker: Option<&str>) -> Vec<usize> {
        let at = |time: &str| format!("{time}T12:00:00Z").parse::<Timestamp>().unwrap();
        let index =
            Index::new(turns.iter().map(|(speaker, day, text)| Turn { speaker, at: Some(at(day)), text }));
        let question = Question { text: question, at: None, zone: UTC, asker };
        let found = index.search(&question, 10);
        found.into_iter().map(|found| found.turn).collect()
    }

    const TURNS: [(&str, &str, &str); 4] = [
        ("Asha", "2023-05-08", "We had a picnic at the lake"),
        ("Ben", "2023-05-20", "My picnic was rained out"),
        ("Asha", "2023-08-02", "Another picnic, this time on the roof"),
        ("Ben", "2023-09-01", "I am so busy"),
    ];

    #[test]
    fn days_in_the_question_favour_the_turns_of_those_days() {
        assert!(best(&TURNS, "Which picnic was in May 2023?", None)[0] < 2);
        assert_eq!(best(&TURNS, "What picnic did Asha have in May?", None)[0], 0);
        assert_eq!(best(&TURNS, "What picnic did Asha have in August?", None)[0], 2);
    }

    #[test]
    fn the_one_who_is_named_or_asks_is_favoured() {
        assert_eq!(best(&TURNS, "How was Ben's picnic?", None)[0], 1);
        assert_eq!(best(&TURNS, "How was my picnic?", Some("ben"))[0], 1);
    }

    #[test]
    fn what_has_nothing_in_common_is_not_found() {
        assert_eq!(best(&TURNS, "zebra", None), Vec::<usize>::new());
        assert_eq!(best(&TURNS, "", None), Vec::<usize>::new());
        assert_eq!(best(&[], "picnic", None), Vec::<usize>::new());
    }
}
