//! Pages of a chat.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::Person;
use super::stage::Stage;

async fn page(stage: &Stage, person: &Person, query: &str) -> Value {
    let path = format!("/api/v1/chat/history/me{query}");
    stage.get(&path).by(person).send().await.of(200).json()
}

fn texts(page: &Value) -> Vec<&str> {
    page["messages"].as_array().unwrap().iter().map(|it| it["message_text"].as_str().unwrap()).collect()
}

/// Somebody who sent m1 to m5, each of which was answered.
async fn talk(stage: &Stage) -> Person {
    let mitu = stage.person("mitu").await;
    for number in 1..=5 {
        stage.say(&mitu, &format!("m{number}")).await;
    }
    mitu
}

#[tokio::test]
async fn an_empty_chat_is_an_empty_page() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let empty = json!({"messages": [], "total": 0, "limit": 50, "offset": 0, "next": null, "has_more": false,
        "cached": false});
    assert_eq!(page(&stage, &mitu, "").await, empty);
}

#[tokio::test]
async fn the_newest_page_comes_first_and_each_is_oldest_to_newest() {
    let stage = Stage::new();
    let mitu = talk(&stage).await;
    let first = page(&stage, &mitu, "?limit=4").await;
    assert_eq!(texts(&first), ["m4", "I am here.", "m5", "I am here."]);
    assert_eq!((&first["total"], &first["has_more"], &first["limit"]), (&json!(10), &json!(true), &json!(4)));
    assert_eq!(first["next"], first["messages"][0]["id"]);

    let older = |page: &Value| format!("?limit=4&before={}", page["next"].as_str().unwrap());
    let second = page(&stage, &mitu, &older(&first)).await;
    assert_eq!(texts(&second), ["m2", "I am here.", "m3", "I am here."]);
    let third = page(&stage, &mitu, &older(&second)).await;
    assert_eq!(texts(&third), ["m1", "I am here."]);
    assert_eq!(
        (&third["next"], &third["has_more"], &third["total"]),
        (&Value::Null, &json!(false), &json!(10))
    );

    let by_offset = page(&stage, &mitu, "?limit=4&offset=4").await;
    assert_eq!((texts(&by_offset), &by_offset["offset"]), (texts(&second), &json!(4)));
    assert_eq!(texts(&page(&stage, &mitu, "?offset=10").await), [""; 0]);
    let whole = page(&stage, &mitu, "?limit=10").await;
    assert_eq!(
        (&whole["has_more"], &whole["next"]),
        (&json!(false), &Value::Null),
        "exactly full is not more"
    );
}

/// A cursor does not slip when messages come in.
#[tokio::test]
async fn paging_goes_on_while_somebody_talks() {
    let stage = Stage::new();
    let mitu = talk(&stage).await;
    let first = page(&stage, &mitu, "?limit=2").await;
    stage.say(&mitu, "m6").await;
    let older = format!("?limit=2&before={}", first["next"].as_str().unwrap());
    assert_eq!(texts(&page(&stage, &mitu, &older).await), ["m4", "I am here."]);
}

#[tokio::test]
async fn a_session_can_be_read_by_itself() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let first = stage.say(&mitu, "morning").await["session_id"].as_str().unwrap().to_owned();
    stage.clock.advance(Duration::from_hours(5));
    let second = stage.say(&mitu, "evening").await["session_id"].as_str().unwrap().to_owned();
    let morning = page(&stage, &mitu, &format!("?session_id={first}")).await;
    assert_eq!((texts(&morning), &morning["total"]), (vec!["morning", "I am here."], &json!(2)));
    let evening = page(&stage, &mitu, &format!("?session_id={second}&limit=1")).await;
    assert_eq!(
        (texts(&evening), &evening["has_more"]),
        (vec!["I am here."], &json!(true)),
        "not the cached other one"
    );
    assert_eq!(page(&stage, &mitu, "").await["total"], 4);
}

#[tokio::test]
async fn parameters_out_of_range_are_told_by_name() {
    let stage = Stage::new();
    let mitu = talk(&stage).await;
    for (query, mistake) in [
        ("limit=0", "limit: out_of_range"),
        ("limit=201", "limit: out_of_range"),
        ("limit=-1", "limit: invalid"),
        ("limit=ten", "limit: invalid"),
        ("limit=", "limit: invalid"),
        ("offset=-1", "offset: invalid"),
        ("offset=1e3", "offset: invalid"),
        ("before=%27%3B--", "before: invalid"),
        ("session_id=*", "session_id: invalid"),
    ] {
        let path = format!("/api/v1/chat/history/me?{query}");
        assert_eq!(stage.get(&path).by(&mitu).send().await.mistakes(), [mistake], "{query}");
    }
    for query in ["?limit=1", "?limit=200", "?offset=18446744073709551615", "?unknown=1"] {
        page(&stage, &mitu, query).await;
    }
}

#[tokio::test]
async fn a_page_is_cached_until_anything_in_it_changes() {
    let stage = Stage::new();
    let mitu = talk(&stage).await;
    let cached = async |query: &str| page(&stage, &mitu, query).await["cached"].clone();
    for query in ["", "?limit=2", "?limit=2&offset=2"] {
        let loaded = page(&stage, &mitu, query).await;
        let again = page(&stage, &mitu, query).await;
        assert_eq!((&loaded["cached"], &again["cached"]), (&json!(false), &json!(true)), "{query}");
        assert_eq!((&again["messages"], &again["next"]), (&loaded["messages"], &loaded["next"]), "{query}");
    }
    stage.say(&mitu, "m6").await;
    assert_eq!(cached("?limit=2").await, false, "after a message");
    assert_eq!(cached("?limit=2").await, true);

    let newest = page(&stage, &mitu, "?limit=1").await["messages"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/chat/messages/{newest}/reactions/%F0%9F%91%8D");
    for (method, reactions) in [(Method::PUT, json!(["👍"])), (Method::DELETE, json!([]))] {
        stage.call(method, &path).by(&mitu).send().await.of(204);
        let read = page(&stage, &mitu, "?limit=1").await;
        assert_eq!((&read["cached"], &read["messages"][0]["reactions"]), (&json!(false), &reactions));
        assert_eq!(cached("?limit=1").await, true);
    }
    let asha = stage.person("asha").await;
    stage.say(&asha, "hi").await;
    assert_eq!(cached("?limit=1").await, true, "what others do changes nothing");
    stage.clock.advance(Duration::from_hours(25));
    assert_eq!(cached("?limit=1").await, false, "a day later");
}
