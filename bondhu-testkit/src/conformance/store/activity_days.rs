//! Active days.

use std::sync::Arc;

use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{Store, StoreErrorKind};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::fixtures::{a_person, at, kind, of, system};
use crate::builders::a_user;

/// Every field comes back, for the ends of the calendar and for zones of every shape of name.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let zones =
        [Tz::UTC, Tz::America__Argentina__Buenos_Aires, Tz::Etc__GMTMinus14, Tz::Australia__Lord_Howe];
    let dates = [(1, 1, 1), (1970, 1, 1), (2028, 2, 29), (9999, 12, 31)];
    for (zone, (year, month, day)) in zones.into_iter().zip(dates) {
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let last_at = Timestamp::from_micros(253_402_300_799_999_999);
        let day = ActivityDay { date, zone, first_at: at(-1), last_at, count: u32::MAX };
        let mut unit = of(&store, user).await;
        unit.activity_days().save(user, &day).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(of(&store, user).await.activity_days().find(user, date).await.unwrap(), Some(day));
    }
}

/// Saving a day again replaces it and adds nothing.
pub async fn saving_again_replaces(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let day = a_day(2);
    let busier = ActivityDay { zone: Tz::Asia__Dhaka, first_at: at(0), last_at: at(9), count: 4, ..day };
    let mut unit = of(&store, user).await;
    unit.activity_days().save(user, &day).await.unwrap();
    unit.activity_days().save(user, &busier).await.unwrap();
    assert_eq!(unit.activity_days().all(user).await.unwrap(), [busier]);
}

/// All days come oldest first, in whatever order they were saved, a year's worth too.
pub async fn days_come_oldest_first(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let first = NaiveDate::from_ymd_opt(2025, 12, 1).unwrap();
    let days: Vec<_> = first.iter_days().take(400).map(|date| ActivityDay { date, ..a_day(1) }).collect();
    let mut unit = of(&store, user).await;
    for start in [3, 1, 0, 2] {
        for day in days.iter().skip(start).step_by(4) {
            unit.activity_days().save(user, day).await.unwrap();
        }
    }
    assert_eq!(unit.activity_days().all(user).await.unwrap(), days);
}

/// A day without activity and a person without days are absent.
pub async fn what_is_not_there_is_absent(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut unit = of(&store, user).await;
    assert_eq!(unit.activity_days().all(user).await.unwrap(), []);
    unit.activity_days().save(user, &a_day(2)).await.unwrap();
    assert_eq!(unit.activity_days().find(user, a_day(1).date).await.unwrap(), None);
    assert_eq!(unit.activity_days().find(user, a_day(3).date).await.unwrap(), None);
}

/// Each person has days of their own; a day of nobody is a conflict.
pub async fn days_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = system(&store).await;
    unit.activity_days().save(user, &a_day(2)).await.unwrap();
    assert_eq!(unit.activity_days().find(other, a_day(2).date).await.unwrap(), None);
    assert_eq!(unit.activity_days().all(other).await.unwrap(), []);
    let theirs = ActivityDay { count: 8, ..a_day(2) };
    unit.activity_days().save(other, &theirs).await.unwrap();
    assert_eq!(unit.activity_days().all(user).await.unwrap(), [a_day(2)]);
    assert_eq!(unit.activity_days().all(other).await.unwrap(), [theirs]);
    let nobody = a_user().build().id;
    assert_eq!(kind(unit.activity_days().save(nobody, &a_day(2)).await), Some(StoreErrorKind::Conflict));
}

fn a_day(day: u32) -> ActivityDay {
    let date = NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    ActivityDay { date, zone: Tz::Asia__Kolkata, first_at: at(1), last_at: at(2), count: 3 }
}
