//! When a person is told that Bondhu is a program: at the start of each session and after every three hours of use, one
//! hour for minors (New York General Business Law article 47; California SB 243).

use std::time::Duration;

use crate::timestamp::Timestamp;

/// The sentence itself.
pub const DISCLOSURE: &str = "Bondhu is a computer program, not a human being, and cannot feel.";

/// Whether the person must be told (again) at `now`. `told_at` is when they were last told on any device,
/// `session_start` the start of the session they are in.
pub fn is_due(
    told_at: Option<Timestamp>,
    session_start: Timestamp,
    now: Timestamp,
    may_be_minor: bool,
) -> bool {
    let interval = if may_be_minor { Duration::from_hours(1) } else { Duration::from_hours(3) };
    told_at.is_none_or(|told| told < session_start || now.since(told) >= interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_each_start_and_every_three_hours() {
        let t = |minutes: i64| Timestamp::from_seconds(minutes * 60);
        assert!(is_due(None, t(0), t(0), false));
        assert!(is_due(Some(t(0)), t(5), t(5), false), "a new session tells anew");
        assert!(!is_due(Some(t(5)), t(5), t(184), false));
        assert!(is_due(Some(t(5)), t(5), t(185), false));
        assert!(is_due(Some(t(5)), t(5), t(65), true), "minors hourly");
    }
}
