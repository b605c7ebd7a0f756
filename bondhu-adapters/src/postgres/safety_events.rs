//! The table `safety_events`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::safety::{Flag, Tier};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::safety_events::{SafetyCount, SafetyEvent, SafetyEventKind, SafetyEventRepo};
use bondhu_ports::store::StoreError;
use sqlx::{query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

pub(super) const SINCE: &str = "SELECT message_id, tier, flags, created_at FROM safety_events \
     WHERE user_id = $1 AND created_at >= $2 ORDER BY created_at, position";
pub(super) const OF_MESSAGE: &str =
    "SELECT tier, flags FROM safety_events WHERE message_id = $2 AND user_id = $1";
pub(super) const BETWEEN: &str =
    "SELECT tier, flags FROM safety_events WHERE created_at >= $1 AND created_at < $2 AND tier IS NOT NULL";

#[async_trait]
impl SafetyEventRepo for PostgresUnitOfWork {
    async fn insert(&mut self, user: UserId, event: &SafetyEvent) -> Result<(), StoreError> {
        let (message, tier, flags) = match &event.kind {
            SafetyEventKind::Detected { message, tier, flags } => {
                (Some(message.as_uuid()), Some(i16::from(tier.number())), names(flags))
            }
            SafetyEventKind::CheckedIn => (None, None, String::new()),
        };
        let insert = query(
            "INSERT INTO safety_events (user_id, message_id, tier, flags, created_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (message_id) WHERE message_id IS NOT NULL DO NOTHING",
        )
        .bind(user.as_uuid())
        .bind(message)
        .bind(tier)
        .bind(flags)
        .bind(instant(event.at));
        self.execute(insert).await.map(drop)
    }

    async fn since(&mut self, user: UserId, since: Timestamp) -> Result<Vec<SafetyEvent>, StoreError> {
        let rows: Vec<(Option<Uuid>, Option<i16>, String, Instant)> =
            self.rows(query_as(SINCE).bind(user.as_uuid()).bind(instant(since))).await?;
        rows.into_iter()
            .map(|(message, tier, flags, at)| {
                let kind = match (message, tier) {
                    (Some(message), Some(tier)) => SafetyEventKind::Detected {
                        message: MessageId::from_uuid(message),
                        tier: known_tier(tier)?,
                        flags: known_flags(&flags)?,
                    },
                    (None, None) => SafetyEventKind::CheckedIn,
                    (Some(_), None) | (None, Some(_)) => return Err(unreadable("safety_events.tier")),
                };
                Ok(SafetyEvent { kind, at: Timestamp::from(at) })
            })
            .collect()
    }

    async fn of_message(
        &mut self,
        user: UserId,
        message: MessageId,
    ) -> Result<Option<(Tier, Vec<Flag>)>, StoreError> {
        let found: Option<(i16, String)> =
            self.row(query_as(OF_MESSAGE).bind(user.as_uuid()).bind(message.as_uuid())).await?;
        found.map(|(tier, flags)| Ok((known_tier(tier)?, known_flags(&flags)?))).transpose()
    }

    async fn counts(&mut self, from: Timestamp, until: Timestamp) -> Result<Vec<SafetyCount>, StoreError> {
        let rows: Vec<(i16, String)> =
            self.rows(query_as(BETWEEN).bind(instant(from)).bind(instant(until))).await?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (tier, flags) in rows {
            let tier = known_tier(tier)?;
            if tier > Tier::None {
                *counts.entry(format!("tier_{}", tier.number())).or_default() += 1;
            }
            for flag in known_flags(&flags)? {
                *counts.entry(flag.as_str().to_owned()).or_default() += 1;
            }
        }
        Ok(counts.into_iter().map(|(name, count)| SafetyCount { name, count }).collect())
    }
}

fn names(flags: &[Flag]) -> String {
    flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>().join(" ")
}

fn known_tier(stored: i16) -> Result<Tier, StoreError> {
    let known = u8::try_from(stored).ok().and_then(Tier::from_number);
    known.ok_or_else(|| unreadable("safety_events.tier"))
}

fn known_flags(stored: &str) -> Result<Vec<Flag>, StoreError> {
    let known = |name| Flag::from_name(name).ok_or_else(|| unreadable("safety_events.flags"));
    stored.split_whitespace().map(known).collect()
}
