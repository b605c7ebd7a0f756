//! Achievements: thresholds that a person's progress reaches once.

use std::collections::BTreeSet;

/// Something to be achieved. Its [`id`](Self::id) is the wire and storage name and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Achievement {
    /// The first message.
    FirstChat,
    /// Ten messages.
    Messages10,
    /// A hundred messages.
    Messages100,
    /// A streak of a week.
    Streak7,
    /// A streak of thirty days.
    Streak30,
    /// A streak of a hundred days.
    Streak100,
    /// The first game.
    FirstGame,
    /// Ten games.
    Games10,
    /// The first questionnaire.
    FirstAssessment,
    /// The first connected service or import.
    FirstConnection,
}

/// The numbers that achievements are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Progress {
    /// Messages the person sent.
    pub messages: u64,
    /// Their longest streak, in days.
    pub longest_streak: u64,
    /// Games they played.
    pub games: u64,
    /// Questionnaires they completed.
    pub assessments: u64,
    /// Services they connected and imports they made.
    pub connections: u64,
}

impl Achievement {
    /// Every achievement, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::FirstChat,
        Self::Messages10,
        Self::Messages100,
        Self::Streak7,
        Self::Streak30,
        Self::Streak100,
        Self::FirstGame,
        Self::Games10,
        Self::FirstAssessment,
        Self::FirstConnection,
    ];

    /// The wire and storage name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::FirstChat => "first_chat",
            Self::Messages10 => "messages_10",
            Self::Messages100 => "messages_100",
            Self::Streak7 => "streak_7",
            Self::Streak30 => "streak_30",
            Self::Streak100 => "streak_100",
            Self::FirstGame => "first_game",
            Self::Games10 => "games_10",
            Self::FirstAssessment => "first_assessment",
            Self::FirstConnection => "first_connection",
        }
    }

    /// Its name, in English.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstChat => "First words",
            Self::Messages10 => "Warming up",
            Self::Messages100 => "Good company",
            Self::Streak7 => "One week",
            Self::Streak30 => "Thirty days",
            Self::Streak100 => "One hundred days",
            Self::FirstGame => "First game",
            Self::Games10 => "Player",
            Self::FirstAssessment => "Getting to know you",
            Self::FirstConnection => "Connected",
        }
    }

    /// What it takes, in English.
    pub const fn description(self) -> &'static str {
        match self {
            Self::FirstChat => "Send your first message.",
            Self::Messages10 => "Send 10 messages.",
            Self::Messages100 => "Send 100 messages.",
            Self::Streak7 => "Be active 7 days in a row.",
            Self::Streak30 => "Be active 30 days in a row.",
            Self::Streak100 => "Be active 100 days in a row.",
            Self::FirstGame => "Play your first game.",
            Self::Games10 => "Play 10 games.",
            Self::FirstAssessment => "Answer the personality questionnaire.",
            Self::FirstConnection => "Connect a service or import your data.",
        }
    }

    /// The value at which it is unlocked.
    pub const fn target(self) -> u64 {
        match self {
            Self::FirstChat | Self::FirstGame | Self::FirstAssessment | Self::FirstConnection => 1,
            Self::Messages10 | Self::Games10 => 10,
            Self::Messages100 | Self::Streak100 => 100,
            Self::Streak7 => 7,
            Self::Streak30 => 30,
        }
    }

    const fn value(self, progress: &Progress) -> u64 {
        match self {
            Self::FirstChat | Self::Messages10 | Self::Messages100 => progress.messages,
            Self::Streak7 | Self::Streak30 | Self::Streak100 => progress.longest_streak,
            Self::FirstGame | Self::Games10 => progress.games,
            Self::FirstAssessment => progress.assessments,
            Self::FirstConnection => progress.connections,
        }
    }
}

/// A text that is no achievement's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of an achievement")]
pub struct UnknownAchievement;

impl std::str::FromStr for Achievement {
    type Err = UnknownAchievement;
    fn from_str(text: &str) -> Result<Self, UnknownAchievement> {
        Self::ALL.into_iter().find(|achievement| achievement.id() == text).ok_or(UnknownAchievement)
    }
}

/// How far a person is with one achievement: the value, at most the target, and the target.
pub fn progress(achievement: Achievement, progress: &Progress) -> (u64, u64) {
    let target = achievement.target();
    (achievement.value(progress).min(target), target)
}

/// The achievements that `progress` reaches and that are not among those unlocked `already`, in the order of
/// [`Achievement::ALL`]. One that was unlocked stays so, whatever becomes of the numbers.
pub fn newly_unlocked(progress: &Progress, already: &BTreeSet<Achievement>) -> Vec<Achievement> {
    Achievement::ALL
        .into_iter()
        .filter(|achievement| achievement.value(progress) >= achievement.target())
        .filter(|achievement| !already.contains(achievement))
        .collect()
}
