//! Visits, as the page tells of them.

use bondhu_domain::activity::ActivityKind;
use bondhu_domain::disclosure;
use bondhu_domain::ids::{SessionId, UserId};
use bondhu_domain::sessions::{Session, Started, Visit, start};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::activity::Counted;
use super::{App, AppError, FieldError, MAX_SESSIONS_PAGE};

/// A session as it stands at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionState {
    /// The session.
    pub session: Session,
    /// The instant.
    pub as_of: Timestamp,
    /// The person must now be told that Bondhu is a program.
    pub disclosure_due: bool,
}

/// A visit that was begun or taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartedSession {
    /// How.
    pub visit: Visit,
    /// The session.
    pub state: SessionState,
}

impl App {
    /// Begins a visit, or takes up the one that is open or was left moments ago.
    pub async fn start_session(&self, user: UserId) -> Result<StartedSession, AppError> {
        let now = self.clock.now();
        let starting = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
            let latest = work.sessions().latest(user).await?;
            let id = SessionId::new(now, self.random.entropy());
            let Started { closed, session, visit } = start(latest, id, user, now, &self.policy.sessions);
            if let Some(closed) = &closed {
                work.sessions().save(closed).await?;
            }
            work.sessions().save(&session).await?;
            let disclosure_due = disclose(&mut *work, account, &session, now).await?;
            work.commit().await?;
            Ok((closed, session, visit, disclosure_due))
        };
        let (closed, session, visit, disclosure_due) =
            self.changing(user, &CacheGroup::VISIT, starting).await?;
        if let Some(closed) = &closed {
            self.live.publish(user, LiveEvent::Session { session_id: closed.id, open: false }).await;
        }
        if visit != Visit::Joined {
            self.live.publish(user, LiveEvent::Session { session_id: session.id, open: true }).await;
        }
        Ok(StartedSession { visit, state: SessionState { session, as_of: now, disclosure_due } })
    }

    /// Counts an activity in an open session of the person.
    pub async fn record_activity(
        &self,
        user: UserId,
        session: SessionId,
        kind: ActivityKind,
    ) -> Result<SessionState, AppError> {
        let now = self.clock.now();
        let recording = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
            let found = work.sessions().find(user, session).await?.ok_or(AppError::NotFound)?;
            let mut session = found.settled(now, &self.policy.sessions);
            if !session.is_open() {
                return Err(AppError::SessionEnded);
            }
            self.count(&mut *work, &account, &mut session, Counted::Activity(kind), now).await?;
            let disclosure_due = disclose(&mut *work, account, &session, now).await?;
            work.commit().await?;
            Ok(SessionState { session, as_of: now, disclosure_due })
        };
        self.changing(user, &CacheGroup::VISIT, recording).await
    }

    /// Ends a session because the person left. Ending it twice is the same as once.
    pub async fn end_session(&self, user: UserId, session: SessionId) -> Result<SessionState, AppError> {
        let now = self.clock.now();
        let ending = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            let found = work.sessions().find(user, session).await?.ok_or(AppError::NotFound)?;
            let was_open = found.is_open();
            let mut session = found.settled(now, &self.policy.sessions);
            session.leave(now);
            if was_open {
                work.sessions().save(&session).await?;
                work.commit().await?;
            }
            Ok((session, was_open))
        };
        let (session, was_open) = self.changing(user, &CacheGroup::VISIT, ending).await?;
        if was_open {
            self.live.publish(user, LiveEvent::Session { session_id: session.id, open: false }).await;
        }
        Ok(SessionState { session, as_of: now, disclosure_due: false })
    }

    /// Whether a page shown now must say that Bondhu is a program. Without a session there is one about to begin.
    pub async fn is_disclosure_due(&self, user: UserId) -> Result<bool, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        let latest = work.sessions().latest(user).await?.map(|it| it.settled(now, &self.policy.sessions));
        let open = latest.filter(Session::is_open);
        let minor = account.may_be_minor(now);
        Ok(open.is_none_or(|it| disclosure::is_due(account.disclosed_at, it.started_at, now, minor)))
    }

    /// A person's sessions, the newest first, as they stand now, and whether there are more.
    pub async fn sessions(
        &self,
        user: UserId,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<(Vec<SessionState>, bool), AppError> {
        if !(1..=MAX_SESSIONS_PAGE).contains(&limit) {
            let detail = format!("limit is a number from 1 to {MAX_SESSIONS_PAGE}");
            return Err(AppError::Invalid(vec![FieldError::new("limit", "out_of_range", detail)]));
        }
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        if let Some(after) = after {
            work.sessions().find(user, after).await?.ok_or(AppError::NotFound)?;
        }
        let mut page = work.sessions().page(user, after, limit + 1).await?;
        let more = page.len() > limit as usize;
        page.truncate(limit as usize);
        let state = |session: Session| SessionState {
            session: session.settled(now, &self.policy.sessions),
            as_of: now,
            disclosure_due: false,
        };
        Ok((page.into_iter().map(state).collect(), more))
    }
}

/// Whether the person must be told now, noting that they are.
async fn disclose(
    work: &mut dyn UnitOfWork,
    account: User,
    session: &Session,
    now: Timestamp,
) -> Result<bool, AppError> {
    let due = disclosure::is_due(account.disclosed_at, session.started_at, now, account.may_be_minor(now));
    if due {
        work.users().update(&User { disclosed_at: Some(now), ..account }).await?;
    }
    Ok(due)
}
