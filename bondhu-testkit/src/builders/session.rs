//! Visits.

use bondhu_domain::activity::ActivityKind;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{EndedBy, Session, SessionEnd, SessionPolicy};
use bondhu_domain::timestamp::Timestamp;

use super::{a_user, entropy, instant, serial};

/// Builds a [`Session`].
#[derive(Clone, Debug)]
pub struct SessionBuilder {
    serial: i64,
    session: Session,
}

/// An open visit without activity, of nobody in particular.
pub fn a_session() -> SessionBuilder {
    let user_id = a_user().build().id;
    let serial = serial();
    let at = instant(serial);
    SessionBuilder { serial, session: Session::new(SessionId::new(at, entropy(serial)), user_id, at) }
}

impl SessionBuilder {
    /// Of this person.
    #[must_use]
    pub fn of(mut self, user: UserId) -> Self {
        self.session.user_id = user;
        self
    }

    /// Begun at this instant, with an id of that instant.
    #[must_use]
    pub fn started_at(mut self, at: Timestamp) -> Self {
        self.session.started_at = at;
        self.session.id = SessionId::new(at, entropy(self.serial));
        self
    }

    /// With this activity in it.
    ///
    /// # Panics
    /// When the session has ended.
    #[must_use]
    pub fn activity(mut self, kind: ActivityKind, at: Timestamp) -> Self {
        self.session.record(kind, at, &SessionPolicy::default()).expect("an open session");
        self
    }

    /// Ended.
    #[must_use]
    pub fn ended(mut self, at: Timestamp, by: EndedBy) -> Self {
        self.session.end = Some(SessionEnd { at, by });
        self
    }

    /// The visit.
    pub fn build(self) -> Session {
        self.session
    }
}
