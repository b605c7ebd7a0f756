//! A chat as a file to keep or to read.

use axum::extract::State;
use axum::response::Response;
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::{Message, Sender};
use futures::channel::mpsc;

use crate::app::{App, AppError};

use super::auth::Me;
use super::export::{Out, download};
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::MessageView;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Markdown,
    Html,
}

/// Export the chat
#[utoipa::path(get, path = "/api/v1/chat/export", tag = "chat",
    params(("format" = Option<String>, Query, description = "`json` (the default), `markdown` or `html`")),
    responses((status = 200, body = String, description = "A download"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn export(State(web): State<Web>, me: Me, query: Query) -> Result<Response, Problem> {
    let format = match query.text("format").unwrap_or("json") {
        "json" => Format::Json,
        "markdown" => Format::Markdown,
        "html" => Format::Html,
        _ => return Err(Problem::field("format", "unknown", "format is json, markdown or html.")),
    };
    // Read once before the answer begins, so that a store that fails gives an error and not an empty file.
    web.app.profile(me.id()).await?;
    let (out, pieces) = mpsc::channel(2);
    let app = web.app.clone();
    web.tasks.spawn(async move {
        let mut out = Out(out);
        if let Err(error) = write(&app, me.id(), format, &mut out).await {
            tracing::error!(error = &error as &dyn std::error::Error, "a chat's export broke off");
            out.fail().await;
        }
    });
    Ok(match format {
        Format::Json => download(pieces, "application/json", "bondhu-chat.json"),
        Format::Markdown => download(pieces, "text/markdown; charset=utf-8", "bondhu-chat.md"),
        Format::Html => download(pieces, "text/html; charset=utf-8", "bondhu-chat.html"),
    })
}

async fn write(app: &App, user: UserId, format: Format, out: &mut Out) -> Result<(), AppError> {
    out.text(match format {
        Format::Json => "{\"messages\":[",
        Format::Markdown => "# Chat with Bondhu\n",
        Format::Html => "<!doctype html><meta charset=\"utf-8\"><title>Chat with Bondhu</title><h1>Chat with Bondhu</h1>\n",
    })
    .await;
    let (mut after, mut first) = (None, true);
    loop {
        let page = app.export_messages(user, after).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let text: String =
            page.iter().map(|message| row(message, format, std::mem::take(&mut first))).collect();
        if !out.text(text).await {
            return Ok(());
        }
    }
    if format == Format::Json {
        out.text("]}\n").await;
    }
    Ok(())
}

fn row(message: &Message, format: Format, first: bool) -> String {
    let who = match message.sender {
        Sender::User => "You",
        Sender::Ai => "Bondhu",
    };
    let at = message.created_at;
    match format {
        Format::Json => {
            let comma = if first { "" } else { "," };
            format!("{comma}{}", serde_json::to_string(&MessageView::from(message)).unwrap_or_default())
        }
        Format::Markdown => format!("\n**{who}** · {at}\n\n{}\n", quoted(&message.text)),
        Format::Html => maud::html! { p { strong { (who) } " " time { (at.to_string()) } } p style="white-space:pre-wrap" { (message.text) } }
            .into_string() + "\n",
    }
}

/// A quotation, so that no text of a message becomes a heading or a link of the document.
fn quoted(text: &str) -> String {
    let escaped = |line: &str| {
        line.chars()
            .flat_map(|c| {
                let escape = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!')
                    .then_some('\\');
                escape.into_iter().chain([c])
            })
            .collect::<String>()
    };
    text.lines().map(|line| format!("> {}", escaped(line))).collect::<Vec<_>>().join("\n")
}
