//! Why something is recommended, in codes and in plain English.

use super::affinity::Affinity;
use super::scoring::{Parts, long_ago};
use super::{Candidate, Listener, Origin};
use crate::tastes::Label;
use crate::timestamp::Timestamp;

/// Why something is recommended.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The person hears or sees much of this artist, channel or studio.
    Maker(String),
    /// It is of a genre or category that they like.
    Label(Label),
    /// They liked or saved things like it.
    Feedback,
    /// It fits how they seem to feel: a step toward calm.
    Mood,
    /// They own it and never played it.
    Untouched,
    /// They have not played it for 90 days.
    LongAgo,
    /// It is in their own library.
    Library,
    /// It is new to them.
    New,
}

impl Reason {
    /// The name on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Maker(_) => "maker",
            Self::Label(_) => "label",
            Self::Feedback => "feedback",
            Self::Mood => "mood",
            Self::Untouched => "untouched",
            Self::LongAgo => "long_ago",
            Self::Library => "library",
            Self::New => "new",
        }
    }

    /// The reason in plain English, for somebody who reads it beside the title.
    pub fn text(&self) -> String {
        match self {
            Self::Maker(name) => format!("because you like {name}"),
            Self::Label(label) => format!("because you like {label}"),
            Self::Feedback => "like others that you liked".to_owned(),
            Self::Mood => "may suit the moment".to_owned(),
            Self::Untouched => "you own it and have not tried it".to_owned(),
            Self::LongAgo => "you have not played it for a while".to_owned(),
            Self::Library => "from your own library".to_owned(),
            Self::New => "something new".to_owned(),
        }
    }
}

/// The reasons of a recommendation, the strongest first.
pub(super) fn of(
    work: &Candidate,
    parts: &Parts,
    listener: &Listener<'_>,
    affinity: &Affinity,
    now: Timestamp,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(by) = work.by.as_ref().filter(|_| affinity.maker(work) >= 0.2) {
        reasons.push(Reason::Maker(by.clone()));
    }
    let liked = work.labels.iter().copied().find(|label| listener.profile.share(*label) >= 0.05);
    reasons.extend(liked.map(Reason::Label));
    if affinity.feedback(work) > 0.1 {
        reasons.push(Reason::Feedback);
    }
    let mood_known = listener.mood.is_some() && listener.allowances.mood_series;
    if mood_known && work.feeling.is_some() && parts.mood >= 0.2 {
        reasons.push(Reason::Mood);
    }
    if work.untouched {
        reasons.push(Reason::Untouched);
    } else if work.origin != Origin::Library {
        reasons.push(Reason::New);
    } else if long_ago(work, now) {
        reasons.push(Reason::LongAgo);
    } else {
        reasons.push(Reason::Library);
    }
    reasons
}
