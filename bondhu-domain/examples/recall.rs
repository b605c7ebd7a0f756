//! Searches others' conversations: one JSON document in, JSON lines out.
//!
//! `cargo run -p bondhu-domain --example recall` reads from standard input a document such as
//! `{"turns":[{"id":1,"speaker":"Asha","at":"2026-05-02T10:00:00Z","text":"I adopted a puppy."}],
//! "queries":[{"id":"q","text":"What pet does Asha have?","at":null}],"k":10}` and writes one line for each query:
//! `{"id":"q","ids":[1]}`, the ids of at most `k` turns, best first. Turns are in the order they were said. Ids are texts or
//! numbers and are given back as they came. `at` is an RFC 3339 time, or a date, or null, or left out; `k` is 10 if left
//! out. Input that cannot be read gives one line on standard error that names the field, and exit code 1.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use bondhu_domain::recall::{Index, Question, Turn};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::UTC;
use serde_json::{Value, json};

/// The most results one may ask for.
const MOST: u64 = 10_000;

fn main() -> ExitCode {
    let mut input = Vec::new();
    let answers = match io::stdin().lock().read_to_end(&mut input) {
        Ok(_) => answers(&input),
        Err(error) => Err(error.to_string()),
    };
    let written = answers.and_then(|answers| {
        let mut output = io::stdout().lock();
        answers.iter().try_for_each(|answer| writeln!(output, "{answer}")).map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One answer for each query of the document.
pub fn answers(document: &[u8]) -> Result<Vec<Value>, String> {
    let document: Value = serde_json::from_slice(document).map_err(|error| format!("not JSON: {error}"))?;
    if !document.is_object() {
        return Err("not a JSON object".to_owned());
    }
    let k = match document.get("k") {
        None | Some(Value::Null) => 10,
        Some(k) => k
            .as_u64()
            .filter(|k| (1..=MOST).contains(k))
            .ok_or_else(|| format!("k: not a whole number from 1 to {MOST}"))?,
    };
    let k = usize::try_from(k).map_err(|error| format!("k: {error}"))?;
    let turns = list(&document, "turns")?;
    let mut ids = Vec::with_capacity(turns.len());
    let mut index = Index::default();
    for (number, turn) in turns.iter().enumerate() {
        let name = |field: &str| format!("turns[{number}].{field}");
        ids.push(id(turn, &name("id"))?);
        let speaker = match turn.get("speaker") {
            None | Some(Value::Null) => "",
            Some(speaker) => speaker.as_str().ok_or_else(|| format!("{}: not a text", name("speaker")))?,
        };
        index.push(&Turn { speaker, at: time(turn, &name("at"))?, text: text(turn, &name("text"))? });
    }
    list(&document, "queries")?
        .iter()
        .enumerate()
        .map(|(number, query)| {
            let name = |field: &str| format!("queries[{number}].{field}");
            let id = id(query, &name("id"))?;
            let at = time(query, &name("at"))?;
            let question = Question { text: text(query, &name("text"))?, at, zone: UTC, asker: None };
            let found: Vec<&Value> =
                index.search(&question, k).iter().map(|found| &ids[found.turn]).collect();
            Ok(json!({ "id": id, "ids": found }))
        })
        .collect()
}

fn list<'a>(document: &'a Value, field: &str) -> Result<&'a [Value], String> {
    document[field].as_array().map(Vec::as_slice).ok_or_else(|| format!("{field}: missing or not a list"))
}

fn id(item: &Value, name: &str) -> Result<Value, String> {
    match &item["id"] {
        id @ (Value::String(_) | Value::Number(_)) => Ok(id.clone()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            Err(format!("{name}: missing or neither a text nor a number"))
        }
    }
}

fn text<'a>(item: &'a Value, name: &str) -> Result<&'a str, String> {
    item["text"].as_str().ok_or_else(|| format!("{name}: missing or not a text"))
}

/// A time, with or without a zone (then UTC), or a date alone, which stands for its beginning.
fn time(item: &Value, name: &str) -> Result<Option<Timestamp>, String> {
    let text = match item.get("at") {
        None | Some(Value::Null) => return Ok(None),
        Some(at) => at.as_str().map(str::trim).ok_or_else(|| format!("{name}: not a text"))?,
    };
    let completions = [String::new(), "Z".to_owned(), ":00Z".to_owned(), "T00:00:00Z".to_owned()];
    completions
        .iter()
        .find_map(|rest| format!("{}{rest}", text.replacen(' ', "T", 1)).parse().ok())
        .map(Some)
        .ok_or_else(|| format!("{name}: not an RFC 3339 time"))
}
