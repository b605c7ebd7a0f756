//! The use cases: each loads, calls pure functions of the domain, and saves. Knows the ports and no framework.

mod account;
mod activity;
mod answer;
mod authenticate;
mod cached;
mod care;
mod care_text;
mod context;
mod error;
mod export;
mod facts;
mod history;
mod housekeeping;
mod idempotent_request;
mod jobs;
mod limits;
mod live;
mod mood;
mod older_talk;
mod personality;
mod personality_context;
mod personality_learning;
mod profile;
mod reactions;
mod register;
mod search;
mod send_message;
mod sessions;
mod sign_in;
mod stats;
mod summaries;

use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::personality::Norm;
use bondhu_domain::sessions::SessionPolicy;
use bondhu_domain::streaks::StreakPolicy;
use bondhu_ports::cache::Cache;
use bondhu_ports::chat_model::ChatModel;
use bondhu_ports::clock::Clock;
use bondhu_ports::external_identity::ExternalIdentityVerifier;
use bondhu_ports::job_queue::JobQueue;
use bondhu_ports::live_events::LiveEvents;
use bondhu_ports::password_hasher::PasswordHasher;
use bondhu_ports::randomness::Randomness;
use bondhu_ports::rate_limiter::{Limit, RateLimiter};
use bondhu_ports::sentiment::SentimentAnalyzer;
use bondhu_ports::store::Store;
use bondhu_ports::turn_feed::TurnFeed;

pub use account::DeletionProof;
pub use answer::{Patience, Resumed};
pub use authenticate::SignedIn;
pub use cached::Answer;
pub use care::Help;
pub use error::{AppError, FieldError};
pub use export::AccountRecord;
pub use history::HistoryPage;
pub use idempotent_request::Claim;
pub use limits::Allowance;
pub use personality::{AnswerSheet, LedgerPage, MAX_LEDGER_PAGE, PersonalityProfile};
pub use personality_context::ContextRecord;
pub use profile::{Patch, ProfilePatch};
pub use register::Registration;
pub use search::{SearchPage, SearchRequest};
pub use send_message::{Accepted, IdempotencyKey, NewMessage};
pub use sessions::{SessionState, StartedSession};
pub use sign_in::{Granted, SignIn};
pub use stats::{AchievementState, MAX_SESSIONS_PAGE};

/// Everything the use cases need from outside.
pub struct App {
    /// What must survive.
    pub store: Arc<dyn Store>,
    /// What is done in the background.
    pub queue: Arc<dyn JobQueue>,
    /// What may be forgotten.
    pub cache: Arc<dyn Cache>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Arc<dyn Randomness>,
    /// The configured model.
    pub model: Arc<dyn ChatModel>,
    /// The built-in companion, which answers when the model cannot.
    pub companion: Arc<dyn ChatModel>,
    /// Reads the sentiment of messages.
    pub sentiment: Arc<dyn SentimentAnalyzer>,
    /// Answers while they are written.
    pub feed: Arc<dyn TurnFeed>,
    /// Other tabs and devices.
    pub live: Arc<dyn LiveEvents>,
    /// Password hashing.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Limits on attempts.
    pub limiter: Arc<dyn RateLimiter>,
    /// Tokens of another service, when configured.
    pub external: Option<Arc<dyn ExternalIdentityVerifier>>,
    /// The numbers.
    pub policy: Policy,
}

/// Numbers that the settings decide.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Rules of visits.
    pub sessions: SessionPolicy,
    /// Rules of streaks.
    pub streaks: StreakPolicy,
    /// How long a sign-in lasts.
    pub token_life: Duration,
    /// Whether strangers may sign up.
    pub registration_open: bool,
    /// Failed sign-ins per address and per network address.
    pub auth_limit: Limit,
    /// Messages of one person.
    pub chat_limit: Limit,
    /// How long a page of history may be cached.
    pub history_ttl: Duration,
    /// How long the results of a search may be cached.
    pub search_ttl: Duration,
    /// How long a person's statistics may be cached; they end earlier with the day and with a visit.
    pub stats_ttl: Duration,
    /// How long the newest analysis of a chat may be cached.
    pub insights_ttl: Duration,
    /// How long what is known of how to be with a person may be cached.
    pub context_ttl: Duration,
    /// Whom answers to the questionnaire are compared with.
    pub norm: Norm,
    /// How many messages of both sides a model is shown.
    pub context_messages: u32,
    /// How many tokens a prompt may cost, by this program's own estimate.
    pub prompt_tokens: u32,
    /// How many of those what is remembered may take.
    pub memory_tokens: u32,
    /// How many characters a reply may have.
    pub longest_reply: usize,
    /// How long an answer is kept for a repeated request.
    pub idempotency_ttl: Duration,
    /// After so long a request that is still marked as running is taken to have died with its server.
    pub idempotency_lease: Duration,
}
