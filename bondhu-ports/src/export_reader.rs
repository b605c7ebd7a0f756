//! Files that a person got from a service and hands in.

use std::io::{Read, Seek};

use bondhu_domain::tastes::history::{Collected, Fault};
use bondhu_domain::tastes::{ExportFile, TasteItem};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use chrono_tz::Tz;

use crate::error::BoxError;

/// The bytes of a file.
pub trait ExportBytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> ExportBytes for T {}

/// When and by whom a file is handed in.
#[derive(Clone, Copy, Debug)]
pub struct HandedIn {
    /// When.
    pub at: Timestamp,
    /// The person's zone.
    pub zone: Tz,
    /// When the person's days start.
    pub day_start: DayStart,
}

/// What a file told.
#[derive(Clone, Debug)]
pub struct ImportedExport {
    /// Whose export it is.
    pub file: ExportFile,
    /// What its plays came to.
    pub collected: Collected,
    /// Items that it tells without plays, such as subscriptions and owned games.
    pub items: Vec<TasteItem>,
    /// How many rows were read, good and bad.
    pub rows: u64,
    /// How many rows could not be read.
    pub faulty: u64,
    /// The first of them.
    pub faults: Vec<RowFault>,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The name of its file in the archive, without folders; `None` for a file that is handed in bare.
    pub entry: Option<String>,
    /// The line at which the row begins, from 1.
    pub line: u64,
    /// What is wrong; `None` when the row is not even in the file's format.
    pub fault: Option<Fault>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportErrorKind {
    /// It is larger than is allowed, packed or unpacked, or has too many entries or too deep ones.
    TooLarge,
    /// Nothing in it is an export of a service that is known.
    UnknownFormat,
    /// It is an export in a form that cannot be read, such as a web page: the service offers another.
    Unsupported,
    /// It is damaged or made to do harm.
    Refused,
    /// It could not be read from where it lies.
    Unavailable,
    /// Whoever asked does not want it any more.
    Cancelled,
}

/// A failure to read a file.
#[derive(Debug, thiserror::Error)]
#[error("the export file was not taken ({kind:?})")]
pub struct ExportError {
    /// What is wrong.
    pub kind: ExportErrorKind,
    /// Why. Never quotes the file.
    pub source: Option<BoxError>,
}

impl ExportError {
    /// A failure of this kind.
    pub const fn new(kind: ExportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// The same, with its cause.
    #[must_use]
    pub fn because(self, source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..self }
    }
}

/// Reads export files.
pub trait ExportReader: Send + Sync {
    /// Reads a whole file; it may take seconds and blocks the thread. The kind of file is told by what is in it, never by
    /// a name. Memory does not grow with the file. A bad row among good ones is told with its line and changes nothing.
    /// `progress` is told now and then how many rows were read, and says whether to go on.
    fn read(
        &self,
        bytes: &mut dyn ExportBytes,
        handed_in: HandedIn,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<ImportedExport, ExportError>;
}
