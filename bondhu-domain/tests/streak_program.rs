//! The example program that computes streaks from JSON lines.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

#[path = "../examples/streak.rs"]
#[expect(dead_code, reason = "the tests call `run`, not `main`")]
mod program;

fn run(input: &[u8]) -> (String, u64) {
    let mut output = Vec::new();
    let failures = program::run(input, &mut output).unwrap();
    (String::from_utf8(output).unwrap(), failures)
}

#[test]
fn one_answer_for_each_line() {
    let input = br#"{"zone":"Asia/Kolkata","day_start":0,"events":["2026-11-19T18:29:59Z","2026-11-19T18:30:00Z"],"now":"2026-11-21T23:59:59+05:30"}
{"zone":"UTC","events":[],"now":"2026-11-21T00:00:00Z"}

{"zone":"Asia/Dhaka","day_start":4,"events":["2026-11-20T03:59:00+06:00","2026-11-20T04:00:00+06:00"],"now":"2026-11-21T03:00:00+06:00"}"#;
    let expected = r#"{"current":2,"longest":2,"at_risk":true}
{"current":0,"longest":0,"at_risk":false}
{"current":2,"longest":2,"at_risk":false}
"#;
    assert_eq!(run(input), (expected.to_owned(), 0));
}

#[test]
fn a_bad_line_names_its_field_and_the_rest_goes_on() {
    let good =
        r#"{"zone":"UTC","day_start":0,"events":["2026-11-21T00:00:00Z"],"now":"2026-11-21T00:00:00Z"}"#;
    let bad = [
        ("{", "not JSON"),
        ("[]", "object"),
        (r#"{"day_start":0,"events":[],"now":"2026-11-21T00:00:00Z"}"#, "zone"),
        (r#"{"zone":"Mars/Base","events":[],"now":"2026-11-21T00:00:00Z"}"#, "zone"),
        (r#"{"zone":"UTC","day_start":7,"events":[],"now":"2026-11-21T00:00:00Z"}"#, "day_start"),
        (r#"{"zone":"UTC","day_start":1.5,"events":[],"now":"2026-11-21T00:00:00Z"}"#, "day_start"),
        (r#"{"zone":"UTC","events":"x","now":"2026-11-21T00:00:00Z"}"#, "events"),
        (r#"{"zone":"UTC","events":["2026-11-21T00:00:00Z","x"],"now":"2026-11-21T00:00:00Z"}"#, "events[1]"),
        (r#"{"zone":"UTC","events":[],"now":17}"#, "now"),
        (r#"{"zone":"UTC","events":[]}"#, "now"),
    ];
    let lines: Vec<_> = bad.iter().flat_map(|(line, _)| [*line, good]).collect();
    let (output, failures) = run(lines.join("\n").as_bytes());
    assert_eq!(failures, 10);
    let answers: Vec<_> = output.lines().collect();
    assert_eq!(answers.len(), 20);
    for (index, (line, field)) in bad.iter().enumerate() {
        let error: serde_json::Value = serde_json::from_str(answers[2 * index]).unwrap();
        let error = error["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("line {}: ", 2 * index + 1)), "{error}");
        assert!(error.contains(field), "{line} gave {error}");
        assert_eq!(answers[2 * index + 1], r#"{"current":1,"longest":1,"at_risk":false}"#);
    }
}

#[test]
fn bytes_that_are_no_text_are_a_bad_line() {
    let (output, failures) = run(b"\xff\xfe\n");
    assert!(output.starts_with(r#"{"error":"line 1: "#) && failures == 1, "{output}");
}
