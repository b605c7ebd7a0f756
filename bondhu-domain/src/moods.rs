//! The mood of a message: one word for what the person says about how they are.

mod cues;

pub(crate) use cues::MoodCues;

/// A mood label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mood {
    /// Glad.
    Happy,
    /// Glad and stirred up.
    Excited,
    /// Thankful.
    Grateful,
    /// At ease.
    Calm,
    /// Expecting good.
    Hopeful,
    /// Nothing stands out.
    Neutral,
    /// Worn out.
    Tired,
    /// Alone and minding it.
    Lonely,
    /// Afraid or worried.
    Anxious,
    /// Under pressure.
    Stressed,
    /// Down.
    Sad,
    /// Annoyed to furious.
    Angry,
    /// Feeling nothing.
    Numb,
}

impl Mood {
    /// All labels, in the order of the interface.
    pub const ALL: [Self; 13] = [
        Self::Happy,
        Self::Excited,
        Self::Grateful,
        Self::Calm,
        Self::Hopeful,
        Self::Neutral,
        Self::Tired,
        Self::Lonely,
        Self::Anxious,
        Self::Stressed,
        Self::Sad,
        Self::Angry,
        Self::Numb,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Happy => "happy",
            Self::Excited => "excited",
            Self::Grateful => "grateful",
            Self::Calm => "calm",
            Self::Hopeful => "hopeful",
            Self::Neutral => "neutral",
            Self::Tired => "tired",
            Self::Lonely => "lonely",
            Self::Anxious => "anxious",
            Self::Stressed => "stressed",
            Self::Sad => "sad",
            Self::Angry => "angry",
            Self::Numb => "numb",
        }
    }

    /// The label with the wire name `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mood| mood.as_str() == name)
    }

    /// The label of a message whose words name no mood.
    pub fn from_valence(valence: f64) -> Self {
        if valence > 0.35 {
            Self::Happy
        } else if valence < -0.35 {
            Self::Sad
        } else {
            Self::Neutral
        }
    }

    /// The valence that the label stands for, −1 to 1: breaks ties between labels.
    pub const fn valence(self) -> f64 {
        match self {
            Self::Happy => 0.6,
            Self::Excited => 0.7,
            Self::Grateful => 0.55,
            Self::Calm => 0.35,
            Self::Hopeful => 0.4,
            Self::Neutral => 0.0,
            Self::Tired => -0.25,
            Self::Lonely => -0.45,
            Self::Anxious => -0.4,
            Self::Stressed => -0.35,
            Self::Sad => -0.6,
            Self::Angry => -0.7,
            Self::Numb => -0.5,
        }
    }

    /// Whether the label is a pleasant one.
    pub const fn is_pleasant(self) -> bool {
        self.valence() > 0.0
    }
}

impl std::fmt::Display for Mood {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}
