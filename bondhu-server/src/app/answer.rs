//! Answering a stored message: asks the model, lets everybody follow, and stores the reply once.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Authorship, Message, Sender, next_instant};
use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, Line, Role,
};
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, StoreErrorKind};
use bondhu_ports::turn_feed::{Turn, TurnEvent};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::{App, AppError};

/// How a turn can be followed.
pub enum Resumed {
    /// Its events, as they come.
    Following(BoxStream<'static, (u64, TurnEvent)>),
    /// It is finished; this is what came of it.
    Finished(Box<Turn>),
    /// Nobody is answering: whoever was failed or died. Call [`App::open_turn`] and [`App::answer`], then
    /// [`App::listen_to_turn`].
    Unanswered,
}

impl App {
    /// Takes on the answering of a message. False when somebody else has.
    pub async fn open_turn(&self, user: UserId, message: MessageId) -> bool {
        self.feed.open(user, message).await
    }

    /// Gives up on a turn that was taken on, so that nobody waits for it; it can be taken on again.
    pub async fn fail_turn(&self, user: UserId, message: MessageId) {
        self.feed.append(user, message, TurnEvent::Failed).await;
        self.live.publish(user, LiveEvent::Typing { user_message_id: message, active: false }).await;
    }

    /// Answers a person's stored message, after [`Self::open_turn`]. Tells the turn's feed how it ended.
    pub async fn answer(&self, user: UserId, message: MessageId) {
        let typing = |active| LiveEvent::Typing { user_message_id: message, active };
        self.live.publish(user, typing(true)).await;
        let last = match self.answered(user, message).await {
            Ok(turn) => TurnEvent::Done(Box::new(turn)),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a turn could not be finished");
                TurnEvent::Failed
            }
        };
        self.feed.append(user, message, last).await;
        self.live.publish(user, typing(false)).await;
    }

    /// How to follow the turn that a person's message began, from the event after number `after`.
    pub async fn follow_turn(
        &self,
        user: UserId,
        message: MessageId,
        after: u64,
    ) -> Result<Resumed, AppError> {
        if let Some(events) = self.feed.follow(user, message, after).await
            && let Some(events) = unless_over(events)
        {
            return Ok(Resumed::Following(events));
        }
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let asked = work.messages().find(user, message).await?;
        let user_message = asked.filter(|it| it.sender == Sender::User).ok_or(AppError::NotFound)?;
        Ok(match work.messages().reply_to(user, message).await? {
            Some(reply) => Resumed::Finished(Box::new(Turn { user_message, reply })),
            None => Resumed::Unanswered,
        })
    }

    /// The events of a turn that was just taken on, from its first.
    pub async fn listen_to_turn(
        &self,
        user: UserId,
        message: MessageId,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        self.feed.follow(user, message, 0).await
    }

