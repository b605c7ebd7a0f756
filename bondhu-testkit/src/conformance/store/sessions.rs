//! Visits.

use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::activity::ActivityKind;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{EndedBy, Session, Tally};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, a_visit, add_session, at, kind, of, system};
use crate::builders::{a_session, a_user};

/// Every field comes back: open and ended in both ways, with all kinds of activity and the largest counts.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut busy = a_session().of(user).started_at(at(0)).ended(at(9_999_999_999), EndedBy::Left).build();
    for (kind, offset) in ActivityKind::ALL.into_iter().zip(1..) {
        let tally = Tally { count: u32::MAX, first_at: at(offset), last_at: at(1_000_000 + offset) };
        busy.activities.tallies.insert(kind, tally);
    }
    busy.activities.active_micros = i64::MAX as u64;
    let idle = a_session().of(user).started_at(at(5)).ended(at(6), EndedBy::Idle).build();
    let open = a_session().of(user).started_at(at(8)).activity(ActivityKind::Music, at(11)).build();
    for session in [busy, idle, open] {
        add_session(&store, &session).await;
        let mut unit = of(&store, user).await;
        assert_eq!(unit.sessions().find(user, session.id).await.unwrap(), Some(session));
    }
}

/// Saving again replaces the state and adds nothing.
pub async fn saving_again_replaces(store: Arc<dyn Store>) {
    let mut session = a_visit(&store).await;
    session.activities.active_micros = 7;
    session.leave(session.started_at + Duration::from_mins(1));
    add_session(&store, &session).await;
    session.end = None;
    add_session(&store, &session).await;
    let mut unit = of(&store, session.user_id).await;
    assert_eq!(unit.sessions().page(session.user_id, None, 10).await.unwrap(), [session]);
}

/// The latest session is the open one, even when one that has ended began after it.
pub async fn the_open_session_is_the_latest(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let open = a_session().of(user).started_at(at(10)).build();
    let later = a_session().of(user).started_at(at(20)).ended(at(30), EndedBy::Left).build();
    add_session(&store, &open).await;
    add_session(&store, &later).await;
    assert_eq!(of(&store, user).await.sessions().latest(user).await.unwrap(), Some(open));
}

/// Without an open session the latest is the one that began last, not the one that ended or was saved last.
pub async fn else_the_one_that_began_last(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    assert_eq!(of(&store, user).await.sessions().latest(user).await.unwrap(), None);
    let last = a_session().of(user).started_at(at(20)).ended(at(25), EndedBy::Idle).build();
    let first = a_session().of(user).started_at(at(10)).ended(at(90), EndedBy::Left).build();
    add_session(&store, &last).await;
    add_session(&store, &first).await;
    assert_eq!(of(&store, user).await.sessions().latest(user).await.unwrap(), Some(last));
}

