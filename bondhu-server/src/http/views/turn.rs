//! A turn: a message and its reply.

use bondhu_domain::prompt::ContextItem;
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
    /// The reply. One that broke off when some of it had been shown is degraded and ends in `…`; it goes on when the
    /// person asks for it.
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
    /// What was recalled for the answer, beside the conversation itself.
    context_used: Vec<ContextView>,
}

/// Who answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Provider)]
pub(in crate::http) struct ProviderView {
    name: String,
    model: String,
    /// The configured model did not answer as it should: another stood in for it, or its answer broke off.
    degraded: bool,
}

/// Something that was recalled for an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ContextUsed)]
pub(in crate::http) struct ContextView {
    /// `fact`, `taste`, `message` or `summary`.
    kind: &'static str,
    id: String,
    text: String,
}

impl From<&ContextItem> for ContextView {
    fn from(item: &ContextItem) -> Self {
        Self { kind: item.kind.as_str(), id: item.id.clone(), text: item.text.clone() }
    }
}

impl From<&Turn> for TurnView {
    fn from(Turn { user_message, reply, safety, context_used }: &Turn) -> Self {
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
            context_used: context_used.iter().map(ContextView::from).collect(),
        }
    }
}
