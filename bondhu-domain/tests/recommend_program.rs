//! The example program that recommends from JSON lines.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use serde_json::Value;

#[path = "../examples/recommend.rs"]
#[expect(dead_code, reason = "the tests call `run`, not `main`")]
mod program;

fn run(input: &str) -> (Vec<Value>, u64) {
    let mut output = Vec::new();
    let failures = program::run(input.as_bytes(), &mut output).unwrap();
    let lines = String::from_utf8(output).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), failures)
}

#[test]
fn a_list_has_titles_links_and_reasons() {
    let (lines, failures) = run(concat!(
        r#"{"kind":"music","likes":[{"kind":"genre","name":"বাউল"}],"mood":"lonely","languages":["bn"],"seed":1,"limit":3}"#,
        "\n\n",
        r#"{"kind":"games"}"#,
    ));
    assert_eq!((lines.len(), failures), (2, 0));
    let items = lines[0]["items"].as_array().unwrap();
    assert_eq!((items.len(), lines[1]["items"].as_array().unwrap().len()), (3, 10));
    assert_eq!(items[0]["reasons"][0], "because you like baul");
    assert!(items[0]["url"].as_str().unwrap().starts_with("https://www.youtube.com/results?search_query="));
}

#[test]
fn a_bad_line_is_named_and_the_rest_goes_on() {
    let (lines, failures) = run(concat!(
        "{\n[]\n{}\n{\"kind\":\"books\"}\n{\"kind\":\"video\",\"mood\":\"odd\"}\n",
        "{\"kind\":\"video\",\"likes\":[{\"kind\":\"artist\",\"name\":\"x\"}]}\n{\"kind\":\"video\"}\n",
    ));
    assert_eq!((lines.len(), failures), (7, 6));
    assert_eq!(lines[3]["error"], "line 4: unknown kind");
    assert!(lines[6]["items"].is_array());
}
