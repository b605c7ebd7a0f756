//! When somebody listens, watches or plays: by hour and weekday, in their own zone.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;

use crate::streaks::civil_date;
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// Counts by weekday and hour. Only plays whose time is known are in it; without any it is empty, which is not the same
/// as never.
///
/// Hours are those of the wall clock; the weekday is that of the person's civil day, so with a day that starts at 4 what
/// is heard at 1 on Sunday belongs to Saturday. Both are derived once, with the zone that held then.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TimeTable {
    /// Sorted by slot, each once, none with a count of 0. Sparse: most items were played at a few hours only.
    slots: Vec<(u8, u32)>,
}

/// The statistics of a [`TimeTable`] as a page draws them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStatistics {
    /// Plays by hour of the day, 0 to 23.
    pub by_hour: [u32; 24],
    /// Plays by weekday, Monday first.
    pub by_weekday: [u32; 7],
    /// All plays whose time is known.
    pub plays: u32,
    /// The hour with the most plays, the earliest of equals; `None` without plays.
    pub busiest_hour: Option<u8>,
    /// The weekday with the most plays, Monday = 0, the earliest of equals; `None` without plays.
    pub busiest_weekday: Option<u8>,
}

impl TimeTable {
    /// Counts a play that began at `at`.
    pub fn record(&mut self, at: Timestamp, zone: Tz, day_start: DayStart) {
        let hour = at.to_datetime().with_timezone(&zone).hour();
        let weekday = civil_date(at, zone, day_start).weekday().num_days_from_monday();
        // 7 × 24 slots fit into a byte.
        self.add(u8::try_from(weekday * 24 + hour).unwrap_or(0), 1);
    }

    /// Adds the counts of another table.
    pub fn merge(&mut self, other: &Self) {
        for &(slot, count) in &other.slots {
            self.add(slot, count);
        }
    }

    /// The slots with a count, as `(weekday, hour, count)`, Monday = 0, in order: the form for storage.
    pub fn slots(&self) -> impl Iterator<Item = (u8, u8, u32)> + '_ {
        self.slots.iter().map(|&(slot, count)| (slot / 24, slot % 24, count))
    }

    /// The table with these slots; those outside of the week and counts of 0 are left out, equal ones added.
    pub fn from_slots(slots: impl IntoIterator<Item = (u8, u8, u32)>) -> Self {
        let mut table = Self::default();
        for (weekday, hour, count) in slots {
            if weekday < 7 && hour < 24 && count > 0 {
                table.add(weekday * 24 + hour, count);
            }
        }
        table
    }

    /// Whether no time is known.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Its statistics; `None` when no time is known.
    pub fn statistics(&self) -> Option<TimeStatistics> {
        if self.is_empty() {
            return None;
        }
        let (mut by_hour, mut by_weekday) = ([0_u32; 24], [0_u32; 7]);
        for (weekday, hour, count) in self.slots() {
            let add = |to: &mut u32| *to = to.saturating_add(count);
            add(&mut by_hour[usize::from(hour)]);
            add(&mut by_weekday[usize::from(weekday)]);
        }
        let plays = self.slots.iter().fold(0_u32, |sum, slot| sum.saturating_add(slot.1));
        let (busiest_hour, busiest_weekday) = (busiest(&by_hour), busiest(&by_weekday));
        Some(TimeStatistics { by_hour, by_weekday, plays, busiest_hour, busiest_weekday })
    }

    fn add(&mut self, slot: u8, count: u32) {
        match self.slots.binary_search_by_key(&slot, |it| it.0) {
            Ok(found) => self.slots[found].1 = self.slots[found].1.saturating_add(count),
            Err(place) => self.slots.insert(place, (slot, count)),
        }
    }
}

fn busiest(counts: &[u32]) -> Option<u8> {
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most).and_then(|place| u8::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(times: &[&str], zone: &str, start: u8) -> TimeTable {
        let (zone, start) = (zone.parse().unwrap(), DayStart::new(start).unwrap());
        let mut table = TimeTable::default();
        for time in times {
            table.record(time.parse().unwrap(), zone, start);
        }
        table
    }

    #[test]
    fn hours_and_weekdays_are_the_persons_own() {
        // Sunday 20:00 UTC is Monday 01:30 in Kolkata.
        let sunday_night = ["2026-11-22T20:00:00Z"];
        let slots = |table: TimeTable| table.slots().collect::<Vec<_>>();
        assert_eq!(slots(table(&sunday_night, "UTC", 0)), [(6, 20, 1)]);
        assert_eq!(slots(table(&sunday_night, "Asia/Kolkata", 0)), [(0, 1, 1)]);
        assert_eq!(slots(table(&sunday_night, "Asia/Kolkata", 4)), [(6, 1, 1)]);
    }

    #[test]
    fn nothing_known_is_not_zero() {
        assert_eq!(TimeTable::default().statistics(), None);
        let some = table(&["2026-11-22T20:00:00Z", "2026-11-15T20:30:00Z"], "UTC", 0).statistics().unwrap();
        assert_eq!((some.plays, some.busiest_hour, some.busiest_weekday), (2, Some(20), Some(6)));
    }

    proptest! {
        #[test]
        fn order_and_grouping_change_nothing(times in prop::collection::vec(0_i64..4_000_000_000, 0..60), cut in 0_usize..60) {
            let zone = chrono_tz::Asia::Dhaka;
            let fill = |times: &mut dyn Iterator<Item = &i64>| {
                let mut table = TimeTable::default();
                times.for_each(|at| table.record(Timestamp::from_seconds(*at), zone, DayStart::default()));
                table
            };
            let whole = fill(&mut times.iter());
            prop_assert_eq!(&whole, &fill(&mut times.iter().rev()));
            let cut = cut.min(times.len());
            let mut parts = fill(&mut times[cut..].iter());
            parts.merge(&fill(&mut times[..cut].iter()));
            prop_assert_eq!(&whole, &parts);
            prop_assert_eq!(&whole, &TimeTable::from_slots(whole.slots()));
            let statistics = whole.statistics();
            prop_assert_eq!(statistics.is_some(), !times.is_empty());
            if let Some(it) = statistics {
                prop_assert_eq!(it.by_hour.iter().sum::<u32>(), it.plays);
                prop_assert_eq!(it.by_weekday.iter().sum::<u32>(), it.plays);
                prop_assert_eq!(it.plays as usize, times.len());
            }
        }
    }
}
