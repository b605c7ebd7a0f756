//! A session.

use serde::Serialize;
use utoipa::ToSchema;

use crate::app::SessionState;

/// One visit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(in crate::http) struct SessionView {
    session_id: String,
    session_start: String,
    session_end: Option<String>,
    /// `active` or `ended`.
    state: &'static str,
    /// `left` or `idle`.
    ended_by: Option<&'static str>,
    activities: Vec<ActivityView>,
    /// Whole minutes from start to end, or to now.
    total_duration_minutes: u64,
    /// Whole minutes of activity.
    active_minutes: u64,
    /// The person must now be told that Bondhu is a program.
    disclosure_due: bool,
}

/// How often a kind of activity occurred.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Activity)]
pub(in crate::http) struct ActivityView {
    /// `chat`, `game`, `video` or `music`.
    r#type: &'static str,
    count: u32,
    first_at: String,
    last_at: String,
}

impl From<&SessionState> for SessionView {
    fn from(SessionState { session, as_of, disclosure_due }: &SessionState) -> Self {
        let activities = session.activities.tallies.iter().map(|(kind, tally)| ActivityView {
            r#type: kind.as_str(),
            count: tally.count,
            first_at: tally.first_at.to_string(),
            last_at: tally.last_at.to_string(),
        });
        Self {
            session_id: session.id.to_string(),
            session_start: session.started_at.to_string(),
            session_end: session.end.map(|end| end.at.to_string()),
            state: if session.is_open() { "active" } else { "ended" },
            ended_by: session.end.map(|end| end.by.as_str()),
            activities: activities.collect(),
            total_duration_minutes: session.total_minutes(*as_of),
            active_minutes: session.active_minutes(),
            disclosure_due: *disclosure_due,
        }
    }
}
