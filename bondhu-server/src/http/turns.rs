//! Following a turn from a handler.

use std::panic::AssertUnwindSafe;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::turn_feed::{Turn, TurnEvent};
use futures::channel::oneshot;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, stream};

use crate::app::{Accepted, AppError, NewMessage, Resumed};

use super::state::Web;

/// The events of a turn from the one after number `after`. Begins the answer if nobody has: whoever did may have died
/// with its process.
pub(super) async fn follow(
    web: &Web,
    user: UserId,
    message: MessageId,
    after: u64,
) -> Result<BoxStream<'static, (u64, TurnEvent)>, AppError> {
    // A second look is needed only when the turn is forgotten between two questions.
    for _ in 0..3 {
        match web.app.follow_turn(user, message, after).await? {
            Resumed::Following(events) => return Ok(events),
            Resumed::Finished(turn) => return Ok(stream::iter([(after + 1, TurnEvent::Done(turn))]).boxed()),
            Resumed::Unanswered => {
                begin(web, user, message).await;
                // A new answer has events of its own: the caller's number says nothing about them.
                if let Some(events) = web.app.listen_to_turn(user, message).await {
                    return Ok(events);
                }
            }
        }
    }
    Err(AppError::TurnFailed)
}

/// Takes in a message and begins its answer. Both go on to their ends, even when whoever asked is gone by then.
pub(super) async fn send(web: &Web, user: UserId, message: NewMessage) -> Result<Accepted, AppError> {
    let (tell, told) = oneshot::channel();
    let web_of_task = web.clone();
    web.tasks.spawn(async move {
        let web = web_of_task;
        let accepted = web.app.send_message(user, message).await;
        let begun = accepted.as_ref().ok().filter(|it| it.taken_on).map(|it| it.user_message_id);
        // Nobody may be left to hear it.
        drop(tell.send(accepted));
        if let Some(message) = begun {
            answer(&web, user, message).await;
        }
    });
    told.await.unwrap_or_else(|gone| Err(AppError::Internal(Box::new(gone))))
}

/// The events of the turn of a message that was sent. Who began the answer is told when that fails; the next one to look
/// tries again.
pub(super) async fn of_sent(
    web: &Web,
    user: UserId,
    sent: &Accepted,
) -> Result<BoxStream<'static, (u64, TurnEvent)>, AppError> {
    if sent.taken_on
        && let Some(events) = web.app.listen_to_turn(user, sent.user_message_id).await
    {
        return Ok(events);
    }
    follow(web, user, sent.user_message_id, 0).await
}

/// Waits for the end of the turn of a message that was sent.
pub(super) async fn finished(web: &Web, user: UserId, sent: &Accepted) -> Result<Turn, AppError> {
    let mut events = of_sent(web, user, sent).await?;
    while let Some((_, event)) = events.next().await {
        match event {
            TurnEvent::Done(turn) => return Ok(*turn),
            TurnEvent::Failed => return Err(AppError::TurnFailed),
            TurnEvent::Accepted { .. } | TurnEvent::Delta { .. } => {}
        }
    }
    Err(AppError::TurnFailed)
}

/// Answers in the background, to the end, whoever listens.
async fn begin(web: &Web, user: UserId, message: MessageId) {
    if !web.app.open_turn(user, message).await {
        return;
    }
    let web_of_task = web.clone();
    web.tasks.spawn(async move { answer(&web_of_task, user, message).await });
}

async fn answer(web: &Web, user: UserId, message: MessageId) {
    let patience = || tokio::time::sleep(web.options.turn_timeout).boxed();
    let answer = AssertUnwindSafe(web.app.answer(user, message, &patience)).catch_unwind();
    let ended = tokio::time::timeout(web.options.turns_end_within(), answer).await;
    if !matches!(ended, Ok(Ok(()))) {
        // Followers must not wait for ever; the message can be answered later.
        tracing::error!(timed_out = ended.is_err(), "a turn was broken off");
        web.app.fail_turn(user, message).await;
    }
}
