//! Wake-ups from other processes: a message on a channel says that there is something new to fetch, and no more.
//!
//! What is new is always fetched, so a wake-up that is lost with a connection costs nothing but time: after a cut every bell
//! rings.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fred::clients::SubscriberClient;
use fred::interfaces::{ClientLike, EventInterface, PubsubInterface};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, watch};

use super::background::Background;

/// After so long a subscription that failed is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// The channels that somebody in this process listens to.
pub(super) struct Bells {
    hung: Arc<Hung>,
    _tasks: [Background; 3],
}

struct Hung {
    by_channel: Mutex<HashMap<String, Rope>>,
    /// Channels whose subscription may have to change.
    changed: mpsc::UnboundedSender<String>,
}

struct Rope {
    listeners: usize,
    rings: watch::Sender<()>,
}

/// One listener of a channel.
pub(super) struct Bell {
    hung: Arc<Hung>,
    channel: String,
    rings: watch::Receiver<()>,
}

impl Bells {
    /// Begins to connect.
    pub(super) fn new(client: SubscriberClient) -> Self {
        let (changed, queue) = mpsc::unbounded_channel();
        let hung = Arc::new(Hung { by_channel: Mutex::default(), changed });
        drop(client.connect());
        let tasks = [
            Background::start(ring(client.clone(), Arc::clone(&hung))),
            Background::start(ring_all(client.clone(), Arc::clone(&hung))),
            Background::start(follow_changes(client, Arc::clone(&hung), queue)),
        ];
        Self { hung, _tasks: tasks }
    }

    /// Listens to a channel. The bell rings at least once after the subscription holds, so whoever fetches at each ring
    /// misses nothing.
    pub(super) fn hang(&self, channel: String) -> Bell {
        let mut by_channel = self.hung.lock();
        let rope = by_channel
            .entry(channel.clone())
            .or_insert_with(|| Rope { listeners: 0, rings: watch::Sender::new(()) });
        rope.listeners += 1;
        let rings = rope.rings.subscribe();
        let first = rope.listeners == 1;
        drop(by_channel);
        if first {
            self.hung.change(&channel);
        }
        Bell { hung: Arc::clone(&self.hung), channel, rings }
    }
}

impl Bell {
    /// Forgets rings until now. Call it before fetching.
    pub(super) fn hush(&mut self) {
        self.rings.mark_unchanged();
    }

    /// Waits for a ring since [`Self::hush`].
    pub(super) async fn rung(&mut self) {
        // The sender lives as long as there is a bell.
        let _always = self.rings.changed().await;
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        let mut by_channel = self.hung.lock();
        let Some(rope) = by_channel.get_mut(&self.channel) else { return };
        rope.listeners -= 1;
        if rope.listeners == 0 {
            by_channel.remove(&self.channel);
            drop(by_channel);
            self.hung.change(&self.channel);
        }
    }
}

impl Hung {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Rope>> {
        self.by_channel.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, channel: &str) {
        // Fails only when the connection is given up, with all of this.
        let _late = self.changed.send(channel.to_owned());
    }

    fn ring(&self, channel: &str) {
        if let Some(rope) = self.lock().get(channel) {
            rope.rings.send_replace(());
        }
    }

    fn ring_all(&self) {
        for rope in self.lock().values() {
            rope.rings.send_replace(());
        }
    }
}

async fn ring(client: SubscriberClient, hung: Arc<Hung>) {
    let mut messages = client.message_rx();
    loop {
        match messages.recv().await {
            Ok(message) => hung.ring(&message.channel),
            Err(RecvError::Lagged(_)) => hung.ring_all(),
            Err(RecvError::Closed) => return,
        }
    }
}

/// After a cut: subscribes again, then rings for what came in between.
async fn ring_all(client: SubscriberClient, hung: Arc<Hung>) {
    let mut reconnects = client.reconnect_rx();
    loop {
        match reconnects.recv().await {
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
        let channels: Vec<String> = hung.lock().keys().cloned().collect();
        for channel in channels {
            hung.change(&channel);
        }
    }
}

/// Makes the subscriptions what they should be, one after the other: of a listener who leaves and one who comes at the
/// same time, the later is right.
async fn follow_changes(
    client: SubscriberClient,
    hung: Arc<Hung>,
    mut changes: mpsc::UnboundedReceiver<String>,
) {
    while let Some(channel) = changes.recv().await {
        let wanted = hung.lock().contains_key(&channel);
        let done = if wanted {
            client.subscribe(channel.clone()).await
        } else {
            client.unsubscribe(channel.clone()).await
        };
        match done {
            Ok(()) if wanted => hung.ring(&channel),
            Ok(()) => {}
            // A server that is frozen may come back without a cut, so it is not enough to wait for one.
            Err(_) => {
                tokio::time::sleep(TRY_AGAIN).await;
                hung.change(&channel);
            }
        }
    }
}
