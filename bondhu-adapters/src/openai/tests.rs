//! Answers as the servers of this family write them, however their bytes were split on the way.

use std::sync::Arc;

use bondhu_ports::chat_model::{ChatModelErrorKind, Finish, RatePeriod, RefusedSide, Usage};
use bondhu_testkit::manual_clock::ManualClock;
use proptest::prelude::*;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::error::of_failure;
use super::stream::Reply;
use crate::model_wire::answer::Answer;
use crate::model_wire::transport::Failure;

fn read<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> (String, Result<Finish, ChatModelErrorKind>) {
    let mut answer = Answer::new(Reply::new("asked".to_owned(), Arc::new(ManualClock::default())));
    let mut text = String::new();
    for part in parts {
        let (texts, error) = answer.push(part);
        text.extend(texts);
        if let Some(error) = error {
            return (text, Err(error.kind));
        }
    }
    let (texts, ending) = answer.end();
    text.extend(texts);
    (text, ending.map_err(|error| error.kind))
}

fn of(body: &str) -> (String, Result<(), ChatModelErrorKind>) {
    let (text, ending) = read([body.as_bytes()]);
    (text, ending.map(drop))
}

const OPENAI: &str = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-6-mini-2026\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"finish_reason\":null}],\"usage\":null}\n\ndata: {\"model\":\"gpt-6-mini-2026\",\"choices\":[{\"delta\":{\"content\":\"Hallo ক\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"completion_tokens_details\":{\"reasoning_tokens\":8}}}\n\ndata: [DONE]\n\n";
const OPENROUTER: &str = ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\",\"reasoning\":\"hm\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"Yes.\"},\"finish_reason\":\"stop\",\"native_finish_reason\":\"STOP\"}]}\n\ndata: [DONE]\n\n";
const LLAMA: &str = "data:{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"<think>x</think>\\n\\nYes\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\".\"}}]}\r\n\r\ndata:[DONE]\r\n\r\n";
const WHOLE: &str = "{\n \"object\": \"chat.completion\", \"model\": \"m\",\n \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"Yes.\", \"reasoning\": \"hm\"}, \"finish_reason\": \"stop\"}],\n \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 2}\n}\n";

#[test]
fn answers_of_several_servers() {
    let (text, ending) = read([OPENAI.as_bytes()]);
    assert_eq!(text, "Hallo ক");
    let usage = Some(Usage { prompt: 9, answer: 4, thought: 8 });
    let model = "gpt-6-mini-2026".to_owned();
    assert_eq!(ending, Ok(Finish { provider: "openai".to_owned(), model, usage }));
    for body in [OPENROUTER, LLAMA, WHOLE] {
        assert_eq!(of(body), ("Yes.".to_owned(), Ok(())), "{body}");
    }
}

#[test]
fn every_split_gives_the_same() {
    for body in [OPENAI, OPENROUTER, LLAMA, WHOLE] {
        let (body, whole) = (body.as_bytes(), read([body.as_bytes()]));
        assert_eq!(read(body.chunks(1)), whole);
        for at in 0..=body.len() {
            assert_eq!(read([&body[..at], &body[at..]]), whole, "at {at}");
        }
    }
}

proptest! {
    #[test]
    fn nonsense_is_no_answer_and_any_split_gives_the_same(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        prefix in prop::sample::select(vec!["", "data: ", "data: {\"choices\":[", "{", "[{"]),
        at in any::<prop::sample::Index>(),
    ) {
        let body = [prefix.as_bytes(), &bytes].concat();
        let at = at.index(body.len() + 1);
        let whole = read([&body[..]]);
        prop_assert!(whole.1.is_err());
        prop_assert_eq!(read([&body[..at], &body[at..]]), whole);
    }
}

