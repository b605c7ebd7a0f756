//! What each fault of a server is to the caller, alike for both vendors.

use std::time::Duration;

use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, ChatPiece, RatePeriod, RefusedSide};
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::wire_server::{WireReply, WireServer};
use futures::StreamExt;
use serde_json::json;

use super::vendor::{KEY, PATIENCE, Vendor, ask};
use ChatModelErrorKind::{
    Malformed, RateLimited, Refused, Timeout, Truncated, Unauthorized, Unavailable, Unsupported,
};

/// What was said before it ended, and how it ended.
async fn outcome(
    vendor: Vendor,
    reply: WireReply,
    patience: Duration,
) -> (String, Result<(), ChatModelError>) {
    let server = WireServer::always(reply).await;
    let model = vendor.at(&server.url(), patience);
    let mut text = String::new();
    let mut stream = match model.stream(ask("a secret of the person")).await {
        Ok(stream) => stream,
        Err(error) => return (text, Err(error)),
    };
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(ChatPiece::Text(piece)) => text.push_str(&piece),
            Ok(ChatPiece::Finished(_)) => return (text, Ok(())),
            Err(error) => return (text, Err(error)),
        }
    }
    panic!("the stream ended without a word");
}

async fn fails(
    vendor: Vendor,
    what: &str,
    reply: WireReply,
    text: &str,
    kind: ChatModelErrorKind,
) -> ChatModelError {
    let (said, ending) = outcome(vendor, reply, PATIENCE).await;
    let error = ending.expect_err(what);
    assert_eq!((said.as_str(), error.kind), (text, kind), "{vendor:?}, {what}");
    let told = format!("{error:?}");
    assert!(!told.contains("secret") && !told.contains(KEY), "{vendor:?}, {what}: {told}");
    error
}

#[tokio::test]
async fn every_status_has_its_kind() {
    for vendor in Vendor::ALL {
        for (status, word, kind) in [
            (400, "INVALID_ARGUMENT", Unsupported),
            (401, "UNAUTHENTICATED", Unauthorized),
            (403, "PERMISSION_DENIED", Unauthorized),
            (404, "NOT_FOUND", Unsupported),
            (429, "RESOURCE_EXHAUSTED", RateLimited(RatePeriod::Minute)),
            (500, "INTERNAL", Unavailable),
            (503, "UNAVAILABLE", Unavailable),
        ] {
            let echo = format!("{KEY} may not ask for a secret of the person");
            let body = vendor.failure(status, word, &echo).to_string();
            for body in [body.as_str(), "", "<html>", "\u{fffd}", "{\"error\":"] {
                let reply = WireReply::status(status).bytes(body);
                let error = fails(vendor, &format!("{status} {body}"), reply, "", kind).await;
                assert_eq!(error.retry_at, None);
            }
        }
    }
}

#[tokio::test]
async fn a_vendor_says_when_to_come_back() {
    for vendor in Vendor::ALL {
        for status in [429, 503] {
            let reply = WireReply::status(status).header("retry-after", "26");
            let kind = if status == 429 { RateLimited(RatePeriod::Minute) } else { Unavailable };
            let error = fails(vendor, "with a delay", reply, "", kind).await;
            assert_eq!(error.retry_at, Some(ManualClock::START + Duration::from_secs(26)));
        }
        let (body, until) = match vendor {
            // Midnight on the Pacific coast.
            Vendor::Gemini => {
                let violation = json!({"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"});
                let details = json!([{"violations": [violation]}]);
                (json!({"error": {"code": 429, "details": details}}), "2026-03-03T08:00:00.000000Z")
            }
            Vendor::OpenAi => {
                let message = "Rate limit reached on requests per day (RPD): Limit 200";
                (
                    json!({"error": {"code": "rate_limit_exceeded", "message": message}}),
                    "2026-03-03T00:00:00.000000Z",
                )
            }
        };
        let reply = WireReply::status(429).bytes(body.to_string());
        let error = fails(vendor, "by day", reply, "", RateLimited(RatePeriod::Day)).await;
        assert_eq!(error.retry_at.unwrap().to_string(), until);
    }
}

