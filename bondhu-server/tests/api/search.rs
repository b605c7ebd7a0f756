//! Searching a chat.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{PASSWORD, Person};
use super::stage::Stage;

/// What a search finds, with its parameters as pairs.
async fn search(stage: &Stage, person: &Person, parameters: &[(&str, &str)]) -> Value {
    stage.get(&path(parameters)).by(person).send().await.of(200).json()
}

fn path(parameters: &[(&str, &str)]) -> String {
    format!("/api/v1/chat/search/me?{}", serde_urlencoded::to_string(parameters).unwrap())
}

fn texts(page: &Value) -> Vec<&str> {
    page["messages"].as_array().unwrap().iter().map(|it| it["message_text"].as_str().unwrap()).collect()
}

async fn talk(stage: &Stage, texts: &[&str]) -> Person {
    let mitu = stage.person("mitu").await;
    for text in texts {
        stage.say(&mitu, text).await;
    }
    mitu
}

#[tokio::test]
async fn the_best_comes_first_with_a_snippet() {
    let stage = Stage::new();
    let long = format!("{} examination hall {}", "so much to say ".repeat(20), "and more ".repeat(20));
    let mitu = talk(&stage, &["My exams are near", &long, "The exam was hard", "Tea with milk"]).await;
    let found = search(&stage, &mitu, &[("q", " exam ")]).await;
    assert_eq!(texts(&found), ["The exam was hard", "My exams are near", long.trim()]);
    let rest = (&found["query"], &found["total"], &found["next"], &found["cached"]);
    assert_eq!(rest, (&json!("exam"), &json!(3), &Value::Null, &json!(false)));
    let snippet = found["messages"][2]["snippet"].as_str().unwrap();
    assert!(snippet.contains(" examination hall ") && snippet.chars().count() <= 160, "{snippet}");
    assert_eq!(found["messages"][0]["snippet"], "The exam was hard");
}

#[tokio::test]
async fn every_sign_is_plain_text() {
    let stage = Stage::new();
    let mitu =
        talk(&stage, &["100% sure", "100 per cent", "a_b", "say \"yes\"", "পরীক্ষা শেষ", "this OR that"]).await;
    for (query, found) in [
        ("%", vec!["100% sure"]),
        ("0%", vec![]),
        ("100%", vec!["100% sure"]),
        ("_", vec!["a_b"]),
        ("a_b", vec!["a_b"]),
        ("\"yes\"", vec!["say \"yes\""]),
        ("100 OR yes", vec![]),
        ("this OR that", vec!["this OR that"]),
        ("NOT sure", vec![]),
        ("sure*", vec![]),
        ("রীক্ষা", vec!["পরীক্ষা শেষ"]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(texts(&search(&stage, &mitu, &[("q", query)]).await), found, "{query}");
    }
}

#[tokio::test]
async fn both_sides_are_found_and_can_be_told_apart() {
    let stage = Stage::new();
    let mitu = talk(&stage, &["are you here?"]).await;
    let found = |sender| [("q", "here"), ("sender", sender)];
    assert_eq!(texts(&search(&stage, &mitu, &[("q", "here")]).await), ["I am here.", "are you here?"]);
    assert_eq!(texts(&search(&stage, &mitu, &found("user")).await), ["are you here?"]);
    assert_eq!(texts(&search(&stage, &mitu, &found("ai")).await), ["I am here."]);
}

#[tokio::test]
async fn times_include_their_instants() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    for text in ["rain one", "rain two", "rain three"] {
        stage.say(&mitu, text).await;
        stage.clock.advance(Duration::from_mins(10));
    }
    let all = search(&stage, &mitu, &[("q", "rain")]).await;
    let at = |place: usize| all["messages"][place]["created_at"].as_str().unwrap();
    assert_eq!(texts(&all), ["rain three", "rain two", "rain one"]);
    let since = search(&stage, &mitu, &[("q", "rain"), ("from", at(1))]).await;
    assert_eq!(texts(&since), ["rain three", "rain two"]);
    let until = search(&stage, &mitu, &[("q", "rain"), ("to", at(1))]).await;
    assert_eq!(texts(&until), ["rain two", "rain one"]);
    let exactly = search(&stage, &mitu, &[("q", "rain"), ("from", at(1)), ("to", at(1))]).await;
    assert_eq!((texts(&exactly), &exactly["total"]), (vec!["rain two"], &json!(1)));
    let nothing = search(&stage, &mitu, &[("q", "rain"), ("mood", "numb")]).await;
    assert_eq!((texts(&nothing), &nothing["total"]), (vec![], &json!(0)));
}

