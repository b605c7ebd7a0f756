//! Unlocked achievements.

use std::sync::Arc;

use bondhu_domain::achievements::Achievement;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, at, kind, of, system};
use crate::builders::a_user;

/// Every achievement comes back with its time, in the order of unlocking and not of the list.
pub async fn achievements_come_in_the_order_of_unlocking(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let unlocked: Vec<_> = Achievement::ALL.into_iter().rev().zip((1..).map(at)).collect();
    for (achievement, instant) in &unlocked {
        let mut unit = of(&store, user).await;
        unit.achievements().unlock(user, *achievement, *instant).await.unwrap();
        unit.commit().await.unwrap();
    }
    assert_eq!(of(&store, user).await.achievements().unlocked(user).await.unwrap(), unlocked);
}

/// One that is unlocked already keeps its first time.
pub async fn the_first_time_is_kept(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut unit = of(&store, user).await;
    unit.achievements().unlock(user, Achievement::Streak7, at(5)).await.unwrap();
    unit.achievements().unlock(user, Achievement::Streak30, at(6)).await.unwrap();
    unit.achievements().unlock(user, Achievement::Streak7, at(7)).await.unwrap();
    unit.achievements().unlock(user, Achievement::Streak7, at(4)).await.unwrap();
    let expected = [(Achievement::Streak7, at(5)), (Achievement::Streak30, at(6))];
    assert_eq!(unit.achievements().unlocked(user).await.unwrap(), expected);
}

/// Each person unlocks for themselves; nobody unlocks nothing.
pub async fn achievements_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = system(&store).await;
    unit.achievements().unlock(user, Achievement::FirstGame, at(1)).await.unwrap();
    assert_eq!(unit.achievements().unlocked(other).await.unwrap(), []);
    unit.achievements().unlock(other, Achievement::FirstGame, at(2)).await.unwrap();
    assert_eq!(unit.achievements().unlocked(user).await.unwrap(), [(Achievement::FirstGame, at(1))]);
    assert_eq!(unit.achievements().unlocked(other).await.unwrap(), [(Achievement::FirstGame, at(2))]);
    let refused = unit.achievements().unlock(a_user().build().id, Achievement::FirstChat, at(1)).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}
