//! How long a vendor asks to wait.

use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use chrono::DateTime;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// What a longer wait is taken for.
const LONGEST: Duration = Duration::from_hours(24 * 31);

/// When the header `Retry-After` allows the next request: it names seconds or a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    seconds(text).map(|delay| now + delay).or_else(|| {
        let date: Timestamp = DateTime::parse_from_rfc2822(text).ok()?.to_utc().into();
        Some(now + date.since(now).min(LONGEST))
    })
}

/// A duration as protocol buffers write it in JSON: `26s`, `3.4s`.
#[cfg(feature = "gemini")]
pub(crate) fn proto_duration(text: &str) -> Option<Duration> {
    seconds(text.strip_suffix('s')?)
}

fn seconds(text: &str) -> Option<Duration> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds: f64 = text.parse().ok().filter(|_| is_number)?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000); // 2026-03-02T09:00:00Z

    fn after(value: &str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, NOW).map(|at| at.since(NOW))
    }

    #[test]
    fn seconds_and_dates() {
        assert_eq!(after("26"), Some(Duration::from_secs(26)));
        assert_eq!(after(" 0.5 "), Some(Duration::from_millis(500)));
        assert_eq!(after("Mon, 02 Mar 2026 09:01:00 GMT"), Some(Duration::from_mins(1)));
        assert_eq!(after("Mon, 02 Mar 2026 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(after("99999999999999999999999"), Some(LONGEST));
        assert_eq!(after("Sun, 01 Mar 2099 08:00:00 GMT"), Some(LONGEST));
        for nonsense in ["", "soon", "-1", "1e3", "NaN", "inf", "."] {
            assert_eq!(after(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), NOW), None);
    }

    #[cfg(feature = "gemini")]
    #[test]
    fn protocol_buffers() {
        assert_eq!(proto_duration("26s"), Some(Duration::from_secs(26)));
        assert_eq!(proto_duration("3.4s"), Some(Duration::from_millis(3_400)));
        assert_eq!(proto_duration("26"), None);
        assert_eq!(proto_duration("-1s"), None);
    }
}
