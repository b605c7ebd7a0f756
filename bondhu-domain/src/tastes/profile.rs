//! The taste profile: what somebody's items come to.

mod group;
mod labels;

use super::{Label, MoodTag, Source, TasteItem, TasteKind, TimeStatistics, TimeTable};
use crate::timestamp::Timestamp;
use group::{Group, grouped};

/// How many names a profile shows.
pub const TOP_NAMES: usize = 20;

/// What somebody's items of one kind come to. Averages are over values that exist; what no item tells is `None`.
///
/// Things named alike count once however many sources tell of them, with the largest count, as one play is often told by
/// two sources. How much an item weighs grows with the logarithm of its plays, ln(1 + plays), so that a favourite does
/// not hide everything else; without counts minutes stand in, without both it counts as one play, and what the person
/// typed as [`TYPED_PLAYS`]. All of this is ours.
#[derive(Clone, Debug, PartialEq)]
pub struct TasteProfile {
    /// What kind of taste.
    pub kind: TasteKind,
    /// How many different things were counted.
    pub items: u32,
    /// Genres or categories, the largest share first.
    pub labels: Vec<LabelShare>,
    /// How many of the things that could have one have no known genre or category.
    pub unlabelled: u32,
    /// The names that weigh most, at most [`TOP_NAMES`].
    pub names: Vec<TopName>,
    /// How the genres usually feel, the largest share first.
    pub moods: Vec<MoodShare>,
    /// The mean usual energy of the genres that have one, 0 to 1.
    pub energy: Option<f64>,
    /// The mean number of plays of the things whose plays are known.
    pub mean_plays: Option<f64>,
    /// The mean minutes of the things whose minutes are known.
    pub mean_minutes: Option<f64>,
    /// When it was played, by hour and weekday, where sources tell times.
    pub times: Option<TimeStatistics>,
    /// The sources behind it.
    pub sources: Vec<SourceSummary>,
    /// When the newest of them was fetched.
    pub fetched_at: Option<Timestamp>,
}

/// The plays that a typed taste counts as: it was said on purpose.
pub const TYPED_PLAYS: f64 = 20.0;

/// A genre or category of a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelShare {
    /// Which.
    pub label: Label,
    /// How many things have it.
    pub count: u32,
    /// Its part of all that has a label, 0 to 1; the shares of a profile add up to 1.
    pub share: f64,
}

/// A name of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct TopName {
    /// What it names.
    pub facet: super::Facet,
    /// The name in the spelling of the source that tells most of it.
    pub name: String,
    /// Who made it.
    pub by: Option<String>,
    /// Its plays, where known.
    pub plays: Option<u32>,
    /// Its minutes, where known.
    pub minutes: Option<f64>,
    /// How much it weighs beside the first of the list, 0 to 1.
    pub weight: f64,
    /// Who tells of it, in the order of [`Source`].
    pub sources: Vec<Source>,
}

/// A mood of a profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoodShare {
    /// Which.
    pub mood: MoodTag,
    /// Its part, 0 to 1; the shares of a profile add up to 1.
    pub share: f64,
}

/// What a source contributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceSummary {
    /// Which.
    pub source: Source,
    /// How many items.
    pub items: u32,
    /// When the newest of them was fetched.
    pub fetched_at: Timestamp,
}

/// The genres of a music profile that the published weights know (Anderson et al. 2021).
#[derive(Clone, Debug, PartialEq)]
pub struct GenreMix {
    /// The weights' name of a genre with its share of the whole profile, by name.
    pub shares: Vec<(&'static str, f64)>,
    /// The sum of these shares, 0 to 1: what is left to 1 has no validated weight and says nothing.
    pub covered: f64,
    /// How many genres of things these shares stand on; a thing of two genres counts for both.
    pub things: u32,
}

/// The least part of a profile that must have validated weights for it to say anything of traits (ours).
pub const LEAST_COVERED: f64 = 0.25;

/// The fewest things with such genres for it to say anything of traits (ours).
pub const FEWEST_THINGS: u32 = 5;

impl GenreMix {
    /// The shares as evidence of traits: none when too little of the profile is covered or too few things stand behind
    /// it, so that one typed word, or the one known genre of a listener of others, moves nothing.
    pub fn evidence(&self) -> &[(&'static str, f64)] {
        if self.covered >= LEAST_COVERED && self.things >= FEWEST_THINGS { &self.shares } else { &[] }
    }
}

impl TasteProfile {
    /// The profile of the items of `kind` whose source `allowed` lets through, in whatever order they come.
    pub fn of<'a>(
        kind: TasteKind,
        items: impl IntoIterator<Item = &'a TasteItem>,
        allowed: impl Fn(Source) -> bool,
    ) -> Self {
        let items: Vec<_> =
            items.into_iter().filter(|item| item.kind == kind && allowed(item.source)).collect();
        let groups = grouped(&items);
        let labels = labels::Tally::of(&groups);
        let sources = sources(&items);
        let mut times = TimeTable::default();
        for group in groups.iter().filter(|group| group.tells_times()) {
            times.merge(group.times());
        }
        Self {
            kind,
            items: count(groups.len()),
            unlabelled: labels.unlabelled,
            moods: labels.moods(),
            energy: labels.energy(),
            labels: labels.shares(),
            names: names(&groups),
            mean_plays: mean(groups.iter().filter_map(Group::plays).map(f64::from)),
            mean_minutes: mean(groups.iter().filter_map(Group::minutes)),
            times: times.statistics(),
            fetched_at: sources.iter().map(|source| source.fetched_at).max(),
            sources,
        }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// The share of a genre or category, 0 when it has none.
    pub fn share(&self, label: Label) -> f64 {
        self.labels.iter().find(|it| it.label == label).map_or(0.0, |it| it.share)
    }

    /// What of this profile the published genre weights can speak about.
    pub fn genre_mix(&self) -> GenreMix {
        let mut shares = std::collections::BTreeMap::new();
        let mut things = 0_u32;
        for it in &self.labels {
            if let Some(name) = it.label.measured_as() {
                *shares.entry(name).or_insert(0.0) += it.share;
                things = things.saturating_add(it.count);
            }
        }
        let covered = shares.values().sum::<f64>().min(1.0);
        GenreMix { shares: shares.into_iter().collect(), covered, things }
    }
}

fn names(groups: &[Group<'_>]) -> Vec<TopName> {
    let mut named: Vec<_> =
        groups.iter().filter(|group| !group.facet().is_label() && group.weight > 0).collect();
    // Groups are sorted by key, and the sort is stable: equal weights stand in the same order every time.
    named.sort_by_key(|group| std::cmp::Reverse(group.weight));
    let most = named.first().map_or(1, |group| group.weight);
    named.iter().take(TOP_NAMES).map(|group| group.top_name(most)).collect()
}

fn sources(items: &[&TasteItem]) -> Vec<SourceSummary> {
    let of = |source| {
        let own = || items.iter().filter(move |item| item.source == source);
        let fetched_at = own().map(|item| item.fetched_at).max()?;
        Some(SourceSummary { source, items: count(own().count()), fetched_at })
    };
    Source::ALL.into_iter().filter_map(of).collect()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
