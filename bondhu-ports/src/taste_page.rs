//! A part of what a connected account tells.

use bondhu_domain::tastes::TasteItem;
use bondhu_domain::tastes::history::Play;

/// Where a listing goes on. It belongs to the listing that gave it and names no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

/// A page of a listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TastePage {
    /// What it tells as items.
    pub items: Vec<TasteItem>,
    /// What it tells as single plays, for a [`bondhu_domain::tastes::history::Collector`].
    pub plays: Vec<Play<'static>>,
    /// How many entries told nothing: removed works, podcasts, rows that could not be read.
    pub skipped: u32,
    /// Where the listing goes on; `None` at its end.
    pub next: Option<Cursor>,
    /// About how many entries the listing has, where the provider says so.
    pub total: Option<u64>,
}
