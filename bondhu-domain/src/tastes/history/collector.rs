//! Items made of the plays of a history.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};

use chrono_tz::Tz;

use super::{Fault, Play, Row, Skip};
use crate::tastes::{Facet, Source, TasteItem, TasteKind, TimeTable, clean, name_key};
use crate::timestamp::Timestamp;
use crate::users::DayStart;

/// The most items of one kind that a history leaves, those with the most plays.
pub const MAX_ITEMS: usize = 50_000;

/// Counts the plays of one import: of each work and of who made it.
///
/// The same play told twice counts once: two rows of one work at one instant, as overlapping files of an export have
/// them. Plays without a time cannot be told apart and all count. The result does not depend on the order of the rows.
pub struct Collector {
    source: Source,
    fetched_at: Timestamp,
    zone: Tz,
    day_start: DayStart,
    works: HashMap<(TasteKind, Facet, String, Option<String>), Count>,
    /// The plays at known times, with how long they were told to have lasted.
    seen: HashMap<(Timestamp, u64), Option<u64>>,
    plays: u32,
    repeated: u32,
    skipped: BTreeMap<Skip, u32>,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// The items of each kind, those with the most plays first.
    pub items: Vec<TasteItem>,
    /// How many plays were counted.
    pub plays: u32,
    /// How many rows told a play once more.
    pub repeated: u32,
    /// How many rows in order counted for nothing, by reason.
    pub skipped: BTreeMap<Skip, u32>,
}

struct Count {
    name: String,
    by: Option<String>,
    provider_id: Option<String>,
    by_id: Option<String>,
    plays: u32,
    /// Milliseconds, and whether any play told them.
    played_ms: Option<u64>,
    last: Option<Timestamp>,
    times: TimeTable,
}

impl Collector {
    /// A collector for rows of `source` handed in at `fetched_at` by somebody whose days are those of `zone` and
    /// `day_start`.
    pub fn new(source: Source, fetched_at: Timestamp, zone: Tz, day_start: DayStart) -> Self {
        Self {
            source,
            fetched_at,
            zone,
            day_start,
            works: HashMap::new(),
            seen: HashMap::new(),
            plays: 0,
            repeated: 0,
            skipped: BTreeMap::new(),
        }
    }

    /// Takes in a row. A fault changes nothing: the caller knows the line and tells it.
    pub fn take(&mut self, row: Row<'_>) -> Result<(), Fault> {
        match row {
            Row::Play(play) => return self.count(&play),
            Row::Skip(reason) => *self.skipped.entry(reason).or_default() += 1,
            Row::Fault(fault) => return Err(fault),
        }
        Ok(())
    }

    /// The items.
    pub fn finish(self) -> Collected {
        let (source, fetched_at) = (self.source, self.fetched_at);
        let mut makers: HashMap<(TasteKind, Facet, String), Count> = HashMap::new();
        let mut items = Vec::with_capacity(self.works.len());
        let mut works: Vec<_> = self.works.into_iter().collect();
        works.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for ((kind, facet, _, by_key), count) in works {
            if let (Some(maker), Some(by_key)) = (maker(kind), by_key) {
                match makers.entry((kind, maker, by_key)) {
                    Entry::Occupied(mut known) => known.get_mut().add(&count),
                    Entry::Vacant(free) => {
                        free.insert(count.maker());
                    }
                }
            }
            items.push(count.item(kind, facet, source, fetched_at));
        }
        items.extend(
            makers.into_iter().map(|((kind, facet, _), count)| count.item(kind, facet, source, fetched_at)),
        );
        // Names and ids break ties, so that nothing depends on the order of a hash table.
        items.sort_by(|one: &TasteItem, other| {
            let by_plays = (one.kind, other.plays, one.facet).cmp(&(other.kind, one.plays, other.facet));
            by_plays.then_with(|| (&one.name, &one.by).cmp(&(&other.name, &other.by)))
        });
        let mut kept = BTreeMap::new();
        items.retain(|item| {
            let count: &mut usize = kept.entry(item.kind).or_default();
            *count += 1;
            *count <= MAX_ITEMS
        });
        Collected { items, plays: self.plays, repeated: self.repeated, skipped: self.skipped }
    }

