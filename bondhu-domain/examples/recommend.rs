//! Recommendations from the built-in catalogue for each line of tastes.
//!
//! `cargo run -p bondhu-domain --example recommend` reads from standard input lines such as
//! `{"kind":"music","likes":[{"kind":"artist","name":"LRB"}],"mood":"sad","languages":["bn"],"seed":1,"limit":3}` and writes
//! one line for each: `{"items":[{"id":"…","title":"…","by":"…","url":"…","score":0.71,"reasons":["…"]}]}`. All but `kind`
//! may be left out. A line that cannot be read gives `{"error":"line N: …"}`; the program goes on and in the end exits
//! with 1. Empty lines are skipped.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use bondhu_domain::moods::Mood;
use bondhu_domain::recommendations::{Listener, Reason, catalogue_candidates, recommend};
use bondhu_domain::safety::Allowances;
use bondhu_domain::tastes::{Facet, TasteItem, TasteKind, TasteProfile};
use bondhu_domain::timestamp::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Person {
    kind: String,
    #[serde(default)]
    likes: Vec<Like>,
    mood: Option<String>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    seed: u64,
    limit: Option<usize>,
}

#[derive(Deserialize)]
struct Like {
    kind: String,
    name: String,
}

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
pub fn run(input: impl BufRead, mut output: impl Write) -> io::Result<u64> {
    let mut failures = 0;
    for (number, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let person = serde_json::from_str(&line).map_err(|error| error.to_string());
        let answer = person.and_then(|person| listed(&person)).unwrap_or_else(|error| {
            failures += 1;
            json!({ "error": format!("line {}: {error}", number + 1) })
        });
        writeln!(output, "{answer}")?;
    }
    output.flush()?;
    Ok(failures)
}

fn listed(person: &Person) -> Result<Value, String> {
    let now = Timestamp::UNIX_EPOCH;
    let kind = TasteKind::parse(&person.kind).ok_or("unknown kind")?;
    let item = |like: &Like| {
        let facet = Facet::parse(&like.kind).ok_or("unknown kind of taste")?;
        TasteItem::typed(kind, facet, &like.name, now).map_err(|error| error.to_string())
    };
    let items = person.likes.iter().map(item).collect::<Result<Vec<_>, String>>()?;
    let mood = person.mood.as_deref().map(|name| Mood::parse(name).ok_or("unknown mood")).transpose()?;
    let languages: Vec<_> = person.languages.iter().map(String::as_str).collect();
    let profile = TasteProfile::of(kind, &items, |_| true);
    let listener = Listener {
        profile: &profile,
        mood,
        allowances: Allowances::new(false),
        languages: &languages,
        feedback: &[],
        shown: &[],
        personality: &[],
    };
    let limit = person.limit.unwrap_or(10);
    let list = recommend(catalogue_candidates(kind), &listener, now, person.seed, limit);
    let items = list.iter().map(|it| {
        json!({
            "id": it.candidate.id.to_string(),
            "title": it.candidate.title,
            "by": it.candidate.by,
            "url": it.candidate.url(),
            "score": it.score,
            "reasons": it.reasons.iter().map(Reason::text).collect::<Vec<_>>(),
        })
    });
    Ok(json!({ "items": items.collect::<Vec<_>>() }))
}
