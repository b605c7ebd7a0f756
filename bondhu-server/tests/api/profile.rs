//! The profile.

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Person};
use super::stage::Stage;

async fn patch(stage: &Stage, person: &Person, body: Value) -> Answer {
    stage.call(Method::PATCH, "/api/v1/profile").by(person).json(&body).send().await
}

async fn profile(stage: &Stage, person: &Person) -> Value {
    stage.get("/api/v1/profile").by(person).send().await.of(200).json()
}

#[tokio::test]
async fn what_is_left_out_stays_and_null_empties() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let all = json!({"display_name": "Mitu", "timezone": "Asia/Kathmandu", "day_start_hour": 4, "country": "np",
        "birth_year": 2003, "language": "bn", "settings": {"theme": "dark", "nested": {"zero": 0, "empty": ""}}});
    let changed = patch(&stage, &mitu, all).await.of(200).json();
    assert_eq!(changed, profile(&stage, &mitu).await);
    assert_eq!((&changed["country"], &changed["day_start_hour"]), (&json!("NP"), &json!(4)));
    assert_eq!(changed["settings"], json!({"theme": "dark", "nested": {"zero": 0, "empty": ""}}));

    assert_eq!(patch(&stage, &mitu, json!({})).await.of(200).json(), changed);
    let emptied = patch(&stage, &mitu, json!({"display_name": null, "country": null, "birth_year": null}));
    let emptied = emptied.await.of(200).json();
    for field in ["display_name", "country", "birth_year"] {
        assert_eq!(emptied[field], Value::Null, "{field}");
    }
    for field in ["timezone", "day_start_hour", "language", "settings", "created_at", "email"] {
        assert_eq!(emptied[field], changed[field], "{field}");
    }
    let reset = patch(&stage, &mitu, json!({"day_start_hour": 0, "settings": {}})).await.of(200).json();
    assert_eq!((&reset["day_start_hour"], &reset["settings"]), (&json!(0), &json!({})), "a zero is a value");
}

#[tokio::test]
async fn with_a_mistake_anywhere_nothing_changes_and_all_are_told() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let before = profile(&stage, &mitu).await;
    let wrong = json!({"display_name": "", "timezone": "Asia/Calcuta", "day_start_hour": 7, "country": "X1",
        "birth_year": 3000, "language": "tlh", "settings": {"much": "x".repeat(9_000)}});
    assert_eq!(
        patch(&stage, &mitu, wrong).await.mistakes(),
        [
            "display_name: invalid",
            "timezone: unknown",
            "day_start_hour: out_of_range",
            "country: invalid",
            "birth_year: out_of_range",
            "language: unknown",
            "settings: too_long"
        ]
    );
    let half = json!({"display_name": "Somebody else", "language": "hi", "day_start_hour": -1});
    assert_eq!(patch(&stage, &mitu, half).await.mistakes(), ["day_start_hour: out_of_range"]);
    for (wrong, field) in [
        (json!({"language": "hi", "birth_year": "2003"}), "birth_year"),
        (json!({"language": "hi", "day_start_hour": 1.5}), "day_start_hour"),
        (json!({"language": "hi", "settings": []}), "settings"),
        (json!({"language": 5}), "language"),
    ] {
        assert_eq!(patch(&stage, &mitu, wrong).await.mistakes(), [format!("{field}: invalid")]);
    }
    assert_eq!(profile(&stage, &mitu).await, before);
}

/// What belongs to the account and not to the person's choice is not theirs to write.
#[tokio::test]
async fn ids_and_addresses_are_not_writable() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let before = profile(&stage, &mitu).await;
    let body = json!({"user_id": "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d", "email": "evil@example.org",
        "created_at": "2000-01-01T00:00:00Z"});
    patch(&stage, &mitu, body).await.of(200);
    assert_eq!(profile(&stage, &mitu).await, before);
}
