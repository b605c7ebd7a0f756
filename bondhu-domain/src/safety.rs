//! Safety: who may be in danger, what is said to them, and what stays in force afterwards.
//!
//! [`Detector::detect`] runs before anything else in a turn and is pure: text in, [`Assessment`] out. [`response`] builds
//! the answer for it, [`checker`] judges a model's text for such a turn and lints every outgoing text for manipulation,
//! [`state`] keeps a tier up for a day, [`help_lines`] names who can be reached. `docs/safety.md` tells the protocol in
//! plain words, with the figures it was measured at and what it misses.

pub mod allowances;
pub mod checker;
mod combos;
mod detector;
pub mod help_lines;
mod letters;
pub mod linear;
mod matcher;
mod pattern;
pub mod response;
pub mod state;
mod stream;

pub use allowances::Allowances;
pub use detector::Detector;
pub use help_lines::{HelpLine, guess_country, help_lines};
pub use state::SafetyState;

/// How serious a message is taken to be. Ordered: a higher tier is more serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tier {
    /// 0: nothing.
    #[default]
    None,
    /// 1: distress, or a passive wish not to wake or to exist.
    Distress,
    /// 2: active ideation or self-harm.
    Ideation,
    /// 3: a plan, means, intent or a time.
    Plan,
}

impl Tier {
    /// Every tier, lowest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Distress, Self::Ideation, Self::Plan];

    /// The number on the wire, 0 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Distress => 1,
            Self::Ideation => 2,
            Self::Plan => 3,
        }
    }

    /// The tier with this number; `None` above 3.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// What a message is about beside its tier. A flag alone never lowers a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Starving, purging, or fear of eating.
    EatingDisorder,
    /// A wish or plan to hurt somebody else.
    HarmToOthers,
    /// The person is being hurt, threatened or forced by somebody.
    Abuse,
    /// An overdose or poisoning that may have happened already.
    SubstanceEmergency,
    /// A panic attack.
    Panic,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 5] =
        [Self::EatingDisorder, Self::HarmToOthers, Self::Abuse, Self::SubstanceEmergency, Self::Panic];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EatingDisorder => "eating_disorder",
            Self::HarmToOthers => "harm_to_others",
            Self::Abuse => "abuse",
            Self::SubstanceEmergency => "substance_emergency",
            Self::Panic => "panic",
        }
    }

    /// The flag with this wire name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == name)
    }
}

/// The id of a rule that matched, such as `ideation.wish`; never the text that it matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cue(pub(crate) &'static str);

impl Cue {
    /// The id.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// What the detector found in a message.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Assessment {
    /// How serious it is.
    pub tier: Tier,
    /// What else it is about, sorted, each once.
    pub flags: Vec<Flag>,
    /// Which rules matched, sorted, each once.
    pub cues: Vec<Cue>,
}

impl Assessment {
    /// Whether the built-in safety answer (or a checked one) is due: any tier or any flag.
    pub fn needs_care(&self) -> bool {
        self.tier > Tier::None || !self.flags.is_empty()
    }
}
