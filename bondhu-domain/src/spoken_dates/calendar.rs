//! Days by their place in the calendar.

use chrono::{Datelike, Months, NaiveDate};

use super::amounts::{clear_month, day_of_month, month};
use super::{Days, Lean};

pub(super) fn read(words: &[&str], today: NaiveDate, lean: Lean) -> Option<(usize, Days)> {
    let one = |length: usize, day: Option<NaiveDate>| day.map(|day| (length, Days::one(day)));
    match words {
        [first, ..] if first.contains(['-', '/']) => one(1, figures(first, today, lean)),
        ["the", rest @ ..] => match rest {
            [day, "of", name, after @ ..] => dated(day, name, after, 4, today, lean),
            [day, name, after @ ..] if month(name).is_some() => dated(day, name, after, 3, today, lean),
            [day, ..] if day.ends_with(|c: char| c.is_ascii_alphabetic()) => {
                one(2, of_some_month(day_of_month(day)?, today, lean))
            }
            _ => None,
        },
        [day, "of", name, after @ ..] if day_of_month(day).is_some() => {
            dated(day, name, after, 3, today, lean)
        }
        [day, name, after @ ..] if day_of_month(day).is_some() && month(name).is_some() => {
            dated(day, name, after, 2, today, lean)
        }
        [name, day, after @ ..] if month(name).is_some() && day_of_month(day).is_some() => {
            dated(day, name, after, 2, today, lean)
        }
        [name, year, ..] if month(name).is_some() && year_number(year).is_some() => {
            month_of(year_number(year)?, month(name)?.number_from_month()).map(|days| (2, days))
        }
        ["on" | "in" | "during" | "since" | "by" | "from" | "until" | "till", name, rest @ ..]
            if month(name).is_some() && rest.first().is_none_or(|next| day_of_month(next).is_none()) =>
        {
            match rest.first().and_then(|year| year_number(year)) {
                Some(year) => month_of(year, month(name)?.number_from_month()).map(|days| (3, days)),
                None => nearest_month(name, today, lean).map(|days| (2, days)),
            }
        }
        [name, ..] if clear_month(name).is_some() => nearest_month(name, today, lean).map(|days| (1, days)),
        _ => None,
    }
}

/// "2023", where a year is expected.
pub(super) fn year(words: &[&str]) -> Option<(usize, Days)> {
    let (first, rest) = words.split_first()?;
    // "in 2023 people" counts people.
    let counts =
        rest.first().is_some_and(|next| matches!(*next, "people" | "rupees" | "steps" | "words" | "times"));
    if counts { None } else { year_of(year_number(first)?).map(|days| (1, days)) }
}

pub(super) fn month_of(year: i32, month: u32) -> Option<Days> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
    Some(Days { first, last })
}

pub(super) fn year_of(year: i32) -> Option<Days> {
    Some(Days { first: NaiveDate::from_ymd_opt(year, 1, 1)?, last: NaiveDate::from_ymd_opt(year, 12, 31)? })
}

fn year_number(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| word.len() == 4 && (1900..=2100).contains(year))
}

/// A day and a month, perhaps with a year behind them.
fn dated(
    day: &str,
    name: &str,
    after: &[&str],
    length: usize,
    today: NaiveDate,
    lean: Lean,
) -> Option<(usize, Days)> {
    let (day, month) = (day_of_month(day)?, month(name)?.number_from_month());
    if let Some(year) = after.first().and_then(|word| year_number(word)) {
        return NaiveDate::from_ymd_opt(year, month, day).map(|day| (length + 1, Days::one(day)));
    }
    nearest_day(day, month, today, lean).map(|day| (length, Days::one(day)))
}

/// The nearest such day that is not on the wrong side of today.
fn nearest_day(day: u32, month: u32, today: NaiveDate, lean: Lean) -> Option<NaiveDate> {
    // Eight years on there was a leap day for sure.
    let years = 0..=8_i32;
    let year = |offset: i32| match lean {
        Lean::Future => today.year().checked_add(offset),
        Lean::Past => today.year().checked_sub(offset),
    };
    years.filter_map(|offset| NaiveDate::from_ymd_opt(year(offset)?, month, day)).find(|date| match lean {
        Lean::Future => *date >= today,
        Lean::Past => *date <= today,
    })
}

fn nearest_month(name: &str, today: NaiveDate, lean: Lean) -> Option<Days> {
    let number = month(name)?.number_from_month();
    let year = match lean {
        Lean::Future if number < today.month() => today.year().checked_add(1)?,
        Lean::Past if number > today.month() => today.year().checked_sub(1)?,
        Lean::Future | Lean::Past => today.year(),
    };
    month_of(year, number)
}

/// "The 5th": of this month or the nearest that has one on the right side of today.
fn of_some_month(day: u32, today: NaiveDate, lean: Lean) -> Option<NaiveDate> {
    (0..=2).map(Months::new).find_map(|offset| {
        let month = match lean {
            Lean::Future => today.with_day(1)?.checked_add_months(offset),
            Lean::Past => today.with_day(1)?.checked_sub_months(offset),
        }?;
        month.with_day(day).filter(|date| match lean {
            Lean::Future => *date >= today,
            Lean::Past => *date <= today,
        })
    })
}

/// "2026-12-31", or day first as in India and most of the world: "31/12/2026", "31-12-26", "31/12".
fn figures(word: &str, today: NaiveDate, lean: Lean) -> Option<NaiveDate> {
    let parts: Vec<&str> = word.split(['-', '/']).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    match *parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year_number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year_number(year)?, number(month)?, number(day)?)
        }
        [day, month, year] if year.len() == 2 => {
            NaiveDate::from_ymd_opt(2000 + year.parse::<i32>().ok()?, number(month)?, number(day)?)
        }
        [day, month] if word.contains('/') => nearest_day(number(day)?, number(month)?, today, lean),
        _ => None,
    }
}
