//! What a turn tells beside its words, and what a question is after.

use super::words::Word;

/// Whether a turn names a time or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Says {
    pub time: bool,
    pub number: bool,
}

pub(super) fn says(words: &[Word]) -> Says {
    let mut says = Says::default();
    for word in words.iter().filter(|word| !word.asked) {
        let plain = word.plain.as_str();
        says.time |= TIMES.contains(&plain);
        says.number |= plain.bytes().any(|byte| byte.is_ascii_digit()) || NUMBERS.contains(&plain);
    }
    says.time |= says.number;
    says
}

const TIMES: &[&str] = &[
    "yesterday",
    "today",
    "tomorrow",
    "tonight",
    "week",
    "weekend",
    "month",
    "year",
    "ago",
    "last",
    "next",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "morning",
    "recently",
    "since",
    "summer",
    "winter",
    "spring",
    "weeks",
    "months",
    "years",
    "days",
    "soon",
    "just",
    "kal",
    "aaj",
    "parso",
    "hafte",
    "mahine",
    "saal",
    "din",
    "pichle",
    "agle",
    "subah",
    "raat",
    "aj",
    "gotokal",
    "agamikal",
    "আজ",
    "কাল",
    "গতকাল",
    "कल",
    "आज",
    "हफ्ते",
    "महीने",
];

const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "dozen", "couple", "several", "twice", "once", "hundred", "thousand", "teen", "char", "paanch", "saat",
    "aath", "das", "ek",
];
