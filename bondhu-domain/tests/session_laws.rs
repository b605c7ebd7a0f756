//! What holds for sessions after any events in any order, with a clock that may be set back.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::activity::ActivityKind;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{EndedBy, Session, SessionPolicy, Visit, start};
use bondhu_domain::timestamp::Timestamp;
use proptest::prelude::*;

const EPOCH: i64 = 1_700_000_000;

fn second(second: i64) -> Timestamp {
    Timestamp::from_seconds(EPOCH + second)
}

fn user() -> UserId {
    UserId::new(second(0), [7; 10])
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Start,
    Leave(usize),
    Activity(usize, ActivityKind),
    Settle,
}

fn kind() -> impl Strategy<Value = ActivityKind> {
    prop::sample::select(ActivityKind::ALL.to_vec())
}

/// Steps with the seconds that the clock moves before each, mostly forward.
fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        3 => Just(Step::Start),
        2 => (0..3_usize).prop_map(Step::Leave),
        5 => (0..3_usize, kind()).prop_map(|(session, kind)| Step::Activity(session, kind)),
        1 => Just(Step::Settle),
    ];
    let passes = prop_oneof![4 => 0..200_i64, 2 => 1_500..2_100_i64, 1 => -600..0_i64];
    prop::collection::vec((passes, step), 0..60)
}

/// The sessions of one person as a store would keep them, latest last.
#[derive(Default)]
struct Store {
    sessions: Vec<Session>,
}

impl Store {
    fn latest(&self) -> Option<Session> {
        let ended = || self.sessions.iter().max_by_key(|session| session.end.map(|end| end.at));
        self.sessions.iter().find(|session| session.is_open()).or_else(ended).cloned()
    }

    fn save(&mut self, session: Session) {
        match self.sessions.iter_mut().find(|kept| kept.id == session.id) {
            Some(kept) => *kept = session,
            None => self.sessions.push(session),
        }
    }

    fn nth_latest(&self, back: usize) -> Option<Session> {
        self.sessions.iter().rev().nth(back).cloned()
    }

