//! What is sent, to the letter.

use std::sync::Arc;

use bondhu_adapters::gemini::{Gemini, GeminiConfig};
use bondhu_adapters::openai::{OpenAi, OpenAiConfig};
use bondhu_ports::chat_model::{
    AnswerFormat, ChatModelErrorKind, ChatModelExt, ChatRequest, JsonSchema, Line, Role,
};
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::wire_server::{WireReply, WireRequest, WireServer};
use serde_json::{Value, json};

use super::vendor::{KEY, PATIENCE, Vendor, ask};

fn schema() -> JsonSchema {
    JsonSchema { name: "feelings of a day", schema: json!({"type": "array", "items": {"type": "string"}}) }
}

fn in_json(request: ChatRequest) -> ChatRequest {
    ChatRequest { format: AnswerFormat::Json(schema()), ..request }
}

fn conversation() -> ChatRequest {
    let line = |role, text: &str| Line { role, text: text.to_owned() };
    let lines = vec![
        line(Role::User, "hi"),
        line(Role::Assistant, "Hello."),
        line(Role::User, "I am"),
        line(Role::User, "tired"),
    ];
    ChatRequest { lines, ..ask("") }
}

#[tokio::test]
async fn gemini_is_asked_as_documented() {
    let server = Vendor::Gemini.server().await;
    let reply = Vendor::Gemini.model(&server).complete(conversation(), 1_000).await.unwrap();
    assert_eq!(
        (reply.text.as_str(), reply.finish.model.as_str()),
        ("I am listening.", "gemini-3.5-flash-lite-001")
    );
    let request = &server.requests()[0];
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse");
    assert_eq!(request.header("x-goog-api-key"), Some(KEY));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(
        request.json(),
        json!({
            "contents": [
                {"role": "user", "parts": [{"text": "hi"}]},
                {"role": "model", "parts": [{"text": "Hello."}]},
                {"role": "user", "parts": [{"text": "I am\n\ntired"}]},
            ],
            "systemInstruction": {"parts": [{"text": "You are Bondhu."}]},
        }),
        "and nothing that was not configured"
    );
}

#[tokio::test]
async fn gemini_is_asked_for_json_with_what_is_configured() {
    let server = Vendor::Gemini.server().await;
    let config = GeminiConfig {
        base_url: format!("{}/", server.url()),
        api_version: "v1".to_owned(),
        model: "gemini-3.8-flash".to_owned(),
        thinking_level: Some("LOW".to_owned()),
        timeout: PATIENCE,
    };
    let model = Gemini::new(config, KEY.into(), Arc::new(ManualClock::default())).unwrap();
    let request = ChatRequest { system: String::new(), max_tokens: Some(100), ..ask("hi") };
    let (value, finish): (Vec<String>, _) = model.complete_json(request, schema(), 100).await.unwrap();
    assert_eq!((value, finish.model.as_str()), (vec!["calm".to_owned()], "gemini-3.8-flash"));
    let request = &server.requests()[0];
    assert_eq!(request.target, "/v1/models/gemini-3.8-flash:generateContent");
    assert_eq!(
        request.json(),
        json!({
            "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
            "generationConfig": {
                "maxOutputTokens": 2_148,
                "responseMimeType": "application/json",
                "responseJsonSchema": schema().schema,
                "thinkingConfig": {"thinkingLevel": "LOW"},
            },
        })
    );
}

#[tokio::test]
async fn every_page_of_gemini_s_models_is_asked_for() {
    let pages = [
        json!({"models": [{"name": "models/a"}], "nextPageToken": "x&key=1"}),
        json!({"models": [{"name": "models/b", "supportedGenerationMethods": ["generateContent"]}]}),
    ];
    let server = WireServer::in_order(pages.map(|page| WireReply::status(200).bytes(page.to_string()))).await;
    assert_eq!(Vendor::Gemini.model(&server).models().await.unwrap(), ["a", "b"]);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(
        targets,
        ["/v1beta/models?pageSize=1000", "/v1beta/models?pageSize=1000&pageToken=x%26key%3D1"]
    );
    assert_eq!(server.requests()[1].header("x-goog-api-key"), Some(KEY));
}

fn openai(server: &WireServer, max_tokens: Option<u32>, key: Option<&str>) -> OpenAi {
    let config =
        OpenAiConfig { base_url: server.url(), model: "llama-4".to_owned(), max_tokens, timeout: PATIENCE };
    OpenAi::new(config, key.map(Into::into), Arc::new(ManualClock::default())).unwrap()
}

