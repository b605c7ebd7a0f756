//! A task with the engine's row of it, and what both together say. Each store selects the columns as these types: ids as
//! texts, times as numbers.

use std::str::FromStr;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_queue::{Progress, Queue, QueueCounts, TaskState, TaskStatus};
use bondhu_ports::store::StoreError;
use sqlx::FromRow;

/// The condition under which a task stands in `state`; the other way round of [`state`].
pub(super) const fn state_is(state: TaskState) -> &'static str {
    match state {
        TaskState::Queued => "status IN ('Pending', 'Queued') AND attempts = 0",
        TaskState::Running => "status = 'Running'",
        TaskState::Retrying => {
            "((status IN ('Pending', 'Queued') AND attempts > 0) OR (status = 'Failed' AND attempts < max_attempts))"
        }
        TaskState::Succeeded => "status = 'Done'",
        TaskState::Failed => "(status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts))",
    }
}

fn state(status: &str, begun: bool, used_up: bool) -> Option<TaskState> {
    Some(match status {
        "Pending" | "Queued" if begun => TaskState::Retrying,
        "Pending" | "Queued" => TaskState::Queued,
        "Running" => TaskState::Running,
        "Failed" if used_up => TaskState::Failed,
        "Failed" => TaskState::Retrying,
        "Done" => TaskState::Succeeded,
        "Killed" => TaskState::Failed,
        _ => return None,
    })
}

#[derive(FromRow)]
pub(super) struct TaskRow {
    id: String,
    name: String,
    queue: String,
    user_id: Option<String>,
    progress_done: i64,
    progress_total: Option<i64>,
    progress_note: Option<String>,
    error: Option<String>,
    created_at: i64,
    status: String,
    attempts: i64,
    max_attempts: i64,
    last_result: Option<String>,
    done_at: Option<i64>,
}

impl TaskRow {
    /// What it says. `unreadable` makes the failure of a column whose value is none that this program knows.
    pub fn status(self, unreadable: fn(&'static str) -> StoreError) -> Result<TaskStatus, StoreError> {
        let row = self;
        let state = state(&row.status, row.attempts > 0, row.attempts >= row.max_attempts)
            .ok_or_else(|| unreadable("Jobs.status"))?;
        let (finished, failed) = match state {
            TaskState::Succeeded => (true, false),
            TaskState::Failed => (true, true),
            TaskState::Retrying => (false, true),
            TaskState::Queued | TaskState::Running => (false, false),
        };
        // The engine counts an attempt when it ends.
        let begun = row.attempts + i64::from(state == TaskState::Running);
        let created_at = Timestamp::from_micros(row.created_at);
        let result = row.last_result.filter(|_| state == TaskState::Succeeded);
        Ok(TaskStatus {
            id: parsed(&row.id).ok_or_else(|| unreadable("tasks.id"))?,
            name: row.name,
            queue: row.queue,
            owner: row
                .user_id
                .map(|id| parsed(&id).ok_or_else(|| unreadable("tasks.user_id")))
                .transpose()?,
            state,
            attempts: u32::try_from(begun).unwrap_or(u32::MAX),
            progress: Progress {
                done: row.progress_done.unsigned_abs(),
                total: row.progress_total.map(i64::unsigned_abs),
                note: row.progress_note,
            },
            result: result.as_deref().and_then(found),
            error: row.error.filter(|_| failed),
            created_at,
            // Kept to the second: a job that took less would have ended before it was asked for.
            finished_at: row
                .done_at
                .filter(|_| finished)
                .map(|at| Timestamp::from_seconds(at).max(created_at)),
        })
    }
}

fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// What a job found, out of the engine's `{"Ok": …}`; a job that found nothing has `null` there.
fn found(stored: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(stored).ok()?;
    value.get("Ok").filter(|found| !found.is_null()).map(ToString::to_string)
}

#[derive(FromRow)]
pub(super) struct CountRow {
    job_type: String,
    status: String,
    begun: bool,
    used_up: bool,
    number: i64,
}

pub(super) fn counts(queue: Queue, rows: &[CountRow]) -> QueueCounts {
    let mut counts = QueueCounts { queue, queued: 0, running: 0, retrying: 0, succeeded: 0, failed: 0 };
    for row in rows.iter().filter(|row| row.job_type == queue.as_str()) {
        let Some(state) = state(&row.status, row.begun, row.used_up) else { continue };
        let count = match state {
            TaskState::Queued => &mut counts.queued,
            TaskState::Running => &mut counts.running,
            TaskState::Retrying => &mut counts.retrying,
            TaskState::Succeeded => &mut counts.succeeded,
            TaskState::Failed => &mut counts.failed,
        };
        *count += row.number.unsigned_abs();
    }
    counts
}
