//! Computes streaks of others' data: JSON lines in, JSON lines out.
//!
//! `cargo run -p bondhu-domain --example streak` reads from standard input lines such as
//! `{"zone":"Asia/Kolkata","day_start":0,"events":["2026-11-20T18:00:00Z"],"now":"2026-11-21T09:00:00+05:30"}` and
//! writes one line for each: `{"current":1,"longest":1,"at_risk":true}`. `day_start` may be left out (0). A line that
//! cannot be read gives `{"error":"line N: …"}` naming the field; the program goes on and in the end exits with 1. Empty
//! lines are skipped.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use bondhu_domain::streaks::{StreakPolicy, activity_days, streak};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{DayStart, parse_timezone};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run(io::stdin().lock(), io::stdout().lock()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers every line of `input` and returns how many could not be read.
pub fn run(mut input: impl BufRead, mut output: impl Write) -> io::Result<u64> {
    let (mut number, mut failures) = (0_u64, 0);
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        if !line.trim_ascii().is_empty() {
            let answer = answer(&line).unwrap_or_else(|error| {
                failures += 1;
                json!({ "error": format!("line {number}: {error}") }).to_string()
            });
            writeln!(output, "{answer}")?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(failures)
}

fn answer(line: &[u8]) -> Result<String, String> {
    let line: Value = serde_json::from_slice(line).map_err(|error| format!("not JSON: {error}"))?;
    if !line.is_object() {
        return Err("not a JSON object".to_owned());
    }
    let zone = text(&line["zone"], "zone")?;
    let zone = parse_timezone(zone).map_err(|error| format!("zone: {error}"))?;
    let day_start = day_start(line.get("day_start"))?;
    let events = line["events"].as_array().ok_or("events: missing or not a list")?;
    let events = events
        .iter()
        .enumerate()
        .map(|(index, event)| instant(event, &format!("events[{index}]")))
        .collect::<Result<Vec<_>, _>>()?;
    let now = instant(&line["now"], "now")?;

    let days = activity_days(events, zone, day_start);
    let streak = streak(&days, now, zone, day_start, &StreakPolicy::default());
    // Written by hand, so that the fields keep their order.
    let (current, longest, at_risk) = (streak.current, streak.longest, streak.at_risk);
    Ok(format!(r#"{{"current":{current},"longest":{longest},"at_risk":{at_risk}}}"#))
}

fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{field}: missing or not a text"))
}

fn instant(value: &Value, field: &str) -> Result<Timestamp, String> {
    text(value, field)?.parse().map_err(|error| format!("{field}: {error}"))
}

fn day_start(value: Option<&Value>) -> Result<DayStart, String> {
    let Some(value) = value else { return Ok(DayStart::default()) };
    let hour = value.as_u64().and_then(|hour| u8::try_from(hour).ok());
    hour.and_then(|hour| DayStart::new(hour).ok())
        .ok_or_else(|| "day_start: the day starts at an hour from 0 to 6".to_owned())
}
