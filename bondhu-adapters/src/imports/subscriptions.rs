//! The subscriptions of Google Takeout (`subscriptions.csv`): the channel's id, address and title. The names of the
//! columns are in the language of the account, so it is their order that counts.

use std::io::Read;

use bondhu_domain::tastes::{ExportFile, Facet, MAX_NAME, Source, TasteItem, TasteKind};
use bondhu_domain::timestamp::Timestamp;

/// Whether a file begins as this one does: a title row of three columns.
pub(super) fn looks_like_it(start: &[u8]) -> bool {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    !matches!(first.first(), None | Some(b'{' | b'[' | b'<'))
        && first.split(|byte| *byte == b',').count() == 3
}

/// The channels, and the lines that tell none.
pub(super) fn read(
    input: impl Read,
    at: Timestamp,
    mut take: impl FnMut(Result<TasteItem, u64>) -> bool,
) -> Result<(), csv::Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line);
        let column =
            |index: usize| row.get(index).and_then(|bytes| str::from_utf8(bytes).ok()).map(str::trim);
        let item = match (column(0), column(2)) {
            (Some(id), Some(title)) if id.starts_with("UC") => channel(id, title, at),
            _ => None,
        };
        if !take(item.ok_or(line)) {
            break;
        }
    }
    Ok(())
}

fn channel(id: &str, title: &str, at: Timestamp) -> Option<TasteItem> {
    let title: String = title.chars().take(MAX_NAME).collect();
    // The music of an artist is a channel of its own.
    let (kind, facet, name) = match title.strip_suffix(" - Topic") {
        Some(artist) => (TasteKind::Music, Facet::Artist, artist),
        None => (TasteKind::Video, Facet::Channel, title.as_str()),
    };
    let mut item = TasteItem::typed(kind, facet, name, at).ok()?;
    item.source = Source::Import(ExportFile::Youtube);
    item.provider_id = Some(id.to_owned());
    Some(item)
}
