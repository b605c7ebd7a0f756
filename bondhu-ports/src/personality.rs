//! Takings of the questionnaire, the ledger of what moved a profile, and the profile that follows from it.

use async_trait::async_trait;
use bondhu_domain::ids::{AssessmentId, UserId};
use bondhu_domain::personality::{Answers, LedgerRow, Norm, Source, TraitMap, TraitState};
use bondhu_domain::timestamp::Timestamp;

use crate::store::StoreError;

/// One taking of the questionnaire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Its id, by which the ledger names it.
    pub id: AssessmentId,
    /// When it was handed in.
    pub taken_at: Timestamp,
    /// The version of the questionnaire.
    pub version: u32,
    /// The norm with which it was scored.
    pub norm: Norm,
    /// What was answered.
    pub answers: Answers,
    /// How long it took, as far as the person's device said.
    pub duration_seconds: Option<u32>,
    /// Whether the answers looked careless and the person said that they meant them.
    pub confirmed: bool,
}

/// Repository of everything from which a profile follows.
#[async_trait]
pub trait PersonalityRepo: Send {
    /// Adds a taking. One with a known id, or of a person who does not exist, is a `Conflict`.
    async fn add_assessment(&mut self, user: UserId, assessment: &Assessment) -> Result<(), StoreError>;

    /// A person's takings, oldest first.
    async fn assessments(&mut self, user: UserId) -> Result<Vec<Assessment>, StoreError>;

    /// Adds rows to the ledger. A known id is a `Conflict`, and so is a second row of the same trait and source with the
    /// same cause: what was seen once counts once, and is undone once.
    async fn append(&mut self, user: UserId, rows: &[LedgerRow]) -> Result<(), StoreError>;

    /// The whole ledger of a person, in the order of the ids. Every number comes back to the bit.
    async fn ledger(&mut self, user: UserId) -> Result<Vec<LedgerRow>, StoreError>;

    /// The newest row of a source, whether it was undone or not.
    async fn newest_of(&mut self, user: UserId, source: Source) -> Result<Option<LedgerRow>, StoreError>;

    /// Replaces what is known of every trait; a trait without a state is forgotten.
    async fn save_traits(
        &mut self,
        user: UserId,
        traits: &TraitMap<Option<TraitState>>,
    ) -> Result<(), StoreError>;

    /// What is known of each trait. Every number comes back to the bit.
    async fn traits(&mut self, user: UserId) -> Result<TraitMap<Option<TraitState>>, StoreError>;
}
