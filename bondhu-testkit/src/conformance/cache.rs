//! What every `Cache` does: entries, invalidation and leases.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_ports::cache::{Cache, CacheGroup, EntryKey, Lease, Lookup, Stored};
use bytes::Bytes;

use crate::builders::a_user;
use crate::movable_time::Timed;

pub mod announcements;
pub mod entries;
pub mod invalidation;
pub mod leases;

/// Runs the suite on a cache. Takes the name of an async function `() -> (Timed<dyn Cache>, impl Sized)`.
#[macro_export]
macro_rules! cache_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            cache_entries,
            [cache::entries],
            nothing_is_there_at_first,
            what_was_stored_is_found,
            fields_are_different_entries,
            people_have_entries_of_their_own,
            an_entry_lives_at_most_its_time,
            looking_up_lengthens_nothing,
            each_entry_has_its_own_time,
            what_expired_can_be_stored_anew,
        );
        $crate::__scenarios!(
            $make,
            cache_invalidation,
            [cache::invalidation],
            an_invalidation_drops_all_entries_of_a_person,
            an_invalidation_touches_nobody_else,
            a_slow_reader_cannot_put_old_data_back,
            a_slow_reader_is_stale_after_expiry_too,
            every_lease_of_the_person_becomes_stale,
            several_invalidations_are_no_less_than_one,
            a_later_lease_is_good,
            an_invalidation_of_nothing_is_no_error,
            readers_beside_a_writer_never_see_old_values,
        );
        $crate::__scenarios!(
            $make,
            cache_announcements,
            [cache::announcements],
            an_announcement_drops_entries_and_leases,
            nothing_is_stored_until_the_invalidation,
            nothing_is_stored_until_every_change_is_over,
            a_change_nobody_finished_ends_with_its_window,
            a_lease_from_within_a_change_never_stores,
            many_readers_within_a_change_do_not_wait,
            an_announcement_touches_nobody_else,
            a_cache_that_answers_says_so,
        );
        $crate::__scenarios!(
            $make,
            cache_leases,
            [cache::leases],
            fifty_misses_load_once,
            others_wait_and_get_what_was_stored,
            an_abandoned_lease_lets_the_next_load,
            many_abandoned_leases_block_nobody,
            a_cancelled_wait_blocks_nobody,
            those_who_wait_for_a_stale_load_load_anew,
            a_lease_holds_up_no_other_entry,
            a_lease_holds_up_no_invalidation,
        );
    };
}

type Subject = Timed<dyn Cache>;

const TTL: Duration = Duration::from_mins(10);

fn somebody() -> UserId {
    a_user().build().id
}

fn key(person: UserId, field: &str) -> EntryKey {
    EntryKey { group: CacheGroup::History, person, field: field.to_owned() }
}

/// The lease of an entry that must not be there.
async fn miss(subject: &Subject, key: &EntryKey) -> Lease {
    match subject.port.lookup(key).await.unwrap() {
        Lookup::Miss(lease) => lease,
        Lookup::Hit(value) => panic!("a hit of {} bytes where a miss was due", value.len()),
    }
}

/// The entry, if it is there. A lease is given up at once.
async fn value(subject: &Subject, key: &EntryKey) -> Option<Bytes> {
    match subject.port.lookup(key).await.unwrap() {
        Lookup::Hit(value) => Some(value),
        Lookup::Miss(_) => None,
    }
}

/// Stores under a lease.
async fn store(subject: &Subject, key: &EntryKey, lease: Lease, value: &'static str) -> Stored {
    subject.port.store(key, lease, Bytes::from_static(value.as_bytes()), TTL).await.unwrap()
}

/// Looks up, misses and stores.
async fn fill(subject: &Subject, key: &EntryKey, value: &'static str) {
    let lease = miss(subject, key).await;
    assert_eq!(store(subject, key, lease, value).await, Stored::Kept);
}

async fn announce(subject: &Subject, person: UserId) {
    subject.port.announce(person, &CacheGroup::ALL).await.unwrap();
}

async fn invalidate(subject: &Subject, person: UserId) {
    subject.port.invalidate(person, &CacheGroup::ALL).await.unwrap();
}
