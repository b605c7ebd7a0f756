//! How many requests may be made again: a share of those made, so that a provider in trouble is not asked thrice as often.

use std::sync::{Mutex, PoisonError};

/// What each request earns.
const EARNED: f64 = 0.2;
/// What can be saved up, and what there is at first.
const MOST: f64 = 10.0;

pub(super) struct RetryBudget(Mutex<f64>);

impl RetryBudget {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(MOST))
    }

    /// A request is made.
    pub(super) fn earn(&self) {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *saved = (*saved + EARNED).min(MOST);
    }

    /// Whether one may be made again; if so that is paid for.
    pub(super) fn spend(&self) -> bool {
        let mut saved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pays = *saved >= 1.0;
        if pays {
            *saved -= 1.0;
        }
        pays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_at_first_and_then_one_in_five() {
        let budget = RetryBudget::new();
        assert_eq!((0..100).filter(|_| budget.spend()).count(), 10);
        let paid = (0..100).filter(|_| {
            budget.earn();
            budget.spend()
        });
        assert!((19..=20).contains(&paid.count()));
    }
}
