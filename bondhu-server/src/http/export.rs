//! Everything stored about a person, as one JSON document that is written while it is read.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bondhu_domain::ids::UserId;
use bondhu_domain::personality::ledger::undone_rows;
use futures::channel::mpsc;
use futures::{SinkExt, Stream};
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::{AccountRecord, App, AppError, SessionState};

use super::auth::Me;
use super::problem::Problem;
use super::state::Web;
use super::views::{FactView, LedgerRowView, MessageView, SessionView};

/// Export everything stored about the person
#[utoipa::path(get, path = "/api/v1/account/export", tag = "identity",
    responses((status = 200, body = Object, description = "A download: one JSON document")))]
pub(super) async fn account(State(web): State<Web>, me: Me) -> Result<Response, Problem> {
    let record = web.app.account_record(me.id()).await?;
    let (out, pieces) = mpsc::channel(2);
    let app = web.app.clone();
    web.tasks.spawn(async move {
        let mut out = Out(out);
        if let Err(error) = write(&app, me.id(), &record, &mut out).await {
            tracing::error!(error = &error as &dyn std::error::Error, "an export broke off");
            // The connection is closed without an end, so that nobody takes a part for the whole.
            out.fail().await;
        }
    });
    Ok(download(pieces, "application/json", "bondhu-export.json"))
}

/// A body that is saved as a file.
pub(super) fn download(
    pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    kind: &'static str,
    name: &str,
) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        Body::from_stream(pieces),
    )
        .into_response()
}

/// Where an export is written to. When nobody reads any more, writing does nothing.
pub(super) struct Out(pub(super) mpsc::Sender<io::Result<Bytes>>);

impl Out {
    pub(super) async fn text(&mut self, text: impl Into<Bytes>) -> bool {
        self.0.send(Ok(text.into())).await.is_ok()
    }

    pub(super) async fn fail(&mut self) {
        let broken = io::Error::other("the export broke off");
        if self.0.send(Err(broken)).await.is_err() {
            tracing::debug!("nobody reads the export any more");
        }
    }
}

/// Writes everything stored about a person, as one JSON document in pieces.
pub async fn write_export(
    app: &App,
    user: UserId,
    record: &AccountRecord,
    out: mpsc::Sender<io::Result<Bytes>>,
) -> Result<(), AppError> {
    write(app, user, record, &mut Out(out)).await
}

async fn write(app: &App, user: UserId, record: &AccountRecord, out: &mut Out) -> Result<(), AppError> {
    let mut head = account_json(record).to_string();
    head.truncate(head.len() - 1);
    out.text(format!("{head},\"sessions\":[")).await;
    let (mut after, mut first) = (None, true);
    loop {
        let page = app.export_sessions(user, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let as_of = app.clock.now();
        let states: Vec<_> =
            page.into_iter().map(|session| SessionState { session, as_of, disclosure_due: false }).collect();
        if !rows(out, states.iter().map(SessionView::from), &mut first).await {
            return Ok(());
        }
    }
    out.text(format!("],{},\"messages\":[", personality_json(app, user).await?)).await;
    let (mut after, mut first) = (None, true);
    loop {
        let page = app.export_messages(user, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        if !rows(out, page.iter().map(MessageView::from), &mut first).await {
            return Ok(());
        }
    }
    out.text("],\"facts\":[").await;
    let facts = app.facts(user, true).await?;
    rows(out, facts.iter().map(FactView::from), &mut true).await;
    out.text("]}\n").await;
    Ok(())
}

async fn rows(out: &mut Out, views: impl Iterator<Item = impl Serialize>, first: &mut bool) -> bool {
    let mut text = String::new();
    for view in views {
        if !std::mem::take(first) {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(&view).unwrap_or_default());
    }
    out.text(text).await
}

/// Every taking of the questionnaire and every change of the profile, as two fields.
async fn personality_json(app: &App, user: UserId) -> Result<String, AppError> {
    let (takings, ledger) = app.export_personality(user).await?;
    let takings: Vec<Value> = takings
        .iter()
        .map(|it| {
            let answers: Vec<Value> =
                it.answers.iter().map(|(id, value)| json!({"id": id, "value": value})).collect();
            json!({"id": it.id, "taken_at": it.taken_at, "version": it.version, "norm": it.norm.as_str(),
                "answers": answers, "duration_seconds": it.duration_seconds, "confirmed": it.confirmed})
        })
        .collect();
    let undone = undone_rows(&ledger);
    let rows = ledger.iter().map(|row| LedgerRowView::new(row, undone.contains(&row.id)));
    let rows = serde_json::to_string(&rows.collect::<Vec<_>>()).unwrap_or_default();
    Ok(format!("\"assessments\":{},\"personality_ledger\":{rows}", Value::from(takings)))
}

fn account_json(record: &AccountRecord) -> Value {
    let AccountRecord { user, counters, days, achievements, summaries, older_talk } = record;
    let days: Vec<_> = days
        .iter()
        .map(|day| {
            json!({"date": day.date.to_string(), "zone": day.zone.name(), "first_at": day.first_at,
                "last_at": day.last_at, "count": day.count})
        })
        .collect();
    let achievements: Vec<_> =
        achievements.iter().map(|(it, at)| json!({"id": it.id(), "unlocked_at": at})).collect();
    let summaries: Vec<_> = summaries
        .iter()
        .map(|it| {
            json!({"period": it.period.as_str(), "from": it.from, "to": it.to, "text": it.text,
                "message_count": it.message_count, "topics": it.topics, "mood": it.mood})
        })
        .collect();
    let older_talk = older_talk.as_ref().map(
        |it| json!({"text": it.text, "message_count": it.message_count, "through": it.through.to_string()}),
    );
    json!({
        "profile": super::identity::ProfileView::from(user.clone()),
        "disclosed_at": user.disclosed_at,
        "counters": {"sessions": counters.sessions, "messages": counters.messages, "games": counters.games,
            "videos": counters.videos, "songs": counters.songs},
        "activity_days": days,
        "achievements": achievements,
        "summaries": summaries,
        "older_talk": older_talk,
    })
}
