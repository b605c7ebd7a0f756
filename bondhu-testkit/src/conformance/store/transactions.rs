//! Units of work: all or nothing, one writer at a time, readers that see one state.

use std::sync::Arc;

use bondhu_domain::achievements::Achievement;
use bondhu_domain::activity::ActivityKind;
use bondhu_domain::messages::next_instant;
use bondhu_domain::stats::Counters;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::store::{Scope, Store, StoreErrorKind};
use tokio::task::JoinSet;

use super::fixtures::{a_job, a_person, a_visit, at, kind, of, password, said, system};
use super::rows::everything_of;
use crate::builders::{a_message, a_session, a_user};

/// A fresh store answers and has the schema of this program.
pub async fn a_fresh_store_answers(store: Arc<dyn Store>) {
    store.check().await.unwrap();
}

/// What a unit of work wrote is visible to its own reads at once and to others after the commit.
pub async fn writes_are_visible_to_others_after_the_commit(store: Arc<dyn Store>) {
    let user = a_user().build();
    let mut writer = system(&store).await;
    writer.users().insert(&user, &password()).await.unwrap();
    assert_eq!(writer.users().find(user.id).await.unwrap().as_ref(), Some(&user), "its own read");
    let mut early = store.begin_read(Scope::System).await.unwrap();
    assert_eq!(early.users().find(user.id).await.unwrap(), None, "another's read before the commit");
    drop(early);
    writer.commit().await.unwrap();
    let mut late = store.begin_read(Scope::System).await.unwrap();
    assert_eq!(late.users().find(user.id).await.unwrap(), Some(user), "another's read after it");
}

/// Dropping a unit of work leaves the store as it was, in every table and the outbox.
pub async fn a_dropped_unit_leaves_the_store_as_it_was(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "stays").await;
    let before = everything_of(&store, session.user_id).await;
    let job = Job { key: Some(JobKey::Once("dropped".to_owned())), ..a_job(1) };
    {
        let mut unit = system(&store).await;
        super::rows::fill_every_table(&mut *unit, &session, &message).await;
        assert_eq!(unit.jobs().enqueue(&job).await.unwrap(), Enqueued::New);
        let stranger = a_user().build();
        unit.users().insert(&stranger, &password()).await.unwrap();
    }
    assert_eq!(everything_of(&store, session.user_id).await, before);
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&job).await.unwrap(), Enqueued::New);
}

/// Dropping a unit of work that removed somebody brings everything of theirs back.
pub async fn a_dropped_removal_brings_everything_back(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let message = said(&store, &session, "stays").await;
    let mut unit = system(&store).await;
    super::rows::fill_every_table(&mut *unit, &session, &message).await;
    unit.commit().await.unwrap();
    let before = everything_of(&store, session.user_id).await;
    let mut unit = system(&store).await;
    assert!(unit.users().delete(session.user_id).await.unwrap());
    drop(unit);
    assert_eq!(everything_of(&store, session.user_id).await, before);
}

/// A dropped unit of work does not stand in the way of the next, a hundred times over.
pub async fn a_dropped_unit_lets_the_next_begin(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    for count in 1..=100 {
        let mut unit = of(&store, user.id).await;
        let counters = Counters { messages: count, ..Counters::default() };
        unit.stats().save_counters(user.id, &counters).await.unwrap();
    }
    let mut unit = of(&store, user.id).await;
    assert_eq!(unit.stats().counters(user.id).await.unwrap(), Counters::default());
    unit.commit().await.unwrap();
}

/// A unit of work that failed with a conflict can be dropped, and the store works on.
pub async fn a_conflict_does_not_stand_in_the_way(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    let mut unit = system(&store).await;
    assert_eq!(kind(unit.users().insert(&user, &password()).await), Some(StoreErrorKind::Conflict));
    drop(unit);
    let mut unit = of(&store, user.id).await;
    let counters = Counters { games: 1, ..Counters::default() };
    unit.stats().save_counters(user.id, &counters).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = of(&store, user.id).await;
    assert_eq!(unit.stats().counters(user.id).await.unwrap(), counters);
}

/// Units that write are serialised: what fifty tasks count at once is counted fifty times.
pub async fn fifty_writers_lose_no_count(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let mut unit = of(&store, user).await;
            let mut counters = unit.stats().counters(user).await.unwrap();
            tokio::task::yield_now().await;
            counters.count(ActivityKind::Chat);
            unit.stats().save_counters(user, &counters).await.unwrap();
            unit.commit().await.unwrap();
        });
    }
    tasks.join_all().await;
    let mut unit = of(&store, user).await;
    assert_eq!(unit.stats().counters(user).await.unwrap().messages, 50);
}

