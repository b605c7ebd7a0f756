//! Changes that were announced and not invalidated yet.

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::cache::CHANGE_WINDOW;

use crate::memory::shards::Shards;

/// Who is about to change.
pub(super) struct Changes(Shards<UserId, Change>);

struct Change {
    open: u32,
    announced_at: Timestamp,
}

impl Change {
    fn counts(&self, now: Timestamp) -> bool {
        now.since(self.announced_at) < CHANGE_WINDOW
    }
}

impl Changes {
    pub(super) fn new() -> Self {
        Self(Shards::new())
    }

    pub(super) fn announce(&self, person: UserId, now: Timestamp) {
        let mut shard = self.0.lock(&person);
        shard.make_room(|change| change.counts(now));
        let change = shard.map.entry(person).or_insert(Change { open: 0, announced_at: now });
        change.open = if change.counts(now) { change.open.saturating_add(1) } else { 1 };
        change.announced_at = now;
    }

    pub(super) fn settle(&self, person: UserId) {
        let mut shard = self.0.lock(&person);
        if let Some(change) = shard.map.get_mut(&person) {
            change.open -= 1;
            if change.open == 0 {
                shard.map.remove(&person);
            }
        }
    }

    pub(super) fn is_open(&self, person: UserId, now: Timestamp) -> bool {
        self.0.lock(&person).map.get(&person).is_some_and(|change| change.counts(now))
    }
}
