//! What Steam's failures mean. They are pages of HTML.

use std::time::Duration;

use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};

use crate::vendor_api::Failure;

/// Steam tells no time to wait.
const UNTOLD_LIMIT: Duration = Duration::from_mins(5);
/// How often it is tried whether the key was mended.
const BAD_KEY: Duration = Duration::from_mins(10);

pub(super) fn explain(failure: &Failure<'_>) -> ProviderError {
    let later = |delay| failure.retry_at.or(Some(failure.now + delay));
    match failure.status {
        401 => ProviderError::new(ProviderErrorKind::Paused).until(later(BAD_KEY)),
        // Too many requests give 403 as well as 429; only a bad key is told of in words.
        403 if failure.body.contains("key=") => {
            ProviderError::new(ProviderErrorKind::Paused).until(later(BAD_KEY))
        }
        403 | 429 => ProviderError::new(ProviderErrorKind::RateLimited).until(later(UNTOLD_LIMIT)),
        404 | 410 => ProviderError::new(ProviderErrorKind::Unsupported),
        _ => ProviderError::new(ProviderErrorKind::Malformed),
    }
}
