//! Achievements are unlocked by reaching the target, once, and never taken back.

use std::collections::{BTreeSet, HashSet};

use bondhu_domain::achievements::{Achievement, Progress, newly_unlocked, progress};
use proptest::prelude::*;

fn any_progress() -> impl Strategy<Value = Progress> {
    (0..150_u64, 0..150_u64, 0..15_u64, 0..3_u64, 0..3_u64).prop_map(
        |(messages, longest_streak, games, assessments, connections)| Progress {
            messages,
            longest_streak,
            games,
            assessments,
            connections,
        },
    )
}

#[test]
fn ids_are_distinct_and_read_back() {
    let ids: HashSet<_> = Achievement::ALL.map(Achievement::id).into();
    assert_eq!(ids.len(), Achievement::ALL.len());
    assert!(Achievement::ALL.into_iter().all(|achievement| achievement.id().parse() == Ok(achievement)));
    assert!("messages_11".parse::<Achievement>().is_err());
}

#[test]
fn nothing_is_unlocked_by_nothing() {
    assert_eq!(newly_unlocked(&Progress::default(), &BTreeSet::new()), []);
}

#[test]
fn the_tenth_message_and_not_the_ninth() {
    let already = BTreeSet::from([Achievement::FirstChat]);
    let after = |messages| newly_unlocked(&Progress { messages, ..Progress::default() }, &already);
    assert_eq!(after(9), []);
    assert_eq!(after(10), [Achievement::Messages10]);
    assert_eq!(after(250), [Achievement::Messages10, Achievement::Messages100], "a jump skips none");
    let shown = progress(Achievement::Messages10, &Progress { messages: 250, ..Progress::default() });
    assert_eq!(shown, (10, 10));
}

proptest! {
    #[test]
    fn reached_once_and_for_good(steps in prop::collection::vec(any_progress(), 1..20)) {
        let mut unlocked = BTreeSet::new();
        for now in steps {
            let new = newly_unlocked(&now, &unlocked);
            for achievement in &new {
                prop_assert!(unlocked.insert(*achievement), "unlocked a second time");
            }
            for achievement in Achievement::ALL {
                let (value, target) = progress(achievement, &now);
                prop_assert!(value <= target);
                prop_assert!(value < target || unlocked.contains(&achievement));
                prop_assert!(value == target || !new.contains(&achievement));
            }
            prop_assert_eq!(newly_unlocked(&now, &unlocked), []);
        }
    }

    #[test]
    fn more_progress_unlocks_no_less(less in any_progress(), more in any_progress()) {
        let more = Progress {
            messages: less.messages + more.messages,
            longest_streak: less.longest_streak + more.longest_streak,
            games: less.games + more.games,
            assessments: less.assessments + more.assessments,
            connections: less.connections + more.connections,
        };
        let unlocked: BTreeSet<_> = newly_unlocked(&more, &BTreeSet::new()).into_iter().collect();
        prop_assert!(newly_unlocked(&less, &BTreeSet::new()).iter().all(|achievement| unlocked.contains(achievement)));
    }
}
