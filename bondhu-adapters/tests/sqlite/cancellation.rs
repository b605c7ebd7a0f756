//! Callers that go away in the middle.

use std::pin::pin;
use std::task::Poll;

use bondhu_ports::store::{Scope, Store};
use bondhu_testkit::builders::a_message;
use futures::poll;

use super::fixtures::{a_turn, a_visit, chat, store, writing};

/// A dropped commit has either happened whole or not at all, and the next unit of work is a fresh one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_commit_is_whole_or_nothing() {
    let (store, _directory) = store().await;
    let session = a_visit(&store).await;
    let mut stored = 0;
    for polls in 0..40 {
        let mut unit = writing(&store).await;
        let message = a_message().of(&session).build();
        unit.messages().insert(&message).await.unwrap();
        unit.messages().insert(&a_message().replying_to(&message).build()).await.unwrap();
        {
            let mut commit = pin!(unit.commit());
            for _ in 0..polls % 4 {
                if poll!(commit.as_mut()).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let mut next = writing(&store).await;
        let now = next.messages().count(session.user_id, None).await.unwrap();
        assert!(now == stored || now == stored + 2, "{stored} to {now}");
        next.commit().await.unwrap();
        stored = now;
        assert_eq!(chat(&store, &session).await.len() as u64, stored);
    }
    a_turn(&store, &session, "still here").await.unwrap();
}

/// Nobody knows whether the call took effect, so what else the unit did must not be kept without it.
#[tokio::test]
async fn a_unit_with_a_dropped_call_cannot_be_committed() {
    let (store, _directory) = store().await;
    let session = a_visit(&store).await;
    let mut unit = writing(&store).await;
    unit.messages().insert(&a_message().of(&session).build()).await.unwrap();
    // The database's own thread may answer before the first look; only a call that it left waiting is dropped.
    loop {
        let message = a_message().of(&session).build();
        let mut call = pin!(unit.messages().insert(&message));
        match poll!(call.as_mut()) {
            Poll::Ready(answered) => answered.unwrap(),
            Poll::Pending => break,
        }
    }
    assert!(unit.messages().newest_at(session.user_id).await.is_err());
    assert!(unit.commit().await.is_err());
    assert_eq!(chat(&store, &session).await, []);
    a_turn(&store, &session, "the next one is fresh").await.unwrap();
}

#[tokio::test]
async fn a_dropped_beginning_leaves_no_lock() {
    let (store, _directory) = store().await;
    let session = a_visit(&store).await;
    for _ in 0..20 {
        let mut beginning = pin!(store.begin(Scope::System));
        let _ = poll!(beginning.as_mut());
    }
    a_turn(&store, &session, "hello").await.unwrap();
}
