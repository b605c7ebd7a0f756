//! Moods of messages and days, insights, safety events.

use std::sync::Arc;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::insights::{CommunicationStyle, EmotionalStability, Insight, InsightFlags, Trend};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::mood_check_ins::CheckIn;
use bondhu_domain::mood_series::{MoodDay, ScoredMessage};
use bondhu_domain::moods::Mood;
use bondhu_domain::safety::{Flag, Tier};
use bondhu_ports::insights::StoredInsight;
use bondhu_ports::moods::{MessageMood, StoredCheckIn};
use bondhu_ports::safety_events::{SafetyCount, SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Store, StoreErrorKind};
use chrono::NaiveDate;

use super::fixtures::{a_person, a_visit, at, kind, of, said, system};
use crate::builders::{a_message, a_user};

fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn mood(mood: Mood, score: f64, day: u32) -> MessageMood {
    MessageMood { mood, score, date: date(day) }
}

async fn score(store: &Arc<dyn Store>, message: &Message, mood: &MessageMood) -> bool {
    let mut unit = of(store, message.user_id).await;
    let found = unit.moods().score_message(message.user_id, message.id, mood).await.unwrap();
    unit.commit().await.unwrap();
    found
}

/// A mood comes back with its message; 0 stays 0 and what was not scored stays nothing.
pub async fn a_mood_comes_back_with_its_message(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let (low, unscored) = (said(&store, &visit, "bad").await, said(&store, &visit, "?!").await);
    assert!(score(&store, &low, &mood(Mood::Sad, 0.0, 20)).await);
    let mut unit = of(&store, visit.user_id).await;
    let low = unit.messages().find(visit.user_id, low.id).await.unwrap().unwrap();
    assert_eq!((low.mood.as_deref(), low.sentiment_score), (Some("sad"), Some(0.0)));
    let unscored = unit.messages().find(visit.user_id, unscored.id).await.unwrap().unwrap();
    assert_eq!((unscored.mood, unscored.sentiment_score), (None, None));
}

/// Replies, other people's messages and unknown ones get no mood.
pub async fn only_own_messages_get_a_mood(store: Arc<dyn Store>) {
    let (visit, other) = (a_visit(&store).await, a_visit(&store).await);
    let (asked, theirs) = (said(&store, &visit, "hello").await, said(&store, &other, "hello").await);
    let reply = a_message().of(&visit).replying_to(&asked).build();
    assert_eq!(reply.sender, Sender::Ai);
    let mut unit = of(&store, visit.user_id).await;
    unit.messages().insert(&reply).await.unwrap();
    for id in [reply.id, theirs.id] {
        let calm = mood(Mood::Calm, 0.6, 20);
        assert!(!unit.moods().score_message(visit.user_id, id, &calm).await.unwrap());
    }
    assert_eq!(unit.moods().scored_on(visit.user_id, date(20)).await.unwrap(), []);
}

/// Scored messages are found by time, the start included and the end not, and by the day they were given.
pub async fn scored_messages_are_found_by_time_and_by_day(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let mut expected = Vec::new();
    for (number, label) in [Mood::Sad, Mood::Calm, Mood::Happy].into_iter().enumerate() {
        let message = said(&store, &visit, "something").await;
        let value = 0.25 * f64::from(u32::try_from(number).unwrap());
        score(&store, &message, &mood(label, value, if number == 2 { 21 } else { 20 })).await;
        expected.push(ScoredMessage { at: message.created_at, score: value, mood: label });
    }
    let mut unit = of(&store, visit.user_id).await;
    let between = unit.moods().scored_between(visit.user_id, expected[0].at, expected[2].at).await.unwrap();
    assert_eq!(between, expected[..2]);
    assert_eq!(unit.moods().scored_on(visit.user_id, date(20)).await.unwrap(), expected[..2]);
    assert_eq!(unit.moods().scored_on(visit.user_id, date(21)).await.unwrap(), expected[2..]);
    drop(unit);
    let other = a_person(&store).await.id;
    assert_eq!(system(&store).await.moods().scored_on(other, date(20)).await.unwrap(), []);
}

