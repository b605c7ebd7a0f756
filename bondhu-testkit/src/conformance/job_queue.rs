//! What every `JobQueue` does with what a unit of work enqueued.

mod bench;
mod recorder;

use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::ids::TaskId;
use bondhu_ports::job_outbox::{Enqueued, Job, JobKey};
use bondhu_ports::job_queue::{JobError, JobErrorKind, Progress, Queue, TaskState, Work};
use bondhu_ports::store::Scope;

use crate::builders::a_user;
use crate::eventually::eventually;
pub use bench::JobBench;
use recorder::{Recorder, Working};

/// Runs the suite on a queue. Takes the name of an async function `() -> (JobBench, impl Sized)`: an empty store with
/// its queue, which retries without a pause, and a guard that is kept until the scenario ends.
#[macro_export]
macro_rules! job_queue_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            job_queue,
            [job_queue],
            a_job_is_done_after_the_commit_and_only_then,
            what_a_job_found_is_kept,
            an_unknown_task_is_absent,
            a_passing_failure_is_tried_four_times,
            a_lasting_failure_is_tried_once,
            a_passing_failure_may_pass,
            a_panic_is_a_passing_failure,
            an_interrupted_job_goes_on_and_counts_no_failure,
            progress_is_kept,
            a_waiting_key_is_free_once_the_job_begins,
            a_once_key_is_taken_for_good,
            a_job_of_the_future_waits,
            a_deleted_person_takes_their_jobs_along,
            failed_jobs_are_listed_retried_and_discarded,
            a_purge_takes_what_is_finished,
            queues_are_apart,
            two_workers_do_each_job_once,
            a_stop_asks_jobs_to_wind_up,
        );
    };
}

fn transient() -> JobError {
    JobError::bare(JobErrorKind::Transient, "not now")
}

/// A job is done after the commit of its unit of work; one of a dropped unit never is.
pub async fn a_job_is_done_after_the_commit_and_only_then(bench: JobBench) {
    let (kept, dropped) = (bench.job(1), bench.job(2));
    let working = Working::start(&bench, &Queue::ALL, Recorder::default());
    let mut unit = bench.store.begin(Scope::System).await.unwrap();
    unit.jobs().enqueue(&dropped).await.unwrap();
    drop(unit);
    bench.enqueue(&kept).await;
    bench.until(kept.id, TaskState::Succeeded).await;
    assert_eq!(working.stop().await.ids(), [kept.id]);
    assert_eq!(bench.queue.status(dropped.id).await.unwrap(), None);
}

