//! What `YouTube`'s failures mean, by `error.errors[0].reason`.

use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use serde::Deserialize;

use crate::quota_day::next_pacific_midnight;
use crate::vendor_api::Failure;

#[derive(Default, Deserialize)]
struct Body {
    error: Option<Told>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    errors: Option<Vec<Option<Reason>>>,
    details: Option<Vec<Option<Reason>>>,
}

#[derive(Default, Deserialize)]
struct Reason {
    reason: Option<String>,
}

pub(super) fn explain(failure: &Failure<'_>) -> ProviderError {
    let told = serde_json::from_str::<Body>(failure.body).unwrap_or_default().error.unwrap_or_default();
    let first = |reasons: Option<Vec<Option<Reason>>>| {
        reasons.into_iter().flatten().flatten().find_map(|entry| entry.reason)
    };
    let reason = first(told.errors).or_else(|| first(told.details)).unwrap_or_default();
    let kind = match reason.as_str() {
        "quotaExceeded" | "dailyLimitExceeded" => {
            let midnight = next_pacific_midnight(failure.now);
            return ProviderError::new(ProviderErrorKind::Quota).until(Some(midnight));
        }
        "rateLimitExceeded" | "userRateLimitExceeded" => ProviderErrorKind::RateLimited,
        "insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => ProviderErrorKind::ReauthRequired,
        "youtubeSignupRequired" | "accountClosed" | "accountSuspended" => ProviderErrorKind::NoAccount,
        "authorizedRequired" | "authError" => ProviderErrorKind::Unauthorized,
        "subscriptionForbidden" | "playlistForbidden" | "forbidden" => ProviderErrorKind::Refused,
        "invalidPageToken" => ProviderErrorKind::Restart,
        "accessNotConfigured" | "SERVICE_DISABLED" => ProviderErrorKind::Paused,
        _ => match failure.status {
            401 => ProviderErrorKind::Unauthorized,
            403 => ProviderErrorKind::Refused,
            404 | 410 => ProviderErrorKind::Unsupported,
            429 => ProviderErrorKind::RateLimited,
            _ => ProviderErrorKind::Malformed,
        },
    };
    ProviderError::new(kind).until(failure.retry_at)
}
