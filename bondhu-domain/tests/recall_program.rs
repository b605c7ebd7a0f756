//! The example program that searches conversations from one JSON document.

use serde_json::{Value, json};

#[path = "../examples/recall.rs"]
#[expect(dead_code, reason = "the tests call `answers`, not `main`")]
mod program;

fn answers(document: &Value) -> Result<Vec<Value>, String> {
    program::answers(document.to_string().as_bytes())
}

fn turns() -> Value {
    json!([
        {"id": 1, "speaker": "Asha", "at": "2026-05-02T10:00:00Z", "text": "I adopted a puppy yesterday."},
        {"id": "b", "speaker": "Ben", "at": "2026-05-02", "text": "Congratulations! What is its name?"},
        {"id": 2.5, "speaker": "Asha", "at": null, "text": "He is called Momo."},
        {"id": "d", "text": "Nothing about that."},
    ])
}

#[test]
fn ids_come_back_as_they_came_best_first() {
    let queries = json!([
        {"id": 7, "text": "What pet did Asha adopt?", "at": "2026-06-01T00:00:00+05:30"},
        {"id": "none", "text": "zebra?"},
    ]);
    let lines = answers(&json!({"turns": turns(), "queries": queries, "k": 2})).unwrap();
    assert_eq!(lines[0]["id"], json!(7));
    assert_eq!(lines[0]["ids"][0], json!(1));
    assert!(lines[0]["ids"].as_array().unwrap().len() <= 2);
    assert_eq!(lines[1], json!({"id": "none", "ids": []}));
}

#[test]
fn nothing_to_search_or_to_ask() {
    assert_eq!(answers(&json!({"turns": [], "queries": []})), Ok(vec![]));
    let lines =
        answers(&json!({"turns": [], "queries": [{"id": 1, "text": "", "at": "2026-01-01 10:00:00"}]}));
    assert_eq!(lines, Ok(vec![json!({"id": 1, "ids": []})]));
}

#[test]
fn what_is_wrong_is_named() {
    let with =
        |turn: Value, query: Value, k: Value| answers(&json!({"turns": [turn], "queries": [query], "k": k}));
    let (turn, query) = (json!({"id": 1, "text": "a"}), json!({"id": 1, "text": "a"}));
    for (result, field) in [
        (with(json!({"text": "a"}), query.clone(), json!(1)), "turns[0].id"),
        (with(json!({"id": 1}), query.clone(), json!(1)), "turns[0].text"),
        (with(json!({"id": 1, "text": "a", "speaker": 3}), query.clone(), json!(1)), "turns[0].speaker"),
        (with(json!({"id": 1, "text": "a", "at": "soon"}), query.clone(), json!(1)), "turns[0].at"),
        (with(json!("a"), query.clone(), json!(1)), "turns[0].id"),
        (with(turn.clone(), json!({"id": [], "text": "a"}), json!(1)), "queries[0].id"),
        (with(turn.clone(), json!({"id": 1, "text": null}), json!(1)), "queries[0].text"),
        (with(turn.clone(), json!({"id": 1, "text": "a", "at": 5}), json!(1)), "queries[0].at"),
        (with(turn.clone(), query.clone(), json!(0)), "k"),
        (with(turn.clone(), query.clone(), json!(-1)), "k"),
        (with(turn.clone(), query.clone(), json!("ten")), "k"),
        (answers(&json!({"queries": []})), "turns"),
        (answers(&json!({"turns": [], "queries": {}})), "queries"),
    ] {
        let error = result.unwrap_err();
        assert!(error.starts_with(&format!("{field}: ")), "{field}: {error}");
    }
    assert!(program::answers(b"{").unwrap_err().starts_with("not JSON"));
    assert!(program::answers(b"[]").unwrap_err().starts_with("not a JSON object"));
}
