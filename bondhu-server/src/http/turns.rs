//! Following a turn from a handler.

use std::panic::AssertUnwindSafe;

use bondhu_domain::ids::{MessageId, UserId};
use bondhu_ports::turn_feed::{Turn, TurnEvent};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, stream};

use crate::app::{AppError, Resumed};

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

/// Waits for the end of a turn.
pub(super) async fn finished(web: &Web, user: UserId, message: MessageId) -> Result<Turn, AppError> {
    let mut events = follow(web, user, message, 0).await?;
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
    web.tasks.spawn(async move {
        let web = web_of_task;
        let answer = AssertUnwindSafe(web.app.answer(user, message)).catch_unwind();
        let ended = tokio::time::timeout(web.options.turn_timeout, answer).await;
        if !matches!(ended, Ok(Ok(()))) {
            // Followers must not wait for ever; the message can be answered later.
            tracing::error!(timed_out = ended.is_err(), "a turn was broken off");
            web.app.fail_turn(user, message).await;
        }
    });
}
