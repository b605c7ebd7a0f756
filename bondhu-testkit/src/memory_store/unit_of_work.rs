//! One transaction.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use bondhu_ports::achievements::AchievementRepo;
use bondhu_ports::activity_days::ActivityDayRepo;
use bondhu_ports::auth_tokens::AuthTokenRepo;
use bondhu_ports::chat_summaries::ChatSummaryRepo;
use bondhu_ports::facts::FactRepo;
use bondhu_ports::idempotency::IdempotencyRepo;
use bondhu_ports::insights::InsightRepo;
use bondhu_ports::job_outbox::JobOutbox;
use bondhu_ports::message_search::MessageSearchRepo;
use bondhu_ports::messages::MessageRepo;
use bondhu_ports::moods::MoodRepo;
use bondhu_ports::personality::PersonalityRepo;
use bondhu_ports::reactions::ReactionRepo;
use bondhu_ports::safety_events::SafetyEventRepo;
use bondhu_ports::sessions::SessionRepo;
use bondhu_ports::stats::StatsRepo;
use bondhu_ports::store::{StoreError, StoreErrorKind, UnitOfWork};
use bondhu_ports::users::UserRepo;
use tokio::sync::OwnedMutexGuard;

use super::MemoryStore;
use super::tables::Tables;

/// A unit of work over a copy-on-write snapshot. One that holds the writer's lock may write.
pub(super) struct MemoryUnitOfWork {
    store: MemoryStore,
    tables: Arc<Tables>,
    writer: Option<OwnedMutexGuard<()>>,
}

impl MemoryUnitOfWork {
    pub fn new(store: MemoryStore, tables: Arc<Tables>, writer: Option<OwnedMutexGuard<()>>) -> Self {
        Self { store, tables, writer }
    }

    /// The rows, for a repository's read.
    pub fn read(&self) -> Result<&Tables, StoreError> {
        self.store.faults().call()?;
        Ok(&self.tables)
    }

    /// The rows, for a repository's write.
    pub fn write(&mut self) -> Result<&mut Tables, StoreError> {
        self.store.faults().call()?;
        if self.writer.is_none() {
            return Err(StoreError::new(
                StoreErrorKind::ReadOnly,
                "a write in a unit of work that only reads",
            ));
        }
        Ok(Arc::make_mut(&mut self.tables))
    }
}

#[async_trait]
impl UnitOfWork for MemoryUnitOfWork {
    fn users(&mut self) -> &mut dyn UserRepo {
        self
    }
    fn auth_tokens(&mut self) -> &mut dyn AuthTokenRepo {
        self
    }
    fn sessions(&mut self) -> &mut dyn SessionRepo {
        self
    }
    fn messages(&mut self) -> &mut dyn MessageRepo {
        self
    }
    fn message_search(&mut self) -> &mut dyn MessageSearchRepo {
        self
    }
    fn reactions(&mut self) -> &mut dyn ReactionRepo {
        self
    }
    fn activity_days(&mut self) -> &mut dyn ActivityDayRepo {
        self
    }
    fn stats(&mut self) -> &mut dyn StatsRepo {
        self
    }
    fn moods(&mut self) -> &mut dyn MoodRepo {
        self
    }
    fn insights(&mut self) -> &mut dyn InsightRepo {
        self
    }
    fn safety_events(&mut self) -> &mut dyn SafetyEventRepo {
        self
    }
    fn achievements(&mut self) -> &mut dyn AchievementRepo {
        self
    }
    fn idempotency(&mut self) -> &mut dyn IdempotencyRepo {
        self
    }
    fn summaries(&mut self) -> &mut dyn ChatSummaryRepo {
        self
    }
    fn personality(&mut self) -> &mut dyn PersonalityRepo {
        self
    }
    fn facts(&mut self) -> &mut dyn FactRepo {
        self
    }
    fn jobs(&mut self) -> &mut dyn JobOutbox {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.writer.is_some() {
            self.store.faults().commit()?;
            *self.store.committed.lock().unwrap_or_else(PoisonError::into_inner) = self.tables;
        }
        Ok(())
    }
}
