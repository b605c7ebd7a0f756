//! A store and its queue, as scenarios use them.

use std::sync::Arc;

use bondhu_domain::ids::{TaskId, UserId};
use bondhu_ports::clock::Clock;
use bondhu_ports::job_outbox::{Enqueued, Job};
use bondhu_ports::job_queue::{JobQueue, TaskState, TaskStatus, Work};
use bondhu_ports::store::{Scope, Store};
use bondhu_ports::users::Credential;

use super::{nobody, serial_id};
use crate::eventually::eventually;

/// A store and the queue over its jobs.
#[derive(Clone)]
pub struct JobBench {
    /// Where jobs are enqueued.
    pub store: Arc<dyn Store>,
    /// Where they are done.
    pub queue: Arc<dyn JobQueue>,
    /// The queue's time.
    pub clock: Arc<dyn Clock>,
}

impl JobBench {
    /// A job of the program; those of higher serials come later.
    pub(super) fn job(&self, serial: u8) -> Job {
        Job::new(serial_id(serial), Work::CloseIdleSessions, self.clock.now())
    }

    pub(super) async fn enqueue(&self, job: &Job) -> Enqueued {
        let mut unit = self.store.begin(Scope::System).await.unwrap();
        let enqueued = unit.jobs().enqueue(job).await.unwrap();
        unit.commit().await.unwrap();
        enqueued
    }

    pub(super) async fn person(&self) -> UserId {
        let user = nobody();
        let mut unit = self.store.begin(Scope::System).await.unwrap();
        unit.users().insert(&user, &Credential::PasswordHash("$plain$0$00".to_owned())).await.unwrap();
        unit.commit().await.unwrap();
        user.id
    }

    /// The task as soon as it stands in `state`.
    pub(super) async fn until(&self, id: TaskId, state: TaskState) -> TaskStatus {
        eventually(state.as_str(), || async {
            self.queue.status(id).await.unwrap().filter(|status| status.state == state)
        })
        .await
    }
}
