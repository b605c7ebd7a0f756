//! Answering a stored message: what was said before it is answered first, then the model is asked, everybody may follow,
//! and the reply is stored once.

mod asking;
mod groundwork;
mod storing;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Authorship, Sender};
use bondhu_domain::prompt::ContextItem;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::Scope;
use bondhu_ports::turn_feed::{Turn, TurnEvent};
use futures::future::{BoxFuture, select};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use self::groundwork::Groundwork;
use super::care_text::{CARE, care_text};
use super::{App, AppError};

/// How long an answer may keep waiting for something else: each call gives a future that is done when that is too long.
pub type Patience<'a> = &'a (dyn Fn() -> BoxFuture<'static, ()> + Send + Sync);

/// The name under which this program's own texts are stored.
const BUILTIN: &str = "builtin";

/// What is to be said, and where it comes from.
struct Spoken {
    text: String,
    authorship: Authorship,
    /// With their texts, what the authorship refers to.
    used: Vec<ContextItem>,
    has_personality_context: bool,
}

impl Spoken {
    /// A text of this program's own.
    fn own(text: String, rules: &str, degraded: bool) -> Self {
        let (provider, model) = (BUILTIN.to_owned(), rules.to_owned());
        let authorship = Authorship { provider, model, degraded, cut: false, context: Vec::new() };
        Self { text, authorship, used: Vec::new(), has_personality_context: false }
    }
}

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

    /// Answers a person's stored message, after the turn was taken on. Tells the turn's feed how it ended. `patience` is
    /// asked for twice at most: for the turns before this one, and for the model.
    pub async fn answer(&self, user: UserId, message: MessageId, patience: Patience<'_>) {
        let typing = |active| LiveEvent::Typing { user_message_id: message, active };
        self.live.publish(user, typing(true)).await;
        let last = match self.answered(user, message, patience).await {
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
        let context_used = self.still_known(&mut *work, &reply).await?;
        Ok(Resumed::Finished(Box::new(Turn { user_message, reply, safety, context_used })))
    }

    /// The events of a turn that was just taken on, from its first.
    pub async fn listen_to_turn(
        &self,
        user: UserId,
        message: MessageId,
    ) -> Option<BoxStream<'static, (u64, TurnEvent)>> {
        self.feed.follow(user, message, 0).await
    }

    async fn answered(&self, user: UserId, id: MessageId, patience: Patience<'_>) -> Result<Turn, AppError> {
        let mut ground = self.groundwork(user, id).await?;
        let session_id = ground.message.session_id;
        self.feed.append(user, id, TurnEvent::Accepted { user_message_id: id, session_id }).await;
        if let Some((reply, context_used)) = ground.existing {
            return Ok(Turn { user_message: ground.message, reply, safety: ground.care.shown, context_used });
        }
        // Care waits for nothing: its words need nothing that was said before.
        let care = care_text(&ground.account, &ground.message, &ground.care);
        if care.is_none() && self.turns_before(user, &ground, patience).await {
            ground = self.groundwork(user, id).await?;
        }
        let speaking = async {
            match care {
                Some(text) => {
                    self.feed.append(user, id, TurnEvent::Delta { text: text.clone() }).await;
                    Ok(Spoken::own(text, CARE, false))
                }
                None => self.speak(&ground, patience()).await,
            }
        };
        let reading = self.reading_of(&ground.account, &ground.message);
        let (spoken, reading) = futures::join!(speaking, reading);
        self.store_reply(ground, spoken?, reading.as_ref()).await
    }

    /// Waits until those of the person's earlier messages that are being answered, here or by another process, have their
    /// replies, so that replies come in the order of what they answer. False when there was nothing to wait for. A turn
    /// whose process died keeps this one waiting no longer than `patience`.
    async fn turns_before(&self, user: UserId, ground: &Groundwork, patience: Patience<'_>) -> bool {
        let mut open = Vec::new();
        for turn in ground.unanswered() {
            if let Some(events) = self.feed.follow(user, turn, 0).await
                && let Some(events) = unless_over(events)
            {
                open.push(events);
            }
        }
        if open.is_empty() {
            return false;
        }
        let over = async {
            for mut events in open {
                while let Some((_, event)) = events.next().await
                    && !event.is_last()
                {}
            }
        };
        select(std::pin::pin!(over), patience()).await;
        true
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
