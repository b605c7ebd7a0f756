//! The streak kept up to date activity by activity.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::day::{ActivityDay, civil_date};
use super::standing::{self, Standing};
use super::{Streak, StreakPolicy};
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// All active days of one person with how things stood on each.
///
/// Whatever the order in which activities arrive, its answers equal those of [`super::streak`] over its days. An
/// activity of the latest day costs one step; one that arrives late costs a step for each later day that it changes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct StreakAccumulator {
    policy: StreakPolicy,
    days: BTreeMap<NaiveDate, (ActivityDay, Standing)>,
}

impl StreakAccumulator {
    /// Without any days yet.
    pub const fn new(policy: StreakPolicy) -> Self {
        Self { policy, days: BTreeMap::new() }
    }

    /// Takes in an activity and returns its day.
    pub fn record(&mut self, at: Timestamp, zone: Tz, day_start: DayStart) -> ActivityDay {
        let date = civil_date(at, zone, day_start);
        let day = ActivityDay::record(self.days.get(&date).map(|(day, _)| *day), at, zone, date);
        self.insert(day);
        day
    }

    /// Takes in a whole day, in place of what was known of its date.
    pub fn insert(&mut self, day: ActivityDay) {
        let mut previous = self.days.range(..day.date).next_back().map(|(_, entry)| *entry);
        let entry = (day, Standing::on(&day, previous.as_ref(), self.policy));
        self.days.insert(day.date, entry);
        previous = Some(entry);
        for (_, (later, standing)) in self.days.range_mut(day.date..).skip(1) {
            let new = Standing::on(later, previous.as_ref(), self.policy);
            if new == *standing {
                break;
            }
            *standing = new;
            previous = Some((*later, new));
        }
    }

    /// The active days, sorted by date.
    pub fn days(&self) -> impl Iterator<Item = &ActivityDay> {
        self.days.values().map(|(day, _)| day)
    }

    /// The streak at `now`.
    pub fn streak(&self, now: Timestamp, zone: Tz, day_start: DayStart) -> Streak {
        standing::summary(self.days.values(), now, zone, day_start, self.policy)
    }
}
