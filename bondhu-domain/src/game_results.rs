//! The three games of the page: what a level is, what a result scores and which results can be true.
//!
//! Page and server share these rules: the page is given the [`LevelPlan`] and sends the [`Played`] counts, the server
//! computes the score from them again. Results are kept as the person's own; nothing about them as a person is inferred
//! from how they play.

mod plan;
mod score;

use crate::tastes::wire::wire_enum;

pub use plan::{LevelPlan, plan};
pub use score::{Played, next_level, score};

wire_enum! {
    /// A game of the page.
    Game {
        /// Find the pairs among cards that are face down.
        MemoryPalace = "memory_palace",
        /// Play back a sequence of colours and tones.
        ColorSymphony = "color_symphony",
        /// Slide the tiles into order.
        PuzzleMaster = "puzzle_master",
    }
}

/// The highest level of each game; the lowest is 1.
pub const MOST_LEVEL: u8 = 20;

/// The highest score of each level; the lowest is 0.
pub const MOST_SCORE: u32 = 1_000;

/// The longest that one game can take, in seconds: four hours.
pub const LONGEST_SECONDS: u32 = 4 * 3_600;

/// The result of one game as the page sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GameResult {
    /// Which.
    pub game: Game,
    /// 1 to [`MOST_LEVEL`].
    pub level: u8,
    /// 0 to [`MOST_SCORE`].
    pub score: u32,
    /// How long it took, in whole seconds.
    pub duration_seconds: u32,
    /// What was done, where the page told it.
    pub played: Option<Played>,
}

/// What of a result cannot be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ImpossibleResult {
    /// Below 1 or above [`MOST_LEVEL`].
    #[error("a level is 1 to 20")]
    Level,
    /// Above [`MOST_SCORE`], or not what was played comes to.
    #[error("not a score of this game")]
    Score,
    /// Above [`LONGEST_SECONDS`], or shorter than hands can be.
    #[error("nobody plays this game in that time")]
    Duration,
    /// Counts that the level does not allow, or of another game.
    #[error("not possible in this level")]
    Played,
}

impl ImpossibleResult {
    /// The field of the result that is wrong, by its name on the wire.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Score => "score",
            Self::Duration => "duration_seconds",
            Self::Played => "detail",
        }
    }
}

impl GameResult {
    /// Whether the result can be true; all that cannot, otherwise.
    ///
    /// A result with a score needs at least the moves of a perfect game at eight a second; what was played, when told, is
    /// counted in the same way and must come to exactly the score.
    pub fn check(&self) -> Result<(), Vec<ImpossibleResult>> {
        if !(1..=MOST_LEVEL).contains(&self.level) {
            return Err(vec![ImpossibleResult::Level]);
        }
        let plan = plan(self.game, self.level);
        let mut wrong = Vec::new();
        let mut moves = if self.score > 0 { plan.fewest_moves(self.score) } else { 0 };
        match self.played.map(|played| (played, score(&plan, played))) {
            None if self.score > MOST_SCORE => wrong.push(ImpossibleResult::Score),
            None => {}
            Some((_, None)) => wrong.push(ImpossibleResult::Played),
            Some((played, Some(score))) => {
                if score != self.score {
                    wrong.push(ImpossibleResult::Score);
                }
                moves = moves.max(played.moves());
            }
        }
        let shortest = moves / MOVES_A_SECOND;
        if !(shortest..=LONGEST_SECONDS).contains(&self.duration_seconds) {
            wrong.push(ImpossibleResult::Duration);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// The fastest that hands play.
const MOVES_A_SECOND: u32 = 8;
