//! The only place that reads what Google calls a failure.

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::chat_model::{ChatModelError, ChatModelErrorKind, RatePeriod};
use serde::Deserialize;

use super::wire::{Detail, Failure as Told};
use crate::delay::{proto_duration, retry_after};
use crate::model_wire::answer::elements;
use crate::model_wire::transport::{Failure, word};
use crate::quota_day::next_pacific_midnight;

#[derive(Deserialize)]
struct Body {
    error: Option<Told>,
}

/// The failure that an HTTP status and its body tell.
pub(super) fn of_failure(failure: &Failure, now: Timestamp) -> ChatModelError {
    // An object, or a list of one where a stream was asked for. What is not JSON is a proxy's page, or nothing.
    let bodies = elements(&failure.body).unwrap_or_default();
    let told = bodies.iter().find_map(|body| serde_json::from_str::<Body>(body.get()).ok()?.error);
    let error = read(failure.status, told.as_ref(), now);
    ChatModelError { retry_at: error.retry_at.or_else(|| retry_after(&failure.headers, now)), ..error }
}

/// The failure in an answer that began well.
pub(super) fn of_error(told: &Told, now: Timestamp) -> ChatModelError {
    read(told.code.unwrap_or(500), Some(told), now)
}

fn read(status: u16, told: Option<&Told>, now: Timestamp) -> ChatModelError {
    let details = || told.iter().flat_map(|told| told.details.iter().flatten().flatten());
    let state = told.and_then(|told| told.status.as_deref()).unwrap_or_default();
    let reason = details().find_map(|detail| detail.reason.as_deref()).unwrap_or_default();
    let delay = details().find_map(|detail| proto_duration(detail.retry_delay.as_deref()?));
    let kind = match status {
        _ if state == "RESOURCE_EXHAUSTED" => ChatModelErrorKind::RateLimited(period(details())),
        429 => ChatModelErrorKind::RateLimited(period(details())),
        400 if reason.starts_with("API_KEY") || state == "FAILED_PRECONDITION" => {
            ChatModelErrorKind::Unauthorized
        }
        401 | 403 => ChatModelErrorKind::Unauthorized,
        402 => ChatModelErrorKind::Quota,
        408 | 499 | 500.. => ChatModelErrorKind::Unavailable,
        _ => ChatModelErrorKind::Unsupported,
    };
    let retry_at = match kind {
        ChatModelErrorKind::RateLimited(RatePeriod::Day) => Some(next_pacific_midnight(now)),
        _ => delay.map(|delay| now + delay),
    };
    let words: Vec<&str> = [state, reason].into_iter().filter_map(word).collect();
    ChatModelError::new(kind)
        .until(retry_at)
        .because(format!("{status} {}", words.join(" ")).trim().to_owned())
}

fn period<'a>(mut details: impl Iterator<Item = &'a Detail>) -> RatePeriod {
    let by_day = details.any(|detail| {
        let violations = detail.violations.iter().flatten().flatten();
        violations.filter_map(|it| it.quota_id.as_deref()).any(|id| id.contains("PerDay"))
    });
    if by_day { RatePeriod::Day } else { RatePeriod::Minute }
}
