//! What a person's profile and feedback say about labels, makers and works.

use super::by_id::{ById, Ids};
use super::candidate::maker_id;
use super::{Action, Candidate, ItemId, Listener, NO_REPEAT_DAYS};
use crate::tastes::{Facet, Label};
use crate::timestamp::Timestamp;

/// After how many days feedback says half as much (ours).
const HALF_LIFE_DAYS: f64 = 90.0;

/// What a person's profile and feedback say.
pub(super) struct Affinity {
    labels: ByLabel,
    makers: ById<u128, f64>,
    /// The works that the profile names.
    known: Ids<ItemId>,
    /// By feedback alone.
    liked_labels: ByLabel,
    liked_makers: ById<u128, f64>,
    /// What must not come now.
    excluded: Ids<ItemId>,
    personality: ByLabel,
}

impl Affinity {
    pub(super) fn of(listener: &Listener<'_>, candidates: &[Candidate], now: Timestamp) -> Self {
        let mut affinity = Self {
            labels: shares(listener),
            makers: ById::default(),
            known: Ids::default(),
            liked_labels: ByLabel::default(),
            liked_makers: ById::default(),
            excluded: excluded(listener, now),
            personality: ByLabel::default(),
        };
        if listener.allowances.personality {
            listener
                .personality
                .iter()
                .for_each(|(label, weight)| *affinity.personality.of_mut(*label) = *weight);
        }
        for name in &listener.profile.names {
            affinity.known.insert(ItemId::of(listener.profile.kind, &name.name, name.by.as_deref()));
            // A track that is heard often speaks for its artist, less than the artist's own place does.
            let (maker, weight) = match (name.facet, &name.by) {
                (Facet::Artist | Facet::Channel, _) => (&name.name, name.weight),
                (Facet::Track | Facet::Album | Facet::Video | Facet::Game, Some(by)) => {
                    (by, name.weight * 0.6)
                }
                (Facet::Track | Facet::Album | Facet::Video | Facet::Game, None)
                | (Facet::Playlist | Facet::Genre | Facet::Category, _) => continue,
            };
            let kept = affinity.makers.entry(maker_id(maker)).or_insert(0.0);
            *kept = kept.max(weight);
        }
        affinity.learn(listener, candidates, now);
        affinity
    }

    /// What feedback says, fading by half in 90 days. Sums are of values sorted by place, so their order is fixed.
    fn learn(&mut self, listener: &Listener<'_>, candidates: &[Candidate], now: Timestamp) {
        if listener.feedback.is_empty() {
            return;
        }
        let wanted: Ids<_> = listener.feedback.iter().map(|it| it.item).collect();
        let works: ById<_, _> =
            candidates.iter().filter(|it| wanted.contains(&it.id)).map(|it| (it.id, it)).collect();
        let mut feedback: Vec<_> = listener.feedback.iter().collect();
        feedback.sort_by_key(|it| (it.at, it.item, it.action));
        for it in feedback {
            let Some(work) = works.get(&it.item) else { continue };
            let days = now.since(it.at).as_secs_f64() / 86_400.0;
            let strength = it.action.strength() * (-days / HALF_LIFE_DAYS).exp2();
            for label in &work.labels {
                *self.liked_labels.of_mut(*label) += strength;
            }
            if let Some(maker) = work.maker {
                *self.liked_makers.entry(maker).or_default() += strength;
            }
        }
    }

    /// How much the person's labels are those of the work, 0 to 1.
    pub(super) fn labels(&self, work: &Candidate) -> f64 {
        self.labels.mean(&work.labels)
    }

    /// How much the person hears or sees of the work's maker, 0 to 1.
    pub(super) fn maker(&self, work: &Candidate) -> f64 {
        work.maker.and_then(|maker| self.makers.get(&maker)).copied().unwrap_or(0.0)
    }

    /// What feedback says of works like this, −1 to 1.
    pub(super) fn feedback(&self, work: &Candidate) -> f64 {
        let labels = self.liked_labels.mean(&work.labels);
        let maker = work.maker.and_then(|maker| self.liked_makers.get(&maker)).copied().unwrap_or(0.0);
        if self.liked_labels.is_empty() {
            return 0.0;
        }
        // However many likes there are, they stay below 1.
        (0.25 * labels + 0.75 * maker).tanh()
    }

    /// What the validated weights say of the work's genres, −1 to 1.
    pub(super) fn personality(&self, work: &Candidate) -> f64 {
        self.personality.mean(&work.labels).clamp(-1.0, 1.0)
    }

    pub(super) fn excludes(&self, work: ItemId) -> bool {
        self.excluded.contains(&work)
    }

    /// Whether the person named the work, or a source of theirs did.
    pub(super) fn knows(&self, work: ItemId) -> bool {
        self.known.contains(&work)
    }
}

/// The labels of the profile beside its largest, 0 to 1.
fn shares(listener: &Listener<'_>) -> ByLabel {
    let largest = listener.profile.labels.first().map_or(1.0, |it| it.share);
    let mut shares = ByLabel::default();
    for it in listener.profile.labels.iter().filter(|it| it.share > 0.0) {
        *shares.of_mut(it.label) = it.share / largest;
    }
    shares
}

/// What was shown or acted on within 14 days, and what was disliked and not liked or saved since.
fn excluded(listener: &Listener<'_>, now: Timestamp) -> Ids<ItemId> {
    let window = std::time::Duration::from_hours(24 * NO_REPEAT_DAYS);
    // What lies after now was written by a clock that has been set back since; it is recent.
    let recent = |at: Timestamp| now.since(at) < window;
    let shown = listener.shown.iter().filter(|it| recent(it.1)).map(|it| it.0);
    let acted = listener.feedback.iter().filter(|it| recent(it.at)).map(|it| it.item);
    let mut excluded: Ids<_> = shown.chain(acted).collect();
    let mut verdicts: ById<ItemId, (Timestamp, Action)> = ById::default();
    for it in listener.feedback {
        let verdict = match it.action {
            Action::Like | Action::Dislike | Action::Save => (it.at, it.action),
            Action::Skip | Action::Play => continue,
        };
        let kept = verdicts.entry(it.item).or_insert(verdict);
        *kept = (*kept).max(verdict);
    }
    excluded.extend(verdicts.iter().filter(|(_, it)| it.1 == Action::Dislike).map(|(item, _)| *item));
    excluded
}

/// A number for each label of one kind, 0 where none was set.
#[derive(Default)]
struct ByLabel(Vec<f64>);

impl ByLabel {
    fn of_mut(&mut self, label: Label) -> &mut f64 {
        let place = label.place();
        if self.0.len() <= place {
            self.0.resize(place + 1, 0.0);
        }
        &mut self.0[place]
    }

    /// The mean over some labels, 0 for none.
    fn mean(&self, labels: &[Label]) -> f64 {
        if labels.is_empty() || self.is_empty() {
            return 0.0;
        }
        let sum: f64 = labels.iter().filter_map(|label| self.0.get(label.place())).sum();
        sum / f64::from(u32::try_from(labels.len()).unwrap_or(u32::MAX))
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
