//! The example program that scores messages from JSON lines.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use serde_json::{Value, json};

#[path = "../examples/score.rs"]
#[expect(dead_code, reason = "the tests call `run`, not `main`")]
mod program;

fn run(input: &str) -> (Vec<Value>, u64) {
    let mut output = Vec::new();
    let failures = program::run(input.as_bytes(), &mut output).unwrap();
    let lines = String::from_utf8(output).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), failures)
}

#[test]
fn every_line_has_all_fields() {
    let (lines, failures) = run(concat!(
        "{\"text\":\"VADER is smart, handsome, and funny.\"}\n\n",
        "{\"text\":\"?!\",\"history\":[\"earlier\"]}\n",
        "{\"text\":\"the table\",\"history\":null}",
    ));
    assert_eq!((lines.len(), failures), (3, 0));
    assert_eq!(lines[0]["vader_compound"], json!(0.8316));
    assert_eq!(lines[0]["valence"], json!(0.8316));
    assert_eq!(lines[0]["score"], json!(0.92));
    assert_eq!(lines[0]["mood"], json!("happy"));
    assert_eq!(lines[0]["tier"], json!(0));
    assert_eq!(lines[0]["flags"], json!([]));
    for field in ["valence", "sd", "score", "mood"] {
        assert_eq!(lines[1][field], Value::Null, "{field}");
    }
    assert_eq!(lines[1]["vader_compound"], json!(0.0));
    assert_eq!(lines[2]["score"], json!(0.5));
}

#[test]
fn a_bad_line_is_named_and_the_rest_goes_on() {
    let (lines, failures) = run(
        "{\n[]\n{}\n{\"text\":1}\n{\"text\":\"a\",\"history\":\"b\"}\n{\"text\":\"a\",\"history\":[1]}\n{\"text\":\"good\"}\n",
    );
    assert_eq!((lines.len(), failures), (7, 6));
    assert_eq!(lines[2]["error"], json!("line 3: text: missing or not a text"));
    assert_eq!(lines[6]["vader_compound"], json!(0.4404));
}
