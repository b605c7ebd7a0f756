//! How long a tier stays in force: 24 hours from the last serious message, with one check-in in between.

use std::time::Duration;

use super::Tier;
use crate::timestamp::Timestamp;

/// A tier of 2 or 3 stays in force this long after the latest message that reached 2.
pub const IN_FORCE: Duration = Duration::from_hours(24);
/// The person is asked once how they are, this long after that message.
pub const CHECK_IN_AFTER: Duration = Duration::from_hours(12);

/// A person's safety tier over time. Only time lowers it: no message does, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SafetyState {
    /// The highest tier since it was last [`Tier::None`]; [`SafetyState::tier_at`] says whether it still holds.
    pub tier: Tier,
    /// When a message last reached tier 2 or 3.
    pub since: Option<Timestamp>,
    /// When the check-in is due; `None` once it happened.
    pub check_in_at: Option<Timestamp>,
}

impl SafetyState {
    /// After a message of `tier` at `now`. Tiers below 2 change nothing; "I'm fine" and "you misunderstood" are such.
    #[must_use]
    pub fn observe(self, tier: Tier, now: Timestamp) -> Self {
        let current = self.tier_at(now);
        if tier < Tier::Ideation {
            return if current == Tier::None { Self::default() } else { self };
        }
        // A clock set back does not shorten what is in force.
        let since = self.since.map_or(now, |since| since.max(now));
        Self { tier: current.max(tier), since: Some(since), check_in_at: Some(after(since, CHECK_IN_AFTER)) }
    }

    /// The tier in force at `now`.
    pub fn tier_at(self, now: Timestamp) -> Tier {
        match self.ends_at() {
            Some(end) if now < end => self.tier,
            Some(_) | None => Tier::None,
        }
    }

    /// When the tier stops being in force, if no further message reaches 2.
    pub fn ends_at(self) -> Option<Timestamp> {
        self.since.map(|since| after(since, IN_FORCE))
    }

    /// Whether the person should be asked now how they are.
    pub fn check_in_due(self, now: Timestamp) -> bool {
        self.tier_at(now) > Tier::None && self.check_in_at.is_some_and(|at| at <= now)
    }

    /// After they were asked: not again until a new serious message.
    #[must_use]
    pub fn checked_in(self) -> Self {
        Self { check_in_at: None, ..self }
    }
}

fn after(start: Timestamp, duration: Duration) -> Timestamp {
    let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(start.as_micros().saturating_add(micros))
}
