//! `idempotency`: repeated requests.

use std::time::Duration;

use super::kinds::Lasting;
use super::section::section;

section! {
    /// Requests that carry an `Idempotency-Key`.
    pub struct Idempotency: "idempotency" {
        /// How long a repeated request gets the first one's answer.
        ttl: Duration = Lasting(Duration::from_mins(1), Duration::from_hours(30 * 24)), "24h";
    }
}
