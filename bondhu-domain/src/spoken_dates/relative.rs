//! Days counted from the day on which they are named.

use chrono::{Datelike, Days as Count, Months, NaiveDate, Weekday};

use super::amounts::{clear_weekday, number, weekday};
use super::calendar::{month_of, year_of};
use super::{Days, Lean};

/// A stretch of the calendar.
#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Year,
}

pub(super) fn read(words: &[&str], today: NaiveDate, lean: Lean) -> Option<(usize, Days)> {
    let one = |length, offset| days_from(today, offset).map(|day| (length, Days::one(day)));
    let either = |offset: i64| match lean {
        Lean::Past => -offset,
        Lean::Future => offset,
    };
    match words {
        ["day", "after", "tomorrow", ..] => one(3, 2),
        ["the", "day", "after", "tomorrow", ..] => one(4, 2),
        ["day", "before", "yesterday", ..] => one(3, -2),
        ["the", "day", "before", "yesterday", ..] => one(4, -2),
        ["last", "night", ..] => one(2, -1),
        ["kal", "raat", ..] => one(2, either(1)),
        ["this", "morning" | "afternoon" | "evening", ..] | ["aaj", "raat" | "shaam" | "subah", ..] => {
            one(2, 0)
        }
        ["tomorrow" | "yesterday", "morning" | "afternoon" | "evening" | "night", ..] => {
            one(2, if words[0] == "tomorrow" { 1 } else { -1 })
        }
        ["today" | "tonight" | "aaj", ..] => one(1, 0),
        ["tomorrow" | "tmrw" | "tmr" | "tomorow", ..] => one(1, 1),
        ["yesterday" | "yday", ..] => one(1, -1),
        ["kal", ..] => one(1, either(1)),
        ["parso" | "parson", ..] => one(1, either(2)),
        ["next" | "agle" | "agli" | "coming", rest @ ..] => step(rest, today, 1),
        ["last" | "past" | "pichle" | "pichli" | "previous", rest @ ..] => step(rest, today, -1),
        ["this" | "is", rest @ ..] => step(rest, today, 0),
        [first, ..] if clear_weekday(first).is_some() => nearest(first, today, lean).map(|days| (1, days)),
        ["on", first, ..] => nearest(first, today, lean).map(|days| (2, days)),
        _ => counted(words, today),
    }
}

/// "next week", "last friday", "this weekend": `by` weeks, months or years on.
fn step(rest: &[&str], today: NaiveDate, by: i64) -> Option<(usize, Days)> {
    let first = rest.first()?;
    if let Some(day) = weekday(first) {
        let this_week =
            i64::from(day.num_days_from_monday()) - i64::from(today.weekday().num_days_from_monday());
        // "This Friday" on a Saturday is the next one.
        let offset = if by == 0 && this_week < 0 { this_week + 7 } else { this_week + 7 * by };
        return days_from(today, offset).map(|day| (2, Days::one(day)));
    }
    let days = shifted(unit(first)?, today, by)?;
    Some((2, days))
}

/// "in two weeks", "3 days ago", "10 din baad".
fn counted(words: &[&str], today: NaiveDate) -> Option<(usize, Days)> {
    let (lead, ahead) = match words.first()? {
        &("in" | "after") => (1, true),
        _ => (0, false),
    };
    let mut at = lead;
    if words.get(at..at + 2).is_some_and(|pair| matches!(pair, ["a", "couple" | "few"])) {
        at += 1;
    }
    let count = i64::from(number(words.get(at)?)?);
    at += 1;
    if words.get(at) == Some(&"of") {
        at += 1;
    }
    let unit = unit(words.get(at)?)?;
    at += 1;
    let direction = match words.get(at..).unwrap_or_default() {
        ["ago" | "pehle" | "back", ..] => Some((-1, 1)),
        ["from", "now", ..] => Some((1, 2)),
        ["baad" | "later" | "mein" | "me", ..] => Some((1, 1)),
        _ => ahead.then_some((1, 0)),
    };
    let (sign, more) = direction?;
    let days = match unit {
        Unit::Day => Days::one(days_from(today, sign * count)?),
        Unit::Week | Unit::Weekend => Days::one(days_from(today, sign * count * 7)?),
        Unit::Month | Unit::Year => shifted(unit, today, sign * count)?,
    };
    Some((at + more, days))
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" | "din" | "dino" => Unit::Day,
        "week" | "weeks" | "hafte" | "hafta" | "haftey" => Unit::Week,
        "weekend" | "weekends" => Unit::Weekend,
        "month" | "months" | "mahine" | "mahina" => Unit::Month,
        "year" | "years" | "saal" => Unit::Year,
        _ => return None,
    })
}

/// The week, weekend, month or year that is `by` after the present one.
fn shifted(unit: Unit, today: NaiveDate, by: i64) -> Option<Days> {
    let monday = days_from(today, 7 * by - i64::from(today.weekday().num_days_from_monday()))?;
    match unit {
        Unit::Day => days_from(today, by).map(Days::one),
        Unit::Week => Some(Days { first: monday, last: days_from(monday, 6)? }),
        Unit::Weekend => Some(Days { first: days_from(monday, 5)?, last: days_from(monday, 6)? }),
        Unit::Month => {
            let count = Months::new(u32::try_from(by.unsigned_abs()).ok()?);
            let day = if by < 0 { today.checked_sub_months(count) } else { today.checked_add_months(count) }?;
            month_of(day.year(), day.month())
        }
        Unit::Year => year_of(today.year().checked_add(i32::try_from(by).ok()?)?),
    }
}

/// The nearest such weekday before or after today.
fn nearest(word: &str, today: NaiveDate, lean: Lean) -> Option<Days> {
    let day: Weekday = weekday(word)?;
    let ahead = i64::from(day.num_days_from_monday()) - i64::from(today.weekday().num_days_from_monday());
    let offset = match lean {
        Lean::Future => (ahead + 6).rem_euclid(7) + 1,
        Lean::Past => -((-ahead + 6).rem_euclid(7) + 1),
    };
    days_from(today, offset).map(Days::one)
}

fn days_from(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    let count = Count::new(by.unsigned_abs());
    if by < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) }
}