#[test]
fn how_answers_end_badly() {
    use ChatModelErrorKind::{Malformed, Quota, RateLimited, Refused, Truncated, Unavailable};
    let said = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let then = |rest: &str| of(&format!("{said}{rest}")).1;
    let ended = |reason: &str| {
        then(&format!("data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{reason}\"}}]}}\n\n"))
    };
    assert_eq!(then(""), Err(Truncated));
    assert_eq!(then("data: [DONE]\n\n"), Ok(()), "no reason, but an end");
    assert_eq!(ended("stop"), Ok(()), "a reason, but no end");
    assert_eq!(ended("length"), Err(Truncated));
    assert_eq!(ended("content_filter"), Err(Refused(RefusedSide::Reply)));
    assert_eq!(ended("error"), Err(Truncated));
    assert_eq!(ended("tool_calls"), Err(Malformed));
    let refusal = "data: {\"choices\":[{\"delta\":{\"refusal\":\"I cannot\"}}]}\n\n";
    assert_eq!(then(refusal), Err(Refused(RefusedSide::Reply)));
    assert_eq!(then("data: {\"error\":\"boom\"}\n\n"), Err(Truncated));
    assert_eq!(
        then(
            "data: {\"error\":{\"code\":502,\"message\":\"x\"},\"choices\":[{\"finish_reason\":\"error\"}]}\n\n"
        ),
        Err(Truncated)
    );
    assert_eq!(then("data: {\"error\":{\"code\":\"insufficient_quota\"}}\n\n"), Err(Quota));
    assert_eq!(of("data: {\"error\":{\"code\":\"429\"}}\n\n").1, Err(RateLimited(RatePeriod::Minute)));
    assert_eq!(
        of("data: {\"object\":\"error\",\"message\":\"x\",\"type\":\"BadRequestError\",\"code\":400}\n\n").1,
        Err(ChatModelErrorKind::Unsupported)
    );
    // Ollama loses what went wrong.
    assert_eq!(
        of("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n").1,
        Err(Unavailable)
    );
    assert_eq!(of("data: [DONE]\n\n").1, Err(Malformed), "no text");
    assert_eq!(
        of("{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}]}").1,
        Err(Malformed)
    );
    assert_eq!(of("{\"error\":{\"message\":\"x\",\"code\":500},\"choices\":null}").1, Err(Unavailable));
    assert_eq!(of("data: {\"hello\":1}\n\n").1, Err(Malformed));
}

fn failed(status: u16, body: &str) -> ChatModelErrorKind {
    of_failure(
        &Failure { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() },
        ManualClock::START,
    )
    .kind
}

#[test]
fn failures_of_several_servers() {
    use ChatModelErrorKind::{Quota, RateLimited, Refused, Unauthorized, Unavailable, Unsupported};
    let cases = [
        (
            429,
            r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
            Quota,
        ),
        (
            429,
            r#"{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}"#,
            RateLimited(RatePeriod::Minute),
        ),
        (
            429,
            r#"{"error":{"message":"Rate limit exceeded: free-models-per-day","code":429}}"#,
            RateLimited(RatePeriod::Day),
        ),
        (
            401,
            r#"{"error":{"message":"Incorrect API key provided: sk-x","code":"invalid_api_key"}}"#,
            Unauthorized,
        ),
        (402, r#"{"error":{"code":402,"message":"Insufficient credits"},"user_id":"u"}"#, Quota),
        (
            403,
            r#"{"error":{"code":403,"message":"x","metadata":{"reasons":["violence"],"flagged_input":"…"}}}"#,
            Refused(RefusedSide::Prompt),
        ),
        (403, "forbidden", Unauthorized),
        (
            404,
            r#"{"error":{"message":"model \"x\" not found, try pulling it first","type":"not_found_error","param":null,"code":null}}"#,
            Unsupported,
        ),
        (404, r#"{"error":"text"}"#, Unsupported),
        (
            400,
            r#"{"error":{"code":400,"message":"x","type":"exceed_context_size_error","n_prompt_tokens":9,"n_ctx":4}}"#,
            Unsupported,
        ),
        (500, r#"{"error":{"code":500,"type":"exceed_context_size_error"}}"#, Unsupported),
        (503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, Unavailable),
        (
            400,
            r#"{"object":"error","message":"x","type":"BadRequestError","param":null,"code":400}"#,
            Unsupported,
        ),
        (524, "", Unavailable),
        (529, "<html>", Unavailable),
        (302, "", Unsupported),
    ];
    for (status, body, kind) in cases {
        assert_eq!(failed(status, body), kind, "{status} {body}");
    }
}

#[test]
fn a_header_tells_when_to_come_back() {
    let headers = HeaderMap::from_iter([(RETRY_AFTER, "7".parse().unwrap())]);
    let error = of_failure(&Failure { status: 429, headers, body: Vec::new() }, ManualClock::START);
    assert_eq!(error.retry_at.map(|at| at.since(ManualClock::START).as_secs()), Some(7));
}