/// Days come back to the bit, oldest first, and saving again replaces.
pub async fn mood_days_come_back_in_order(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let day = |on, mean, sd| MoodDay { date: date(on), mean, sd, n: 3, dominant_mood: Mood::Tired };
    let mut unit = of(&store, user).await;
    for day in [day(3, 0.1 + 0.2, Some(1.0 / 3.0)), day(1, 0.0, None), day(3, 1.0, None)] {
        unit.moods().save_day(user, &day).await.unwrap();
    }
    unit.moods().save_day(user, &day(2, 0.1 + 0.2, Some(1.0 / 3.0))).await.unwrap();
    let expected = [day(1, 0.0, None), day(2, 0.1 + 0.2, Some(1.0 / 3.0)), day(3, 1.0, None)];
    assert_eq!(unit.moods().days(user).await.unwrap(), expected);
    drop(unit);
    let stranger = a_user().build().id;
    let refused = system(&store).await.moods().save_day(stranger, &expected[0]).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}

/// Check-ins come back, oldest first, with and without a note.
pub async fn check_ins_come_back_in_order(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let said = |valence, note: Option<&str>, micros| StoredCheckIn {
        check_in: CheckIn::new(valence, -valence).unwrap(),
        note: note.map(str::to_owned),
        at: at(micros),
    };
    let mut unit = system(&store).await;
    for check_in in [said(4, None, 2), said(-4, Some("মন ভালো নেই"), 1)] {
        unit.moods().check_in(user, &check_in).await.unwrap();
    }
    let expected = [said(-4, Some("মন ভালো নেই"), 1), said(4, None, 2)];
    assert_eq!(unit.moods().check_ins(user).await.unwrap(), expected);
    assert_eq!(unit.moods().check_ins(other).await.unwrap(), []);
}

fn insight(needs_support: bool, at_message: u64) -> StoredInsight {
    let flags = InsightFlags {
        needs_support,
        communication_style: if needs_support {
            CommunicationStyle::EmpatheticSupportive
        } else {
            CommunicationStyle::BalancedFriendly
        },
        emotional_stability: EmotionalStability::Variable,
    };
    let insight = Insight {
        avg_sentiment_24h: 0.1 + 0.2,
        sentiment_volatility: 0.0,
        dominant_mood: Mood::Numb,
        message_count_24h: 7,
        trend: Trend::Declining,
        analyzed_at: at(7),
        flags,
    };
    StoredInsight { insight, at_message }
}

/// The newest insight replaces every field of the one before, also a flag that no longer holds.
pub async fn an_insight_replaces_the_one_before(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = system(&store).await;
    assert_eq!(unit.insights().latest(user).await.unwrap(), None);
    unit.insights().save(user, &insight(true, 10)).await.unwrap();
    unit.insights().save(user, &insight(false, 20)).await.unwrap();
    assert_eq!(unit.insights().latest(user).await.unwrap(), Some(insight(false, 20)));
    assert_eq!(unit.insights().latest(other).await.unwrap(), None);
}

/// People with a message of their own since an instant are found once each, in pages; replies do not count.
pub async fn active_people_are_found_in_pages(store: Arc<dyn Store>) {
    let (first, second, _quiet) = (a_visit(&store).await, a_visit(&store).await, a_visit(&store).await);
    let newest = said(&store, &first, "one").await;
    said(&store, &first, "two").await;
    said(&store, &second, "three").await;
    let mut expected: Vec<UserId> = vec![first.user_id, second.user_id];
    expected.sort();
    let mut unit = system(&store).await;
    let early = newest.created_at.min(at(0));
    let page = unit.insights().active_since(early, None, 1).await.unwrap();
    assert_eq!(page, expected[..1]);
    let rest = unit.insights().active_since(early, Some(page[0]), 10).await.unwrap();
    assert_eq!(rest, expected[1..]);
}

