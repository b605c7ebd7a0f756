//! Scores others' answer sheets: JSON lines in, JSON lines out.
//!
//! `cargo run -p bondhu-domain --example assess` reads from standard input lines such as
//! `{"norm":"india","answers":{"1":4,"2":5}}` and writes the profile of each:
//! `{"norm":"india","traits":{"openness":{"score":50,"low":10,"high":90,"level":"typical"},…}}`. `norm` is `general` or
//! `india` and may be left out (`general`). Items may be missing or null: a trait with two missing answers is not scored,
//! which shows as the middle with an interval from 10 to 90.
//! Other fields are passed over. A line that cannot be read gives
//! `{"error":"line N: …"}` naming the field; the program goes on and in the end exits with 1. Empty lines are skipped.

use std::fmt;
use std::io::{self, BufRead, Write};
use std::marker::PhantomData;
use std::process::ExitCode;

use bondhu_domain::personality::{Answers, InvalidAnswer, Norm};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
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
    let fields: Fields<Box<RawValue>> =
        serde_json::from_slice(line).map_err(|error| format!("not a JSON object: {error}"))?;
    let mut norm = Norm::default();
    let mut answers = None;
    for (name, value) in &fields.0 {
        match name.as_str() {
            "norm" => {
                let named = serde_json::from_str::<String>(value.get()).ok();
                let named = named.and_then(|name| Norm::parse(&name));
                norm = named.ok_or("norm: neither \"general\" nor \"india\"")?;
            }
            "answers" => {
                let read = serde_json::from_str::<Fields<Value>>(value.get());
                answers = Some(read.map_err(|_| "answers: not an object")?);
            }
            _ => {}
        }
    }
    let Fields(answers) = answers.ok_or("answers: missing")?;
    let mut given = Vec::with_capacity(answers.len());
    for (item, value) in answers.iter().filter(|(_, value)| !value.is_null()) {
        let id: i64 = item.parse().map_err(|_| format!("answers.{item}: not the number of an item"))?;
        let value =
            value.as_i64().ok_or_else(|| format!("answers.{item}: not a whole number from 1 to 5"))?;
        given.push((id, value));
    }
    let answers = Answers::new(given).map_err(|error| match error {
        InvalidAnswer::UnknownItem(item) => format!("answers.{item}: {error}"),
        InvalidAnswer::OutOfRange { item } | InvalidAnswer::Twice(item) => format!("answers.{item}: {error}"),
    })?;

    // Written by hand, so that the fields keep their order.
    let profile = answers.score(norm).estimates();
    let traits: Vec<String> = profile
        .iter()
        .map(|(of, estimate)| {
            let shown = estimate.shown();
            let (name, level) = (of.as_str(), shown.level.as_str());
            let (score, low, high) = (shown.score, shown.low, shown.high);
            format!(r#""{name}":{{"score":{score},"low":{low},"high":{high},"level":"{level}"}}"#)
        })
        .collect();
    Ok(format!(r#"{{"norm":"{}","traits":{{{}}}}}"#, norm.as_str(), traits.join(",")))
}

/// An object with every field that stands in it: a map would keep only the last of two equal names.
struct Fields<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fields<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Fields<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<T>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Pairs(PhantomData))
    }
}
