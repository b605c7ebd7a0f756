//! Scores others' messages: JSON lines in, JSON lines out.
//!
//! `cargo run -p bondhu-domain --example score` reads from standard input lines such as
//! `{"text":"aaj mood kharab hai","history":["earlier message"]}` and writes one line for each:
//! `{"valence":-0.49,"sd":0.33,"score":0.25,"mood":"sad","vader_compound":0.0,"tier":0,"flags":[]}`. `history` (the same
//! person's earlier messages, oldest first) may be left out. `valence`, `sd`, `score` and `mood` are null when nothing in
//! the text could be scored. A line that cannot be read gives `{"error":"line N: …"}`; the program goes on and in the end
//! exits with 1. Empty lines are skipped.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use bondhu_domain::safety::{Detector, Flag};
use bondhu_domain::sentiment::Analyzer;
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
                json!({ "error": format!("line {number}: {error}") })
            });
            writeln!(output, "{answer}")?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(failures)
}

fn answer(line: &[u8]) -> Result<Value, String> {
    let line: Value = serde_json::from_slice(line).map_err(|error| format!("not JSON: {error}"))?;
    if !line.is_object() {
        return Err("not a JSON object".to_owned());
    }
    let text = line["text"].as_str().ok_or("text: missing or not a text")?;
    let history = match line.get("history") {
        None | Some(Value::Null) => Vec::new(),
        Some(history) => history
            .as_array()
            .and_then(|items| items.iter().map(Value::as_str).collect::<Option<Vec<_>>>())
            .ok_or("history: not a list of texts")?,
    };
    let reading = Analyzer::shared().score(text);
    let safety = Detector::global().detect(text, &history);
    let flags: Vec<&str> = safety.flags.iter().copied().map(Flag::as_str).collect();
    Ok(json!({
        "valence": reading.map(|reading| reading.valence),
        "sd": reading.map(|reading| reading.sd),
        "score": reading.map(|reading| reading.sentiment_score()),
        "mood": reading.map(|reading| reading.mood.as_str()),
        "vader_compound": reading.map_or(0.0, |reading| reading.vader_compound),
        "tier": safety.tier.number(),
        "flags": flags,
    }))
}
