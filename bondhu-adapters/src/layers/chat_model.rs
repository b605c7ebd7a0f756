//! What stands between the use cases and the models: each layer adds one quality.
//!
//! From the outside: [`FailoverChatModel`] over the configured providers; for each of them [`RetryingChatModel`] over
//! [`LimitedChatModel`] over [`RotatingChatModel`] over its keys; for each key [`GuardedChatModel`] over
//! [`MeteredChatModel`] over [`TimedChatModel`] over the adapter.

mod failover;
mod first_text;
mod guarded;
mod limited;
mod metered;
mod retry_budget;
mod retrying;
mod rotating;
mod timed;

pub use self::failover::FailoverChatModel;
pub use self::guarded::{GuardedChatModel, GuardedConfig};
pub use self::limited::LimitedChatModel;
pub use self::metered::MeteredChatModel;
pub use self::retrying::{RetryingChatModel, RetryingConfig};
pub use self::rotating::RotatingChatModel;
pub use self::timed::{TimedChatModel, TimedConfig};
