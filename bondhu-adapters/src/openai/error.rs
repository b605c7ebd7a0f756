//! The only place that reads what such servers call a failure.

use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, RatePeriod, RefusedSide};
use serde_json::Value;

use crate::delay::retry_after;
use crate::model_wire::transport::{Failure, word};

/// The failure that an HTTP status and its body tell.
pub(super) fn of_failure(failure: &Failure, now: Timestamp) -> ChatModelError {
    let told = told(&failure.body);
    let error = read(failure.status, told.as_ref().unwrap_or(&Value::Null), now);
    match retry_after(&failure.headers, now) {
        Some(told) => ChatModelError { retry_at: Some(told), ..error },
        None => error,
    }
}

/// The failure in an answer that began well: what stands under `error`, or the whole of an older one.
pub(super) fn of_error(told: &Value, now: Timestamp) -> ChatModelError {
    read(status_of(told), told, now)
}

/// The field of the request that a failure is about, where the server names it.
pub(super) fn field(failure: &Failure) -> Option<String> {
    Some(told(&failure.body)?.get("param")?.as_str()?.to_owned())
}

/// What stands under `error`, in a list too, or the whole where the server has no such field. Not JSON: a proxy's page.
fn told(body: &[u8]) -> Option<Value> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let body = match body {
        Value::Array(list) => list.into_iter().next()?,
        body => body,
    };
    Some(body.get("error").filter(|error| !error.is_null()).cloned().unwrap_or(body))
}

/// A failure inside an answer has no status of its own but what it tells.
fn status_of(told: &Value) -> u16 {
    let number = told.get("code").or(told.get("status")).and_then(|code| {
        code.as_u64().or_else(|| code.as_str()?.parse().ok()).and_then(|code| u16::try_from(code).ok())
    });
    number
        .filter(|code| (400..600).contains(code))
        .unwrap_or_else(|| words(told).find_map(known_word).unwrap_or(500))
}

fn known_word(word: &str) -> Option<u16> {
    match word {
        "rate_limit_exceeded" | "rate_limit_error" | "tokens" | "requests" => Some(429),
        "invalid_request_error" | "BadRequestError" => Some(400),
        "invalid_api_key" | "authentication_error" => Some(401),
        "permission_error" => Some(403),
        "not_found_error" | "model_not_found" | "NotFoundError" => Some(404),
        _ => None,
    }
}

/// The words by which a failure is known: its code, its type and what OpenRouter calls it.
fn words(told: &Value) -> impl Iterator<Item = &str> {
    let own = ["code", "type"].into_iter().filter_map(|key| told.get(key)?.as_str());
    let metadata = told.get("metadata").and_then(|metadata| metadata.get("error_type")?.as_str());
    own.chain(metadata).filter_map(word)
}

fn read(status: u16, told: &Value, now: Timestamp) -> ChatModelError {
    let is = |known: &[&str]| words(told).any(|word| known.contains(&word));
    let message = told.get("message").unwrap_or(told).as_str().unwrap_or_default();
    let kind = if is(&["insufficient_quota", "billing_hard_limit_reached"]) {
        ChatModelErrorKind::Quota
    } else if is(&["content_filter", "content_policy_violation", "moderation", "guardrail"])
        || told.pointer("/metadata/flagged_input").is_some_and(|input| !input.is_null())
    {
        ChatModelErrorKind::Refused(RefusedSide::Prompt)
    } else if is(&["exceed_context_size_error", "context_length_exceeded"]) {
        ChatModelErrorKind::Unsupported
    } else {
        match status {
            429 => ChatModelErrorKind::RateLimited(period(message)),
            401 | 403 => ChatModelErrorKind::Unauthorized,
            402 => ChatModelErrorKind::Quota,
            408 | 425 | 500.. => ChatModelErrorKind::Unavailable,
            _ => ChatModelErrorKind::Unsupported,
        }
    };
    let retry_at = match kind {
        ChatModelErrorKind::RateLimited(RatePeriod::Day) => Some(next_midnight(now)),
        _ => None,
    };
    let mut why = status.to_string();
    for word in words(told) {
        why.push(' ');
        why.push_str(word);
    }
    ChatModelError::new(kind).until(retry_at).because(why)
}

/// Only the sentence tells.
fn period(message: &str) -> RatePeriod {
    let by_day = ["per day", "per-day", "daily"].iter().any(|phrase| message.contains(phrase));
    if by_day { RatePeriod::Day } else { RatePeriod::Minute }
}

/// The next midnight in UTC, when limits by day are taken to begin anew where the server does not say.
pub fn next_midnight(now: Timestamp) -> Timestamp {
    const DAY: Duration = Duration::from_hours(24);
    let micros = i64::try_from(DAY.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(now.as_micros().div_euclid(micros).saturating_mul(micros)) + DAY
}
