//! Days as people name them, in English and Hinglish: "next Friday", "kal", "in two weeks", "7 May 2023", "last month".
//!
//! [`find`] reads the words of a text against the day on which it was said. What is meant depends on whether the text
//! looks back or ahead ("kal" is yesterday or tomorrow; "in May" is the one before or the one after): the [`Lean`].
//! "Next Friday" is the Friday of the week after this one, weeks beginning on Monday; "Friday" alone is the nearest one
//! in the direction of the lean, and never today.

mod amounts;
mod calendar;
mod relative;

use std::ops::Range;

use chrono::NaiveDate;

/// Which way a text without a clear word for it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    /// Towards what has been.
    Past,
    /// Towards what will be.
    Future,
}

/// Civil days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: NaiveDate,
    /// The last day; the same as the first when one day is meant.
    pub last: NaiveDate,
}

/// A place in a text that names days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The words it is made of, with the preposition that belongs to it ("on", "in", "ko").
    pub words: Range<usize>,
    /// What it means.
    pub days: Days,
}

impl Days {
    pub(crate) const fn one(day: NaiveDate) -> Self {
        Self { first: day, last: day }
    }
}

/// All mentions in `words` (lower case, without punctuation, ordinals as written: "7th"), from left to right, none
/// overlapping; of those that begin at one word the longest.
pub fn find<W: AsRef<str>>(words: &[W], said_on: NaiveDate, lean: Lean) -> Vec<Mention> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match read(&words[at..], said_on, lean) {
            Some((length, days)) => {
                found.push(Mention { words: at..at + length, days });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The longest mention at the beginning of `words`, and of how many words it is.
fn read(words: &[&str], today: NaiveDate, lean: Lean) -> Option<(usize, Days)> {
    let bare = relative::read(words, today, lean).or_else(|| calendar::read(words, today, lean));
    let (length, days) = match bare {
        Some(found) => found,
        None => match words {
            [
                "on" | "by" | "in" | "during" | "since" | "from" | "till" | "until" | "this" | "around",
                rest @ ..,
            ] => {
                let (length, days) = relative::read(rest, today, lean)
                    .or_else(|| calendar::read(rest, today, lean))
                    .or_else(|| calendar::year(rest))?;
                (length + 1, days)
            }
            _ => return None,
        },
    };
    let postposition = matches!(words.get(length), Some(&("ko" | "tak" | "mein" | "me")));
    Some((length + usize::from(postposition), days))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday, 21 November 2026.
    fn meant(text: &str, lean: Lean) -> Option<(String, String)> {
        let words: Vec<&str> = text.split(' ').collect();
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let found = find(&words, today, lean);
        found.first().map(|mention| (mention.days.first.to_string(), mention.days.last.to_string()))
    }

    #[test]
    fn one_day() {
        for (text, day) in [
            ("tomorrow", "2026-11-22"),
            ("day after tomorrow", "2026-11-23"),
            ("kal", "2026-11-22"),
            ("parso", "2026-11-23"),
            ("next friday", "2026-11-27"),
            ("this sunday", "2026-11-22"),
            ("on monday", "2026-11-23"),
            ("saturday", "2026-11-28"),
            ("agle somvar", "2026-11-23"),
            ("in three days", "2026-11-24"),
            ("10 din baad", "2026-12-01"),
            ("2 weeks from now", "2026-12-05"),
            ("on 5 march", "2027-03-05"),
            ("on march 5th", "2027-03-05"),
            ("the 3rd of december", "2026-12-03"),
            ("25 december ko", "2026-12-25"),
            ("2026-12-31", "2026-12-31"),
            ("31/12/2026", "2026-12-31"),
            ("on the 5th", "2026-12-05"),
            ("may 7 2023", "2023-05-07"),
        ] {
            assert_eq!(meant(text, Lean::Future), Some((day.into(), day.into())), "{text}");
        }
        for (text, day) in [
            ("yesterday", "2026-11-20"),
            ("last night", "2026-11-20"),
            ("kal", "2026-11-20"),
            ("3 days ago", "2026-11-18"),
            ("do din pehle", "2026-11-19"),
            ("last friday", "2026-11-13"),
            ("on friday", "2026-11-20"),
            ("5 march", "2026-03-05"),
        ] {
            assert_eq!(meant(text, Lean::Past), Some((day.into(), day.into())), "{text}");
        }
    }

    #[test]
    fn several_days() {
        for (text, first, last) in [
            ("next week", "2026-11-23", "2026-11-29"),
            ("agle mahine", "2026-12-01", "2026-12-31"),
            ("next year", "2027-01-01", "2027-12-31"),
            ("this weekend", "2026-11-21", "2026-11-22"),
            ("next weekend", "2026-11-28", "2026-11-29"),
            ("in december", "2026-12-01", "2026-12-31"),
            ("in may 2028", "2028-05-01", "2028-05-31"),
            ("in 2028", "2028-01-01", "2028-12-31"),
        ] {
            assert_eq!(meant(text, Lean::Future), Some((first.into(), last.into())), "{text}");
        }
        for (text, first, last) in [
            ("last week", "2026-11-09", "2026-11-15"),
            ("pichle saal", "2025-01-01", "2025-12-31"),
            ("in may", "2026-05-01", "2026-05-31"),
            ("two months ago", "2026-09-01", "2026-09-30"),
        ] {
            assert_eq!(meant(text, Lean::Past), Some((first.into(), last.into())), "{text}");
        }
    }

    #[test]
    fn no_day() {
        for text in [
            "i may go",
            "march ahead",
            "2023 people",
            "second thoughts",
            "31/31/2026",
            "february 30",
            "in 5",
            "",
        ] {
            assert_eq!(meant(text, Lean::Future), None, "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_and_nonsense_do_not_panic() {
        for today in [NaiveDate::MIN, NaiveDate::MAX] {
            for text in [
                "in 99999 years",
                "next year",
                "yesterday",
                "tomorrow",
                "next friday",
                "99999999999 days ago",
                "9999-12-31",
            ] {
                find(&text.split(' ').collect::<Vec<_>>(), today, Lean::Future);
            }
        }
    }
}
