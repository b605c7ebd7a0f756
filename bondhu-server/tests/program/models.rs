//! The program with language models that the settings name.

use std::net::TcpListener;

use bondhu_testkit::wire_server::{WireReply, WireServer};
use serde_json::{Value, json};

use super::client::Person;
use super::commands::text;
use super::process::{Server, log_of, program};

const KEY: &str = "AQ.key-of-the-test";

/// Gemini with one model, which says where it stands in the chain.
async fn gemini() -> WireServer {
    WireServer::start(|request| {
        if request.method == "GET" {
            let models = json!({"models": [{"name": "models/gemini-3.5-flash-lite"}]});
            return WireReply::status(200).bytes(models.to_string());
        }
        let chunk = json!({"candidates": [{"content": {"parts": [{"text": "From afar."}]}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3},
            "modelVersion": "gemini-3.5-flash-lite-002"});
        WireReply::status(200).bytes(format!("data: {chunk}\r\n\r\n"))
    })
    .await
}

fn settings(gemini: &str, openai: &str) -> Vec<(&'static str, String)> {
    vec![
        ("BONDHU_SERVER__LISTEN", "127.0.0.1:0".to_owned()),
        ("BONDHU_LLM__CHAIN", "openai,gemini".to_owned()),
        ("BONDHU_LLM__RETRIES", "0".to_owned()),
        ("BONDHU_LLM__GEMINI__API_KEY", KEY.to_owned()),
        ("BONDHU_LLM__GEMINI__BASE_URL", gemini.to_owned()),
        ("BONDHU_LLM__OPENAI__MODEL", "llama4".to_owned()),
        ("BONDHU_LLM__OPENAI__BASE_URL", openai.to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn check_asks_each_provider_for_its_models() {
    let (gemini, ollama) = (
        gemini().await,
        WireServer::always(
            WireReply::status(200)
                .bytes(json!({"data": [{"id": "llama4:latest"}, {"id": "other"}]}).to_string()),
        )
        .await,
    );
    let check = |settings: Vec<(&'static str, String)>| {
        let directory = tempfile::tempdir().unwrap();
        let mut command = program(&directory.path().join("data"));
        let output = command.envs(settings).arg("check").output().unwrap();
        (output.status.code(), text(&output.stdout))
    };
    let good = settings(&gemini.url(), &ollama.url());
    let (code, told) = check(good.clone());
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("ok      llm.openai.model: openai answers; llama4 is one of its 2 models"),
        "{told}"
    );
    assert!(
        told.contains("ok      llm.gemini.model: gemini answers; gemini-3.5-flash-lite is one"),
        "{told}"
    );

    let mut absent = good.clone();
    absent.push(("BONDHU_LLM__GEMINI__MODEL", "gemini-1.5-pro".to_owned()));
    let (code, told) = check(absent);
    assert_eq!(code, Some(1));
    let line = "problem llm.gemini.model: gemini-1.5-pro is not offered; offered: gemini-3.5-flash-lite";
    assert!(told.contains(line), "{told}");

    let refusing = WireServer::always(WireReply::status(401).bytes(format!("{KEY} is wrong"))).await;
    let (_, told) = check(settings(&refusing.url(), "http://127.0.0.1:9"));
    assert!(
        told.contains("problem llm.gemini.api_key: ") && told.contains("problem llm.openai.base_url: "),
        "{told}"
    );
    assert!(!told.contains(KEY), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_of_the_chain_answers_and_nothing_tells_the_key() {
    let (gemini, broken) = (gemini().await, WireServer::always(WireReply::status(503)).await);
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut command = program(&data);
    command.envs(settings(&gemini.url(), &broken.url()));
    // A port that was free a moment ago.
    let admin = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    command.env("BONDHU_SERVER__ADMIN_LISTEN", admin.to_string());
    let server = Server::begin(command, &data);
    let mitu = Person::sign_up(&server.origin, "mitu").await;
    let (status, turn): (u16, Value) = mitu.send("k", "hi").await.unwrap();
    assert_eq!((status, &turn["response"]), (200, &json!("From afar.")), "{turn}");
    let provider = json!({"name": "gemini", "model": "gemini-3.5-flash-lite-002", "degraded": true});
    assert_eq!(turn["provider"], provider);
    let asked = gemini.requests().into_iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(asked.header("x-goog-api-key"), Some(KEY));
    assert!(!log_of(&data).contains(KEY));

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(format!("http://{admin}/metrics")).send().await.unwrap();
    let metrics = answer.text().await.unwrap();
    for line in [
        "bondhu_model_answers_total{provider=\"openai\",outcome=\"unavailable\"} 1",
        "bondhu_model_answers_total{provider=\"gemini\",outcome=\"answered\"} 1",
        "bondhu_model_tokens_total{provider=\"gemini\",of=\"answer\"} 3",
        "bondhu_model_failovers_total{provider=\"openai\"} 1",
        "bondhu_model_first_text_seconds_count{provider=\"gemini\"} 1",
        "bondhu_model_answer_seconds_count{provider=\"gemini\"} 1",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}
