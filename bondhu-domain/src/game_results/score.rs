//! What a game scores, 0 to [`super::MOST_SCORE`], the same at every level.

use super::{LevelPlan, MOST_LEVEL, MOST_SCORE};

/// What was done in a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Played {
    /// Memory Palace.
    Pairs {
        /// How many pairs were found.
        found: u32,
        /// How many cards were turned.
        turned: u32,
    },
    /// Color Symphony.
    Sequence {
        /// How many tones from the first on were right.
        right: u32,
        /// How often the sequence was heard again.
        replays: u32,
    },
    /// Puzzle Master.
    Tiles {
        /// Whether the board was brought into order.
        solved: bool,
        /// How many tiles were moved.
        moves: u32,
    },
}

impl Played {
    /// How many times a card, a colour or a tile was touched.
    pub const fn moves(self) -> u32 {
        match self {
            Self::Pairs { turned, .. } => turned,
            Self::Sequence { right, .. } => right,
            Self::Tiles { moves, .. } => moves,
        }
    }
}

/// The score of what was played; `None` for counts that the plan does not allow or that are of another game.
///
/// - Pairs: the part found × how few cards it took: found/pairs · 2·found/turned.
/// - Sequence: the part that was right, less a tenth for each replay.
/// - Tiles: nothing until solved; then all for as many moves as disturbed the board or fewer, in proportion for more, at
///   least 200.
pub fn score(plan: &LevelPlan, played: Played) -> Option<u32> {
    let all = u64::from(MOST_SCORE);
    let score = match (*plan, played) {
        (LevelPlan::Pairs { pairs, .. }, Played::Pairs { found, turned }) => {
            let possible = found <= pairs && turned >= 2 * found && turned <= MOST_MOVES;
            let (found, pairs, turned) = (u64::from(found), u64::from(pairs), u64::from(turned.max(1)));
            possible.then(|| all * found * 2 * found / (pairs * turned))
        }
        (LevelPlan::Sequence { length, .. }, Played::Sequence { right, replays }) => {
            let possible = right <= length && replays <= MOST_MOVES;
            let kept = 10_u64.saturating_sub(replays.into());
            possible.then(|| all * u64::from(right) * kept / (10 * u64::from(length)))
        }
        (LevelPlan::Tiles { disturbed_by, .. }, Played::Tiles { solved, moves }) => {
            let possible = moves <= MOST_MOVES && (moves > 0 || !solved);
            let part = all * u64::from(disturbed_by) / u64::from(moves.max(1));
            possible.then(|| if solved { part.clamp(200, all) } else { 0 })
        }
        (
            LevelPlan::Pairs { .. } | LevelPlan::Sequence { .. } | LevelPlan::Tiles { .. },
            Played::Pairs { .. } | Played::Sequence { .. } | Played::Tiles { .. },
        ) => None,
    };
    score.and_then(|score| u32::try_from(score).ok())
}

/// The level that the page offers next: one more from 700 on, one less below 300.
pub fn next_level(level: u8, score: u32) -> u8 {
    let next = match score {
        0..300 => level.saturating_sub(1),
        300..700 => level,
        700.. => level.saturating_add(1),
    };
    next.clamp(1, MOST_LEVEL)
}

/// More than anybody does within four hours.
const MOST_MOVES: u32 = 100_000;
