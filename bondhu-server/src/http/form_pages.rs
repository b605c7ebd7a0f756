//! Signing in, up and out by plain forms, which work without any script.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use crate::app::{AppError, Granted, Registration, SignIn};
use crate::pages::{self, FORM_ERROR, FormView, SignUpView};

use super::assets;
use super::auth::{Me, SetCookie, same_origin};
use super::body::read;
use super::peer::Peer;
use super::problem::{Code, Problem, sentence};
use super::query::Query;
use super::state::Web;

/// The fields of a form, sent by the program's own page.
pub(super) struct Form(BTreeMap<String, String>);

impl FromRequest<Web> for Form {
    type Rejection = Problem;
    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        same_origin(request.headers(), web)?;
        let bytes = read(request, web).await?;
        serde_urlencoded::from_bytes(&bytes)
            .map(Self)
            .map_err(|_| Problem::new(Code::BadRequest, "The form could not be read."))
    }
}

impl Form {
    pub(super) fn text(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }

    fn given(&self, field: &str) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.trim().is_empty())
    }

    /// What was typed, without the password, and what to change.
    fn again(self, error: &AppError) -> FormView {
        let mut fields = self.0;
        fields.remove("password");
        let errors = match error {
            AppError::Invalid(errors) => {
                errors.iter().map(|it| (it.field.to_owned(), sentence(&it.detail))).collect()
            }
            AppError::Unauthenticated => whole("This address and password do not belong together."),
            AppError::Conflict(_) => {
                BTreeMap::from([("email".to_owned(), "This address has an account already.".to_owned())])
            }
            AppError::RateLimited { retry_after, .. } => whole(&format!(
                "Too many attempts. Please try again in {} seconds.",
                retry_after.as_secs() + 1
            )),
            AppError::Forbidden(_) => whole("This server does not take new accounts."),
            AppError::NotFound
            | AppError::WithHelp { .. }
            | AppError::SessionEnded
            | AppError::CarelessAnswers
            | AppError::TurnFailed
            | AppError::Store(_)
            | AppError::Unavailable(_)
            | AppError::Internal(_) => whole("Something went wrong here. Please try again in a moment."),
        };
        FormView { version: assets::version().to_owned(), fields, errors }
    }
}

fn whole(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(FORM_ERROR.to_owned(), text.to_owned())])
}

/// An empty form that leads to `next`.
pub(super) fn empty(next: Option<&str>) -> FormView {
    let fields = BTreeMap::from([("next".to_owned(), local(next).to_owned())]);
    FormView { version: assets::version().to_owned(), fields, errors: BTreeMap::new() }
}

/// Where to go after signing in: a path of this program, never another site.
fn local(next: Option<&str>) -> &str {
    let is_local = |path: &&str| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
    };
    next.filter(is_local).unwrap_or("/")
}

/// The page at `/sign-in`
pub(super) async fn sign_in(me: Option<Me>, query: Query) -> Response {
    let next = query.text("next");
    if me.is_some() {
        return Redirect::to(local(next)).into_response();
    }
    pages::sign_in(&empty(next)).into_response()
}

/// The form of `/sign-in`
pub(super) async fn do_sign_in(
    State(web): State<Web>,
    Peer(peer): Peer,
    form: Form,
) -> Result<Response, Problem> {
    let attempt =
        SignIn { email: form.text("email"), password: form.text("password"), peer: peer.to_string() };
    match web.app.sign_in(attempt).await {
        Ok(granted) => Ok(entered(&granted, &form, &web)),
        Err(error) => Ok(refused(&error, |error| pages::sign_in(&form.again(error)))),
    }
}

/// The page at `/sign-up`
pub(super) async fn sign_up(State(web): State<Web>, me: Option<Me>, query: Query) -> Response {
    let next = query.text("next");
    if me.is_some() {
        return Redirect::to(local(next)).into_response();
    }
    pages::sign_up(&SignUpView { form: empty(next), open: web.app.policy.registration_open }).into_response()
}

/// The form of `/sign-up`
pub(super) async fn do_sign_up(State(web): State<Web>, form: Form) -> Result<Response, Problem> {
    let birth_year = form.given("birth_year");
    let year = birth_year.as_ref().map(|year| year.trim().parse());
    let registration = Registration {
        email: form.text("email"),
        password: form.text("password"),
        display_name: form.given("display_name"),
        timezone: form.given("timezone"),
        country: form.given("country"),
        // A text that is no number is told with whatever else is wrong.
        birth_year: year.map(|year| year.unwrap_or(i32::MIN)),
    };
    match web.app.register(registration).await {
        Ok(granted) => Ok(entered(&granted, &form, &web)),
        Err(error) => {
            let open = web.app.policy.registration_open;
            Ok(refused(&error, |error| pages::sign_up(&SignUpView { form: form.again(error), open })))
        }
    }
}

/// The button that signs out
pub(super) async fn do_sign_out(
    State(web): State<Web>,
    headers: HeaderMap,
    me: Option<Me>,
) -> Result<Response, Problem> {
    same_origin(&headers, &web)?;
    if let Some(me) = me {
        web.app.sign_out(me.id(), me.0.token, false).await?;
    }
    Ok((SetCookie::gone(&web), Redirect::to("/")).into_response())
}

fn entered(granted: &Granted, form: &Form, web: &Web) -> Response {
    let next = form.text("next");
    (SetCookie::granted(granted, web), Redirect::to(local(Some(&next)))).into_response()
}

fn refused(error: &AppError, page: impl FnOnce(&AppError) -> Markup) -> Response {
    let status = match error {
        AppError::Store(_) | AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal(_) | AppError::WithHelp { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        AppError::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::Unauthenticated => StatusCode::UNAUTHORIZED,
        AppError::Forbidden(_) => StatusCode::FORBIDDEN,
        AppError::Conflict(_) => StatusCode::CONFLICT,
        AppError::NotFound
        | AppError::Invalid(_)
        | AppError::CarelessAnswers
        | AppError::SessionEnded
        | AppError::TurnFailed => StatusCode::UNPROCESSABLE_ENTITY,
    };
    if status.is_server_error() {
        tracing::error!(error = error as &dyn std::error::Error, "a form could not be dealt with");
    }
    (status, page(error)).into_response()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn next_never_leads_away() {
        for away in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", ""] {
            assert_eq!(local(Some(away)), "/", "{away:?}");
        }
        assert_eq!(local(Some("/?before=x")), "/?before=x");
    }
}
