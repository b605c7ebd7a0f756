//! The exact shape of what is answered.

use axum::http::Method;
use serde_json::{Value, json};

use super::stage::Stage;

/// The names of an object's fields, sorted.
fn fields(value: &Value) -> Vec<&str> {
    let mut names: Vec<_> = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"))
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

fn listed(names: &str) -> Vec<&str> {
    let mut names: Vec<_> = names.split_whitespace().collect();
    names.sort_unstable();
    names
}

const GRANTED: &str = "user_id token expires_at";
const PROFILE: &str =
    "user_id email display_name timezone day_start_hour country birth_year language created_at settings";
const TURN: &str = "message_id user_message_id response timestamp session_id has_personality_context mood_detected \
    sentiment_score safety provider context_used";
const MESSAGE: &str = "id session_id sender_type message_text mood_detected sentiment_score \
    has_personality_context safety_tier reactions created_at";
const HISTORY: &str = "messages total limit offset next has_more cached";
const SEARCH: &str = "messages query total next cached";
const SESSION: &str = "session_id session_start session_end state ended_by activities total_duration_minutes \
    active_minutes disclosure_due";
const STATS: &str = "total_sessions total_messages messages_today active_days current_streak_days \
    longest_streak_days streak_at_risk streak_strength last_activity_date activity_calendar games_played \
    videos_watched songs_listened current_session_id wellness achievements_unlocked";

#[tokio::test]
async fn every_answer_has_exactly_the_fields_of_the_contract() {
    let stage = Stage::new();
    let body = json!({"email": "mitu@example.org", "password": super::call::PASSWORD});
    let granted = stage.post("/api/v1/auth/register").json(&body).send().await.of(201).json();
    assert_eq!(fields(&granted), listed(GRANTED));
    let token = granted["token"].as_str().unwrap().to_owned();
    let mitu = super::call::Person { id: String::new(), token, email: String::new() };
    let login = stage.post("/api/v1/auth/login").json(&body).send().await.of(200).json();
    assert_eq!(fields(&login), listed(GRANTED));
    let get = async |path: &str| stage.get(path).by(&mitu).send().await.of(200).json();
    assert_eq!(fields(&get("/api/v1/profile").await), listed(PROFILE));

    let started = stage.post("/api/v1/sessions/start").by(&mitu).send().await.of(201).json();
    assert_eq!(fields(&started), listed(SESSION));
    let turn = stage.say(&mitu, "hi").await;
    assert_eq!(fields(&turn), listed(TURN));
    assert_eq!(fields(&turn["provider"]), listed("name model degraded"));
    let history = get("/api/v1/chat/history/me").await;
    assert_eq!(fields(&history), listed(HISTORY));
    for message in history["messages"].as_array().unwrap() {
        assert_eq!(fields(message), listed(MESSAGE));
    }
    let search = get("/api/v1/chat/search/me?q=hi").await;
    assert_eq!(fields(&search), listed(SEARCH));
    assert_eq!(fields(&search["messages"][0]), listed(&format!("{MESSAGE} snippet")));
    let sessions = get("/api/v1/sessions").await;
    assert_eq!(fields(&sessions), listed("items next"));
    assert_eq!(fields(&sessions["items"][0]), listed(SESSION));
    assert_eq!(fields(&sessions["items"][0]["activities"][0]), listed("type count first_at last_at"));
    let stats = get("/api/v1/activity-stats").await;
    assert_eq!(fields(&stats), listed(STATS));
    assert_eq!(fields(&stats["wellness"]), listed("score mood steadiness routine reason"));
    assert_eq!(fields(&stats["activity_calendar"][0]), listed("date count"));
    let achievement = listed("id name description unlocked_at progress target");
    assert_eq!(fields(&get("/api/v1/achievements").await["items"][0]), achievement);

    let session = json!({"session_id": turn["session_id"], "activity_type": "game", "detail": {"level": 3}});
    for path in ["/api/v1/sessions/activity", "/api/v1/sessions/end"] {
        let visit = stage.post(path).by(&mitu).json(&session).send().await.of(200).json();
        assert_eq!(fields(&visit), listed(SESSION), "{path}");
    }
}

#[tokio::test]
async fn ids_are_uuids_of_version_7_and_times_have_microseconds() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let turn = stage.say(&mitu, "hi").await;
    let ids = ["message_id", "user_message_id", "session_id"].map(|field| turn[field].as_str().unwrap());
    for id in ids.into_iter().chain([mitu.id.as_str()]) {
        let parts: Vec<_> = id.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
        assert!(parts[2].starts_with('7') && id.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{id}");
    }
    let at = turn["timestamp"].as_str().unwrap();
    assert_eq!((at.len(), &at[19..20], &at[26..]), (27, ".", "Z"), "{at}");
}

#[tokio::test]
async fn problems_have_the_fields_of_rfc_9457_and_a_code() {
    let stage = Stage::new();
    let missing = stage.get("/api/v1/nothing").send().await.of(404).json();
    insta::assert_json_snapshot!(missing);
    let mitu = stage.person("mitu").await;
    let wrong = stage.post("/api/v1/chat/send").by(&mitu).json(&json!({"message": ""})).send().await.of(422);
    insta::assert_json_snapshot!(wrong.json());
}

const PATHS: [(&str, &[&str]); 21] = [
    ("/api/v1/auth/register", &["post"]),
    ("/api/v1/auth/login", &["post"]),
    ("/api/v1/auth/logout", &["post"]),
    ("/api/v1/profile", &["get", "patch"]),
    ("/api/v1/account/export", &["get"]),
    ("/api/v1/account", &["delete"]),
    ("/api/v1/chat/send", &["post"]),
    ("/api/v1/chat/stream", &["post"]),
    ("/api/v1/chat/stream/{user_message_id}", &["get"]),
    ("/api/v1/chat/history/{user_id}", &["get"]),
    ("/api/v1/chat/search/{user_id}", &["get"]),
    ("/api/v1/chat/messages/{id}/reactions/{emoji}", &["put", "delete"]),
    ("/api/v1/chat/export", &["get"]),
    ("/api/v1/sessions/start", &["post"]),
    ("/api/v1/sessions/activity", &["post"]),
    ("/api/v1/sessions/end", &["post"]),
    ("/api/v1/sessions", &["get"]),
    ("/api/v1/activity-stats", &["get"]),
    ("/api/v1/achievements", &["get"]),
    ("/api/v1/events", &["get"]),
    ("/readyz", &["get"]),
];

#[tokio::test]
async fn the_description_is_openapi_31_and_names_every_path() {
    let stage = Stage::new();
    let document = stage.get("/api/openapi.json").send().await.of(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    for (path, methods) in PATHS {
        for method in methods {
            let operation = &document["paths"][path][method];
            assert!(operation["responses"].is_object(), "{method} {path}");
            assert!(
                operation["summary"].is_string() && operation["operationId"].is_string(),
                "{method} {path}"
            );
        }
    }
    for (schema, names) in [
        ("Turn", TURN),
        ("Message", MESSAGE),
        ("History", HISTORY),
        ("SearchResults", SEARCH),
        ("Session", SESSION),
        ("Stats", STATS),
        ("Profile", PROFILE),
        ("Granted", GRANTED),
    ] {
        assert_eq!(
            fields(&document["components"]["schemas"][schema]["properties"]),
            listed(names),
            "{schema}"
        );
    }
    let text = document.to_string();
    for reference in
        text.split("\"$ref\":\"#/").skip(1).filter_map(|rest| rest.split_once('"')).map(|it| it.0)
    {
        assert!(document.pointer(&format!("/{reference}")).is_some(), "{reference} is not there");
    }
}

/// What is described exists: no operation is answered with "no such path" or "no such method".
#[tokio::test]
async fn every_described_operation_is_served() {
    let stage = Stage::new();
    let document = stage.get("/api/openapi.json").send().await.of(200).json();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let address = path.replace("{user_id}", "me").replace("{emoji}", "x").replace(['{', '}'], "");
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap();
            let answer = stage.call(method.clone(), &address).send().await;
            assert!(!matches!(answer.status, 404 | 405 | 500..), "{method} {path}: {}", answer.status);
        }
    }
}
