//! Messages.

use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::{Authorship, Message, Sender};
use bondhu_domain::sessions::Session;
use bondhu_domain::timestamp::Timestamp;

use super::{a_session, entropy, instant, serial};

/// Builds a [`Message`].
#[derive(Clone, Debug)]
pub struct MessageBuilder {
    serial: i64,
    message: Message,
}

/// A person's short message of tier 0, not scored, in no session in particular.
pub fn a_message() -> MessageBuilder {
    let session = a_session().build();
    let serial = serial();
    let created_at = instant(serial);
    let message = Message {
        id: MessageId::new(created_at, entropy(serial)),
        user_id: session.user_id,
        session_id: session.id,
        sender: Sender::User,
        text: "hello".to_owned(),
        mood: None,
        sentiment_score: None,
        has_personality_context: false,
        safety_tier: 0,
        off_the_record: false,
        in_reply_to: None,
        authorship: None,
        reactions: Vec::new(),
        created_at,
    };
    MessageBuilder { serial, message }
}

impl MessageBuilder {
    /// In this session, of its person.
    #[must_use]
    pub fn of(mut self, session: &Session) -> Self {
        self.message.user_id = session.user_id;
        self.message.session_id = session.id;
        self
    }

    /// Saying this.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.message.text);
        self
    }

    /// Stored at this instant, with an id of that instant.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.message.created_at = at;
        self.message.id = MessageId::new(at, entropy(self.serial));
        self
    }

    /// Written by Bondhu in answer to `message`, in the same session.
    #[must_use]
    pub fn replying_to(mut self, message: &Message) -> Self {
        self.message.user_id = message.user_id;
        self.message.session_id = message.session_id;
        self.message.sender = Sender::Ai;
        self.message.in_reply_to = Some(message.id);
        self.message.authorship = Some(Authorship {
            provider: "scripted".to_owned(),
            model: "script-1".to_owned(),
            degraded: false,
            cut: false,
            context: Vec::new(),
        });
        self
    }

    /// Scored so, with this mood.
    #[must_use]
    pub fn scored(mut self, score: f64, mood: &str) -> Self {
        self.message.sentiment_score = Some(score);
        self.message.mood = Some(mood.to_owned());
        self
    }

    /// Of this safety tier.
    #[must_use]
    pub fn tier(mut self, tier: u8) -> Self {
        self.message.safety_tier = tier;
        self
    }

    /// Not to be learnt from.
    #[must_use]
    pub fn off_the_record(mut self) -> Self {
        self.message.off_the_record = true;
        self
    }

    /// The message.
    pub fn build(self) -> Message {
        self.message
    }
}