    fn apply(&mut self, step: Step, now: Timestamp, policy: &SessionPolicy) {
        match step {
            Step::Start => {
                let id = SessionId::new(now, [u8::try_from(self.sessions.len()).unwrap(); 10]);
                let started = start(self.latest(), id, user(), now, policy);
                if let Some(closed) = started.closed {
                    assert!(!closed.is_open());
                    self.save(closed);
                }
                assert_eq!(started.visit == Visit::Opened, started.session.id == id);
                self.save(started.session);
            }
            Step::Leave(back) => {
                if let Some(session) = self.nth_latest(back) {
                    let mut session = session.settled(now, policy);
                    session.leave(now);
                    self.save(session);
                }
            }
            Step::Activity(back, kind) => {
                if let Some(session) = self.nth_latest(back) {
                    let mut session = session.settled(now, policy);
                    let at = session.next_activity_at(now);
                    assert_eq!(session.record(kind, at, policy).is_ok(), session.is_open());
                    self.save(session);
                }
            }
            Step::Settle => {
                for session in &mut self.sessions {
                    *session = session.clone().settled(now, policy);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_interleaving_of_events(steps in steps()) {
        let policy = SessionPolicy::default();
        let mut store = Store::default();
        let mut clock = 0;
        for (passes, step) in steps {
            clock += passes;
            let now = second(clock);
            store.apply(step, now, &policy);
            prop_assert!(store.sessions.iter().filter(|session| session.is_open()).count() <= 1);
            for session in &store.sessions {
                let total = session.total_minutes(now);
                prop_assert!(session.active_minutes() <= total, "{} of {total}", session.active_minutes());
                prop_assert_eq!(session.counts(), session.activities.last_at().is_some());
                if let Some(end) = session.end {
                    prop_assert!(end.at >= session.started_at && end.at >= session.last_seen());
                    prop_assert!(end.by != EndedBy::Idle || end.at == session.last_seen());
                    prop_assert!(u128::from(session.activities.active_micros)
                        <= end.at.since(session.started_at).as_micros());
                }
            }
        }
    }

    #[test]
    fn an_event_applied_twice_is_applied_once(
        before in prop::collection::vec((0..1_000_i64, kind()), 0..10), at in -60..1_200_i64, kind in kind(),
    ) {
        let policy = SessionPolicy::default();
        let mut session = Session::new(SessionId::new(second(0), [1; 10]), user(), second(0));
        for (at, kind) in before {
            session.record(kind, second(at), &policy).unwrap();
        }
        session.record(kind, second(at), &policy).unwrap();
        let once = session.clone();
        session.record(kind, second(at), &policy).unwrap();
        prop_assert_eq!(&session, &once);

        session.leave(second(at));
        let left = session.clone();
        session.leave(second(at + 30));
        prop_assert_eq!(&session, &left);
        prop_assert!(session.record(kind, second(at + 40), &policy).is_err());
        prop_assert_eq!(&session, &left);
    }

    #[test]
    fn activities_at_one_instant_commute(
        before in prop::collection::vec((0..1_000_i64, kind()), 0..6),
        at in -60..1_200_i64,
        kinds in Just(ActivityKind::ALL.to_vec()).prop_shuffle(),
    ) {
        let policy = SessionPolicy::default();
        let mut session = Session::new(SessionId::new(second(0), [1; 10]), user(), second(0));
        for (at, kind) in before {
            session.record(kind, second(at), &policy).unwrap();
        }
        let mut in_order = session.clone();
        for kind in ActivityKind::ALL {
            in_order.record(kind, second(at), &policy).unwrap();
        }
        for kind in kinds {
            session.record(kind, second(at), &policy).unwrap();
        }
        prop_assert_eq!(session, in_order);
    }

    #[test]
    fn a_return_reopens_within_two_minutes_and_not_after(active in 0..1_000_i64, away in 0..300_i64) {
        let policy = SessionPolicy::default();
        let mut session = Session::new(SessionId::new(second(0), [1; 10]), user(), second(0));
        session.record(ActivityKind::Chat, second(active), &policy).unwrap();
        session.leave(second(active + 5));
        let id = SessionId::new(second(active + 5 + away), [2; 10]);
        let back = start(Some(session.clone()), id, user(), second(active + 5 + away), &policy);
        if away <= 120 {
            prop_assert_eq!(back.visit, Visit::Reopened);
            prop_assert_eq!(back.session, Session { end: None, ..session });
        } else {
            prop_assert_eq!((back.visit, back.session.id), (Visit::Opened, id));
        }
        prop_assert_eq!(back.closed, None);
    }

    #[test]
    fn idle_sessions_end_with_their_last_activity(active in 0..1_000_i64, idle in 0..20_000_i64, later in 0..90_000_i64) {
        let policy = SessionPolicy::default();
        let mut session = Session::new(SessionId::new(second(0), [1; 10]), user(), second(0));
        session.record(ActivityKind::Game, second(active), &policy).unwrap();
        let now = second(active + idle);
        let settled = session.clone().settled(now, &policy);
        if !settled.is_open() {
            prop_assert_eq!(settled.clone().settled(second(active + idle + later), &policy), settled.clone());
        }
        if idle < 1_800 {
            prop_assert_eq!(&settled, &session);
        } else {
            prop_assert_eq!(settled.end.map(|end| (end.at, end.by)), Some((second(active), EndedBy::Idle)));
        }

        let id = SessionId::new(now, [2; 10]);
        let next = start(Some(session), id, user(), now, &policy);
        prop_assert_eq!(next.visit, if idle < 1_800 { Visit::Joined } else { Visit::Opened });
        prop_assert_eq!(next.closed.and_then(|closed| closed.end), settled.end);
    }
}
