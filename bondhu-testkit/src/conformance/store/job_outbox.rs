//! The outbox.

use std::sync::Arc;

use bondhu_domain::ids::TaskId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_outbox::{Enqueued, Job, Work};
use bondhu_ports::store::Store;

use super::fixtures::{a_job, a_person, at, of, system};

/// A job waits from the commit, comes back with every field, and again until it is removed.
pub async fn a_job_waits_until_it_is_removed(store: Arc<dyn Store>) {
    let job = Job { unique_key: Some("ক:1".to_owned()), ..a_job(1, at(-1)) };
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&job).await.unwrap(), Enqueued::New);
    let mut early = store.begin_read(bondhu_ports::store::Scope::System).await.unwrap();
    assert_eq!(early.jobs().due(at(0), 10).await.unwrap(), []);
    drop(early);
    unit.commit().await.unwrap();
    for _ in 0..2 {
        assert_eq!(due(&store, at(0), 10).await, std::slice::from_ref(&job));
    }
    remove(&store, job.id).await;
    assert_eq!(due(&store, at(0), 10).await, []);
}

/// A job enqueued for a person, in a unit of work of theirs, is there for the program.
pub async fn a_persons_unit_can_enqueue(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let job = Job { work: Work::ForgetPerson { user_id: user }, ..a_job(1, at(0)) };
    let mut unit = of(&store, user).await;
    unit.jobs().enqueue(&job).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(due(&store, at(0), 10).await, [job]);
}

/// A job about a person's removal, enqueued with it, outlives the person.
pub async fn a_job_outlives_its_person(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let job = Job { work: Work::ForgetPerson { user_id: user }, ..a_job(1, at(0)) };
    let mut unit = system(&store).await;
    unit.jobs().enqueue(&job).await.unwrap();
    unit.users().delete(user).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(due(&store, at(0), 10).await, [job]);
}

/// Jobs are due at their time, to the microsecond, in the order of their time, up to the limit.
pub async fn jobs_are_due_in_the_order_of_their_time(store: Arc<dyn Store>) {
    let jobs = [a_job(3, at(100)), a_job(1, at(300)), a_job(2, at(200))];
    let mut unit = system(&store).await;
    for job in &jobs {
        unit.jobs().enqueue(job).await.unwrap();
    }
    unit.commit().await.unwrap();
    let [first, third, second] = jobs;
    assert_eq!(due(&store, at(99), 10).await, []);
    assert_eq!(due(&store, at(100), 10).await, std::slice::from_ref(&first));
    assert_eq!(due(&store, at(299), 10).await, [first.clone(), second.clone()]);
    assert_eq!(due(&store, at(300), 10).await, [first.clone(), second.clone(), third]);
    assert_eq!(due(&store, at(300), 2).await, [first, second]);
    assert_eq!(due(&store, at(300), 0).await, []);
}

/// Of two jobs with one key only the first waits, whatever else differs; after its removal the key is free.
pub async fn one_job_waits_for_each_key(store: Arc<dyn Store>) {
    let key = Some("analysis".to_owned());
    let first = Job { unique_key: key.clone(), ..a_job(1, at(10)) };
    let second = Job { unique_key: key, ..a_job(2, at(5)) };
    let other = Job { unique_key: Some("Analysis".to_owned()), ..a_job(3, at(20)) };
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&first).await.unwrap(), Enqueued::New);
    assert_eq!(unit.jobs().enqueue(&second).await.unwrap(), Enqueued::Duplicate);
    assert_eq!(unit.jobs().enqueue(&other).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&second).await.unwrap(), Enqueued::Duplicate);
    unit.commit().await.unwrap();
    assert_eq!(due(&store, at(100), 10).await, [first.clone(), other.clone()]);
    remove(&store, first.id).await;
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&second).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
    assert_eq!(due(&store, at(100), 10).await, [second, other]);
}

/// Jobs without a key all wait.
pub async fn jobs_without_a_key_all_wait(store: Arc<dyn Store>) {
    let mut unit = system(&store).await;
    for serial in 1..=3 {
        assert_eq!(unit.jobs().enqueue(&a_job(serial, at(0))).await.unwrap(), Enqueued::New);
    }
    unit.commit().await.unwrap();
    assert_eq!(due(&store, at(0), 10).await.len(), 3);
}

/// Removing an unknown job changes nothing; a dropped removal leaves the job.
pub async fn a_removal_is_part_of_its_unit(store: Arc<dyn Store>) {
    let job = a_job(1, at(0));
    let mut unit = system(&store).await;
    unit.jobs().enqueue(&job).await.unwrap();
    unit.jobs().remove(a_job(2, at(0)).id).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    unit.jobs().remove(job.id).await.unwrap();
    assert_eq!(unit.jobs().due(at(0), 10).await.unwrap(), []);
    drop(unit);
    assert_eq!(due(&store, at(0), 10).await, [job]);
}

async fn due(store: &Arc<dyn Store>, now: Timestamp, limit: u32) -> Vec<Job> {
    system(store).await.jobs().due(now, limit).await.unwrap()
}

async fn remove(store: &Arc<dyn Store>, id: TaskId) {
    let mut unit = system(store).await;
    unit.jobs().remove(id).await.unwrap();
    unit.commit().await.unwrap();
}