/// What a job found is kept with it, and so are its name, its queue, its owner and its times.
pub async fn what_a_job_found_is_kept(bench: JobBench) {
    let owner = bench.person().await;
    let job = Job { owner: Some(owner), ..bench.job(1) };
    bench.enqueue(&job).await;
    let queued = bench.queue.status(job.id).await.unwrap().unwrap();
    assert_eq!((queued.state, queued.attempts, queued.finished_at), (TaskState::Queued, 0, None));
    let recorder = Recorder::answering(|_, _| Ok(Some(r#"{"found":"গান","n":2}"#.to_owned())));
    let working = Working::start(&bench, &Queue::ALL, recorder);
    let done = bench.until(job.id, TaskState::Succeeded).await;
    drop(working.stop().await);
    assert_eq!((done.name.as_str(), done.queue.as_str()), ("close_idle_sessions", "default"));
    assert_eq!((done.owner, done.attempts, done.error), (Some(owner), 1, None));
    assert_eq!(done.result.as_deref(), Some(r#"{"found":"গান","n":2}"#));
    assert_eq!(done.created_at, job.created_at);
    assert!(done.finished_at.is_some_and(|at| at >= job.created_at));
}

/// An unknown task is absent.
pub async fn an_unknown_task_is_absent(bench: JobBench) {
    let unknown = bench.job(1).id;
    assert_eq!(bench.queue.status(unknown).await.unwrap(), None);
    bench.queue.report(unknown, &Progress::default()).await.unwrap();
    assert!(!bench.queue.retry(unknown).await.unwrap());
    assert!(!bench.queue.discard(unknown).await.unwrap());
}

/// A job that fails for a passing reason is begun four times, then it has failed, and says why.
pub async fn a_passing_failure_is_tried_four_times(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(|_, _| Err(transient())));
    let failed = bench.until(job.id, TaskState::Failed).await;
    let recorder = working.stop().await;
    assert_eq!((recorder.ids().len(), failed.attempts), (4, 4));
    assert_eq!(failed.error.as_deref(), Some("not now"));
    assert!(failed.finished_at.is_some() && failed.result.is_none());
    let states = [TaskState::Retrying, TaskState::Retrying, TaskState::Retrying, TaskState::Failed];
    assert_eq!(recorder.states(), states);
}

/// A job that fails for good is begun once.
pub async fn a_lasting_failure_is_tried_once(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let permanent = |_, _: u32| Err(JobError::bare(JobErrorKind::Permanent, "never"));
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(permanent));
    let failed = bench.until(job.id, TaskState::Failed).await;
    assert_eq!((working.stop().await.ids().len(), failed.attempts), (1, 1));
    assert_eq!(failed.error.as_deref(), Some("never"));
}

/// A job that succeeds after failures has succeeded.
pub async fn a_passing_failure_may_pass(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let third = |_, attempt| if attempt < 3 { Err(transient()) } else { Ok(None) };
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(third));
    let done = bench.until(job.id, TaskState::Succeeded).await;
    assert_eq!((working.stop().await.ids().len(), done.attempts, done.error), (3, 3, None));
}

/// A job that always panics fails as one that fails for passing reasons, and others are done meanwhile.
pub async fn a_panic_is_a_passing_failure(bench: JobBench) {
    let (bad, good) = (bench.job(1), bench.job(2));
    bench.enqueue(&bad).await;
    bench.enqueue(&good).await;
    let id = bad.id;
    let working = Working::start(
        &bench,
        &Queue::ALL,
        Recorder::answering(move |job, _| if job == id { panic!("a test's own panic") } else { Ok(None) }),
    );
    let failed = bench.until(bad.id, TaskState::Failed).await;
    bench.until(good.id, TaskState::Succeeded).await;
    drop(working.stop().await);
    assert_eq!(failed.attempts, 4);
    assert_eq!(failed.error.as_deref(), Some("it ended by a mistake in the program"));
}

/// A job that winds up is begun again, more often than a failing one.
pub async fn an_interrupted_job_goes_on_and_counts_no_failure(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let sixth = |_, attempt| {
        if attempt < 6 { Err(JobError::bare(JobErrorKind::Interrupted, "more to do")) } else { Ok(None) }
    };
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(sixth));
    let done = bench.until(job.id, TaskState::Succeeded).await;
    drop(working.stop().await);
    assert_eq!(done.attempts, 6);
}

/// Progress is kept, the latest replacing the one before.
pub async fn progress_is_kept(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let note = Some("page ৩".to_owned());
    for progress in
        [Progress { done: 9, total: None, note: None }, Progress { done: 3, total: Some(7), note }]
    {
        bench.queue.report(job.id, &progress).await.unwrap();
        assert_eq!(bench.queue.status(job.id).await.unwrap().unwrap().progress, progress);
    }
}

/// A key that is held while a job waits is free as soon as the job is begun.
pub async fn a_waiting_key_is_free_once_the_job_begins(bench: JobBench) {
    let keyed = |serial| Job { key: Some(JobKey::Waiting("k".to_owned())), ..bench.job(serial) };
    assert_eq!(bench.enqueue(&keyed(1)).await, Enqueued::New);
    assert_eq!(bench.enqueue(&keyed(2)).await, Enqueued::Duplicate);
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let working = Working::start(&bench, &Queue::ALL, Recorder::waiting_for(gate.clone()));
    working.begun(keyed(1).id).await;
    assert_eq!(bench.enqueue(&keyed(2)).await, Enqueued::New);
    gate.add_permits(2);
    bench.until(keyed(1).id, TaskState::Succeeded).await;
    bench.until(keyed(2).id, TaskState::Succeeded).await;
    drop(working.stop().await);
}

/// What is to be done once stays done, whoever asks again.
pub async fn a_once_key_is_taken_for_good(bench: JobBench) {
    let keyed = |serial| Job { key: Some(JobKey::Once("nightly:1".to_owned())), ..bench.job(serial) };
    let working = Working::start(&bench, &Queue::ALL, Recorder::default());
    assert_eq!(bench.enqueue(&keyed(1)).await, Enqueued::New);
    bench.until(keyed(1).id, TaskState::Succeeded).await;
    assert_eq!(bench.enqueue(&keyed(2)).await, Enqueued::Duplicate);
    assert_eq!(working.stop().await.ids(), [keyed(1).id]);
}

/// A job whose time has not come waits while others are done.
pub async fn a_job_of_the_future_waits(bench: JobBench) {
    let future = Job { run_at: Some(bench.clock.now() + Duration::from_hours(1)), ..bench.job(1) };
    let past = Job { run_at: Some(bench.clock.now() - Duration::from_hours(1)), ..bench.job(2) };
    bench.enqueue(&future).await;
    bench.enqueue(&past).await;
    let working = Working::start(&bench, &Queue::ALL, Recorder::default());
    bench.until(past.id, TaskState::Succeeded).await;
    assert_eq!(working.stop().await.ids(), [past.id]);
    assert_eq!(bench.queue.status(future.id).await.unwrap().unwrap().state, TaskState::Queued);
}

/// A deleted person takes their jobs along; the program's jobs about them stay.
pub async fn a_deleted_person_takes_their_jobs_along(bench: JobBench) {
    let user = bench.person().await;
    let own = Job { owner: Some(user), ..bench.job(1) };
    let about = Job { work: Work::ForgetPerson { user_id: user }, ..bench.job(2) };
    bench.enqueue(&own).await;
    bench.enqueue(&about).await;
    let mut unit = bench.store.begin(Scope::System).await.unwrap();
    unit.users().delete(user).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(bench.queue.status(own.id).await.unwrap(), None);
    let working = Working::start(&bench, &Queue::ALL, Recorder::default());
    bench.until(about.id, TaskState::Succeeded).await;
    assert_eq!(working.stop().await.ids(), [about.id]);
}

/// Jobs that failed are listed, the latest first; they can be begun anew, with all tries, or removed.
pub async fn failed_jobs_are_listed_retried_and_discarded(bench: JobBench) {
    let jobs = [bench.job(1), bench.job(2)];
    for job in &jobs {
        bench.enqueue(job).await;
    }
    assert!(!bench.queue.retry(jobs[0].id).await.unwrap(), "it has not failed");
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(|_, _| Err(transient())));
    for job in &jobs {
        bench.until(job.id, TaskState::Failed).await;
    }
    drop(working.stop().await);
    let failed = bench.queue.list(TaskState::Failed, 10).await.unwrap();
    assert_eq!(failed.iter().map(|it| it.id).collect::<Vec<_>>(), [jobs[1].id, jobs[0].id]);
    assert_eq!(bench.queue.list(TaskState::Failed, 1).await.unwrap().len(), 1);
    let counts = bench.queue.counts().await.unwrap();
    assert_eq!(counts.iter().map(|it| it.queue).collect::<Vec<_>>(), Queue::ALL);
    assert_eq!((counts[0].failed, counts[0].queued), (2, 0));

    assert!(bench.queue.discard(jobs[1].id).await.unwrap());
    assert!(bench.queue.retry(jobs[0].id).await.unwrap());
    assert_eq!(bench.queue.status(jobs[1].id).await.unwrap(), None);
    let again = bench.queue.status(jobs[0].id).await.unwrap().unwrap();
    assert_eq!((again.state, again.attempts, again.error), (TaskState::Queued, 0, None));
    let working = Working::start(&bench, &Queue::ALL, Recorder::answering(|_, _| Err(transient())));
    assert_eq!(bench.until(jobs[0].id, TaskState::Failed).await.attempts, 4);
    drop(working.stop().await);
}

