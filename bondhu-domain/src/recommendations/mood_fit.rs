//! How a work fits a mood: one step toward calm, never deeper into sadness.

use crate::moods::Mood;
use crate::tastes::{Feeling, MoodTag};

/// Where all moods are led to.
const CALM: Feeling = Feeling { valence: 0.35, energy: 0.2 };

/// How much of the way to calm one recommendation goes (ours).
const STEP: f64 = 0.35;

/// The fit of a work whose feeling is not known, in a mood that is pleasant or not.
const UNKNOWN: (f64, f64) = (0.5, 0.3);

/// What a recommendation should feel like for somebody in this mood: a step from there toward calm.
pub fn target(mood: Mood) -> Feeling {
    let now = feeling(mood);
    let step = |from: f64, to: f64| from + STEP * (to - from);
    Feeling { valence: step(now.valence, CALM.valence), energy: step(now.energy, CALM.energy) }
}

/// How well a work fits the mood, 0 to 1; .5 for everything when the mood is not known.
pub fn mood_fit(mood: Option<Mood>, work: Option<Feeling>) -> f64 {
    let Some(mood) = mood else { return UNKNOWN.0 };
    let Some(work) = work else { return if mood.is_pleasant() { UNKNOWN.0 } else { UNKNOWN.1 } };
    (1.0 - target(mood).distance(work)).clamp(0.0, 1.0)
}

/// Whether a work may not be recommended in this mood: to nobody in an unpleasant mood what is tagged melancholic or feels
/// less pleasant than they do, and to nobody who is stirred up by it what is more stirring than they are.
pub fn is_barred(mood: Option<Mood>, tags: &[MoodTag], work: Option<Feeling>) -> bool {
    let Some(mood) = mood.filter(|mood| mood.valence() < 0.0) else { return false };
    let now = feeling(mood);
    let agitated = now.energy > 0.5;
    tags.contains(&MoodTag::Melancholic)
        || work.is_some_and(|work| work.valence < now.valence || agitated && work.energy > now.energy)
}

/// Where a mood stands; the valence is that of the label, the energy ours.
const fn feeling(mood: Mood) -> Feeling {
    let energy = match mood {
        Mood::Happy => 0.6,
        Mood::Excited | Mood::Angry => 0.9,
        Mood::Grateful | Mood::Neutral => 0.4,
        Mood::Calm | Mood::Sad => 0.2,
        Mood::Hopeful => 0.45,
        Mood::Tired | Mood::Numb => 0.1,
        Mood::Lonely => 0.25,
        Mood::Anxious | Mood::Stressed => 0.8,
    };
    Feeling { valence: mood.valence(), energy }
}
