//! The store and its unit of work.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;

use crate::achievements::AchievementRepo;
use crate::activity_days::ActivityDayRepo;
use crate::auth_tokens::{AuthToken, AuthTokenRepo};
use crate::chat_summaries::ChatSummaryRepo;
use crate::error::BoxError;
use crate::facts::FactRepo;
use crate::idempotency::IdempotencyRepo;
use crate::insights::InsightRepo;
use crate::job_outbox::JobOutbox;
use crate::message_search::MessageSearchRepo;
use crate::messages::MessageRepo;
use crate::moods::MoodRepo;
use crate::personality::PersonalityRepo;
use crate::reactions::ReactionRepo;
use crate::safety_events::SafetyEventRepo;
use crate::sessions::SessionRepo;
use crate::stats::StatsRepo;
use crate::users::UserRepo;

/// For whom a unit of work is done. A store with row-level security shows and changes nothing of anybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One person's rows.
    Person(UserId),
    /// The program's own work: sign-in, background jobs.
    System,
}

/// Keeps everything that must survive.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a unit of work that may write. Units that write are serialised with each other: what one reads, no
    /// other changes before it commits.
    async fn begin(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// Begins a unit of work that only reads. It sees one state of the store from its first read to its end, and waits
    /// for no writer. A write in it fails.
    async fn begin_read(&self, scope: Scope) -> Result<Box<dyn UnitOfWork>, StoreError>;

    /// The sign-in with this hash, if it has not expired at `now`: as it was last committed when this was called, by whatever
    /// process. As [`AuthTokenRepo::find`] in a unit of work of its own, but cheap, because every request asks it.
    async fn find_sign_in(&self, hash: TokenHash, now: Timestamp) -> Result<Option<AuthToken>, StoreError>;

    /// Whether the store answers and its schema is the one this program knows.
    async fn check(&self) -> Result<(), StoreError>;
}

/// Repositories over one transaction. Dropping it without [`UnitOfWork::commit`] leaves the store as it was. What it
/// wrote is visible to its own reads at once and to others after the commit. A commit that returned survives a crash
/// of the process and of the machine.
#[async_trait]
pub trait UnitOfWork: Send {
    /// People.
    fn users(&mut self) -> &mut dyn UserRepo;
    /// Sign-in tokens.
    fn auth_tokens(&mut self) -> &mut dyn AuthTokenRepo;
    /// Visits.
    fn sessions(&mut self) -> &mut dyn SessionRepo;
    /// Messages.
    fn messages(&mut self) -> &mut dyn MessageRepo;
    /// Finding messages by their words.
    fn message_search(&mut self) -> &mut dyn MessageSearchRepo;
    /// Reactions to messages.
    fn reactions(&mut self) -> &mut dyn ReactionRepo;
    /// Active days.
    fn activity_days(&mut self) -> &mut dyn ActivityDayRepo;
    /// Counters.
    fn stats(&mut self) -> &mut dyn StatsRepo;
    /// Moods of messages and days.
    fn moods(&mut self) -> &mut dyn MoodRepo;
    /// The newest insight into how a person is.
    fn insights(&mut self) -> &mut dyn InsightRepo;
    /// When there was reason for care.
    fn safety_events(&mut self) -> &mut dyn SafetyEventRepo;
    /// Achievements.
    fn achievements(&mut self) -> &mut dyn AchievementRepo;
    /// Answers kept for repeated requests.
    fn idempotency(&mut self) -> &mut dyn IdempotencyRepo;
    /// Summaries of chats.
    fn summaries(&mut self) -> &mut dyn ChatSummaryRepo;
    /// Profiles and what they follow from.
    fn personality(&mut self) -> &mut dyn PersonalityRepo;
    /// What people told about themselves.
    fn facts(&mut self) -> &mut dyn FactRepo;
    /// Follow-up work that exists if and only if this unit of work commits.
    fn jobs(&mut self) -> &mut dyn JobOutbox;
    /// Makes everything done so far last.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// What a caller can do about a failure of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// Something unique exists already, or a row it refers to does not exist.
    Conflict,
    /// Locked by somebody else for longer than the busy timeout: try again.
    Busy,
    /// No room left on the device.
    Full,
    /// The file or directory cannot be written.
    ReadOnly,
    /// What is stored cannot be read back. Never treated as absence.
    Corrupt,
    /// The schema is older or newer than this program's.
    Schema,
    /// Not reachable, or any other failure.
    Unavailable,
}

impl StoreErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "the store has a conflicting row",
            Self::Busy => "the store is locked by another process",
            Self::Full => "the store's disk is full",
            Self::ReadOnly => "the store cannot be written (read-only file or directory)",
            Self::Corrupt => "the store is damaged or holds a value that cannot be read",
            Self::Schema => "the store's schema does not fit this program",
            Self::Unavailable => "the store is not available",
        }
    }
}

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
#[error("{}", kind.as_str())]
pub struct StoreError {
    kind: StoreErrorKind,
    source: Option<BoxError>,
}

impl StoreError {
    /// With its cause.
    pub fn new(kind: StoreErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Without a cause beyond its kind.
    pub const fn bare(kind: StoreErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// What the caller can do.
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}
