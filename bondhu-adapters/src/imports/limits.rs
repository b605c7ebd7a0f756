//! How much is read at most.

use std::io::{Error, ErrorKind, Read, Result};

/// What an export may be.
#[derive(Clone, Copy, Debug)]
pub struct ImportLimits {
    /// Bytes of the file as it was handed in.
    pub file_bytes: u64,
    /// Bytes of all that is unpacked.
    pub unpacked_bytes: u64,
    /// Entries of an archive.
    pub entries: usize,
}

impl Default for ImportLimits {
    /// 256 MiB, 1 GiB and 10,000 entries: a history of decades has a tenth of it.
    fn default() -> Self {
        Self { file_bytes: 256 << 20, unpacked_bytes: 1 << 30, entries: 10_000 }
    }
}

/// How much may still be unpacked.
pub(super) struct Budget(u64);

impl Budget {
    pub(super) const fn new(bytes: u64) -> Self {
        Self(bytes)
    }
}

/// Unpacked bytes, until the budget is spent.
pub(super) struct Unpacked<'a, R> {
    inner: R,
    budget: &'a mut Budget,
}

impl<'a, R> Unpacked<'a, R> {
    pub(super) const fn new(inner: R, budget: &'a mut Budget) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        let spent = u64::try_from(read).unwrap_or(u64::MAX);
        self.budget.0 = self
            .budget
            .0
            .checked_sub(spent)
            .ok_or_else(|| Error::new(ErrorKind::FileTooLarge, "more is unpacked than is allowed"))?;
        Ok(read)
    }
}
