//! Everything that is stored of a person, to be written and compared as a whole.

use std::sync::Arc;

use bondhu_domain::achievements::Achievement;
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::{Emoji, Message};
use bondhu_domain::sessions::Session;
use bondhu_domain::stats::Counters;
use bondhu_domain::streaks::ActivityDay;
use bondhu_domain::summaries::OlderTalk;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_domain::users::User;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::idempotency::{IdempotencyRecord, Outcome};
use bondhu_ports::store::{Scope, Store, UnitOfWork};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::fixtures::at;
use crate::builders::a_message;

/// The idempotency key that [`fill_every_table`] uses.
pub(super) const KEY: &str = "7b3c";

/// All rows of a person that can be read back.
#[derive(Debug, PartialEq)]
pub(super) struct Everything {
    pub user: Option<User>,
    pub password_hash: Option<String>,
    pub token: Option<AuthToken>,
    pub sessions: Vec<Session>,
    pub messages: Vec<Message>,
    pub days: Vec<ActivityDay>,
    pub counters: Counters,
    pub achievements: Vec<(Achievement, Timestamp)>,
    pub answer: Option<IdempotencyRecord>,
    pub older_talk: Option<OlderTalk>,
}

impl Everything {
    pub fn is_nothing(&self) -> bool {
        let nothing = Self {
            user: None,
            password_hash: None,
            token: None,
            sessions: Vec::new(),
            messages: Vec::new(),
            days: Vec::new(),
            counters: Counters::default(),
            achievements: Vec::new(),
            answer: None,
            older_talk: None,
        };
        *self == nothing
    }
}

/// A token hash of one's own for each person.
pub(super) fn token_hash_of(user: UserId) -> TokenHash {
    let mut hash = [7; 32];
    hash[..16].copy_from_slice(user.as_uuid().as_bytes());
    TokenHash(hash)
}

/// What the store holds of a person, up to a hundred rows of each kind.
pub(super) async fn everything_of(store: &Arc<dyn Store>, user: UserId) -> Everything {
    let mut unit = store.begin_read(Scope::System).await.unwrap();
    Everything {
        user: unit.users().find(user).await.unwrap(),
        password_hash: unit.users().password_hash(user).await.unwrap(),
        token: unit.auth_tokens().find(token_hash_of(user), at(0)).await.unwrap(),
        sessions: unit.sessions().page(user, None, 100).await.unwrap(),
        messages: unit.messages().page_forward(user, None, 100).await.unwrap(),
        days: unit.activity_days().all(user).await.unwrap(),
        counters: unit.stats().counters(user).await.unwrap(),
        achievements: unit.achievements().unlocked(user).await.unwrap(),
        answer: unit.idempotency().find(user, KEY).await.unwrap(),
        older_talk: unit.summaries().older_talk(user).await.unwrap(),
    }
}

/// Adds a row of the session's person to every table, of which `message` is the stored message to hang them on.
pub(super) async fn fill_every_table(unit: &mut dyn UnitOfWork, session: &Session, message: &Message) {
    let user = session.user_id;
    let token =
        AuthToken { hash: token_hash_of(user), user_id: user, created_at: at(0), expires_at: at(60_000_000) };
    unit.auth_tokens().insert(&token).await.unwrap();
    unit.users().set_password_hash(user, "$plain$1$ff").await.unwrap();
    let mut left = session.clone();
    left.leave(session.started_at.next());
    unit.sessions().save(&left).await.unwrap();
    unit.messages().insert(&a_message().replying_to(message).build()).await.unwrap();
    unit.reactions().put(user, message.id, &Emoji::new("👍").unwrap(), at(1)).await.unwrap();
    let date = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let day = ActivityDay { date, zone: Tz::Asia__Dhaka, first_at: at(0), last_at: at(5), count: 2 };
    unit.activity_days().save(user, &day).await.unwrap();
    unit.stats().save_counters(user, &Counters { messages: 9, ..Counters::default() }).await.unwrap();
    unit.achievements().unlock(user, Achievement::FirstChat, at(2)).await.unwrap();
    let record =
        IdempotencyRecord { fingerprint: [3; 32], outcome: Outcome::Message(message.id), created_at: at(3) };
    unit.idempotency().save(user, KEY, &record).await.unwrap();
    let older = OlderTalk { text: "On 1 May: “hi”.".to_owned(), message_count: 1, through: message.id };
    unit.summaries().save_older_talk(user, &older).await.unwrap();
}
