//! Takings of the questionnaire, the ledger and the traits.

use std::sync::Arc;

use bondhu_domain::ids::UserId;
use bondhu_domain::personality::{Change, Evidence, LedgerRow, Norm, Source, Trait, TraitMap, TraitState};
use bondhu_ports::personality::Assessment;
use bondhu_ports::store::{Store, StoreErrorKind, UnitOfWork};

use super::fixtures::{a_person, at, kind, of, system};
use crate::builders::{a_ledger_row, a_taking, a_trait_state, a_user};

async fn ledger(unit: &mut dyn UnitOfWork, user: UserId) -> Vec<LedgerRow> {
    unit.personality().ledger(user).await.unwrap()
}

/// Every field of a taking comes back, oldest first.
pub async fn takings_come_back_in_order(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let first = a_taking(1, at(5));
    let again =
        Assessment { norm: Norm::General, duration_seconds: Some(93), confirmed: true, ..a_taking(2, at(9)) };
    let mut unit = of(&store, user).await;
    for it in [&again, &first] {
        unit.personality().add_assessment(user, it).await.unwrap();
    }
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(unit.personality().assessments(user).await.unwrap(), [first, again]);
}

/// Every number of a ledger comes back to the bit, in the order of the ids.
pub async fn a_ledger_comes_back_to_the_bit(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let seen = a_ledger_row(1, at(5));
    let undone = LedgerRow {
        change: Change::Undone(seen.id),
        gain: 0.0,
        caused_by: seen.id.as_uuid(),
        ..a_ledger_row(2, at(8))
    };
    let mut unit = of(&store, user).await;
    unit.personality().append(user, &[undone, seen]).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(ledger(&mut *unit, user).await, [seen, undone]);
    assert_eq!(unit.personality().newest_of(user, Source::Text).await.unwrap(), Some(seen));
    assert_eq!(unit.personality().newest_of(user, Source::Music).await.unwrap(), None);
}

/// The newest row of a source is that with the greatest id.
pub async fn the_newest_of_a_source_is_found(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let music = |row: LedgerRow| LedgerRow {
        change: Change::Seen(Evidence { source: Source::Music, x: 1.0, r: 0.2, weight: 1.0 }),
        ..row
    };
    let mut unit = of(&store, user).await;
    let rows = [
        a_ledger_row(1, at(5)),
        a_ledger_row(2, at(7)),
        music(a_ledger_row(3, at(9))),
        a_ledger_row(4, at(6)),
    ];
    unit.personality().append(user, &rows).await.unwrap();
    assert_eq!(unit.personality().newest_of(user, Source::Text).await.unwrap(), Some(rows[1]));
    assert_eq!(unit.personality().newest_of(user, Source::Music).await.unwrap(), Some(rows[2]));
}

/// The same cause counts once for a trait and a source, and a row is undone once.
pub async fn what_was_seen_once_counts_once(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let first = a_ledger_row(1, at(5));
    let mut unit = of(&store, user).await;
    unit.personality().append(user, &[first]).await.unwrap();
    let other_trait = LedgerRow { of: Trait::Openness, caused_by: first.caused_by, ..a_ledger_row(2, at(6)) };
    unit.personality().append(user, &[other_trait]).await.unwrap();
    unit.commit().await.unwrap();
    let again = LedgerRow { caused_by: first.caused_by, ..a_ledger_row(3, at(7)) };
    for refused in [again, first] {
        let mut unit = of(&store, user).await;
        let refused = unit.personality().append(user, &[refused]).await;
        assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
    }
    let undo = |serial| LedgerRow {
        change: Change::Undone(first.id),
        caused_by: first.id.as_uuid(),
        ..a_ledger_row(serial, at(9))
    };
    let mut unit = of(&store, user).await;
    unit.personality().append(user, &[undo(4)]).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(kind(unit.personality().append(user, &[undo(5)]).await), Some(StoreErrorKind::Conflict));
    drop(unit);
    assert_eq!(ledger(&mut *of(&store, user).await, user).await.len(), 3);
}

/// Saving traits replaces all of them; every number comes back to the bit.
pub async fn traits_are_replaced_as_a_whole(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut unit = of(&store, user).await;
    assert_eq!(unit.personality().traits(user).await.unwrap(), TraitMap::default());
    let mut traits = TraitMap::default();
    traits[Trait::Openness] = Some(a_trait_state());
    traits[Trait::Neuroticism] = Some(TraitState { day: -3, ..a_trait_state() });
    unit.personality().save_traits(user, &traits).await.unwrap();
    assert_eq!(unit.personality().traits(user).await.unwrap(), traits);
    traits[Trait::Openness] = None;
    traits[Trait::Extraversion] = Some(a_trait_state());
    unit.personality().save_traits(user, &traits).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(of(&store, user).await.personality().traits(user).await.unwrap(), traits);
}

/// Nobody's profile is anybody else's, and nobody has none.
pub async fn profiles_belong_to_one_person(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let mut unit = of(&store, user).await;
    fill(&mut *unit, user).await;
    unit.commit().await.unwrap();
    let mut unit = of(&store, other).await;
    assert!(holds_nothing(&mut *unit, other).await);
    drop(unit);
    let stranger = a_user().build().id;
    let mut unit = system(&store).await;
    let refused = unit.personality().add_assessment(stranger, &a_taking(9, at(1))).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
    drop(unit);
    let mut unit = system(&store).await;
    let refused = unit.personality().append(stranger, &[a_ledger_row(9, at(1))]).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
}

/// Everything of this kind goes with the person.
pub async fn a_removal_takes_profiles(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    let mut unit = system(&store).await;
    fill(&mut *unit, user.id).await;
    assert!(!holds_nothing(&mut *unit, user.id).await);
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.users().insert(&user, &super::fixtures::password()).await.unwrap();
    assert!(holds_nothing(&mut *unit, user.id).await);
}

async fn fill(unit: &mut dyn UnitOfWork, user: UserId) {
    unit.personality().add_assessment(user, &a_taking(1, at(1))).await.unwrap();
    unit.personality().append(user, &[a_ledger_row(1, at(1))]).await.unwrap();
    let mut traits = TraitMap::default();
    traits[Trait::Openness] = Some(a_trait_state());
    unit.personality().save_traits(user, &traits).await.unwrap();
}

async fn holds_nothing(unit: &mut dyn UnitOfWork, user: UserId) -> bool {
    unit.personality().assessments(user).await.unwrap().is_empty()
        && ledger(unit, user).await.is_empty()
        && unit.personality().newest_of(user, Source::Text).await.unwrap().is_none()
        && unit.personality().traits(user).await.unwrap() == TraitMap::default()
}