#[tokio::test]
async fn pages_hold_every_message_once() {
    let stage = Stage::new();
    let said: Vec<_> = (0..7).map(|number| format!("tea {}", "tea ".repeat(number % 3))).collect();
    let mitu = talk(&stage, &said.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let all = search(&stage, &mitu, &[("q", "tea")]).await;
    let mut read = Vec::new();
    let mut after = None;
    for _ in 0..4 {
        let mut parameters = vec![("q", "tea"), ("limit", "2")];
        parameters.extend(after.as_deref().map(|after| ("after", after)));
        let page = search(&stage, &mitu, &parameters).await;
        assert_eq!(page["total"], 7);
        read.extend(page["messages"].as_array().unwrap().clone());
        after = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!((&json!(read), after), (&all["messages"], None));
}

#[tokio::test]
async fn parameters_out_of_range_are_told_by_name() {
    let stage = Stage::new();
    let mitu = talk(&stage, &["hi"]).await;
    let long = "x".repeat(201);
    for (query, mistake) in [
        ("", "q: required"),
        ("q=", "q: empty"),
        ("q=%20%09", "q: empty"),
        ("q=%E2%80%8B", "q: empty"),
        (&format!("q={long}"), "q: too_long"),
        ("q=a&limit=0", "limit: out_of_range"),
        ("q=a&limit=201", "limit: out_of_range"),
        ("q=a&limit=ten", "limit: invalid"),
        ("q=a&from=yesterday", "from: invalid"),
        ("q=a&to=2026-13-01T00:00:00Z", "to: invalid"),
        ("q=a&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to: out_of_range"),
        ("q=a&mood=blue", "mood: unknown"),
        ("q=a&mood=", "mood: unknown"),
        ("q=a&sender=me", "sender: unknown"),
        ("q=a&after=1", "after: invalid"),
    ] {
        let path = format!("/api/v1/chat/search/me?{query}");
        assert_eq!(stage.get(&path).by(&mitu).send().await.mistakes(), [mistake], "{query}");
    }
    for (query, limit) in [("x".repeat(200), "1"), ("ক".repeat(200), "200")] {
        search(&stage, &mitu, &[("q", &query), ("limit", limit), ("mood", "calm"), ("sender", "ai")]).await;
    }
}

#[tokio::test]
async fn a_search_is_cached_until_the_chat_changes() {
    let stage = Stage::new();
    let mitu = talk(&stage, &["one exam"]).await;
    let exam = [("q", "exam")];
    let found = search(&stage, &mitu, &exam).await;
    let again = search(&stage, &mitu, &exam).await;
    assert_eq!((&found["cached"], &again["cached"]), (&json!(false), &json!(true)));
    assert_eq!(again["messages"], found["messages"]);
    // Another search is another entry, also one that finds the same.
    for other in [
        [("q", "EXAM"), ("limit", "20")],
        [("q", "exam"), ("limit", "19")],
        [("q", "exam"), ("sender", "user")],
    ] {
        let page = search(&stage, &mitu, &other).await;
        assert_eq!((&page["cached"], &page["query"]), (&json!(false), &json!(other[0].1)));
    }
    stage.say(&mitu, "another exam").await;
    let page = search(&stage, &mitu, &exam).await;
    assert_eq!((texts(&page), &page["cached"]), (vec!["another exam", "one exam"], &json!(false)));

    assert_eq!(search(&stage, &mitu, &exam).await["cached"], true);
    let id = page["messages"][0]["id"].as_str().unwrap();
    let thumb = format!("/api/v1/chat/messages/{id}/reactions/%F0%9F%91%8D");
    stage.call(Method::PUT, &thumb).by(&mitu).send().await.of(204);
    let page = search(&stage, &mitu, &exam).await;
    assert_eq!((&page["cached"], &page["messages"][0]["reactions"]), (&json!(false), &json!(["👍"])));

    assert_eq!(search(&stage, &mitu, &exam).await["cached"], true);
    stage.clock.advance(Duration::from_mins(70));
    assert_eq!(search(&stage, &mitu, &exam).await["cached"], false, "after its time");
}

#[tokio::test]
async fn nobody_finds_what_somebody_else_said() {
    let stage = Stage::new();
    let mitu = talk(&stage, &["my secret exam"]).await;
    let asha = stage.person("asha").await;
    stage.say(&asha, "an exam of mine").await;
    for _ in 0..2 {
        assert_eq!(texts(&search(&stage, &asha, &[("q", "exam")]).await), ["an exam of mine"]);
        assert_eq!(texts(&search(&stage, &mitu, &[("q", "exam")]).await), ["my secret exam"]);
    }
    let theirs = format!("/api/v1/chat/search/{}?q=exam", mitu.id);
    stage.get(&theirs).by(&asha).send().await.of(404);
    stage.get(&theirs).send().await.of(401);
    stage.get(&theirs).by(&mitu).send().await.of(200);
    let password = json!({ "password": PASSWORD });
    stage.call(Method::DELETE, "/api/v1/account").by(&mitu).json(&password).send().await.of(204);
    stage.get(&theirs).by(&mitu).send().await.of(401);
    let again = stage.person("mitu").await;
    assert_eq!(texts(&search(&stage, &again, &[("q", "exam")]).await), [""; 0]);
}
