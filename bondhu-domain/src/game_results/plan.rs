//! What a level asks for.

use super::{Game, MOST_LEVEL, MOST_SCORE};

/// What a level asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelPlan {
    /// Memory Palace.
    Pairs {
        /// How many pairs lie on the table, 3 to 18.
        pairs: u32,
        /// For how long all cards are shown first, in milliseconds.
        shown_ms: u32,
    },
    /// Color Symphony.
    Sequence {
        /// How many tones are to be played back, 3 to 22.
        length: u32,
        /// Among how many colours, 4 or 6.
        colours: u32,
        /// How long each is shown, in milliseconds.
        tone_ms: u32,
    },
    /// Puzzle Master.
    Tiles {
        /// The tiles of one side, 3 to 5; one place is empty.
        side: u32,
        /// By how many legal moves the ordered board is disturbed, none taking back the one before, so that it can
        /// always be solved and never takes more than these.
        disturbed_by: u32,
    },
}

/// The plan of a level; one beyond the range is that of the nearest level.
pub const fn plan(game: Game, level: u8) -> LevelPlan {
    let level = if level == 0 {
        1
    } else if level > MOST_LEVEL {
        MOST_LEVEL
    } else {
        level
    } as u32;
    match game {
        Game::MemoryPalace => LevelPlan::Pairs {
            pairs: if level < 16 { level + 2 } else { 18 },
            // Less time from level to level, and none in the last.
            shown_ms: (MOST_LEVEL as u32 - level) * 200,
        },
        Game::ColorSymphony => LevelPlan::Sequence {
            length: level + 2,
            colours: if level <= 8 { 4 } else { 6 },
            tone_ms: 750 - level * 25,
        },
        Game::PuzzleMaster => LevelPlan::Tiles {
            side: if level <= 8 {
                3
            } else if level <= 16 {
                4
            } else {
                5
            },
            disturbed_by: 4 + level * 4,
        },
    }
}

impl LevelPlan {
    /// The fewest moves with which a score can be reached.
    pub(super) const fn fewest_moves(self, score: u32) -> u32 {
        let score = if score > MOST_SCORE { MOST_SCORE } else { score };
        match self {
            // A score is at most the part of the pairs that was found, at two cards each.
            Self::Pairs { pairs, .. } => 2 * (pairs * score / MOST_SCORE),
            Self::Sequence { length, .. } => length * score / MOST_SCORE,
            // A disturbed board can lie closer to order than the moves that disturbed it.
            Self::Tiles { .. } => 1,
        }
    }
}
