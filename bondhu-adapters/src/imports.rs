//! Export files of Spotify, `YouTube` (Takeout), Steam and `ListenBrainz`, in a zip archive or bare.
//!
//! Everything is streamed: an entry of an archive is unpacked while it is read and never written anywhere, so a path in
//! it has no power; how much may be unpacked is limited, so a bomb goes off in nobody's memory.

mod elements;
mod formats;
mod limits;
mod record;
mod subscriptions;

use std::io::{BufReader, Read, SeekFrom};

use bondhu_ports::export_reader::{
    ExportBytes, ExportError, ExportErrorKind, ExportReader, HandedIn, ImportedExport,
};
use zip::ZipArchive;

use self::formats::Import;
pub use self::limits::ImportLimits;
use self::limits::{Budget, Unpacked};

/// The reader for all formats.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportFiles {
    limits: ImportLimits,
}

impl ExportFiles {
    /// A reader with these limits.
    pub const fn new(limits: ImportLimits) -> Self {
        Self { limits }
    }
}

impl ExportReader for ExportFiles {
    fn read(
        &self,
        bytes: &mut dyn ExportBytes,
        handed_in: HandedIn,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<ImportedExport, ExportError> {
        let size = bytes.seek(SeekFrom::End(0)).map_err(lost)?;
        if size > self.limits.file_bytes {
            return Err(ExportError::new(ExportErrorKind::TooLarge));
        }
        bytes.rewind().map_err(lost)?;
        let mut import = Import::new(handed_in, progress);
        let mut budget = Budget::new(self.limits.unpacked_bytes);
        if is_zip(bytes)? {
            archive(bytes, &self.limits, &mut budget, &mut import)?;
        } else {
            import.entry(None, &mut BufReader::new(Unpacked::new(bytes, &mut budget)))?;
        }
        import.finish()
    }
}

fn is_zip(bytes: &mut dyn ExportBytes) -> Result<bool, ExportError> {
    let mut start = Vec::with_capacity(4);
    Read::take(&mut *bytes, 4).read_to_end(&mut start).map_err(lost)?;
    bytes.rewind().map_err(lost)?;
    Ok(start == *b"PK\x03\x04" || start == *b"PK\x05\x06")
}

fn archive(
    bytes: &mut dyn ExportBytes,
    limits: &ImportLimits,
    budget: &mut Budget,
    import: &mut Import<'_>,
) -> Result<(), ExportError> {
    let mut archive = ZipArchive::new(bytes).map_err(damaged)?;
    if archive.len() > limits.entries {
        return Err(ExportError::new(ExportErrorKind::TooLarge));
    }
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        // No honest export has one.
        if entry.enclosed_name().is_none() {
            return Err(ExportError::new(ExportErrorKind::Refused).because("a path leads out of the archive"));
        }
        let (name, wanted) = (entry.name().map_err(damaged)?.into_owned(), entry.is_file());
        if entry.encrypted() {
            return Err(ExportError::new(ExportErrorKind::Unsupported).because("the archive is encrypted"));
        }
        drop(entry);
        if wanted && formats::may_tell(&name) {
            let entry = archive.by_index(index).map_err(damaged)?;
            import.entry(Some(&name), &mut BufReader::new(Unpacked::new(entry, budget)))?;
        }
    }
    Ok(())
}

fn damaged(error: zip::result::ZipError) -> ExportError {
    ExportError::new(ExportErrorKind::Refused).because(error)
}

/// A failure while reading: of the limits, of the archive's data, or of where the file lies.
fn lost(error: std::io::Error) -> ExportError {
    let kind = match error.kind() {
        std::io::ErrorKind::FileTooLarge => ExportErrorKind::TooLarge,
        std::io::ErrorKind::InvalidData
        | std::io::ErrorKind::InvalidInput
        | std::io::ErrorKind::UnexpectedEof => ExportErrorKind::Refused,
        _ => ExportErrorKind::Unavailable,
    };
    ExportError::new(kind).because(error)
}
