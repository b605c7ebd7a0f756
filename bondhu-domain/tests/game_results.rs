//! Levels, scores and results of the games of the page.

use bondhu_domain::game_results::{
    Game, GameResult, ImpossibleResult, LONGEST_SECONDS, LevelPlan, MOST_LEVEL, MOST_SCORE, Played,
    next_level, plan, score,
};
use proptest::prelude::*;

fn result(game: Game, level: u8, score: u32, duration_seconds: u32, played: Option<Played>) -> GameResult {
    GameResult { game, level, score, duration_seconds, played }
}

#[test]
fn what_can_be_true_is_taken() {
    let pairs = Played::Pairs { found: 5, turned: 14 };
    assert_eq!(score(&plan(Game::MemoryPalace, 3), pairs), Some(714));
    for good in [
        result(Game::MemoryPalace, 3, 714, 60, Some(pairs)),
        result(Game::ColorSymphony, 1, 1_000, 4, Some(Played::Sequence { right: 3, replays: 0 })),
        result(Game::ColorSymphony, 1, 0, 0, None),
        result(
            Game::PuzzleMaster,
            20,
            200,
            LONGEST_SECONDS,
            Some(Played::Tiles { solved: true, moves: 900 }),
        ),
        result(Game::PuzzleMaster, 1, 0, 12, Some(Played::Tiles { solved: false, moves: 30 })),
    ] {
        assert_eq!(good.check(), Ok(()), "{good:?}");
    }
}

#[test]
fn what_cannot_be_true_is_told_with_its_field() {
    use ImpossibleResult::{Duration, Level, Played as Detail, Score};
    let turned = |turned| Some(Played::Pairs { found: 3, turned });
    for (bad, wrong) in [
        (result(Game::MemoryPalace, 0, 10, 10, None), vec![Level]),
        (result(Game::MemoryPalace, MOST_LEVEL + 1, 10, 10, None), vec![Level]),
        (result(Game::MemoryPalace, 1, MOST_SCORE + 1, 10, None), vec![Score]),
        (result(Game::MemoryPalace, 1, u32::MAX, u32::MAX, None), vec![Score, Duration]),
        (result(Game::MemoryPalace, 1, 999, 10, turned(6)), vec![Score]),
        (result(Game::MemoryPalace, 1, 1_000, 10, turned(5)), vec![Detail]),
        (result(Game::MemoryPalace, 16, 1_000, 3, None), vec![Duration]),
        (result(Game::ColorSymphony, 5, 100, 10, turned(6)), vec![Detail]),
        (
            result(Game::PuzzleMaster, 1, 1_000, 10, Some(Played::Tiles { solved: true, moves: 0 })),
            vec![Detail],
        ),
        (result(Game::PuzzleMaster, 1, 0, LONGEST_SECONDS + 1, None), vec![Duration]),
    ] {
        assert_eq!(bad.check(), Err(wrong), "{bad:?}");
    }
    assert_eq!(ImpossibleResult::Duration.field(), "duration_seconds");
}

#[test]
fn levels_grow_and_never_ease() {
    for game in Game::ALL {
        let size = |level| match plan(*game, level) {
            LevelPlan::Pairs { pairs, .. } => pairs,
            LevelPlan::Sequence { length, .. } => length,
            LevelPlan::Tiles { disturbed_by, .. } => disturbed_by,
        };
        assert!((1..MOST_LEVEL).all(|level| size(level) <= size(level + 1)), "{game}");
        assert_eq!(plan(*game, 0), plan(*game, 1));
        assert_eq!(plan(*game, 255), plan(*game, MOST_LEVEL));
    }
}

fn played() -> impl Strategy<Value = Played> {
    prop_oneof![
        (0..40_u32, any::<u32>()).prop_map(|(found, turned)| Played::Pairs { found, turned: turned % 200 }),
        (0..40_u32, 0..20_u32).prop_map(|(right, replays)| Played::Sequence { right, replays }),
        (any::<bool>(), 0..2_000_u32).prop_map(|(solved, moves)| Played::Tiles { solved, moves }),
        Just(Played::Pairs { found: u32::MAX, turned: u32::MAX }),
        Just(Played::Tiles { solved: true, moves: u32::MAX }),
    ]
}

proptest! {
    #[test]
    fn scores_stay_in_their_range_and_the_server_takes_what_the_rules_give(
        game in prop::sample::select(Game::ALL), level in 1..=MOST_LEVEL, played in played(),
    ) {
        if let Some(score) = score(&plan(game, level), played) {
            prop_assert!(score <= MOST_SCORE);
            let slow = result(game, level, score, LONGEST_SECONDS, Some(played));
            let hurried = ImpossibleResult::Duration;
            prop_assert!(slow.check().is_ok() || slow.check() == Err(vec![hurried]));
            prop_assert!((1..=MOST_LEVEL).contains(&next_level(level, score)));
        }
    }

    #[test]
    fn doing_better_never_scores_less(level in 1..=MOST_LEVEL, found in 0..18_u32, extra in 0..60_u32, moves in 1..900_u32) {
        let plan = plan(Game::MemoryPalace, level);
        let at = |turned| score(&plan, Played::Pairs { found, turned });
        prop_assert!(at(2 * found + extra + 1) <= at(2 * found + extra));
        let plan = bondhu_domain::game_results::plan(Game::PuzzleMaster, level);
        let at = |moves| score(&plan, Played::Tiles { solved: true, moves });
        prop_assert!(at(moves + 1) <= at(moves));
    }

    #[test]
    fn no_result_makes_the_check_panic(
        game in prop::sample::select(Game::ALL), level in any::<u8>(), score in any::<u32>(), seconds in any::<u32>(),
        played in prop::option::of(played()),
    ) {
        let verdict = result(game, level, score, seconds, played).check();
        prop_assert!(verdict != Err(Vec::new()));
    }
}
