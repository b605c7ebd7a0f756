//! Counters.

use std::sync::Arc;

use bondhu_domain::stats::Counters;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_person, kind, of, system};
use crate::builders::a_user;

const SOME: Counters = Counters { sessions: 1, messages: 2, games: 3, videos: 4, songs: 5 };

/// All counters are zero before anything was counted, also those of nobody.
pub async fn counters_begin_at_zero(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    assert_eq!(of(&store, user).await.stats().counters(user).await.unwrap(), Counters::default());
    let nobody = a_user().build().id;
    assert_eq!(system(&store).await.stats().counters(nobody).await.unwrap(), Counters::default());
}

/// Saving replaces all counters, with greater and with smaller ones, and each comes back as itself.
pub async fn saving_replaces_all(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let most = i64::MAX as u64;
    let full = Counters { sessions: most, messages: most, games: most, videos: most, songs: most };
    for counters in [SOME, full, Counters::default(), Counters { songs: 1, ..SOME }] {
        let mut unit = of(&store, user).await;
        unit.stats().save_counters(user, &counters).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(of(&store, user).await.stats().counters(user).await.unwrap(), counters);
    }
}

/// Each person has counters of their own; those of nobody are a conflict.
pub async fn counters_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = system(&store).await;
    unit.stats().save_counters(user, &SOME).await.unwrap();
    assert_eq!(unit.stats().counters(other).await.unwrap(), Counters::default());
    unit.stats().save_counters(other, &Counters { games: 9, ..Counters::default() }).await.unwrap();
    assert_eq!(unit.stats().counters(user).await.unwrap(), SOME);
    let refused = unit.stats().save_counters(a_user().build().id, &SOME).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}