    async fn answered(&self, user: UserId, id: MessageId) -> Result<Turn, AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let user_message = work.messages().find(user, id).await?.ok_or(AppError::NotFound)?;
        let existing = work.messages().reply_to(user, id).await?;
        drop(work);
        let accepted = TurnEvent::Accepted { user_message_id: id, session_id: user_message.session_id };
        self.feed.append(user, id, accepted).await;
        if let Some(reply) = existing {
            return Ok(Turn { user_message, reply });
        }
        let request = self.request_for(user, &user_message).await?;
        let (text, authorship) = self.ask(user, id, request).await?;
        let reply = self.store_reply(&user_message, text, authorship).await?;
        Ok(Turn { user_message, reply })
    }

    async fn request_for(&self, user: UserId, newest: &Message) -> Result<ChatRequest, AppError> {
        let query = HistoryQuery {
            session: None,
            before: Some(newest.id),
            offset: 0,
            limit: self.policy.context_messages,
        };
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let person = work.users().find(user).await?.ok_or(AppError::NotFound)?;
        let earlier = work.messages().page(user, &query).await?;
        let line = |message: &Message| Line {
            role: match message.sender {
                Sender::User => Role::User,
                Sender::Ai => Role::Assistant,
            },
            text: message.text.clone(),
        };
        Ok(ChatRequest {
            system: SYSTEM.to_owned(),
            lines: earlier.iter().chain([newest]).map(line).collect(),
            language: person.language,
            name: person.display_name.map(|name| name.as_str().to_owned()),
            seed: self.random.seed(),
        })
    }

    /// Asks the configured model, and the built-in companion if that fails. A broken-off answer is not kept: followers
    /// see the whole of the other one when the turn is done.
    async fn ask(
        &self,
        user: UserId,
        turn: MessageId,
        request: ChatRequest,
    ) -> Result<(String, Authorship), AppError> {
        let first = self.listen(&*self.model, user, turn, request.clone()).await;
        let (provider, degraded, answer) = match first {
            Ok(answer) => (self.model.provider(), false, answer),
            Err(error) => {
                tracing::warn!(
                    provider = self.model.provider(),
                    error = &error as &dyn std::error::Error,
                    "the model failed; the built-in companion answers"
                );
                let answer = self
                    .listen(&*self.companion, user, turn, request)
                    .await
                    .map_err(|error| AppError::Internal(Box::new(error)))?;
                (self.companion.provider(), true, answer)
            }
        };
        let (text, model) = answer;
        Ok((text, Authorship { provider: provider.to_owned(), model, degraded }))
    }

    async fn listen(
        &self,
        model: &dyn ChatModel,
        user: UserId,
        turn: MessageId,
        request: ChatRequest,
    ) -> Result<(String, String), ChatModelError> {
        let failed = |kind| ChatModelError { kind, source: None };
        let mut pieces = model.stream(request).await?;
        let mut whole = String::new();
        while let Some(piece) = pieces.next().await {
            match piece? {
                ChatPiece::Text(text) => {
                    whole.push_str(&text);
                    self.feed.append(user, turn, TurnEvent::Delta { text }).await;
                }
                ChatPiece::Finished { model } => {
                    let text = whole.trim();
                    // NUL cannot be stored in every database, and nobody can read it.
                    let text = if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() };
                    return if text.is_empty() {
                        Err(failed(ChatModelErrorKind::Malformed))
                    } else {
                        Ok((text, model))
                    };
                }
            }
        }
        Err(failed(ChatModelErrorKind::Truncated))
    }

    async fn store_reply(
        &self,
        asked: &Message,
        text: String,
        authorship: Authorship,
    ) -> Result<Message, AppError> {
        let user = asked.user_id;
        let mut work = self.store.begin(Scope::Person(user)).await?;
        if let Some(existing) = work.messages().reply_to(user, asked.id).await? {
            return Ok(existing);
        }
        let created_at = next_instant(work.messages().newest_at(user).await?, self.clock.now());
        let reply = Message {
            id: MessageId::new(created_at, self.random.entropy()),
            user_id: user,
            session_id: asked.session_id,
            sender: Sender::Ai,
            text,
            mood: None,
            sentiment_score: None,
            has_personality_context: false,
            safety_tier: 0,
            off_the_record: asked.off_the_record,
            in_reply_to: Some(asked.id),
            authorship: Some(authorship),
            reactions: Vec::new(),
            created_at,
        };
        match work.messages().insert(&reply).await {
            Ok(()) => work.commit().await?,
            // The account was deleted while the model was thinking.
            Err(error) if error.kind() == StoreErrorKind::Conflict => return Err(AppError::NotFound),
            Err(error) => return Err(error.into()),
        }
        self.history_changed(user).await;
        self.live.publish(user, LiveEvent::Message(Box::new(reply.clone()))).await;
        Ok(reply)
    }
}

/// The same events, unless they are over already without a reply: a turn that failed can be taken on again, and one whose
/// last event was seen before has nothing to say any more.
fn unless_over(
    mut events: BoxStream<'static, (u64, TurnEvent)>,
) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
    let mut ready = Vec::new();
    loop {
        match events.next().now_or_never() {
            Some(Some((_, TurnEvent::Failed))) => return None,
            Some(Some(event)) => ready.push(event),
            Some(None) if ready.is_empty() => return None,
            Some(None) => return Some(stream::iter(ready).boxed()),
            None => return Some(stream::iter(ready).chain(events).boxed()),
        }
    }
}

/// How any model is to behave.
const SYSTEM: &str = "You are Bondhu, a companion in a chat. You are a computer program and say so when asked. You are \
kind, honest and brief, you ask rather than tell, and you never pretend to know what you do not.";
