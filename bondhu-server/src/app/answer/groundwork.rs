//! What is read before a message is answered: all of it in one unit of work, which is over before any model is asked.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::prompt::{
    ContextItem, Prompt, PromptContext, PromptInput, build, conversation, unanswered,
};
use bondhu_domain::summaries::{NEWEST_LEFT_OUT, OlderTalk, STEP, older_talk_due};
use bondhu_domain::users::{DisplayName, User};
use bondhu_ports::chat_model::{AnswerFormat, ChatRequest, Line, Role};
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::Scope;

use crate::app::care::Care;
use crate::app::context::older_talk_item;
use crate::app::{App, AppError};

/// So many messages that were sent after the one to be answered are reckoned with.
const SENT_AFTER: u32 = 20;

/// What an answer stands on.
pub(super) struct Groundwork {
    pub account: User,
    pub message: Message,
    pub care: Care,
    /// The reply, if it is stored already, with what it was based on.
    pub existing: Option<(Message, Vec<ContextItem>)>,
    pub context: PromptContext,
    pub older: Option<OlderTalk>,
    /// The newest messages of both sides, oldest first.
    newest: Vec<Message>,
}

impl Groundwork {
    /// The person's earlier messages that have no reply yet.
    pub fn unanswered(&self) -> Vec<MessageId> {
        unanswered(&self.newest, self.message.id)
    }

    /// Whether the summary of older talk has fallen behind.
    pub fn older_talk_due(&self) -> bool {
        older_talk_due(&self.newest, self.older.as_ref().map(|it| it.through))
    }
}

impl App {
    pub(super) async fn groundwork(&self, user: UserId, id: MessageId) -> Result<Groundwork, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::NotFound)?;
        let message = work.messages().find(user, id).await?.ok_or(AppError::NotFound)?;
        let care = self.care_for(&mut *work, &account, &message).await?;
        let existing = match work.messages().reply_to(user, id).await? {
            Some(reply) => {
                let based_on = self.still_known(&mut *work, &reply).await?;
                Some((reply, based_on))
            }
            None => None,
        };
        let looked_at = u32::try_from(NEWEST_LEFT_OUT + STEP).unwrap_or(u32::MAX);
        let limit = self.policy.context_messages.max(looked_at) + SENT_AFTER;
        let query = HistoryQuery { session: None, before: None, offset: 0, limit };
        let newest = work.messages().page(user, &query).await?;
        let older = work.summaries().older_talk(user).await?;
        let most = usize::try_from(self.policy.context_messages).unwrap_or(usize::MAX);
        let place = newest.iter().position(|it| it.id == message.id).unwrap_or(0);
        let shown_from =
            newest.get(place.saturating_sub(most)).map_or(message.created_at, |it| it.created_at);
        let context = self.context_for(&mut *work, &account, &message, care.tier, shown_from).await?;
        Ok(Groundwork { account, message, care, existing, context, older, newest })
    }

    /// What a model is asked, and what of the person's things it is shown.
    pub(super) fn request(&self, ground: &Groundwork) -> (ChatRequest, Vec<ContextItem>) {
        let Groundwork { account, message, care, context, older, newest, .. } = ground;
        let mut lines = conversation(newest, message.id);
        let most = usize::try_from(self.policy.context_messages).unwrap_or(usize::MAX).saturating_add(1);
        lines.drain(..lines.len().saturating_sub(most));
        let name = account.display_name.as_ref().map(DisplayName::as_str);
        let older = older.as_ref().map(older_talk_item);
        let Prompt { system, lines, used, .. } = build(PromptInput {
            context,
            tier: care.tier,
            may_be_minor: account.may_be_minor(message.created_at),
            language: account.language,
            name,
            older_talk: older.as_ref(),
            lines,
            budget: self.policy.prompt_tokens,
        });
        let role = |sender| match sender {
            Sender::User => Role::User,
            Sender::Ai => Role::Assistant,
        };
        let request = ChatRequest {
            system,
            lines: lines.into_iter().map(|it| Line { role: role(it.sender), text: it.text }).collect(),
            language: account.language,
            name: name.map(str::to_owned),
            seed: self.random.seed(),
            format: AnswerFormat::Text,
            max_tokens: None,
        };
        (request, used)
    }
}
