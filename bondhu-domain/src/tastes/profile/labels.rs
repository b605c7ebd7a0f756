//! The genres or categories of a profile and how they feel.

use std::collections::{BTreeMap, HashSet};

use super::{Group, LabelShare, MoodShare};
use crate::tastes::{Facet, Label, MoodTag};

/// What the groups of a profile weigh by label.
pub(super) struct Tally {
    /// Weight in millionths and number of things, by label.
    labels: BTreeMap<Label, (u64, u32)>,
    pub(super) unlabelled: u32,
}

impl Tally {
    /// A work whose maker is an item too counts through the maker: its plays are told there once more.
    pub(super) fn of(groups: &[Group<'_>]) -> Self {
        let is_maker = |group: &&Group<'_>| matches!(group.facet(), Facet::Artist | Facet::Channel);
        let makers: HashSet<&str> = groups.iter().filter(is_maker).map(|group| group.name.as_str()).collect();
        let mut tally = Self { labels: BTreeMap::new(), unlabelled: 0 };
        for group in groups {
            let weight = group.weight;
            if weight == 0 || group.by.as_deref().is_some_and(|by| makers.contains(by)) {
                continue;
            }
            let labels = group.labels();
            match u64::try_from(labels.len()) {
                Ok(0) | Err(_) => tally.unlabelled += 1,
                Ok(count) => {
                    for label in labels {
                        let entry = tally.labels.entry(label).or_default();
                        entry.0 += weight / count;
                        entry.1 += 1;
                    }
                }
            }
        }
        tally
    }

    pub(super) fn shares(&self) -> Vec<LabelShare> {
        let total = self.total();
        let mut shares: Vec<_> = self
            .labels
            .iter()
            .map(|(label, (weight, count))| LabelShare {
                label: *label,
                count: *count,
                share: part(*weight, total),
            })
            .collect();
        shares.sort_by(|one, other| {
            other.share.total_cmp(&one.share).then_with(|| one.label.name().cmp(other.label.name()))
        });
        shares
    }

    pub(super) fn moods(&self) -> Vec<MoodShare> {
        let mut weights: BTreeMap<MoodTag, u64> = BTreeMap::new();
        for (label, (weight, _)) in &self.labels {
            let moods = label.moods();
            for mood in moods {
                *weights.entry(*mood).or_default() += weight / u64::try_from(moods.len()).unwrap_or(1);
            }
        }
        let total = weights.values().sum();
        let mut shares: Vec<_> = weights
            .into_iter()
            .map(|(mood, weight)| MoodShare { mood, share: part(weight, total) })
            .collect();
        shares.sort_by(|one, other| other.share.total_cmp(&one.share));
        shares
    }

    pub(super) fn energy(&self) -> Option<f64> {
        let known = || self.labels.iter().filter_map(|(label, (weight, _))| Some((label.energy()?, *weight)));
        let total: u64 = known().map(|it| it.1).sum();
        (total > 0).then(|| known().map(|(energy, weight)| energy * part(weight, total)).sum())
    }

    fn total(&self) -> u64 {
        self.labels.values().map(|it| it.0).sum()
    }
}

/// `weight` as a part of `total`, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "weights stay far below 2⁵²")]
pub(super) fn part(weight: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { weight as f64 / total as f64 }
}
