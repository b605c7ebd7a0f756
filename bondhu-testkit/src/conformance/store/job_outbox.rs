//! The queue as a unit of work sees it. What becomes of jobs is in the suite of the queue.

use std::sync::Arc;

use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::job_queue::Work;
use bondhu_ports::store::{Store, StoreErrorKind};

use super::fixtures::{a_job, a_person, kind, of, system};
use crate::builders::a_user;

/// Of two jobs with one key only the first is taken, whatever else differs; keys differ by each character.
pub async fn one_job_waits_for_each_key(store: Arc<dyn Store>) {
    let keyed = |serial, key: &str| Job { key: Some(JobKey::Waiting(key.to_owned())), ..a_job(serial) };
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&keyed(1, "analysis:ক")).await.unwrap(), Enqueued::New);
    assert_eq!(unit.jobs().enqueue(&keyed(2, "analysis:ক")).await.unwrap(), Enqueued::Duplicate);
    assert_eq!(unit.jobs().enqueue(&keyed(3, "Analysis:ক")).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    let once = Job { key: Some(JobKey::Once("analysis:ক".to_owned())), ..a_job(4) };
    assert_eq!(unit.jobs().enqueue(&once).await.unwrap(), Enqueued::Duplicate);
}

/// Who finds a key taken can be told which job has it; a person's unit is told of their own jobs.
pub async fn the_holder_of_a_key_is_known(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let key = JobKey::Waiting("analysis:ক".to_owned());
    let first = Job { key: Some(key.clone()), owner: Some(user), ..a_job(1) };
    let second = Job { key: Some(key.clone()), owner: Some(user), ..a_job(2) };
    let mut unit = of(&store, user).await;
    assert_eq!(unit.jobs().holder(&key).await.unwrap(), None);
    assert_eq!(unit.jobs().enqueue(&first).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
    let mut unit = of(&store, user).await;
    assert_eq!(unit.jobs().enqueue(&second).await.unwrap(), Enqueued::Duplicate);
    assert_eq!(unit.jobs().holder(&key).await.unwrap(), Some(first.id));
    assert_eq!(unit.jobs().holder(&JobKey::Once("analysis".to_owned())).await.unwrap(), None);
}

/// Jobs without a key all wait.
pub async fn jobs_without_a_key_all_wait(store: Arc<dyn Store>) {
    let mut unit = system(&store).await;
    for serial in 1..=3 {
        assert_eq!(unit.jobs().enqueue(&a_job(serial)).await.unwrap(), Enqueued::New);
    }
    unit.commit().await.unwrap();
}

/// A job of a unit of work that was dropped is not there: its key and its id are free.
pub async fn a_dropped_unit_leaves_its_key_free(store: Arc<dyn Store>) {
    let job = Job { key: Some(JobKey::Once("k".to_owned())), ..a_job(1) };
    let mut unit = system(&store).await;
    assert_eq!(unit.jobs().enqueue(&job).await.unwrap(), Enqueued::New);
    drop(unit);
    assert_eq!(system(&store).await.jobs().enqueue(&job).await.unwrap(), Enqueued::New);
}

/// A person's unit of work can enqueue for them and for the program.
pub async fn a_persons_unit_can_enqueue(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut unit = of(&store, user).await;
    let own = Job { owner: Some(user), work: Work::ForgetPerson { user_id: user }, ..a_job(1) };
    assert_eq!(unit.jobs().enqueue(&own).await.unwrap(), Enqueued::New);
    assert_eq!(unit.jobs().enqueue(&a_job(2)).await.unwrap(), Enqueued::New);
    unit.commit().await.unwrap();
}

/// An id in use and an owner who does not exist are conflicts.
pub async fn jobs_that_do_not_fit_are_conflicts(store: Arc<dyn Store>) {
    let mut unit = system(&store).await;
    unit.jobs().enqueue(&a_job(1)).await.unwrap();
    unit.commit().await.unwrap();
    let refused = system(&store).await.jobs().enqueue(&a_job(1)).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
    let nobodys = Job { owner: Some(a_user().build().id), ..a_job(2) };
    assert_eq!(kind(system(&store).await.jobs().enqueue(&nobodys).await), Some(StoreErrorKind::Conflict));
}