#[tokio::test]
async fn bodies_that_are_no_answers() {
    for vendor in Vendor::ALL {
        let whole = vendor.whole("Never shown").to_string();
        let mut invalid = vendor.event("x?").into_bytes();
        let at = invalid.iter().position(|byte| *byte == b'?').unwrap();
        invalid[at] = 0xFF;
        let no_text = match vendor {
            Vendor::Gemini => json!({"candidates": [{"finishReason": "STOP"}]}),
            Vendor::OpenAi => json!({"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}),
        };
        let inside = vendor.failure(503, "UNAVAILABLE", "x").to_string();
        for (what, body, kind) in [
            ("empty", Vec::new(), Unavailable),
            ("cut JSON", whole[..whole.len() / 2].into(), Unavailable),
            ("a cut event", vendor.event("Never shown")[..20].into(), Unavailable),
            ("HTML", b"<!doctype html><p>Welcome".into(), Malformed),
            ("words", b"Service temporarily away".into(), Unavailable),
            ("wrong shape", br#"{"hello": "world"}"#.into(), Malformed),
            ("wrong types", br#"{"candidates": 1, "choices": "two"}"#.into(), Malformed),
            ("no text", no_text.to_string().into(), Malformed),
            ("a stream without text", vendor.end().into(), Malformed),
            ("invalid UTF-8", invalid, Malformed),
            ("an error inside", inside.into(), Unavailable),
        ] {
            fails(vendor, what, WireReply::status(200).bytes(body), "", kind).await;
        }
    }
}

#[tokio::test]
async fn blocked() {
    let (event, end) = (|vendor: Vendor| vendor.event("Half"), RefusedSide::Reply);
    for (vendor, side, body) in [
        (Vendor::Gemini, RefusedSide::Prompt, json!({"promptFeedback": {"blockReason": "SAFETY"}})),
        (Vendor::Gemini, end, json!({"candidates": [{"finishReason": "SAFETY"}]})),
        (Vendor::OpenAi, end, json!({"choices": [{"delta": {"refusal": "I cannot"}}]})),
        (Vendor::OpenAi, end, json!({"choices": [{"delta": {}, "finish_reason": "content_filter"}]})),
    ] {
        let reply = vendor.stream().bytes(format!("data: {body}\n\n"));
        fails(vendor, "blocked", reply, "", Refused(side)).await;
        let reply = vendor.stream().bytes(event(vendor)).bytes(format!("data: {body}\n\n"));
        fails(vendor, "blocked midway", reply, "Half", Refused(side)).await;
    }
    let flagged = json!({"error": {"code": 403, "metadata": {"flagged_input": "x", "reasons": ["y"]}}});
    let reply = WireReply::status(403).bytes(flagged.to_string());
    fails(Vendor::OpenAi, "flagged", reply, "", Refused(RefusedSide::Prompt)).await;
}

#[tokio::test]
async fn ten_megabytes_are_no_answer() {
    for vendor in Vendor::ALL {
        let much = "x".repeat(10 << 20);
        let whole = WireReply::status(200).bytes(vendor.whole(&much).to_string());
        fails(vendor, "one document", whole, "", Malformed).await;
        let unending = vendor.stream().drip_forever(vec![b' '; 1 << 20], Duration::ZERO);
        fails(vendor, "a line without end", unending, "", Malformed).await;
    }
}

#[tokio::test]
async fn broken_connections() {
    for vendor in Vendor::ALL {
        fails(vendor, "reset at once", WireReply::reset_at_once(), "", Unavailable).await;
        let begun = || vendor.stream().bytes(vendor.event("Half"));
        fails(vendor, "cut before a word", vendor.stream().cut(), "", Unavailable).await;
        fails(vendor, "cut", begun().cut(), "Half", Truncated).await;
        fails(vendor, "reset", begun().reset(), "Half", Truncated).await;
        fails(vendor, "ended early", begun(), "Half", Truncated).await;
        fails(vendor, "an error", begun().bytes(vendor.broken_event()), "Half", Truncated).await;
        fails(vendor, "an error at first", vendor.stream().bytes(vendor.broken_event()), "", Unavailable)
            .await;
    }
    let closed = { WireServer::always(WireReply::status(200)).await.url() };
    for vendor in Vendor::ALL {
        let error = vendor.at(&closed, PATIENCE).stream(ask("hi")).await.err();
        assert_eq!(error.map(|error| error.kind), Some(Unavailable), "nobody listens");
    }
}

#[tokio::test]
async fn what_follows_a_proper_end_disturbs_nothing() {
    for vendor in Vendor::ALL {
        let whole = || vendor.stream().bytes(vendor.event("Whole.")).bytes(vendor.end());
        for reply in [whole(), whole().cut(), whole().reset(), whole().hang()] {
            let (text, ending) = outcome(vendor, reply, PATIENCE).await;
            assert_eq!((text.as_str(), ending.is_ok()), ("Whole.", true), "{vendor:?}");
        }
    }
}

#[tokio::test]
async fn silence_and_drips() {
    // The server never ends, so the shortest patience is long enough to be sure of what it ends in.
    let short = Duration::from_millis(200);
    for vendor in Vendor::ALL {
        let begun = vendor.stream().bytes(vendor.event("Half"));
        for reply in [
            WireReply::hang_at_once(),
            vendor.stream().hang(),
            begun.hang(),
            vendor.stream().drip_forever(": wait\n", Duration::from_millis(50)),
        ] {
            let (_, ending) = outcome(vendor, reply, short).await;
            assert_eq!(ending.unwrap_err().kind, Timeout, "{vendor:?}");
        }
        let dripped = vendor.stream().drip(vendor.event("Drop ক by drop.")).drip(vendor.end());
        let (text, ending) = outcome(vendor, dripped, PATIENCE).await;
        assert_eq!((text.as_str(), ending.is_ok()), ("Drop ক by drop.", true), "{vendor:?}");
    }
}
