//! Numbers, weekdays and months as words.

use chrono::{Month, Weekday};

/// A whole number: digits, or a word of English or Hinglish.
pub(super) fn number(word: &str) -> Option<u32> {
    let small = match word {
        "a" | "an" | "one" | "ek" => 1,
        "two" | "couple" | "do" => 2,
        "three" | "teen" | "few" => 3,
        "four" | "char" | "chaar" => 4,
        "five" | "paanch" | "panch" => 5,
        "six" | "chhe" | "che" => 6,
        "seven" | "saat" => 7,
        "eight" | "aath" => 8,
        "nine" | "nau" => 9,
        "ten" | "das" => 10,
        "eleven" => 11,
        "twelve" => 12,
        _ => return word.parse().ok().filter(|number| *number < 10_000),
    };
    Some(small)
}

/// A day of a month: "7", "7th", "21st".
pub(super) fn day_of_month(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let plain = matches!(ending, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| plain && digits.len() <= 2 && (1..=31).contains(day))
}

/// A day of the week, by its name or its usual short form.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "somvar" | "somwar" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "mangalvar" | "mangalwar" => Weekday::Tue,
        "wednesday" | "wed" | "budhvar" | "budhwar" => Weekday::Wed,
        "thursday" | "thu" | "thurs" | "guruvar" | "guruwar" => Weekday::Thu,
        "friday" | "fri" | "shukravar" | "shukrawar" | "shukrwar" => Weekday::Fri,
        "saturday" | "sat" | "shanivar" | "shaniwar" => Weekday::Sat,
        "sunday" | "sun" | "ravivar" | "raviwar" | "itvar" | "itwar" => Weekday::Sun,
        _ => return None,
    })
}

/// A weekday that is surely meant as one, because it is not also another word.
pub(super) fn clear_weekday(word: &str) -> Option<Weekday> {
    weekday(word).filter(|_| !matches!(word, "sun" | "sat" | "mon" | "wed"))
}

/// A month, by its name or its usual short form.
pub(super) fn month(word: &str) -> Option<Month> {
    Some(match word {
        "january" | "jan" => Month::January,
        "february" | "feb" => Month::February,
        "march" | "mar" => Month::March,
        "april" | "apr" => Month::April,
        "may" => Month::May,
        "june" | "jun" => Month::June,
        "july" | "jul" => Month::July,
        "august" | "aug" => Month::August,
        "september" | "sep" | "sept" => Month::September,
        "october" | "oct" => Month::October,
        "november" | "nov" => Month::November,
        "december" | "dec" => Month::December,
        _ => return None,
    })
}

/// A month that is surely meant as one, because it is not also another word.
pub(super) fn clear_month(word: &str) -> Option<Month> {
    month(word).filter(|_| !matches!(word, "may" | "march" | "mar" | "jan" | "dec"))
}
