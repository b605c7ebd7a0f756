//! A row of `chat_messages`.

use bondhu_domain::messages::{Authorship, Message, Sender};
use bondhu_domain::prompt::ContextRef;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::FromRow;

use super::super::column::{number, parsed, unreadable};

/// The stored form of what a reply was based on.
pub(super) fn context(used: &[ContextRef]) -> Result<String, StoreError> {
    serde_json::to_string(used).map_err(|error| StoreError::new(StoreErrorKind::Unavailable, error))
}

#[derive(FromRow)]
pub(super) struct MessageRow {
    id: String,
    user_id: String,
    session_id: String,
    sender_type: String,
    message_text: String,
    mood_detected: Option<String>,
    sentiment_score: Option<f64>,
    has_personality_context: bool,
    safety_tier: i64,
    off_the_record: bool,
    in_reply_to: Option<String>,
    provider: Option<String>,
    model: Option<String>,
    degraded: Option<bool>,
    cut: Option<bool>,
    context: Option<String>,
    created_at: i64,
}

impl MessageRow {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn into_message(self, reactions: Vec<String>) -> Result<Message, StoreError> {
        let sender = match self.sender_type.as_str() {
            "user" => Sender::User,
            "ai" => Sender::Ai,
            _ => return Err(unreadable("chat_messages.sender_type")),
        };
        let authorship = match (self.provider, self.model, self.degraded) {
            (Some(provider), Some(model), Some(degraded)) => {
                let context = self.context.as_deref().map_or(Ok(Vec::new()), serde_json::from_str);
                let context = context.map_err(|_| unreadable("chat_messages.context"))?;
                Some(Authorship { provider, model, degraded, cut: self.cut.unwrap_or(false), context })
            }
            (None, None, None) => None,
            _ => return Err(unreadable("chat_messages.provider")),
        };
        Ok(Message {
            id: parsed("chat_messages.id", &self.id)?,
            user_id: parsed("chat_messages.user_id", &self.user_id)?,
            session_id: parsed("chat_messages.session_id", &self.session_id)?,
            sender,
            text: self.message_text,
            mood: self.mood_detected,
            sentiment_score: self.sentiment_score,
            has_personality_context: self.has_personality_context,
            safety_tier: number("chat_messages.safety_tier", self.safety_tier)?,
            off_the_record: self.off_the_record,
            in_reply_to: self
                .in_reply_to
                .as_deref()
                .map(|id| parsed("chat_messages.in_reply_to", id))
                .transpose()?,
            authorship,
            reactions,
            created_at: Timestamp::from_micros(self.created_at),
        })
    }
}
