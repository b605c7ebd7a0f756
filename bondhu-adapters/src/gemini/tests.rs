//! Recorded answers end as their names say, however their bytes were split on the way.

use std::path::PathBuf;
use std::sync::Arc;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{ChatModelErrorKind, Finish, RatePeriod, RefusedSide, Usage};
use bondhu_testkit::manual_clock::ManualClock;
use reqwest::header::HeaderMap;

use super::error::of_failure;
use super::stream::Reply;
use crate::model_wire::answer::Answer;
use crate::model_wire::frames::{Frame, Frames};
use crate::model_wire::transport::Failure;

type Ending = Result<Finish, ChatModelErrorKind>;

fn read<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> (String, Ending) {
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

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/gemini")
}

fn recorded(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// Name and body of every recording.
fn recordings() -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("streaming-") || name.starts_with("unary-"));
    names.sort();
    names.into_iter().map(|name| (name.clone(), recorded(&name))).collect()
}

/// How a recording of a failure ends.
fn failure(name: &str) -> ChatModelErrorKind {
    let stem = name.split_once("failure-").unwrap().1.split_once('.').unwrap().0;
    match stem {
        "image-rejected" | "unknown-model" => ChatModelErrorKind::Unsupported,
        "prompt-blocked-safety" | "only-prompt-feedback" => ChatModelErrorKind::Refused(RefusedSide::Prompt),
        "recitation-no-content" | "finish-reason-safety" => ChatModelErrorKind::Refused(RefusedSide::Reply),
        "api-key" | "generativelanguage-api-not-enabled" => ChatModelErrorKind::Unauthorized,
        "with-message-no-content" => ChatModelErrorKind::Malformed,
        stem => panic!("how does {stem} end?"),
    }
}

#[test]
fn every_recording_ends_as_its_name_says() {
    let recordings = recordings();
    assert!(recordings.len() > 30);
    for (name, body) in recordings {
        let (text, ending) = read([&body[..]]);
        if name.contains("failure") {
            assert_eq!(ending, Err(failure(&name)), "{name}");
        } else if name.contains("function-call") {
            assert_eq!((text.as_str(), ending), ("", Err(ChatModelErrorKind::Malformed)), "{name}: no text");
        } else {
            let finish = ending.unwrap_or_else(|kind| panic!("{name}: {kind:?}"));
            assert!(finish.model.starts_with("gemini-"), "{name}");
            assert!(!text.trim().is_empty() && !text.contains("**Thinking"), "{name}: {text}");
        }
    }
}

#[test]
fn every_split_gives_the_same() {
    for (name, body) in recordings() {
        let whole = read([&body[..]]);
        assert_eq!(read(body.chunks(1)), whole, "{name}, byte by byte");
        // Reading JSON again and again takes long, and depends on the frames alone; of long bodies some splits do.
        let step = if body.len() < 3_300 { 1 } else { 211 };
        for at in (0..=body.len()).step_by(step) {
            assert_eq!(read([&body[..at], &body[at..]]), whole, "{name} at {at}");
        }
        let whole = frames([&body[..]]);
        for at in 0..=body.len() {
            assert_eq!(frames([&body[..at], &body[at..]]), whole, "{name} at {at}");
        }
    }
}

fn frames<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<Frame> {
    let mut reading = Frames::default();
    let mut frames: Vec<Frame> = parts.into_iter().flat_map(|part| reading.push(part)).collect();
    frames.extend(reading.end());
    frames
}

#[test]
fn a_cut_anywhere_is_a_cut() {
    let body = recorded("streaming-success-basic-reply-short.txt");
    let last = body.windows(6).rposition(|window| window == b"data: ").unwrap();
    for at in 0..=last {
        let (text, ending) = read([&body[..at]]);
        let expected =
            if text.is_empty() { ChatModelErrorKind::Unavailable } else { ChatModelErrorKind::Truncated };
        assert_eq!(ending, Err(expected), "{at}");
    }
}

#[test]
fn text_and_figures_are_read_exactly() {
    let (text, ending) = read([&recorded("streaming-success-basic-reply-short.txt")[..]]);
    assert_eq!(text, "The capital of Wyoming is **Cheyenne**.\n");
    let finish = ending.unwrap();
    assert_eq!(finish.model, "gemini-2.0-flash");
    assert_eq!(finish.usage, Some(Usage { prompt: 7, answer: 10, thought: 0 }));
    let (text, ending) = read([&recorded("unary-success-thinking-reply-thought-summary.json")[..]]);
    assert_eq!((text.as_str(), ending.unwrap().usage.unwrap().thought), ("Mountain View", 24));
}

