//! How often a person may send.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_ports::rate_limiter::Decision;

use super::{App, AppError};

/// What is left of a limit after something was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is limited.
    pub service: &'static str,
    /// How often it is allowed in a window.
    pub count: u32,
    /// The window.
    pub window: Duration,
    /// How many more are allowed now.
    pub remaining: u32,
    /// When the oldest counted one leaves the window.
    pub reset_after: Duration,
}

/// What a message is about, as far as limits go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Anything.
    Ordinary,
    /// The person may be in danger: no limit keeps help away. Counted neither.
    NeedsHelp,
}

impl App {
    /// Counts a message against the person's limit, or refuses it. The one place where a message can be refused for being
    /// one too many; whoever finds out what a message is about does so before.
    pub(super) async fn allow_message(
        &self,
        user: UserId,
        urgency: Urgency,
    ) -> Result<Option<Allowance>, AppError> {
        match urgency {
            Urgency::NeedsHelp => return Ok(None),
            Urgency::Ordinary => {}
        }
        let limit = &self.policy.chat_limit;
        match self.limiter.check(limit, &user.to_string()).await? {
            Decision::Allowed { remaining, reset_after } => {
                let (service, count, window) = (limit.service, limit.count, limit.window);
                Ok(Some(Allowance { service, count, window, remaining, reset_after }))
            }
            Decision::Denied { retry_after } => Err(AppError::RateLimited {
                service: limit.service,
                limit: (limit.count, limit.window.as_secs()),
                retry_after,
            }),
        }
    }
}
