//! What is stored, and for how long.

use std::time::Duration;

use bondhu_ports::cache::Stored;
use bytes::Bytes;

use super::{Subject, TTL, fill, invalidate, key, miss, somebody, store, value};

/// What was never stored is a miss.
pub async fn nothing_is_there_at_first(subject: Subject) {
    assert_eq!(value(&subject, &key(somebody(), "a")).await, None);
}

/// What was stored is found, to the byte, as often as it is looked up.
pub async fn what_was_stored_is_found(subject: Subject) {
    let person = somebody();
    let every_byte: Bytes = (0..=255).collect::<Vec<u8>>().into();
    let values = [Bytes::new(), every_byte, Bytes::from("ক😀".repeat(50_000))];
    for (field, stored) in ["empty", "bytes", "long"].into_iter().zip(values) {
        let key = key(person, field);
        let lease = miss(&subject, &key).await;
        assert_eq!(subject.port.store(&key, lease, stored.clone(), TTL).await.unwrap(), Stored::Kept);
        for _ in 0..3 {
            assert_eq!(value(&subject, &key).await.as_ref(), Some(&stored));
        }
    }
}

/// Fields of one person are different entries, told apart to the character.
pub async fn fields_are_different_entries(subject: Subject) {
    let person = somebody();
    let fields = ["a", "A", "a:b", "a:", ":a", "", "*", "ক"];
    for field in fields {
        fill(&subject, &key(person, field), field).await;
    }
    for field in fields {
        assert_eq!(value(&subject, &key(person, field)).await.as_deref(), Some(field.as_bytes()));
    }
}

/// Entries of two people are different entries.
pub async fn people_have_entries_of_their_own(subject: Subject) {
    let (one, other) = (key(somebody(), "a"), key(somebody(), "a"));
    fill(&subject, &one, "one").await;
    assert_eq!(value(&subject, &other).await, None);
    fill(&subject, &other, "other").await;
    assert_eq!(value(&subject, &one).await.as_deref(), Some(&b"one"[..]));
}

/// An entry lives at most for its time; and, since times may be shortened a little, for at least half of it.
pub async fn an_entry_lives_at_most_its_time(subject: Subject) {
    for round in 0..20 {
        let key = key(somebody(), "a");
        fill(&subject, &key, "value").await;
        subject.time.advance(TTL / 2).await;
        assert!(value(&subject, &key).await.is_some(), "half-way in round {round}");
        subject.time.advance(TTL / 2).await;
        assert_eq!(value(&subject, &key).await, None, "at the end of round {round}");
    }
}

/// Looking an entry up does not lengthen its time.
pub async fn looking_up_lengthens_nothing(subject: Subject) {
    let key = key(somebody(), "a");
    fill(&subject, &key, "value").await;
    for _ in 0..10 {
        subject.time.advance(TTL / 10).await;
        drop(value(&subject, &key).await);
    }
    assert_eq!(value(&subject, &key).await, None);
}

/// Each entry has its own time.
pub async fn each_entry_has_its_own_time(subject: Subject) {
    let person = somebody();
    let (short, long) = (key(person, "short"), key(person, "long"));
    let lease = miss(&subject, &short).await;
    subject.port.store(&short, lease, Bytes::from_static(b"s"), Duration::from_secs(1)).await.unwrap();
    fill(&subject, &long, "l").await;
    subject.time.advance(Duration::from_secs(1)).await;
    assert_eq!(value(&subject, &short).await, None);
    assert_eq!(value(&subject, &long).await.as_deref(), Some(&b"l"[..]));
}

/// What has expired can be stored anew, for a whole time, and invalidated.
pub async fn what_expired_can_be_stored_anew(subject: Subject) {
    let key = key(somebody(), "a");
    fill(&subject, &key, "old").await;
    subject.time.advance(TTL).await;
    let lease = miss(&subject, &key).await;
    assert_eq!(store(&subject, &key, lease, "new").await, Stored::Kept);
    subject.time.advance(TTL / 2).await;
    assert_eq!(value(&subject, &key).await.as_deref(), Some(&b"new"[..]));
    invalidate(&subject, key.person).await;
    assert_eq!(value(&subject, &key).await, None);
}