fn ending(body: &str) -> Ending {
    read([body.as_bytes()]).1
}

fn of(body: &str) -> Result<(), ChatModelErrorKind> {
    ending(body).map(drop)
}

#[test]
fn what_no_recording_shows() {
    use ChatModelErrorKind::{Malformed, Refused, Truncated, Unavailable};
    let ended = |reason: &str| {
        of(&format!(
            r#"{{"candidates":[{{"content":{{"parts":[{{"text":"a"}}]}},"finishReason":"{reason}"}}]}}"#
        ))
    };
    assert_eq!(ended("STOP"), Ok(()));
    assert_eq!(ended("MAX_TOKENS"), Err(Truncated));
    assert_eq!(ended("NEW_IN_2027"), Err(Malformed));
    assert_eq!(ended("SPII"), Err(Refused(RefusedSide::Reply)));
    assert_eq!(ended("FINISH_REASON_UNSPECIFIED"), Err(Truncated), "a text without an end");
    let prompt = Err(Refused(RefusedSide::Prompt));
    assert_eq!(of(r#"{"promptFeedback":{"blockReason":"NEW"}}"#), prompt);
    assert_eq!(
        of(r#"{"candidates":[],"modelVersion":"g"}"#),
        prompt,
        "that there is no candidate says it too"
    );
    assert_eq!(
        of(r#"{"candidates":[null,{"finishReason":"STOP","content":null}]}"#),
        Err(Malformed),
        "no text"
    );
    assert_eq!(
        of(r#"{"candidates":[{"finishReason":"STOP","content":{"parts":[null,{"text":null}]}}]}"#),
        Err(Malformed)
    );
    assert_eq!(
        of(
            r#"[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},null,{"candidates":[{"finishReason":"STOP"}]}]"#
        ),
        Ok(())
    );
    assert_eq!(of(r#"[{"error":{"code":503,"status":"UNAVAILABLE"}}]"#), Err(Unavailable));
    assert_eq!(of("[1]"), Err(Malformed));
    let said = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\r\n\r\n";
    let broken = "{\n  \"error\": {\n    \"code\": 499,\n    \"status\": \"CANCELLED\"\n  }\n}\n";
    assert_eq!(of(&format!("{said}{broken}")), Err(Truncated), "a bare error in the middle");
    assert_eq!(of(broken), Err(Unavailable));
}

#[test]
fn failures_tell_when_to_come_back() {
    const NOW: Timestamp = ManualClock::START;
    let of = |body: &str| {
        let failure = Failure { status: 429, headers: HeaderMap::default(), body: body.as_bytes().to_vec() };
        let error = of_failure(&failure, NOW);
        (error.kind, error.retry_at.map(|at| at.since(NOW).as_millis()))
    };
    let quota = |id: &str| {
        format!(
            r#"{{"error":{{"code":429,"status":"RESOURCE_EXHAUSTED","details":[
                {{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{{"quotaId":"{id}"}}]}},
                {{"@type":"x"}}, null,
                {{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.4s"}}]}}}}"#
        )
    };
    let limited = ChatModelErrorKind::RateLimited;
    assert_eq!(of(&quota("GenerateRequestsPerMinutePerProject")), (limited(RatePeriod::Minute), Some(3_400)));
    // 09:00 UTC in winter is 01:00 on the Pacific coast.
    let day = 23 * 3_600 * 1_000;
    assert_eq!(
        of(&quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")),
        (limited(RatePeriod::Day), Some(day))
    );
    assert_eq!(of(&format!("[{}]", quota("X"))), (limited(RatePeriod::Minute), Some(3_400)));
    assert_eq!(of(r#"{"error":{"code":429,"details":[{"links":[]}]}}"#), (limited(RatePeriod::Minute), None));
    assert_eq!(of("<html>"), (limited(RatePeriod::Minute), None));
}

#[test]
fn nothing_of_a_failure_but_its_words_is_kept() {
    let failure =
        Failure { status: 400, headers: HeaderMap::default(), body: recorded("unary-failure-api-key.json") };
    let error = of_failure(&failure, ManualClock::START);
    let told = format!("{error:?}");
    assert!(told.contains("400 INVALID_ARGUMENT API_KEY_INVALID") && !told.contains("key1234"), "{told}");
}