/// A purge takes jobs that were finished before an instant, and no others.
pub async fn a_purge_takes_what_is_finished(bench: JobBench) {
    let (done, waiting) =
        (bench.job(1), Job { run_at: Some(bench.clock.now() + Duration::from_hours(1)), ..bench.job(2) });
    bench.enqueue(&done).await;
    bench.enqueue(&waiting).await;
    let working = Working::start(&bench, &Queue::ALL, Recorder::default());
    let finished = bench.until(done.id, TaskState::Succeeded).await.finished_at.unwrap();
    drop(working.stop().await);
    assert_eq!(bench.queue.purge(finished - Duration::from_secs(2)).await.unwrap(), 0);
    assert_eq!(bench.queue.purge(finished + Duration::from_secs(2)).await.unwrap(), 1);
    assert_eq!(bench.queue.status(done.id).await.unwrap(), None);
    assert!(bench.queue.status(waiting.id).await.unwrap().is_some());
}

/// A worker does jobs of its queues only.
pub async fn queues_are_apart(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let working = Working::start(&bench, &[Queue::Music], Recorder::default());
    let other = Working::start(&bench, &[Queue::Default], Recorder::default());
    bench.until(job.id, TaskState::Succeeded).await;
    assert_eq!((working.stop().await.ids(), other.stop().await.ids()), (vec![], vec![job.id]));
}

/// Two workers share a queue: each job is done once.
pub async fn two_workers_do_each_job_once(bench: JobBench) {
    let jobs: Vec<Job> = (0..60).map(|serial| bench.job(serial)).collect();
    let recorder = Recorder::default();
    let workers = [
        Working::start(&bench, &Queue::ALL, recorder.clone()),
        Working::start(&bench, &Queue::ALL, recorder.clone()),
    ];
    for job in &jobs {
        bench.enqueue(job).await;
    }
    for job in &jobs {
        bench.until(job.id, TaskState::Succeeded).await;
    }
    for worker in workers {
        drop(worker.stop().await);
    }
    let mut done = recorder.ids();
    done.sort_unstable();
    assert_eq!(done, jobs.iter().map(|job| job.id).collect::<Vec<_>>());
}

/// A stop asks jobs that are being done to wind up, waits for them, and begins no others.
pub async fn a_stop_asks_jobs_to_wind_up(bench: JobBench) {
    let job = bench.job(1);
    bench.enqueue(&job).await;
    let working = Working::start(&bench, &Queue::ALL, Recorder::winding_up());
    working.begun(job.id).await;
    assert_eq!(working.stop().await.ids(), [job.id]);
    let stopped = eventually("the job's state", || async {
        let status = bench.queue.status(job.id).await.unwrap().unwrap();
        (status.state != TaskState::Running).then_some(status)
    })
    .await;
    assert_eq!(stopped.state, TaskState::Retrying);
    let later = bench.job(2);
    bench.enqueue(&later).await;
    assert_eq!(bench.queue.status(later.id).await.unwrap().unwrap().state, TaskState::Queued);
}

fn nobody() -> bondhu_domain::users::User {
    a_user().build()
}

fn serial_id(serial: u8) -> TaskId {
    TaskId::new(crate::manual_clock::ManualClock::START, [serial; 10])
}
