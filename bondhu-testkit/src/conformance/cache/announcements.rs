//! A change that is about to be committed, and may be the last thing its process does.

use bondhu_ports::cache::{CHANGE_WINDOW, Stored};

use super::{Subject, announce, fill, invalidate, key, miss, somebody, store, value};

/// An announcement drops the entries and makes leases stale, as an invalidation does.
pub async fn an_announcement_drops_entries_and_leases(subject: Subject) {
    let person = somebody();
    let (kept, held) = (key(person, "kept"), key(person, "held"));
    fill(&subject, &kept, "old").await;
    let lease = miss(&subject, &held).await;
    announce(&subject, person).await;
    assert_eq!(value(&subject, &kept).await, None);
    assert_eq!(store(&subject, &held, lease, "old").await, Stored::Stale);
    assert_eq!(value(&subject, &held).await, None);
}

/// Until the change is invalidated nothing is stored, whatever was loaded; then it is again.
pub async fn nothing_is_stored_until_the_invalidation(subject: Subject) {
    let key = key(somebody(), "a");
    announce(&subject, key.person).await;
    for _ in 0..3 {
        let lease = miss(&subject, &key).await;
        assert_eq!(store(&subject, &key, lease, "perhaps old").await, Stored::Stale);
    }
    invalidate(&subject, key.person).await;
    fill(&subject, &key, "new").await;
    assert_eq!(value(&subject, &key).await.as_deref(), Some(&b"new"[..]));
}

/// Of two changes at once, the end of one does not end the other.
pub async fn nothing_is_stored_until_every_change_is_over(subject: Subject) {
    let key = key(somebody(), "a");
    announce(&subject, key.person).await;
    announce(&subject, key.person).await;
    invalidate(&subject, key.person).await;
    let lease = miss(&subject, &key).await;
    assert_eq!(store(&subject, &key, lease, "perhaps old").await, Stored::Stale);
    invalidate(&subject, key.person).await;
    fill(&subject, &key, "new").await;
}

/// A change whose process died keeps the person out of the cache for its window, and no longer.
pub async fn a_change_nobody_finished_ends_with_its_window(subject: Subject) {
    let key = key(somebody(), "a");
    announce(&subject, key.person).await;
    subject.time.advance(CHANGE_WINDOW / 2).await;
    let lease = miss(&subject, &key).await;
    assert_eq!(store(&subject, &key, lease, "perhaps old").await, Stored::Stale);
    subject.time.advance(CHANGE_WINDOW / 2).await;
    fill(&subject, &key, "new").await;
    assert_eq!(value(&subject, &key).await.as_deref(), Some(&b"new"[..]));
}

/// A lease that was given while a change was announced stores nothing when the window is over.
pub async fn a_lease_from_within_a_change_never_stores(subject: Subject) {
    let key = key(somebody(), "a");
    announce(&subject, key.person).await;
    let slow = miss(&subject, &key).await;
    subject.time.advance(CHANGE_WINDOW).await;
    assert_eq!(store(&subject, &key, slow, "perhaps old").await, Stored::Stale);
    assert_eq!(value(&subject, &key).await, None);
}

/// While nothing can be stored, nobody waits for somebody else's load: it would not help them.
pub async fn many_readers_within_a_change_do_not_wait(subject: Subject) {
    let key = key(somebody(), "a");
    announce(&subject, key.person).await;
    let mut leases = Vec::new();
    for _ in 0..10 {
        leases.push(miss(&subject, &key).await);
    }
}

/// Nobody else's entries and leases are touched.
pub async fn an_announcement_touches_nobody_else(subject: Subject) {
    let other = somebody();
    let (kept, held) = (key(other, "kept"), key(other, "held"));
    fill(&subject, &kept, "kept").await;
    let lease = miss(&subject, &held).await;
    announce(&subject, somebody()).await;
    assert_eq!(value(&subject, &kept).await.as_deref(), Some(&b"kept"[..]));
    assert_eq!(store(&subject, &held, lease, "held").await, Stored::Kept);
}

/// A cache that answers says so.
pub async fn a_cache_that_answers_says_so(subject: Subject) {
    subject.port.check().await.unwrap();
}