#[tokio::test]
async fn openai_is_asked_as_documented() {
    let server = Vendor::OpenAi.server().await;
    let reply = Vendor::OpenAi.model(&server).complete(conversation(), 1_000).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish.model.as_str()), ("I am listening.", "m-1"));
    let request = &server.requests()[0];
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(
        request.json(),
        json!({
            "model": "asked",
            "messages": [
                {"role": "system", "content": "You are Bondhu."},
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": "Hello."},
                {"role": "user", "content": "I am\n\ntired"},
            ],
            "stream": true,
            "stream_options": {"include_usage": true},
        }),
        "and nothing that was not configured"
    );
    let local = openai(&server, Some(50), None);
    local.complete(ChatRequest { max_tokens: Some(100), ..ask("hi") }, 100).await.unwrap();
    let request = &server.requests()[1];
    assert_eq!((request.header("authorization"), &request.json()["max_tokens"]), (None, &json!(50)));
}

#[tokio::test]
async fn openai_is_asked_for_json_in_the_way_that_it_takes() {
    let refused = |field: &str| {
        let body = json!({"error": {"message": "x", "type": "invalid_request_error", "param": field}});
        WireReply::status(400).bytes(body.to_string())
    };
    let server = WireServer::start(move |request| {
        let body = request.json();
        if body["response_format"]["type"] == "json_schema" {
            refused("response_format")
        } else if body["max_tokens"].is_number() {
            refused("max_tokens")
        } else {
            Vendor::OpenAi.answer(request)
        }
    })
    .await;
    let model = openai(&server, Some(50), Some("one"));
    for _ in 0..2 {
        let (value, _): (Vec<String>, _) = model.complete_json(ask("hi"), schema(), 100).await.unwrap();
        assert_eq!(value, ["calm"]);
    }
    let other = model.with_key("two".into());
    other.complete_json::<Value>(ask("hi"), schema(), 100).await.unwrap();
    let bodies: Vec<Value> = server.requests().iter().map(WireRequest::json).collect();
    assert_eq!(bodies.len(), 5, "what was learnt is kept, for other keys too");
    let strict = json!({"type": "json_schema", "json_schema":
        {"name": "feelings_of_a_day", "strict": true, "schema": schema().schema}});
    assert_eq!((&bodies[0]["response_format"], &bodies[0]["stream"]), (&strict, &json!(false)));
    for body in &bodies[2..] {
        assert_eq!(body["response_format"], json!({"type": "json_object"}));
        assert_eq!((&body["max_completion_tokens"], body.get("max_tokens")), (&json!(2_098), None));
        let system = body["messages"][0]["content"].as_str().unwrap();
        assert!(system.starts_with("You are Bondhu.") && system.contains(r#""items":{"type":"string"}"#));
    }
}

#[tokio::test]
async fn a_request_that_is_refused_in_every_way_teaches_nothing() {
    let replies = (0..3)
        .map(|_| WireReply::status(400).bytes("{}"))
        .chain([WireReply::status(200).bytes(Vendor::OpenAi.whole("[]").to_string())]);
    let server = WireServer::in_order(replies).await;
    let model = openai(&server, None, None);
    let error = model.complete(in_json(ask("hi")), 100).await.unwrap_err();
    assert_eq!((error.kind, server.requests().len()), (ChatModelErrorKind::Unsupported, 3));
    model.complete(in_json(ask("hi")), 100).await.unwrap();
    assert_eq!(server.requests()[3].json()["response_format"]["type"], "json_schema");
}

#[tokio::test]
async fn a_key_is_not_taken_to_another_host() {
    for vendor in Vendor::ALL {
        let other = vendor.server().await;
        let to = format!("{}/elsewhere", other.url());
        let server = WireServer::always(WireReply::status(307).header("location", &to)).await;
        let error = vendor.model(&server).complete(ask("hi"), 100).await.unwrap_err();
        assert_eq!((error.kind, other.requests().len()), (ChatModelErrorKind::Unsupported, 0), "{vendor:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_no_header_is_sent_nowhere() {
    let server = Vendor::OpenAi.server().await;
    let model = openai(&server, None, Some("a\nb: c"));
    model.complete(ask("hi"), 100).await.unwrap();
    assert_eq!(server.requests()[0].header("authorization"), None);
}
