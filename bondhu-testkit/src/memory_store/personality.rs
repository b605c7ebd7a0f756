//! Takings of the questionnaire, the ledger and the traits.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bondhu_domain::ids::{AssessmentId, LedgerRowId, UserId};
use bondhu_domain::personality::{LedgerRow, Source, TraitMap, TraitState};
use bondhu_ports::personality::{Assessment, PersonalityRepo};
use bondhu_ports::store::StoreError;

use super::tables::conflict;
use super::unit_of_work::MemoryUnitOfWork;

/// The rows of this repository.
#[derive(Clone, Default)]
pub(super) struct PersonalityTables {
    assessments: BTreeMap<AssessmentId, (UserId, Assessment)>,
    ledger: BTreeMap<LedgerRowId, (UserId, LedgerRow)>,
    traits: BTreeMap<UserId, TraitMap<Option<TraitState>>>,
}

impl PersonalityTables {
    pub fn delete_user(&mut self, user: UserId) {
        self.assessments.retain(|_, (owner, _)| *owner != user);
        self.ledger.retain(|_, (owner, _)| *owner != user);
        self.traits.remove(&user);
    }

    fn rows(&self, user: UserId) -> impl DoubleEndedIterator<Item = &LedgerRow> {
        self.ledger.values().filter(move |(owner, _)| *owner == user).map(|(_, row)| row)
    }
}

#[async_trait]
impl PersonalityRepo for MemoryUnitOfWork {
    async fn add_assessment(&mut self, user: UserId, assessment: &Assessment) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        let before = tables.personality.assessments.insert(assessment.id, (user, assessment.clone()));
        if before.is_some() { Err(conflict("this assessment exists")) } else { Ok(()) }
    }

    async fn assessments(&mut self, user: UserId) -> Result<Vec<Assessment>, StoreError> {
        let all = self.read()?.personality.assessments.values();
        Ok(all.filter(|(owner, _)| *owner == user).map(|(_, it)| it.clone()).collect())
    }

    async fn append(&mut self, user: UserId, rows: &[LedgerRow]) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        for row in rows {
            let key = |it: &LedgerRow| (it.change.as_str(), it.caused_by, it.of);
            let known = tables.personality.ledger.contains_key(&row.id)
                || tables.personality.rows(user).any(|it| key(it) == key(row));
            if known {
                return Err(conflict("this change is in the ledger"));
            }
            tables.personality.ledger.insert(row.id, (user, *row));
        }
        Ok(())
    }

    async fn ledger(&mut self, user: UserId) -> Result<Vec<LedgerRow>, StoreError> {
        Ok(self.read()?.personality.rows(user).copied().collect())
    }

    async fn newest_of(&mut self, user: UserId, source: Source) -> Result<Option<LedgerRow>, StoreError> {
        let mut newest = self.read()?.personality.rows(user).rev();
        Ok(newest.find(|row| row.change.as_str() == source.as_str()).copied())
    }

    async fn save_traits(
        &mut self,
        user: UserId,
        traits: &TraitMap<Option<TraitState>>,
    ) -> Result<(), StoreError> {
        let tables = self.write()?;
        tables.require_user(user)?;
        tables.personality.traits.insert(user, *traits);
        Ok(())
    }

    async fn traits(&mut self, user: UserId) -> Result<TraitMap<Option<TraitState>>, StoreError> {
        Ok(self.read()?.personality.traits.get(&user).copied().unwrap_or_default())
    }
}
