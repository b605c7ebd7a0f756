//! Items that name the same thing, from however many sources.

use std::collections::HashMap;

use super::{Source, TYPED_PLAYS, TasteItem, TimeTable, TopName};
use crate::catalogue;
use crate::tastes::{Facet, Label, TasteKind, name_key};

/// Items that name the same thing. Never empty.
pub(super) struct Group<'a> {
    /// The key of the maker.
    pub by: Option<String>,
    /// The key of the name.
    pub name: String,
    /// How much it weighs, in millionths: whole numbers, so that the order of a sum makes no difference.
    pub weight: u64,
    /// The one that tells most first.
    items: Vec<&'a TasteItem>,
}

/// The groups of `items`, sorted by facet, name and maker.
pub(super) fn grouped<'a>(items: &[&'a TasteItem]) -> Vec<Group<'a>> {
    type Key = (Facet, String, Option<String>);
    let mut groups: HashMap<Key, Vec<&'a TasteItem>> = HashMap::with_capacity(items.len());
    for item in items {
        let key = (item.facet, name_key(&item.name), item.by.as_deref().map(name_key));
        groups.entry(key).or_default().push(item);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let sorted = |((_, name, by), mut items): (Key, Vec<&'a TasteItem>)| {
        // Nothing of an item may depend on the order in which the store returned it.
        items.sort_by(|one, other| {
            let plays = (other.plays, one.source, &one.name).cmp(&(one.plays, other.source, &other.name));
            plays.then_with(|| one.provider_id.cmp(&other.provider_id))
        });
        let mut group = Group { by, name, weight: 0, items };
        group.weight = group.weighed();
        group
    };
    groups.into_iter().map(sorted).collect()
}

impl<'a> Group<'a> {
    pub(super) fn facet(&self) -> Facet {
        self.items[0].facet
    }

    pub(super) fn plays(&self) -> Option<u32> {
        self.items.iter().filter_map(|item| item.plays).max()
    }

    pub(super) fn minutes(&self) -> Option<f64> {
        self.items
            .iter()
            .filter_map(|item| item.minutes)
            .filter(|it| it.is_finite() && *it >= 0.0)
            .reduce(f64::max)
    }

    pub(super) fn times(&self) -> &'a TimeTable {
        let told = self.items.iter().find(|item| !item.times.is_empty());
        &told.unwrap_or(&self.items[0]).times
    }

    /// A play of a track is told of the track and of its artist; for times it counts once, as that of a work.
    pub(super) fn tells_times(&self) -> bool {
        match self.facet() {
            Facet::Track | Facet::Video | Facet::Game => true,
            Facet::Artist
            | Facet::Album
            | Facet::Playlist
            | Facet::Genre
            | Facet::Channel
            | Facet::Category => false,
        }
    }

    /// Its genres or categories: those that its sources tell or else those of the built-in catalogue.
    pub(super) fn labels(&self) -> Vec<Label> {
        let mut labels: Vec<_> = self.items.iter().flat_map(|item| &item.labels).copied().collect();
        if labels.is_empty() {
            let kind = self.items[0].kind;
            return catalogue::labels_by_key(kind, self.facet(), &self.name, self.by.as_deref()).to_vec();
        }
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    fn weighed(&self) -> u64 {
        let typed = self.items.iter().any(|item| item.source == Source::Typed);
        let told = match (self.plays(), self.minutes()) {
            (Some(plays), _) => f64::from(plays),
            (None, Some(minutes)) => minutes / usual_minutes(self.items[0].kind),
            (None, None) => 1.0,
        };
        let plays = if typed { told.max(TYPED_PLAYS) } else { told };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a logarithm of at most some 2³² plays, not negative"
        )]
        let weight = (plays.max(0.0).min(f64::from(u32::MAX)).ln_1p() * 1e6).round() as u64;
        weight
    }

    pub(super) fn top_name(&self, most: u64) -> TopName {
        let mut sources: Vec<_> = self.items.iter().map(|item| item.source).collect();
        sources.sort_unstable();
        sources.dedup();
        TopName {
            facet: self.facet(),
            name: self.items[0].name.clone(),
            by: self.items[0].by.clone(),
            plays: self.plays(),
            minutes: self.minutes(),
            weight: super::labels::part(self.weight, most),
            sources,
        }
    }
}

/// The minutes that stand for one play where only minutes are told (ours).
const fn usual_minutes(kind: TasteKind) -> f64 {
    match kind {
        TasteKind::Music => 3.5,
        TasteKind::Video => 10.0,
        TasteKind::Games => 30.0,
    }
}
