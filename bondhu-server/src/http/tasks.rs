//! Background work of the person.

use axum::Json;
use axum::extract::{Path, State};
use bondhu_ports::job_queue::TaskStatus;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::app::AppError;

use super::auth::Me;
use super::problem::Problem;
use super::state::Web;

/// How far a task has come.
#[derive(Serialize, ToSchema)]
#[schema(as = TaskProgress)]
pub(super) struct ProgressView {
    done: u64,
    /// Null where it is not known.
    total: Option<u64>,
    note: Option<String>,
}

/// A piece of background work.
#[derive(Serialize, ToSchema)]
#[schema(as = Task)]
pub(super) struct TaskView {
    task_id: String,
    name: String,
    queue: String,
    /// `queued`, `running`, `retrying`, `succeeded` or `failed`.
    state: &'static str,
    attempts: u32,
    progress: ProgressView,
    /// What it found.
    #[schema(value_type = Option<Object>)]
    result: Option<Box<RawValue>>,
    /// Why it failed the last time.
    error: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

impl From<TaskStatus> for TaskView {
    fn from(status: TaskStatus) -> Self {
        let progress = status.progress;
        Self {
            task_id: status.id.to_string(),
            name: status.name,
            queue: status.queue,
            state: status.state.as_str(),
            attempts: status.attempts,
            progress: ProgressView { done: progress.done, total: progress.total, note: progress.note },
            result: status.result.and_then(|json| RawValue::from_string(json).ok()),
            error: status.error,
            created_at: status.created_at.to_string(),
            finished_at: status.finished_at.map(|at| at.to_string()),
        }
    }
}

/// Read where a task stands
#[utoipa::path(get, path = "/api/v1/tasks/{task_id}", tag = "live", params(("task_id" = String, Path)),
    responses((status = 200, body = TaskView),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn task(
    State(web): State<Web>,
    me: Me,
    Path(id): Path<String>,
) -> Result<Json<TaskView>, Problem> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    Ok(Json(TaskView::from(web.app.task(me.id(), id).await?)))
}
