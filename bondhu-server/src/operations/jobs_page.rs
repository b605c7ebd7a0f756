//! The page of jobs: plain HTML, no script.

use axum::http::header;
use axum::response::IntoResponse;
use bondhu_ports::job_queue::{QueueCounts, TaskStatus};
use maud::{DOCTYPE, Markup, html};

/// What the page shows.
pub(super) struct JobsView {
    pub counts: Vec<QueueCounts>,
    pub running: Vec<TaskStatus>,
    pub retrying: Vec<TaskStatus>,
    pub failed: Vec<TaskStatus>,
}

pub(super) fn page(view: &JobsView) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="refresh" content="10";
                title { "Jobs · Bondhu" }
                link rel="stylesheet" href="/admin/jobs.css";
            }
            body {
                main {
                    h1 { "Jobs" }
                    p { a href="/metrics" { "Metrics" } " · the page reads itself anew every ten seconds" }
                    (queues(&view.counts))
                    (tasks("Running", "Nothing is being done.", &view.running, Buttons::None))
                    (tasks("Retrying", "Nothing waits to be tried again.", &view.retrying, Buttons::Discard))
                    (tasks("Failed", "Nothing has failed.", &view.failed, Buttons::RetryAndDiscard))
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Buttons {
    None,
    Discard,
    RetryAndDiscard,
}

fn queues(counts: &[QueueCounts]) -> Markup {
    html! {
        section aria-labelledby="queues" {
            h2 id="queues" { "Queues" }
            table {
                thead { tr {
                    @for name in ["Queue", "Queued", "Running", "Retrying", "Succeeded", "Failed"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody {
                    @for it in counts {
                        tr {
                            th scope="row" { (it.queue.as_str()) }
                            @for count in [it.queued, it.running, it.retrying, it.succeeded, it.failed] {
                                td { (count) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn tasks(title: &str, none: &str, tasks: &[TaskStatus], buttons: Buttons) -> Markup {
    html! {
        section {
            h2 { (title) }
            @if tasks.is_empty() { p { (none) } } @else {
                table {
                    thead { tr {
                        @for name in ["Job", "Queue", "Asked for", "Tries", "Progress", "Why", ""] {
                            th scope="col" { (name) }
                        }
                    } }
                    tbody { @for task in tasks { (row(task, buttons)) } }
                }
            }
        }
    }
}

fn row(task: &TaskStatus, buttons: Buttons) -> Markup {
    let id = task.id.to_string();
    let progress = match task.progress.total {
        Some(total) => format!("{} of {total}", task.progress.done),
        None if task.progress.done > 0 => task.progress.done.to_string(),
        None => String::new(),
    };
    html! {
        tr {
            th scope="row" { (task.name) br; small { (id) } }
            td { (task.queue) }
            td { time { (task.created_at) } }
            td { (task.attempts) }
            td { (progress) }
            td { (task.error.as_deref().unwrap_or_default()) }
            td {
                @match buttons {
                    Buttons::None => {}
                    Buttons::Discard => (button(&id, "discard", "Discard")),
                    Buttons::RetryAndDiscard => {
                        (button(&id, "retry", "Retry"))
                        (button(&id, "discard", "Discard"))
                    }
                }
            }
        }
    }
}

fn button(id: &str, what: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(format!("/admin/jobs/{id}/{what}")) { button { (label) } }
    }
}

/// The page's style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

const STYLE: &str = ":root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid; }
form { display: inline-block; margin: 0 .4rem 0 0; }
button { font: inherit; padding: .25rem .75rem; }
";