/// Serialised writers that derive the next instant from the newest message never derive the same one.
pub async fn fifty_writers_keep_the_order_of_a_chat(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (store, session) = (Arc::clone(&store), session.clone());
        tasks.spawn(async move {
            let mut unit = of(&store, session.user_id).await;
            let newest = unit.messages().newest_at(session.user_id).await.unwrap();
            let message = a_message().of(&session).at(next_instant(newest, at(0))).build();
            unit.messages().insert(&message).await.unwrap();
            unit.commit().await.unwrap();
        });
    }
    tasks.join_all().await;
    let mut unit = of(&store, session.user_id).await;
    let query = HistoryQuery { session: None, before: None, offset: 0, limit: 100 };
    let instants: Vec<_> = unit.messages().page(session.user_id, &query).await.unwrap();
    let instants: Vec<_> = instants.iter().map(|message| message.created_at).collect();
    assert_eq!(instants, (0..50).map(at).collect::<Vec<_>>());
}

/// Of many who open a session for one person at once, each finds the open one or opens the only one.
pub async fn many_devices_open_one_session(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let mut unit = of(&store, user).await;
            let opened = unit.sessions().latest(user).await.unwrap().is_none();
            if opened {
                unit.sessions().save(&a_session().of(user).build()).await.unwrap();
            }
            unit.commit().await.unwrap();
            opened
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|opened| *opened).count(), 1);
}

/// A unit that only reads sees one state from its first read to its end, whatever is committed meanwhile.
pub async fn a_reader_sees_one_state(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    said(&store, &session, "before").await;
    let mut reader = store.begin_read(Scope::Person(user)).await.unwrap();
    assert_eq!(reader.messages().count(user, None).await.unwrap(), 1);
    said(&store, &session, "after").await;
    let mut unit = of(&store, user).await;
    unit.achievements().unlock(user, Achievement::FirstChat, at(0)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(reader.messages().count(user, None).await.unwrap(), 1);
    assert_eq!(reader.achievements().unlocked(user).await.unwrap(), []);
    drop(reader);
    let mut fresh = store.begin_read(Scope::Person(user)).await.unwrap();
    assert_eq!(fresh.messages().count(user, None).await.unwrap(), 2);
    assert_eq!(fresh.achievements().unlocked(user).await.unwrap().len(), 1);
}

/// A unit that only reads waits for no writer: several read while one has written and not yet committed.
pub async fn a_reader_waits_for_no_writer(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    let mut writer = of(&store, user.id).await;
    writer.stats().save_counters(user.id, &Counters { songs: 3, ..Counters::default() }).await.unwrap();
    let mut readers = Vec::new();
    for _ in 0..3 {
        let mut reader = store.begin_read(Scope::Person(user.id)).await.unwrap();
        assert_eq!(reader.stats().counters(user.id).await.unwrap(), Counters::default());
        readers.push(reader);
    }
    writer.commit().await.unwrap();
    for reader in &mut readers {
        assert_eq!(reader.stats().counters(user.id).await.unwrap(), Counters::default());
    }
}

/// A write in a unit that only reads fails and leaves nothing.
pub async fn a_write_in_a_reader_fails(store: Arc<dyn Store>) {
    let session = a_visit(&store).await;
    let user = session.user_id;
    let before = everything_of(&store, user).await;
    let mut reader = store.begin_read(Scope::System).await.unwrap();
    assert!(reader.users().insert(&a_user().build(), &password()).await.is_err());
    let _ = reader.commit().await;
    let mut reader = store.begin_read(Scope::Person(user)).await.unwrap();
    assert!(reader.messages().insert(&a_message().of(&session).build()).await.is_err());
    let _ = reader.commit().await;
    let mut reader = store.begin_read(Scope::Person(user)).await.unwrap();
    assert!(
        reader.stats().save_counters(user, &Counters { videos: 1, ..Counters::default() }).await.is_err()
    );
    drop(reader);
    let mut reader = store.begin_read(Scope::System).await.unwrap();
    assert!(reader.jobs().enqueue(&a_job(1)).await.is_err());
    drop(reader);
    let mut reader = store.begin_read(Scope::System).await.unwrap();
    assert!(reader.users().delete(user).await.is_err());
    let _ = reader.commit().await;
    assert_eq!(everything_of(&store, user).await, before);
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&a_job(1)).await.unwrap(), Enqueued::New);
}

/// Ending a unit that only reads by a commit is as good as dropping it.
pub async fn a_reader_may_commit(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    let mut reader = store.begin_read(Scope::Person(user.id)).await.unwrap();
    assert_eq!(reader.users().find(user.id).await.unwrap(), Some(user));
    reader.commit().await.unwrap();
}
