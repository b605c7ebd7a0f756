//! Help lines and the public page about safety; both need no sign-in.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bondhu_domain::safety::help_lines::{HelpLine, Kind, help_lines};
use bondhu_domain::users::Country;
use bondhu_ports::turn_feed::TurnSafety;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::{self, HelpView, SafetyPageView};

use super::assets;
use super::auth::Me;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;
use super::views::ResourceView;

/// Who can be reached.
#[derive(Serialize, ToSchema)]
#[schema(as = Resources)]
pub(super) struct ResourcesView {
    /// The country they are for; null for those that hold everywhere.
    country: Option<String>,
    /// The most useful first.
    items: Vec<ResourceView>,
}

/// Read the help lines of a country
#[utoipa::path(get, path = "/api/v1/safety/resources", tag = "safety", security(()),
    params(("country" = Option<String>, Query, description = "ISO 3166-1 alpha-2; without it those that hold everywhere")),
    responses((status = 200, body = ResourcesView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn resources(query: Query) -> Result<Json<ResourcesView>, Problem> {
    let country = country(&query)?;
    let items = help_lines(country).into_iter().map(ResourceView::from).collect();
    Ok(Json(ResourcesView { country: country.map(|it| it.as_str().to_owned()), items }))
}

/// The page at `/safety`
pub(super) async fn page(State(web): State<Web>, me: Option<Me>, query: Query) -> Result<Response, Problem> {
    let mut chosen = country(&query)?;
    if let (None, Some(me)) = (chosen, me) {
        // A failing store must not keep help away: without the profile the worldwide lines are shown.
        chosen = web.app.profile(me.id()).await.ok().and_then(|it| it.country);
    }
    let view = SafetyPageView {
        version: assets::version().to_owned(),
        country: chosen.map(|it| it.as_str().to_owned()),
        lines: help_lines(chosen).into_iter().map(help_view).collect(),
    };
    Ok(pages::safety(&view).into_response())
}

/// The lines of a tier in force, for a page.
pub(super) fn help_views(safety: &TurnSafety) -> Vec<HelpView> {
    let country = safety.country.as_ref().and_then(|(code, _)| Country::new(code).ok());
    let lines = help_lines(country).into_iter().filter(|it| safety.child_line || it.kind != Kind::Child);
    lines.map(help_view).collect()
}

fn help_view(line: &HelpLine) -> HelpView {
    HelpView {
        name: line.name.to_owned(),
        contact: line.contact.to_owned(),
        channel: line.channel.as_str().to_owned(),
        hours: line.hours.to_owned(),
        languages: line.languages.to_owned(),
        url: line.url.to_owned(),
    }
}

fn country(query: &Query) -> Result<Option<Country>, Problem> {
    let given = query.text("country").filter(|it| !it.trim().is_empty());
    given
        .map(|code| {
            Country::new(code)
                .map_err(|error| Problem::field("country", "invalid", format!("This is {error}.")))
        })
        .transpose()
}
