//! Failures that a test asked for.

use bondhu_ports::store::{StoreError, StoreErrorKind};

/// What is to fail.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub next: Option<StoreErrorKind>,
    /// So many commits pass before they fail with this.
    pub commits: Option<(u32, StoreErrorKind)>,
}

impl Faults {
    pub fn call(&mut self) -> Result<(), StoreError> {
        self.next.take().map_or(Ok(()), |kind| Err(StoreError::bare(kind)))
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
