//! A turn: a message and its reply.

use bondhu_ports::turn_feed::Turn;
use serde::Serialize;
use utoipa::ToSchema;

use super::SafetyView;

/// The answer to a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Turn)]
pub(in crate::http) struct TurnView {
    /// The reply's id.
    message_id: String,
    /// The id of the message it answers.
    user_message_id: String,
    /// The reply.
    response: String,
    /// When the reply was stored.
    timestamp: String,
    session_id: String,
    has_personality_context: bool,
    /// The mood of the person's message, if it was scored.
    mood_detected: Option<String>,
    /// The sentiment of the person's message, if it was scored.
    sentiment_score: Option<f64>,
    /// Help, if the message gave reason to offer it.
    safety: Option<SafetyView>,
    provider: ProviderView,
    /// What the answer was based on.
    context_used: Vec<ContextView>,
}

/// Who answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Provider)]
pub(in crate::http) struct ProviderView {
    name: String,
    model: String,
    /// The built-in companion stood in for a model that could not answer.
    degraded: bool,
}

/// Something the answer was based on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ContextUsed)]
pub(in crate::http) struct ContextView {
    kind: String,
    id: String,
    text: String,
}

impl From<&Turn> for TurnView {
    fn from(Turn { user_message, reply, safety }: &Turn) -> Self {
        let authorship = reply.authorship.clone();
        let provider = authorship.map_or_else(
            || ProviderView { name: "unknown".to_owned(), model: "unknown".to_owned(), degraded: false },
            |it| ProviderView { name: it.provider, model: it.model, degraded: it.degraded },
        );
        Self {
            message_id: reply.id.to_string(),
            user_message_id: user_message.id.to_string(),
            response: reply.text.clone(),
            timestamp: reply.created_at.to_string(),
            session_id: user_message.session_id.to_string(),
            has_personality_context: reply.has_personality_context,
            mood_detected: user_message.mood.clone(),
            sentiment_score: user_message.sentiment_score,
            safety: safety.as_ref().map(SafetyView::from),
            provider,
            context_used: Vec::new(),
        }
    }
}
