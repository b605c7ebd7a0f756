//! Failures that a test asked for.

use bondhu_ports::store::{StoreError, StoreErrorKind};

/// What is to fail.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// So many calls pass before one fails with this.
    pub next: Option<(u32, StoreErrorKind)>,
    /// So many commits pass before they fail with this.
    pub commits: Option<(u32, StoreErrorKind)>,
}

impl Faults {
    pub fn call(&mut self) -> Result<(), StoreError> {
        match self.next.take() {
            None => Ok(()),
            Some((0, kind)) => Err(StoreError::bare(kind)),
            Some((good, kind)) => {
                self.next = Some((good - 1, kind));
                Ok(())
            }
        }
    }

    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.call()?;
        match &mut self.commits {
            None => Ok(()),
            Some((0, kind)) => Err(StoreError::bare(*kind)),
            Some((good, _)) => {
                *good -= 1;
                Ok(())
            }
        }
    }
}
