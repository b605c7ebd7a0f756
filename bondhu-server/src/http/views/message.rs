//! A message.

use bondhu_domain::messages::Message;
use serde::Serialize;
use utoipa::ToSchema;

/// One message of a chat.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub(in crate::http) struct MessageView {
    id: String,
    session_id: String,
    /// `user` or `ai`.
    sender_type: &'static str,
    message_text: String,
    /// The mood of a person's scored message.
    mood_detected: Option<String>,
    /// The sentiment of a person's scored message, 0 to 1 in steps of .01; .5 is neutral.
    sentiment_score: Option<f64>,
    has_personality_context: bool,
    /// 0 to 3.
    safety_tier: u8,
    /// Emoji, oldest first.
    reactions: Vec<String>,
    /// RFC 3339 with microseconds.
    created_at: String,
}

impl From<&Message> for MessageView {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.to_string(),
            session_id: message.session_id.to_string(),
            sender_type: message.sender.as_str(),
            message_text: message.text.clone(),
            mood_detected: message.mood.clone(),
            sentiment_score: message.sentiment_score,
            has_personality_context: message.has_personality_context,
            safety_tier: message.safety_tier,
            reactions: message.reactions.clone(),
            created_at: message.created_at.to_string(),
        }
    }
}