fn detected(message: MessageId, tier: Tier, flags: &[Flag], micros: i64) -> SafetyEvent {
    let kind = SafetyEventKind::Detected { message, tier, flags: flags.to_vec() };
    SafetyEvent { kind, at: at(micros) }
}

/// Events come back, oldest first; a message is detected once.
pub async fn safety_events_come_back_in_order(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let user = visit.user_id;
    let (first, second) = (said(&store, &visit, "one").await.id, said(&store, &visit, "two").await.id);
    let check_in = SafetyEvent { kind: SafetyEventKind::CheckedIn, at: at(3) };
    let serious = detected(first, Tier::Plan, &[Flag::Abuse, Flag::Panic], 2);
    let flagged = detected(second, Tier::None, &[Flag::Panic], 4);
    let mut unit = of(&store, user).await;
    for event in [&flagged, &check_in, &serious, &detected(first, Tier::Distress, &[], 9)] {
        unit.safety_events().insert(user, event).await.unwrap();
    }
    let all = unit.safety_events().since(user, at(0)).await.unwrap();
    assert_eq!(all, [serious, check_in.clone(), flagged.clone()]);
    assert_eq!(unit.safety_events().since(user, at(3)).await.unwrap(), [check_in, flagged]);
    let of_first = unit.safety_events().of_message(user, first).await.unwrap();
    assert_eq!(of_first, Some((Tier::Plan, vec![Flag::Abuse, Flag::Panic])));
}

/// Nobody sees another person's events, and everybody's are counted by the program.
pub async fn safety_events_are_counted_over_everybody(store: Arc<dyn Store>) {
    let (visit, other) = (a_visit(&store).await, a_visit(&store).await);
    let mut unit = system(&store).await;
    for (visit, micros) in [(&visit, 1), (&other, 2), (&other, 5)] {
        let message = a_message().of(visit).build();
        unit.messages().insert(&message).await.unwrap();
        let event = detected(message.id, Tier::Ideation, &[Flag::Panic], micros);
        unit.safety_events().insert(visit.user_id, &event).await.unwrap();
        let theirs = unit.safety_events().of_message(a_user().build().id, message.id).await.unwrap();
        assert_eq!(theirs, None);
    }
    let count = |name: &str, count| SafetyCount { name: name.to_owned(), count };
    let counted = unit.safety_events().counts(at(1), at(5)).await.unwrap();
    assert_eq!(counted, [count("panic", 2), count("tier_2", 2)]);
    assert_eq!(unit.safety_events().since(visit.user_id, at(0)).await.unwrap().len(), 1);
}

/// Everything of this kind goes with the person.
pub async fn a_removal_takes_moods_and_events(store: Arc<dyn Store>) {
    let visit = a_visit(&store).await;
    let user = visit.user_id;
    let message = said(&store, &visit, "one").await;
    let mut unit = system(&store).await;
    unit.moods().score_message(user, message.id, &mood(Mood::Sad, 0.2, 20)).await.unwrap();
    let day = MoodDay { date: date(20), mean: 0.2, sd: None, n: 1, dominant_mood: Mood::Sad };
    unit.moods().save_day(user, &day).await.unwrap();
    let check_in = CheckIn::new(1, 1).unwrap();
    unit.moods().check_in(user, &StoredCheckIn { check_in, note: None, at: at(1) }).await.unwrap();
    unit.insights().save(user, &insight(true, 10)).await.unwrap();
    unit.safety_events().insert(user, &detected(message.id, Tier::Plan, &[], 1)).await.unwrap();
    assert!(unit.users().delete(user).await.unwrap());
    assert_eq!(unit.moods().days(user).await.unwrap(), []);
    assert_eq!(unit.moods().check_ins(user).await.unwrap(), []);
    assert_eq!(unit.moods().scored_on(user, date(20)).await.unwrap(), []);
    assert_eq!(unit.insights().latest(user).await.unwrap(), None);
    assert_eq!(unit.safety_events().since(user, at(0)).await.unwrap(), []);
    assert_eq!(unit.safety_events().counts(at(0), at(9)).await.unwrap(), []);
}
