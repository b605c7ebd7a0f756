//! Sessions: one visit of a person, whatever happens in it.
//!
//! A person has at most one open session; a second tab or device joins it. A visit that just vanishes is closed as of
//! its last activity once it has been idle for long enough. Every function takes the current instant as a value.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::activity::ActivityKind;
use crate::ids::{SessionId, UserId};
use crate::timestamp::Timestamp;

/// The numbers of the session rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// Without activity for this long, a session is over.
    pub idle_after: Duration,
    /// A session left at most this long ago is taken up again: a reload is no new visit.
    pub reopen_within: Duration,
    /// The most that one gap between activities adds to the active time.
    pub longest_active_gap: Duration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            idle_after: Duration::from_mins(30),
            reopen_within: Duration::from_mins(2),
            longest_active_gap: Duration::from_mins(5),
        }
    }
}

/// How a session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndedBy {
    /// The person left.
    Left,
    /// Nothing happened for [`SessionPolicy::idle_after`].
    Idle,
}

impl EndedBy {
    /// The wire and storage name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Idle => "idle",
        }
    }
}

/// The end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnd {
    /// When. For an idle end the last activity, never the time of noticing.
    pub at: Timestamp,
    /// How.
    pub by: EndedBy,
}

/// How often a kind of activity occurred in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Occurrences.
    pub count: u32,
    /// The first one.
    pub first_at: Timestamp,
    /// The latest one; an occurrence that is not later than this was counted already.
    pub last_at: Timestamp,
}

/// What happened in a session: bounded in size, however long the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activities {
    /// Per kind.
    pub tallies: BTreeMap<ActivityKind, Tally>,
    /// Σ min(gap between activities, longest active gap), in microseconds.
    pub active_micros: u64,
}

impl Activities {
    /// The latest activity of any kind.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.tallies.values().map(|tally| tally.last_at).max()
    }
}

/// One visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// When it began.
    pub started_at: Timestamp,
    /// Its end, or `None` while it is open.
    pub end: Option<SessionEnd>,
    /// What happened in it.
    pub activities: Activities,
}

/// The session has ended; activities no longer belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session has ended")]
pub struct SessionEnded;

impl Session {
    /// A visit that begins now.
    pub fn new(id: SessionId, user_id: UserId, now: Timestamp) -> Self {
        Self { id, user_id, started_at: now, end: None, activities: Activities::default() }
    }

    /// Whether the session is open.
    pub const fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// The last thing known to have happened in it: its latest activity or its start.
    pub fn last_seen(&self) -> Timestamp {
        self.activities.last_at().map_or(self.started_at, |last| last.max(self.started_at))
    }

    /// The session as it stands at `now`: closed as of its last activity when it has been idle for too long.
    #[must_use]
    pub fn settled(mut self, now: Timestamp, policy: &SessionPolicy) -> Self {
        if self.is_open() && now.since(self.last_seen()) >= policy.idle_after {
            self.end = Some(SessionEnd { at: self.last_seen(), by: EndedBy::Idle });
        }
        self
    }

    /// The instant that an activity noticed at `now` gets, so that no two of a session coincide and a clock that was
    /// set back hides none.
    pub fn next_activity_at(&self, now: Timestamp) -> Timestamp {
        let floor = self.activities.last_at().map_or(self.started_at, Timestamp::next);
        now.max(floor)
    }

    /// Counts an activity. One that is not later than the latest of its kind was counted before and changes nothing,
    /// so applying an event twice is the same as once.
    pub fn record(
        &mut self,
        kind: ActivityKind,
        at: Timestamp,
        policy: &SessionPolicy,
    ) -> Result<(), SessionEnded> {
        if !self.is_open() {
            return Err(SessionEnded);
        }
        let at = at.max(self.started_at);
        if self.activities.tallies.get(&kind).is_some_and(|tally| at <= tally.last_at) {
            return Ok(());
        }
        if let Some(last) = self.activities.last_at() {
            let gap = at.since(last).min(policy.longest_active_gap);
            self.activities.active_micros += u64::try_from(gap.as_micros()).unwrap_or(0);
        }
        self.activities
            .tallies
            .entry(kind)
            .and_modify(|tally| {
                tally.count = tally.count.saturating_add(1);
                tally.last_at = at;
            })
            .or_insert(Tally { count: 1, first_at: at, last_at: at });
        Ok(())
    }

    /// Ends the session because the person left. Ending an ended session changes nothing.
    pub fn leave(&mut self, now: Timestamp) {
        if self.is_open() {
            self.end = Some(SessionEnd { at: now.max(self.last_seen()), by: EndedBy::Left });
        }
    }

    /// Whole minutes from start to end, or to `now` while it is open.
    pub fn total_minutes(&self, now: Timestamp) -> u64 {
        let end = self.end.map_or_else(|| now.max(self.last_seen()), |end| end.at);
        end.since(self.started_at).as_secs() / 60
    }

    /// Whole minutes of activity, at most [`Self::total_minutes`].
    pub const fn active_minutes(&self) -> u64 {
        self.activities.active_micros / 60_000_000
    }

    /// Whether it counts as a session in the person's statistics.
    pub fn counts(&self) -> bool {
        !self.activities.tallies.is_empty()
    }
}

/// What a start did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// A new session.
    Opened,
    /// The open one, shared with another tab or device.
    Joined,
    /// One that was left moments ago.
    Reopened,
}

/// The outcome of [`start`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The session that had to be closed first, if any.
    pub closed: Option<Session>,
    /// The session the person is now in.
    pub session: Session,
    /// How they got into it.
    pub visit: Visit,
}

/// Begins or takes up a visit. `latest` is the person's open session, or else the one that ended last; `id` is used
/// only if a new session is needed.
pub fn start(
    latest: Option<Session>,
    id: SessionId,
    user_id: UserId,
    now: Timestamp,
    policy: &SessionPolicy,
) -> Started {
    let fresh = |closed| Started { closed, session: Session::new(id, user_id, now), visit: Visit::Opened };
    let Some(latest) = latest else { return fresh(None) };
    let was_open = latest.is_open();
    let latest = latest.settled(now, policy);
    match latest.end {
        None => Started { closed: None, session: latest, visit: Visit::Joined },
        Some(SessionEnd { at, by: EndedBy::Left }) if now.since(at) <= policy.reopen_within => {
            let reopened = Session { end: None, ..latest };
            // Without activity for too long before it was left, it is over all the same.
            let settled = reopened.settled(now, policy);
            if settled.is_open() {
                Started { closed: None, session: settled, visit: Visit::Reopened }
            } else {
                fresh(None)
            }
        }
        Some(SessionEnd { by: EndedBy::Left | EndedBy::Idle, .. }) => fresh(was_open.then_some(latest)),
    }
}
