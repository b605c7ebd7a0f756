//! One who follows a turn that another process answers.

use std::collections::VecDeque;
use std::time::Duration;

use bondhu_ports::turn_feed::TurnEvent;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::TurnKey;
use super::scripts::{Fetched, Scripts, State};
use crate::redis::bells::Bell;
use crate::redis::connections::Redis;

/// A turn whose process died rings no bell: it is looked at again after so long.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// While the server does not answer it is asked again after so long, so many times.
const ASK_AGAIN: Duration = Duration::from_millis(500);
const PATIENCE: u32 = 20;

pub(super) struct Follower {
    redis: Redis,
    scripts: Scripts,
    turn: TurnKey,
    /// The number of the last event that was fetched.
    after: u64,
    bell: Bell,
    waiting: VecDeque<(u64, TurnEvent)>,
    over: bool,
}

impl Follower {
    pub(super) fn new(redis: Redis, scripts: Scripts, turn: TurnKey, after: u64, bell: Bell) -> Self {
        Self { redis, scripts, turn, after, bell, waiting: VecDeque::new(), over: false }
    }

    /// What was fetched already, then what comes.
    pub(super) fn into_stream(mut self, fetched: Fetched) -> BoxStream<'static, (u64, TurnEvent)> {
        self.take(fetched);
        stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((event, follower))
        })
        .boxed()
    }

    async fn next(&mut self) -> Option<(u64, TurnEvent)> {
        let mut failures = 0;
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            self.bell.hush();
            match self.scripts.fetch(&self.redis, self.turn, self.after).await {
                Ok(fetched) => {
                    failures = 0;
                    if !self.take(fetched) {
                        let _sooner = tokio::time::timeout(LOOK_AGAIN, self.bell.rung()).await;
                    }
                }
                Err(_) if failures < PATIENCE => {
                    failures += 1;
                    let _sooner = tokio::time::timeout(ASK_AGAIN, self.bell.rung()).await;
                }
                Err(_) => self.give_up(),
            }
        }
    }

    /// False when nothing came of it.
    fn take(&mut self, fetched: Fetched) -> bool {
        let Fetched { state, events, all } = fetched;
        let came = !events.is_empty();
        for event in events {
            self.after += 1;
            self.waiting.push_back((self.after, event));
        }
        match state {
            State::Open => {}
            State::Closed => self.over = all,
            State::Gone => self.give_up(),
        }
        came || self.over
    }

    fn give_up(&mut self) {
        self.waiting.push_back((self.after + 1, TurnEvent::Failed));
        self.over = true;
    }
}