    fn count(&mut self, play: &Play<'_>) -> Result<(), Fault> {
        let name = clean(&play.name).ok_or(Fault::NoName)?;
        let by = play.by.as_deref().and_then(clean);
        let key = (play.kind, play.facet, name_key(&name), by.as_deref().map(name_key));
        // What is said to be later than the import was not heard yet: its time is not known.
        let known = |at: &Timestamp| *at > Timestamp::UNIX_EPOCH && *at <= self.fetched_at + DAY;
        let at = play.at.filter(known);
        let played_ms = play.played_ms.and_then(|ms| u64::try_from(ms).ok());
        let before = at.and_then(|at| match self.seen.entry((at, hash(&key))) {
            // Of a play that is told twice the longer one is true.
            Entry::Occupied(mut told) => Some(told.insert(played_ms.max(*told.get()))),
            Entry::Vacant(free) => {
                free.insert(played_ms);
                None
            }
        });
        let (repeated, told_ms) = (before.is_some(), before.flatten());
        let count = self.works.entry(key).or_insert_with(|| Count {
            name: name.clone(),
            by: by.clone(),
            provider_id: None,
            by_id: None,
            plays: 0,
            played_ms: None,
            last: None,
            times: TimeTable::default(),
        });
        if let Some(longer) = played_ms.filter(|ms| told_ms.is_none_or(|told| *ms > told)) {
            let more = longer - told_ms.unwrap_or(0);
            count.played_ms = Some(count.played_ms.unwrap_or(0).saturating_add(more));
        }
        count.last = count.last.max(at);
        // Of several spellings and ids of one work the first in order is kept, whichever row came first.
        smaller(&mut count.name, name);
        smaller(&mut count.by, by);
        smallest_known(&mut count.provider_id, play.provider_id.as_deref());
        smallest_known(&mut count.by_id, play.by_id.as_deref());
        if repeated {
            self.repeated = self.repeated.saturating_add(1);
            return Ok(());
        }
        self.plays = self.plays.saturating_add(1);
        count.plays = count.plays.saturating_add(1);
        if let Some(at) = at {
            count.times.record(at, self.zone, self.day_start);
        }
        Ok(())
    }
}

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

impl Count {
    /// The maker of this work, with its plays.
    fn maker(&self) -> Self {
        Self {
            name: self.by.clone().unwrap_or_default(),
            by: None,
            provider_id: self.by_id.clone(),
            by_id: None,
            plays: self.plays,
            played_ms: self.played_ms,
            last: self.last,
            times: self.times.clone(),
        }
    }

    /// Adds the plays of a further work of this maker.
    fn add(&mut self, work: &Self) {
        self.plays = self.plays.saturating_add(work.plays);
        if let Some(ms) = work.played_ms {
            self.played_ms = Some(self.played_ms.unwrap_or(0).saturating_add(ms));
        }
        self.last = self.last.max(work.last);
        self.times.merge(&work.times);
        smallest_known(&mut self.provider_id, work.by_id.as_deref());
        if let Some(by) = &work.by {
            smaller(&mut self.name, by.clone());
        }
    }

    fn item(self, kind: TasteKind, facet: Facet, source: Source, fetched_at: Timestamp) -> TasteItem {
        let mut item = TasteItem::bare(kind, facet, self.name, source, fetched_at);
        item.by = self.by;
        item.provider_id = self.provider_id;
        item.plays = Some(self.plays);
        #[expect(clippy::cast_precision_loss, reason = "a lifetime has fewer than 2⁵² milliseconds")]
        let minutes = self.played_ms.map(|ms| ms as f64 / 60_000.0);
        item.minutes = minutes;
        item.last_played_at = self.last;
        item.times = self.times;
        item
    }
}

/// What the maker of a work of this kind is; Steam's games have none.
const fn maker(kind: TasteKind) -> Option<Facet> {
    match kind {
        TasteKind::Music => Some(Facet::Artist),
        TasteKind::Video => Some(Facet::Channel),
        TasteKind::Games => None,
    }
}

fn smaller<T: Ord>(kept: &mut T, other: T) {
    if other < *kept {
        *kept = other;
    }
}

fn smallest_known(kept: &mut Option<String>, other: Option<&str>) {
    if let Some(other) = other
        && kept.as_deref().is_none_or(|kept| other < kept)
    {
        *kept = clean(other);
    }
}

fn hash(key: &impl std::hash::Hash) -> u64 {
    use std::hash::Hasher;
    // With fixed keys: the same rows give the same result in every process.
    let mut hasher = std::hash::DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
