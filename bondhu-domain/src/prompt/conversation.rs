//! What was said, in the order in which it makes sense: each reply right after the message that it answers.

use std::collections::BTreeMap;

use super::PromptLine;
use crate::ids::MessageId;
use crate::messages::{Message, Sender};

/// The conversation up to and including the message `newest`, of these messages in any order.
///
/// Messages that a person sends in one go are stored before the first of them is answered. Those after `newest` are left
/// out, and so is a reply whose question is not among the messages: nobody could say what it is about.
pub fn conversation(messages: &[Message], newest: MessageId) -> Vec<PromptLine> {
    let replies: BTreeMap<MessageId, &Message> =
        messages.iter().filter_map(|it| it.in_reply_to.map(|asked| (asked, it))).collect();
    let mut asked: Vec<&Message> =
        messages.iter().filter(|it| it.sender == Sender::User && it.id <= newest).collect();
    asked.sort_by_key(|it| it.id);
    let mut lines = Vec::with_capacity(messages.len());
    for message in asked {
        lines.push(PromptLine { sender: Sender::User, text: message.text.clone() });
        if message.id != newest
            && let Some(reply) = replies.get(&message.id)
        {
            lines.push(PromptLine { sender: Sender::Ai, text: reply.text.clone() });
        }
    }
    lines
}

/// The person's messages before `newest`, of these, that have no reply among them, oldest first.
pub fn unanswered(messages: &[Message], newest: MessageId) -> Vec<MessageId> {
    let mut waiting: Vec<MessageId> = messages
        .iter()
        .filter(|it| it.sender == Sender::User && it.id < newest)
        .map(|it| it.id)
        .filter(|id| !messages.iter().any(|it| it.in_reply_to == Some(*id)))
        .collect();
    waiting.sort();
    waiting
}
