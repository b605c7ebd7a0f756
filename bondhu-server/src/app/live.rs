//! Listening for what other tabs and devices do.

use bondhu_domain::ids::UserId;
use bondhu_ports::live_events::Numbered;
use futures::stream::BoxStream;

use super::App;

impl App {
    /// The person's events, from the one after `last_seen` if it is still known.
    pub async fn listen_live(&self, user: UserId, last_seen: Option<u64>) -> BoxStream<'static, Numbered> {
        self.live.subscribe(user, last_seen).await
    }
}
