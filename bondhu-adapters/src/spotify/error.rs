//! What Spotify's failures mean.

use std::time::Duration;

use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use serde::Deserialize;

use crate::vendor_api::Failure;

/// A longer wait is not the limit of 30 seconds but the quota of the app.
const LONGEST_LIMIT: Duration = Duration::from_secs(30);
/// For how long nobody asks when Spotify does not say.
const UNTOLD_LIMIT: Duration = Duration::from_secs(30);
const UNTOLD_QUOTA: Duration = Duration::from_hours(1);
/// How often it is tried whether the owner of the app has paid again.
const UNPAID: Duration = Duration::from_hours(1);

#[derive(Default, Deserialize)]
struct Body {
    error: Option<Told>,
}

#[derive(Default, Deserialize)]
struct Told {
    message: Option<String>,
    reason: Option<String>,
}

pub(super) fn explain(failure: &Failure<'_>) -> ProviderError {
    let told = serde_json::from_str::<Body>(failure.body).unwrap_or_default().error.unwrap_or_default();
    let message = told.message.as_deref().unwrap_or(failure.body).to_lowercase();
    match failure.status {
        401 => ProviderError::new(ProviderErrorKind::Unauthorized),
        // Plain text, while the token endpoint still issues tokens.
        403 if message.contains("premium subscription required for the owner") => {
            ProviderError::new(ProviderErrorKind::Paused).until(Some(failure.now + UNPAID))
        }
        403 if message.contains("scope") => ProviderError::new(ProviderErrorKind::ReauthRequired),
        403 if message.contains("not registered") => ProviderError::new(ProviderErrorKind::Refused),
        // An endpoint that is closed to the app.
        403 | 404 | 410 => ProviderError::new(ProviderErrorKind::Unsupported),
        429 => limited(failure, told.reason.as_deref() == Some("QUOTA_EXCEEDED")),
        _ => ProviderError::new(ProviderErrorKind::Malformed),
    }
}

fn limited(failure: &Failure<'_>, is_quota: bool) -> ProviderError {
    let long = failure.retry_at.is_some_and(|at| at.since(failure.now) > LONGEST_LIMIT);
    let (kind, untold) = if is_quota || long {
        (ProviderErrorKind::Quota, UNTOLD_QUOTA)
    } else {
        (ProviderErrorKind::RateLimited, UNTOLD_LIMIT)
    };
    ProviderError::new(kind).until(failure.retry_at.or(Some(failure.now + untold)))
}
