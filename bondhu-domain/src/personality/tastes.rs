//! What tastes say about traits. Only tables that were validated count: genres that were studied weigh something,
//! everything else weighs nothing.

use std::sync::LazyLock;
use std::time::Duration;

use super::evidence::{Evidence, Source};
use super::traits::{Trait, TraitMap};
use crate::timestamp::Timestamp;

/// The shortest time between two observations of one taste.
pub const NEEDED_TIME: Duration = Duration::from_hours(30 * 24);

/// Whether an observation of a taste is due, by the time of the last one of its source.
pub fn observation_due(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| now.since(last) >= NEEDED_TIME)
}

/// Genre and its weights, from `data/genres.tsv` (Anderson et al. 2021).
struct Genre {
    name: &'static str,
    weights: TraitMap<f64>,
}

struct Genres {
    all: Vec<Genre>,
    /// Mean and standard deviation of the weights over the table: where the predictor of a uniform mix lies.
    usual: TraitMap<(f64, f64)>,
}

static GENRES: LazyLock<Genres> = LazyLock::new(Genres::read);

impl Genres {
    fn read() -> Self {
        let lines = include_str!("data/genres.tsv").lines().filter(|line| !line.starts_with('#'));
        let all: Vec<Genre> = lines
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let name = fields.next()?;
                let [o, c, e, a, stability] = std::array::from_fn(|_| {
                    fields.next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0)
                });
                let weights = TraitMap::from_fn(|of| match of {
                    Trait::Openness => o,
                    Trait::Conscientiousness => c,
                    Trait::Extraversion => e,
                    Trait::Agreeableness => a,
                    Trait::Neuroticism => -stability,
                });
                Some(Genre { name, weights })
            })
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "28 genres")]
        let n = all.len() as f64;
        let usual = TraitMap::from_fn(|of| {
            let mean = all.iter().map(|it| it.weights[of]).sum::<f64>() / n;
            let variance = all.iter().map(|it| (it.weights[of] - mean).powi(2)).sum::<f64>() / n;
            (mean, variance.sqrt())
        });
        Self { all, usual }
    }
}

/// The evidence of a music profile: genres, in any case, with their shares of what is listened to. The shares need not
/// add up. The predictor for a trait is the sum of share times weight, against a uniform mix over the table, in standard
/// deviations of the weights. Nothing follows where no genre of the table is among them.
pub fn music_evidence<'a>(shares: impl IntoIterator<Item = (&'a str, f64)>) -> TraitMap<Option<Evidence>> {
    let known: Vec<(&Genre, f64)> = shares
        .into_iter()
        .filter(|(_, share)| share.is_finite() && *share > 0.0)
        .filter_map(|(name, share)| {
            let name = name.trim().to_lowercase();
            Some((GENRES.all.iter().find(|it| it.name == name)?, share))
        })
        .collect();
    // Shares are of the genres that the table knows: an unknown one must not pull toward the middle of nothing.
    let all: f64 = known.iter().map(|(_, share)| share).sum();
    TraitMap::from_fn(|of| {
        let (mean, sd) = GENRES.usual[of];
        let predictor = known.iter().map(|(genre, share)| genre.weights[of] * share / all).sum::<f64>();
        if all > 0.0 { Evidence::passive(Source::Music, of, (predictor - mean) / sd, 1.0) } else { None }
    })
}

/// The evidence of a profile of games: the z-scored predictor that a validated table gives to each trait.
pub fn games_evidence(predictors: &TraitMap<Option<f64>>) -> TraitMap<Option<Evidence>> {
    TraitMap::from_fn(|of| Evidence::passive(Source::Games, of, predictors[of]?, 1.0))
}

/// The evidence of what is watched: none. It tells of interests, and no correlation with traits was validated.
pub fn video_evidence() -> TraitMap<Option<Evidence>> {
    TraitMap::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_genre_of_the_table_is_read() {
        assert_eq!(GENRES.all.len(), 28);
        let jazz = GENRES.all.iter().find(|it| it.name == "jazz").unwrap();
        let weights = Trait::ALL.map(|of| jazz.weights[of]);
        assert!(weights.iter().zip([0.11, 0.10, 0.06, 0.12, -0.06]).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn what_was_not_studied_says_nothing() {
        assert_eq!(music_evidence([("rabindra sangeet", 0.6), ("filmi", 0.4)]), TraitMap::default());
        assert_eq!(music_evidence([("jazz", 0.0), ("jazz", f64::NAN)]), TraitMap::default());
        assert_eq!(video_evidence(), TraitMap::default());
        let half = music_evidence([("Jazz ", 0.25), ("baul", 0.75)]);
        assert_eq!(half, music_evidence([("jazz", 1.0)]));
    }

    #[test]
    fn a_uniform_mix_lies_in_the_middle() {
        let mix: Vec<(&str, f64)> = GENRES.all.iter().map(|it| (it.name, 2.0)).collect();
        let evidence = music_evidence(mix);
        for (of, it) in evidence.iter() {
            assert!(it.unwrap().x.abs() < 1e-9, "{of:?}");
        }
        let classical = music_evidence([("classical", 1.0)])[Trait::Openness].unwrap();
        assert!(classical.x > 1.0 && (classical.r - 0.20).abs() < f64::EPSILON);
        assert!(music_evidence([("emo", 1.0)])[Trait::Neuroticism].unwrap().x > 1.0);
    }

    #[test]
    fn once_in_thirty_days() {
        let now = Timestamp::from_seconds(1_800_000_000);
        assert!(observation_due(None, now) && observation_due(Some(now - NEEDED_TIME), now));
        assert!(!observation_due(Some((now - NEEDED_TIME).next()), now));
    }
}