/// A second open session of one person is a conflict, also when an ended one is opened again; another person's is none.
pub async fn a_second_open_session_is_a_conflict(store: Arc<dyn Store>) {
    let open = a_visit(&store).await;
    a_visit(&store).await;
    let mut unit = of(&store, open.user_id).await;
    let second = a_session().of(open.user_id).build();
    assert_eq!(kind(unit.sessions().save(&second).await), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut ended = a_session().of(open.user_id).ended(at(i64::from(u32::MAX)), EndedBy::Left).build();
    add_session(&store, &ended).await;
    ended.end = None;
    let mut unit = of(&store, open.user_id).await;
    assert_eq!(kind(unit.sessions().save(&ended).await), Some(StoreErrorKind::Conflict));
    drop(unit);
    let mut unit = of(&store, open.user_id).await;
    assert_eq!(unit.sessions().find(open.user_id, second.id).await.unwrap(), None);
    assert!(!unit.sessions().find(open.user_id, ended.id).await.unwrap().unwrap().is_open());
    assert_eq!(unit.sessions().latest(open.user_id).await.unwrap(), Some(open));
}

/// One unit of work can end a session and open the next.
pub async fn end_and_begin_in_one_unit(store: Arc<dyn Store>) {
    let mut old = a_visit(&store).await;
    old.leave(old.started_at.next());
    let new = a_session().of(old.user_id).build();
    let mut unit = of(&store, old.user_id).await;
    unit.sessions().save(&old).await.unwrap();
    unit.sessions().save(&new).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(of(&store, new.user_id).await.sessions().latest(new.user_id).await.unwrap(), Some(new));
}

/// Somebody else's session is absent, cannot be taken over, and a session of nobody is a conflict.
pub async fn somebody_elses_session_is_absent(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let stranger = a_person(&store).await.id;
    let mut unit = system(&store).await;
    assert_eq!(unit.sessions().find(stranger, session.id).await.unwrap(), None);
    assert_eq!(unit.sessions().latest(stranger).await.unwrap(), None);
    assert_eq!(unit.sessions().page(stranger, None, 10).await.unwrap(), []);
    drop(unit);
    let mut unit = system(&store).await;
    let stolen = Session { user_id: stranger, ..session.clone() };
    if unit.sessions().save(&stolen).await.is_ok() {
        unit.commit().await.unwrap();
    } else {
        drop(unit);
    }
    let mut unit = system(&store).await;
    assert_eq!(unit.sessions().find(session.user_id, session.id).await.unwrap(), Some(session));
    let nobodys = a_session().of(a_user().build().id).build();
    assert_eq!(kind(unit.sessions().save(&nobodys).await), Some(StoreErrorKind::Conflict));
}

/// Pages of any size hold every session once, the newest first.
pub async fn pages_hold_every_session_once(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    a_visit(&store).await;
    let mut expected = Vec::new();
    for minute in 0..7 {
        let start = at(minute * 60_000_000);
        let session = a_session().of(user).started_at(start).ended(start.next(), EndedBy::Left).build();
        add_session(&store, &session).await;
        expected.insert(0, session);
    }
    for limit in [1, 2, 3, 6, 7, 8, 1_000] {
        assert_eq!(in_pages(&store, user, limit).await, expected, "pages of {limit}");
    }
    let mut unit = of(&store, user).await;
    assert_eq!(unit.sessions().page(user, None, 0).await.unwrap(), []);
    assert_eq!(unit.sessions().page(user, Some(expected[6].id), 10).await.unwrap(), []);
}

async fn in_pages(store: &Arc<dyn Store>, user: UserId, limit: u32) -> Vec<Session> {
    let mut all: Vec<Session> = Vec::new();
    loop {
        let after: Option<SessionId> = all.last().map(|session| session.id);
        let page = of(store, user).await.sessions().page(user, after, limit).await.unwrap();
        assert!(page.len() <= limit as usize);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// Idle sessions are open ones of anybody last seen at or before the instant, the longest idle first, up to the limit.
pub async fn idle_sessions_are_found(store: Arc<dyn Store>) {
    let mut expected = Vec::new();
    for seen in [300_i64, 100, 200, 301] {
        let user = a_person(&store).await.id;
        let session = a_session().of(user).started_at(at(0)).activity(ActivityKind::Chat, at(seen)).build();
        add_session(&store, &session).await;
        expected.push((seen, session.id));
    }
    // Never active: seen at its start.
    let silent = a_session().of(a_person(&store).await.id).started_at(at(150)).build();
    add_session(&store, &silent).await;
    expected.push((150, silent.id));
    let ended =
        a_session().of(a_person(&store).await.id).started_at(at(0)).ended(at(1), EndedBy::Idle).build();
    add_session(&store, &ended).await;
    expected.retain(|(seen, _)| *seen <= 300);
    expected.sort_unstable();
    let expected: Vec<SessionId> = expected.into_iter().map(|(_, id)| id).collect();
    assert_eq!(idle(&store, at(300), 10).await, expected);
    assert_eq!(idle(&store, at(300), 2).await, expected[..2]);
    assert_eq!(idle(&store, at(99), 10).await, []);
    assert_eq!(idle(&store, at(100), 10).await, expected[..1]);
}

/// A session whose state is replaced is found by its new last activity.
pub async fn idleness_follows_activity(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut session = a_session().of(user).started_at(at(0)).build();
    add_session(&store, &session).await;
    assert_eq!(idle(&store, at(50), 10).await, [session.id]);
    session.record(ActivityKind::Game, at(51), &bondhu_domain::sessions::SessionPolicy::default()).unwrap();
    add_session(&store, &session).await;
    assert_eq!(idle(&store, at(50), 10).await, []);
    assert_eq!(idle(&store, at(51), 10).await, [session.id]);
}

async fn idle(store: &Arc<dyn Store>, seen_until: Timestamp, limit: u32) -> Vec<SessionId> {
    let sessions = system(store).await.sessions().idle(seen_until, limit).await.unwrap();
    sessions.into_iter().map(|session| session.id).collect()
}
