//! What an account tells, as items.

use bondhu_domain::tastes::{Facet, MAX_NAME, Source, TasteItem, TasteKind};
use bondhu_domain::timestamp::Timestamp;

/// A name as a vendor writes it, without what nobody can see and not longer than names are; `None` when nothing is left.
pub(crate) fn name_of(text: &str) -> Option<String> {
    let short: String = text.trim().chars().take(MAX_NAME).collect();
    let item = TasteItem::typed(TasteKind::Music, Facet::Track, &short, Timestamp::UNIX_EPOCH);
    item.ok().map(|item| item.name)
}

/// An item that a source tells of, with its id there.
pub(crate) fn told_item(
    kind: TasteKind,
    facet: Facet,
    name: &str,
    id: Option<String>,
    source: Source,
    now: Timestamp,
) -> Option<TasteItem> {
    let mut item = TasteItem::bare(kind, facet, name_of(name)?, source, now);
    item.provider_id = id.filter(|id| !id.is_empty());
    Some(item)
}
