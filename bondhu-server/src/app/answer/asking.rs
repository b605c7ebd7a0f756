//! Asking a model, and what is said when it does not answer as it should.

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_domain::messages::{Authorship, CUT_MARK};
use bondhu_domain::prompt::ContextItem;
use bondhu_domain::reply_check::{REFUSAL, Verdict, judge, refusal};
use bondhu_domain::safety::Tier;
use bondhu_domain::safety::response::Voice;
use bondhu_ports::chat_model::{
    ChatModel, ChatModelError, ChatModelErrorKind, ChatPiece, ChatRequest, Finish,
};
use bondhu_ports::turn_feed::TurnEvent;
use futures::StreamExt;
use futures::future::{BoxFuture, Either, select};

use super::groundwork::Groundwork;
use super::{App, AppError, Spoken};

/// A provider that broke off never told which model it was.
const UNKNOWN_MODEL: &str = "unknown";

/// To whom an answer is shown while it is written.
#[derive(Clone, Copy)]
struct Shown {
    user: UserId,
    turn: MessageId,
    /// While a tier is in force nothing is shown that was not checked as a whole.
    at_once: bool,
}

/// How an answer ended.
enum Ending {
    Whole(Finish),
    /// Longer than replies may be; the rest was not waited for.
    TooLong,
    Failed(ChatModelError),
}

/// What is to be done with what was heard.
enum Outcome {
    Say(String, Authorship),
    Refused,
    /// Somebody else has to answer.
    StandIn,
}

impl App {
    /// The configured model's answer; where that refuses, a neutral text; where it fails or says what must not be said, the
    /// built-in companion's answer. An answer that broke off after some of it was shown is kept as far as it came.
    pub(super) async fn speak(
        &self,
        ground: &Groundwork,
        out_of_time: BoxFuture<'static, ()>,
    ) -> Result<Spoken, AppError> {
        let (request, used) = self.request(ground);
        let tier = ground.care.tier;
        let shown = Shown { user: ground.account.id, turn: ground.message.id, at_once: tier == Tier::None };
        let mut heard = String::new();
        let ending = {
            let listening = self.listen(&*self.model, request.clone(), shown, &mut heard);
            match select(std::pin::pin!(listening), out_of_time).await {
                Either::Left((ending, _)) => ending,
                Either::Right(((), _)) => Ending::Failed(ChatModelErrorKind::Timeout.into()),
            }
        };
        let (text, mut authorship) = match self.outcome(ending, &heard, tier) {
            Outcome::Say(text, authorship) => (text, authorship),
            Outcome::Refused => {
                let voice = Voice::of(&ground.message.text, ground.account.language);
                return Ok(Spoken::own(refusal(voice).to_owned(), REFUSAL, true));
            }
            // What was shown already is replaced as a whole when the turn is done.
            Outcome::StandIn => {
                self.stand_in(request, Shown { at_once: shown.at_once && heard.is_empty(), ..shown }).await?
            }
        };
        if !shown.at_once {
            self.feed.append(shown.user, shown.turn, TurnEvent::Delta { text: text.clone() }).await;
        } else if authorship.cut {
            let text = CUT_MARK.to_owned();
            self.feed.append(shown.user, shown.turn, TurnEvent::Delta { text }).await;
        }
        authorship.context = used.iter().map(ContextItem::reference).collect();
        let has_personality_context = ground.context.has_personality_context;
        Ok(Spoken { text, authorship, used, has_personality_context })
    }

