//! One import: entries of a file go in, items come out.

use std::io::BufRead;

use bondhu_domain::tastes::history::{Collected, Collector, Fault};
use bondhu_domain::tastes::{ExportFile, Source, TasteItem};
use bondhu_ports::export_reader::{ExportError, ExportErrorKind, HandedIn, ImportedExport, RowFault};

use super::elements::{Element, Elements};
use super::record::{Library, Meaning, Record};
use super::{lost, subscriptions};

/// So many bad rows are told one by one.
const MOST_FAULTS: usize = 100;
/// How many rows are read between two tellings of progress.
const PROGRESS_ROWS: u64 = 1_000;

/// Whether an entry of an archive can be one of the known ones.
pub(super) fn may_tell(name: &str) -> bool {
    let file = file_of(name).to_lowercase();
    let known = |extension: &str| file.rsplit_once('.').is_some_and(|(_, it)| it == extension);
    known("json") || known("jsonl") || known("csv") || file.starts_with("watch-history.")
}

fn file_of(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// An import that is under way.
pub(super) struct Import<'p> {
    handed_in: HandedIn,
    progress: &'p mut dyn FnMut(u64) -> bool,
    /// Told by the first record that any format has; others are of no use.
    file: Option<ExportFile>,
    collector: Option<Collector>,
    items: Vec<TasteItem>,
    rows: u64,
    faulty: u64,
    faults: Vec<RowFault>,
    saw_page: bool,
}

impl<'p> Import<'p> {
    pub(super) fn new(handed_in: HandedIn, progress: &'p mut dyn FnMut(u64) -> bool) -> Self {
        Self {
            handed_in,
            progress,
            file: None,
            collector: None,
            items: Vec::new(),
            rows: 0,
            faulty: 0,
            faults: Vec::new(),
            saw_page: false,
        }
    }

    /// Reads a file or an entry of an archive. What it is is told by how it begins.
    pub(super) fn entry(&mut self, name: Option<&str>, input: &mut impl BufRead) -> Result<(), ExportError> {
        let start = input.fill_buf().map_err(lost)?;
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match text.first() {
            // Archives have other files in JSON too: settings, searches, play lists.
            Some(b'[' | b'{') => self.json(name, input),
            Some(b'<') => {
                self.saw_page |= name.is_none_or(|name| file_of(name).starts_with("watch-history"));
                Ok(())
            }
            Some(_) if subscriptions::looks_like_it(text) => self.csv(name, input),
            Some(_) | None => Ok(()),
        }
    }

    fn json(&mut self, name: Option<&str>, input: &mut impl BufRead) -> Result<(), ExportError> {
        let mut elements = Elements::new(input);
        let mut buffer = Vec::new();
        // Rows that cannot be read count only in a file that has a row that can.
        let (mut known, mut broken) = (false, Vec::new());
        while let Some(element) = elements.next(&mut buffer).map_err(lost)? {
            let read = match &element {
                Element::Json(json, line) => (serde_json::from_slice::<Record<'_>>(json).ok(), *line),
                Element::Broken(line) => (None, *line),
            };
            let (meaning, line) = match &read {
                (Some(record), line) => (record.meaning(), *line),
                (None, line) => (Meaning::Unknown, *line),
            };
            match meaning {
                Meaning::Row(file, row) if self.is(file) => {
                    known = true;
                    self.count()?;
                    let taken = self.collector(file).take(row);
                    if let Err(fault) = taken {
                        self.fault(name, line, Some(fault));
                    }
                }
                Meaning::Library(library) if self.is(ExportFile::Steam) => {
                    known = true;
                    self.library(library, name, line)?;
                }
                Meaning::Row(..) | Meaning::Library(_) => {}
                Meaning::Unknown if known => {
                    self.count()?;
                    self.fault(name, line, None);
                }
                Meaning::Unknown => {
                    broken.push(line);
                    if broken.len() > MOST_FAULTS {
                        return Ok(());
                    }
                }
            }
        }
        if known {
            for line in broken {
                self.count()?;
                self.fault(name, line, None);
            }
        }
        Ok(())
    }

    fn library(&mut self, library: &Library, name: Option<&str>, line: u64) -> Result<(), ExportError> {
        self.collector(ExportFile::Steam);
        for game in library.games() {
            self.count()?;
            match game.read(Source::Import(ExportFile::Steam), self.handed_in.at) {
                Ok(item) => self.items.push(item),
                Err(fault) => self.fault(name, line, Some(fault)),
            }
        }
        Ok(())
    }

    fn csv(&mut self, name: Option<&str>, input: &mut impl BufRead) -> Result<(), ExportError> {
        let mut stopped = Ok(());
        let (mut items, mut bad) = (Vec::new(), Vec::new());
        let mut rows = 0;
        let read = subscriptions::read(input, self.handed_in.at, |row| {
            rows += 1;
            match row {
                Ok(item) => items.push(item),
                Err(line) => bad.push(line),
            }
            stopped = if rows % PROGRESS_ROWS == 0 { self.tell(rows) } else { Ok(()) };
            stopped.is_ok()
        });
        stopped?;
        if let Err(error) = read {
            let is_limit = matches!(error.kind(), csv::ErrorKind::Io(_));
            return match error.into_kind() {
                csv::ErrorKind::Io(error) if is_limit => Err(lost(error)),
                _ => Err(ExportError::new(ExportErrorKind::Refused)),
            };
        }
        // Takeout has other tables of three columns.
        if items.is_empty() || !self.is(ExportFile::Youtube) {
            return Ok(());
        }
        self.collector(ExportFile::Youtube);
        self.rows += rows;
        self.items.append(&mut items);
        for line in bad {
            self.fault(name, line, Some(Fault::NoName));
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<ImportedExport, ExportError> {
        let (Some(file), Some(collector)) = (self.file, self.collector) else {
            let kind =
                if self.saw_page { ExportErrorKind::Unsupported } else { ExportErrorKind::UnknownFormat };
            return Err(ExportError::new(kind));
        };
        let collected: Collected = collector.finish();
        let Self { items, rows, faulty, faults, .. } = self;
        Ok(ImportedExport { file, collected, items, rows, faulty, faults })
    }

    fn is(&self, file: ExportFile) -> bool {
        self.file.is_none_or(|known| known == file)
    }

    fn collector(&mut self, file: ExportFile) -> &mut Collector {
        self.file = Some(file);
        let HandedIn { at, zone, day_start } = self.handed_in;
        self.collector.get_or_insert_with(|| Collector::new(Source::Import(file), at, zone, day_start))
    }

    fn count(&mut self) -> Result<(), ExportError> {
        self.rows += 1;
        if self.rows.is_multiple_of(PROGRESS_ROWS) { self.tell(0) } else { Ok(()) }
    }

    fn tell(&mut self, more: u64) -> Result<(), ExportError> {
        let wanted = (self.progress)(self.rows + more);
        if wanted { Ok(()) } else { Err(ExportError::new(ExportErrorKind::Cancelled)) }
    }

    fn fault(&mut self, name: Option<&str>, line: u64, fault: Option<Fault>) {
        self.faulty += 1;
        if self.faults.len() < MOST_FAULTS {
            let entry = name.map(|name| file_of(name).to_owned());
            self.faults.push(RowFault { entry, line, fault });
        }
    }
}
