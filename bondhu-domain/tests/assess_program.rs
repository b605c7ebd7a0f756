//! The example program that scores answer sheets.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

#[path = "../examples/assess.rs"]
#[expect(dead_code, reason = "the tests call `run`, not `main`")]
mod program;

fn run(input: &[u8]) -> (String, u64) {
    let mut output = Vec::new();
    let failures = program::run(input, &mut output).unwrap();
    (String::from_utf8(output).unwrap(), failures)
}

#[test]
fn one_profile_for_each_line() {
    // Extraversion, general: mean 4.5, z = 1.6/1.03, θ = √.8·z = 1.3894, P = .2. India: z = 1.66/.93, θ = √.61·z = 1.3941.
    let input = br#"{"norm":"general","answers":{"1":5,"6":1,"11":4,"16":2}}

{"answers":{"16":2,"1":5,"6":1,"11":4,"5":3,"10":null}}
{"norm":"india","answers":{"1":5,"6":1,"11":4,"16":2}}"#;
    let middle = r#"{"score":50,"low":10,"high":90,"level":"typical"}"#;
    let line = |norm: &str, extraversion: &str| {
        format!(
            r#"{{"norm":"{norm}","traits":{{"openness":{middle},"conscientiousness":{middle},"extraversion":{extraversion},"agreeableness":{middle},"neuroticism":{middle}}}}}"#
        )
    };
    let general = line("general", r#"{"score":92,"low":79,"high":98,"level":"high"}"#);
    let india = line("india", r#"{"score":92,"low":72,"high":99,"level":"high"}"#);
    assert_eq!(run(input), (format!("{general}\n{general}\n{india}\n"), 0));
}

#[test]
fn a_bad_line_names_its_field_and_the_rest_goes_on() {
    let good = r#"{"answers":{"1":3}}"#;
    let bad = [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        (r"{}", "answers"),
        (r#"{"norm":"mars","answers":{}}"#, "norm"),
        (r#"{"norm":1,"answers":{}}"#, "norm"),
        (r#"{"answers":[1,2]}"#, "answers"),
        (r#"{"answers":{"0":3}}"#, "answers.0"),
        (r#"{"answers":{"21":3}}"#, "answers.21"),
        (r#"{"answers":{"one":3}}"#, "answers.one"),
        (r#"{"answers":{"1":0}}"#, "answers.1"),
        (r#"{"answers":{"1":6}}"#, "answers.1"),
        (r#"{"answers":{"1":2.5}}"#, "answers.1"),
        (r#"{"answers":{"1":"3"}}"#, "answers.1"),
        (r#"{"answers":{"1":3,"1":3}}"#, "answers.1"),
        (r#"{"anwsers":{"1":3}}"#, "answers"),
    ];
    let lines: Vec<_> = bad.iter().flat_map(|(line, _)| [*line, good]).collect();
    let (output, failures) = run(lines.join("\n").as_bytes());
    assert_eq!(failures, 15);
    let answers: Vec<_> = output.lines().collect();
    assert_eq!(answers.len(), 30);
    for (index, (line, field)) in bad.iter().enumerate() {
        let error: serde_json::Value = serde_json::from_str(answers[2 * index]).unwrap();
        let error = error["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("line {}: {field}", 2 * index + 1)), "{line} gave {error}");
        assert!(answers[2 * index + 1].starts_with(r#"{"norm":"general""#));
    }
}
