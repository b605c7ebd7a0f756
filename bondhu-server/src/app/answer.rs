//! Answering a stored message: asks the model, lets everybody follow, and stores the reply once.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Authorship, Message, Sender, next_instant};
use bondhu_domain::safety::Tier;
use bondhu_domain::sentiment::Reading;
use bondhu_domain::users::User;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, Line, Role,
};
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::safety_events::{SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Scope, StoreErrorKind};
use bondhu_ports::turn_feed::{Turn, TurnEvent};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::care::Care;
use super::care_text::{CARE, care_text, may_be_shown};
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
        let Some(reply) = work.messages().reply_to(user, message).await? else {
            return Ok(Resumed::Unanswered);
        };
        let account = work.users().find(user).await?.ok_or(AppError::NotFound)?;
        let safety = self.care_for(&mut *work, &account, &user_message).await?.shown;
        Ok(Resumed::Finished(Box::new(Turn { user_message, reply, safety })))
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
        let account = work.users().find(user).await?.ok_or(AppError::NotFound)?;
        let user_message = work.messages().find(user, id).await?.ok_or(AppError::NotFound)?;
        let care = self.care_for(&mut *work, &account, &user_message).await?;
        let existing = work.messages().reply_to(user, id).await?;
        drop(work);
        let accepted = TurnEvent::Accepted { user_message_id: id, session_id: user_message.session_id };
        self.feed.append(user, id, accepted).await;
        if let Some(reply) = existing {
            return Ok(Turn { user_message, reply, safety: care.shown });
        }
        let spoken = if let Some(text) = care_text(&account, &user_message, &care) {
            self.feed.append(user, id, TurnEvent::Delta { text: text.clone() }).await;
            (
                text,
                Authorship {
                    provider: "builtin".to_owned(),
                    model: CARE.to_owned(),
                    degraded: false,
                    cut: false,
                    context: Vec::new(),
                },
            )
        } else {
            let request = self.request_for(&account, &user_message).await?;
            self.ask(user, id, request, &care).await?
        };
        let reading = self.reading_of(&account, &user_message).await;
        let (user_message, reply) =
            self.store_reply(&account, &user_message, spoken, reading.as_ref(), &care).await?;
        Ok(Turn { user_message, reply, safety: care.shown })
    }

    async fn request_for(&self, person: &User, newest: &Message) -> Result<ChatRequest, AppError> {
        let query = HistoryQuery {
            session: None,
            before: Some(newest.id),
            offset: 0,
            limit: self.policy.context_messages,
        };
        let mut work = self.store.begin_read(Scope::Person(person.id)).await?;
        let earlier = work.messages().page(person.id, &query).await?;
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
            name: person.display_name.as_ref().map(|name| name.as_str().to_owned()),
            seed: self.random.seed(),
        })
    }

    /// Asks the configured model, and the built-in companion if that fails or its text must not be shown. A broken-off
    /// answer is not kept: followers see the whole of the other one when the turn is done.
    async fn ask(
        &self,
        user: UserId,
        turn: MessageId,
        request: ChatRequest,
        care: &Care,
    ) -> Result<(String, Authorship), AppError> {
        match self.listen(&*self.model, user, turn, request.clone(), care.tier).await {
            Ok((text, model)) if may_be_shown(&text, care.tier) => {
                let provider = self.model.provider().to_owned();
                return Ok((
                    text,
                    Authorship { provider, model, degraded: false, cut: false, context: Vec::new() },
                ));
            }
            Ok(_) => tracing::warn!(provider = self.model.provider(), "a reply was not fit to be shown"),
            Err(error) => tracing::warn!(
                provider = self.model.provider(),
                error = &error as &dyn std::error::Error,
                "the model failed; the built-in companion answers"
            ),
        }
        let answer = self.listen(&*self.companion, user, turn, request, care.tier).await;
        let (text, model) = answer.map_err(|error| AppError::Internal(Box::new(error)))?;
        Ok((
            text,
            Authorship {
                provider: self.companion.provider().to_owned(),
                model,
                degraded: true,
                cut: false,
                context: Vec::new(),
            },
        ))
    }

    async fn listen(
        &self,
        model: &dyn ChatModel,
        user: UserId,
        turn: MessageId,
        request: ChatRequest,
        tier: Tier,
    ) -> Result<(String, String), ChatModelError> {
        let failed = |kind| ChatModelError { kind, source: None };
        let mut pieces = model.stream(request).await?;
        let mut whole = String::new();
        while let Some(piece) = pieces.next().await {
            match piece? {
                ChatPiece::Text(text) => {
                    whole.push_str(&text);
                    // While a tier is in force nothing is shown that was not checked as a whole.
                    if tier == Tier::None {
                        self.feed.append(user, turn, TurnEvent::Delta { text }).await;
                    }
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
        account: &User,
        asked: &Message,
        (text, authorship): (String, Authorship),
        reading: Option<&Reading>,
        care: &Care,
    ) -> Result<(Message, Message), AppError> {
        let user = asked.user_id;
        let storing = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            if let Some(existing) = work.messages().reply_to(user, asked.id).await? {
                return Ok((asked.clone(), existing, false));
            }
            let now = self.clock.now();
            let created_at = next_instant(work.messages().newest_at(user).await?, now);
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
                Ok(()) => {}
                // The account was deleted while the model was thinking.
                Err(error) if error.kind() == StoreErrorKind::Conflict => return Err(AppError::NotFound),
                Err(error) => return Err(error.into()),
            }
            if let Some(reading) = reading {
                self.note_mood(&mut *work, account, asked, reading, created_at).await?;
            }
            if care.check_in_due {
                let event = SafetyEvent { kind: SafetyEventKind::CheckedIn, at: created_at };
                work.safety_events().insert(user, &event).await?;
            }
            let asked = work.messages().find(user, asked.id).await?.ok_or(AppError::NotFound)?;
            work.commit().await?;
            Ok((asked, reply, true))
        };
        let (asked, reply, new) = self.changing(user, &CacheGroup::CHAT, storing).await?;
        if new {
            self.live.publish(user, LiveEvent::Message(Box::new(reply.clone()))).await;
        }
        Ok((asked, reply))
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
