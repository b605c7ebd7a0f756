//! The kinds of facts.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::SELF;
use super::lists::Lists;

/// What kind of thing a fact tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// What the person, somebody close or an animal is called.
    Name,
    /// How old, in years.
    Age,
    /// The day and month, perhaps with the year.
    Birthday,
    /// Where they live.
    Home,
    /// Where they come from.
    Hometown,
    /// For whom they work.
    Workplace,
    /// What they work as.
    Occupation,
    /// What they study.
    Study,
    /// Where they study.
    School,
    /// An animal without a name.
    Pet,
    /// The one liked best of its kind; the kind is the subject.
    Favourite,
    /// Something liked.
    Likes,
    /// Something not liked.
    Dislikes,
    /// A language they speak.
    Speaks,
    /// How they eat.
    Diet,
    /// A matter of health.
    Health,
    /// Something they will do.
    Plan,
}

/// A text that names no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of fact")]
pub struct UnknownSlot;

impl Slot {
    /// Every slot.
    pub const ALL: [Self; 17] = [
        Self::Name,
        Self::Age,
        Self::Birthday,
        Self::Home,
        Self::Hometown,
        Self::Workplace,
        Self::Occupation,
        Self::Study,
        Self::School,
        Self::Pet,
        Self::Favourite,
        Self::Likes,
        Self::Dislikes,
        Self::Speaks,
        Self::Diet,
        Self::Health,
        Self::Plan,
    ];

    /// The wire and storage name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Age => "age",
            Self::Birthday => "birthday",
            Self::Home => "home",
            Self::Hometown => "hometown",
            Self::Workplace => "workplace",
            Self::Occupation => "occupation",
            Self::Study => "study",
            Self::School => "school",
            Self::Pet => "pet",
            Self::Favourite => "favourite",
            Self::Likes => "likes",
            Self::Dislikes => "dislikes",
            Self::Speaks => "speaks",
            Self::Diet => "diet",
            Self::Health => "health",
            Self::Plan => "plan",
        }
    }

    /// The slot that says the contrary of a value in this one.
    pub(super) const fn contrary(self) -> Option<Self> {
        match self {
            Self::Likes => Some(Self::Dislikes),
            Self::Dislikes => Some(Self::Likes),
            Self::Name
            | Self::Age
            | Self::Birthday
            | Self::Home
            | Self::Hometown
            | Self::Workplace
            | Self::Occupation
            | Self::Study
            | Self::School
            | Self::Pet
            | Self::Favourite
            | Self::Speaks
            | Self::Diet
            | Self::Health
            | Self::Plan => None,
        }
    }
}

impl FromStr for Slot {
    type Err = UnknownSlot;
    fn from_str(text: &str) -> Result<Self, UnknownSlot> {
        Self::ALL.into_iter().find(|slot| slot.as_str() == text).ok_or(UnknownSlot)
    }
}

/// Whether a subject has one value of this kind at a time. One has one mother, but perhaps two sisters and three dogs.
pub fn is_single(subject: &str, slot: Slot) -> bool {
    match slot {
        Slot::Name => subject == SELF || Lists::shared().is_only_one(subject),
        Slot::Age
        | Slot::Birthday
        | Slot::Home
        | Slot::Hometown
        | Slot::Workplace
        | Slot::Occupation
        | Slot::Study
        | Slot::School
        | Slot::Favourite
        | Slot::Diet => true,
        Slot::Pet | Slot::Likes | Slot::Dislikes | Slot::Speaks | Slot::Health | Slot::Plan => false,
    }
}