    async fn listen(
        &self,
        model: &dyn ChatModel,
        request: ChatRequest,
        shown: Shown,
        heard: &mut String,
    ) -> Ending {
        let mut pieces = match model.stream(request).await {
            Ok(pieces) => pieces,
            Err(error) => return Ending::Failed(error),
        };
        // A character takes at most four bytes; so much cannot be a reply, whatever its characters.
        let most_bytes = self.policy.longest_reply.saturating_mul(4);
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(ChatPiece::Text(text)) => {
                    heard.push_str(&text);
                    if heard.len() > most_bytes {
                        return Ending::TooLong;
                    }
                    if shown.at_once {
                        self.feed.append(shown.user, shown.turn, TurnEvent::Delta { text }).await;
                    }
                }
                Ok(ChatPiece::Finished(finish)) => return Ending::Whole(finish),
                Err(error) => return Ending::Failed(error),
            }
        }
        Ending::Failed(ChatModelErrorKind::Truncated.into())
    }

    fn outcome(&self, ending: Ending, heard: &str, tier: Tier) -> Outcome {
        let configured = self.model.provider();
        match ending {
            Ending::Whole(Finish { provider, model, .. }) => self.unless_unfit(heard, tier, |text| {
                let degraded = provider != configured;
                (text, Authorship { provider, model, degraded, cut: false, context: Vec::new() })
            }),
            Ending::TooLong => {
                tracing::warn!(provider = configured, "a reply had no end; the built-in companion answers");
                Outcome::StandIn
            }
            Ending::Failed(error) => {
                tracing::warn!(
                    provider = error.provider.as_deref().unwrap_or(configured),
                    error = &error as &dyn std::error::Error,
                    "the model failed"
                );
                match error.kind {
                    // Where a tier is in force, to be refused is the last thing that somebody needs.
                    ChatModelErrorKind::Refused(_) if tier == Tier::None => Outcome::Refused,
                    ChatModelErrorKind::Refused(_) => Outcome::StandIn,
                    ChatModelErrorKind::RateLimited(_)
                    | ChatModelErrorKind::Quota
                    | ChatModelErrorKind::Unauthorized
                    | ChatModelErrorKind::Unavailable
                    | ChatModelErrorKind::Truncated
                    | ChatModelErrorKind::Malformed
                    | ChatModelErrorKind::Unsupported
                    | ChatModelErrorKind::Timeout => {
                        // With a tier in force nothing was shown, and half an answer could end anywhere.
                        if tier > Tier::None || heard.trim().is_empty() {
                            return Outcome::StandIn;
                        }
                        let provider = error.provider.unwrap_or_else(|| configured.to_owned());
                        let model = UNKNOWN_MODEL.to_owned();
                        let by =
                            Authorship { provider, model, degraded: true, cut: true, context: Vec::new() };
                        self.unless_unfit(heard, tier, |text| (cut_off(&text), by))
                    }
                }
            }
        }
    }

    fn unless_unfit(
        &self,
        heard: &str,
        tier: Tier,
        said: impl FnOnce(String) -> (String, Authorship),
    ) -> Outcome {
        match judge(heard, tier, self.policy.longest_reply) {
            Verdict::Keep(text) => {
                let (text, authorship) = said(text);
                Outcome::Say(text, authorship)
            }
            Verdict::Replace(faults) => {
                tracing::warn!(
                    provider = self.model.provider(),
                    faults = ?faults,
                    "a reply was not fit to be said; the built-in companion answers"
                );
                Outcome::StandIn
            }
        }
    }

    async fn stand_in(&self, request: ChatRequest, shown: Shown) -> Result<(String, Authorship), AppError> {
        let mut heard = String::new();
        match self.listen(&*self.companion, request, shown, &mut heard).await {
            Ending::Whole(Finish { provider, model, .. }) => {
                let by = Authorship { provider, model, degraded: true, cut: false, context: Vec::new() };
                Ok((heard.trim().to_owned(), by))
            }
            Ending::TooLong => Err(AppError::Internal("the built-in companion found no end".into())),
            Ending::Failed(error) => Err(AppError::Internal(Box::new(error))),
        }
    }
}

/// What was shown, with the mark that there was to be more.
fn cut_off(text: &str) -> String {
    format!("{}{CUT_MARK}", text.trim_end_matches([' ', '.', '…']))
}
