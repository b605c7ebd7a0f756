//! Signing up, in and out; the profile; the end of an account.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bondhu_domain::users::User;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::app::{DeletionProof, Granted, Patch, ProfilePatch, Registration, SignIn};

use super::auth::{Me, SetCookie};
use super::body::JsonBody;
use super::peer::Peer;
use super::problem::Problem;
use super::query::Query;
use super::state::Web;

/// A stranger's details.
#[derive(Deserialize, ToSchema)]
#[schema(as = Registration)]
pub(super) struct RegisterBody {
    email: String,
    /// 10 to 256 characters, not a common one.
    password: String,
    display_name: Option<String>,
    /// IANA zone; UTC when not told.
    timezone: Option<String>,
    /// ISO 3166-1 alpha-2.
    country: Option<String>,
    birth_year: Option<i32>,
}

/// An attempt to sign in.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignIn)]
pub(super) struct LoginBody {
    email: String,
    password: String,
}

/// A fresh sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = Granted)]
pub(super) struct GrantedView {
    user_id: String,
    /// Send it as `Authorization: Bearer`. A browser is given it as a cookie too.
    token: String,
    expires_at: String,
}

impl GrantedView {
    fn respond(granted: &Granted, web: &Web, status: StatusCode) -> Response {
        let view = Self {
            user_id: granted.user_id.to_string(),
            token: granted.token.reveal().to_owned(),
            expires_at: granted.expires_at.to_string(),
        };
        (status, SetCookie::granted(granted, web), Json(view)).into_response()
    }
}

/// The account of the person.
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub(super) struct ProfileView {
    user_id: String,
    email: Option<String>,
    display_name: Option<String>,
    timezone: String,
    day_start_hour: u8,
    country: Option<String>,
    birth_year: Option<i32>,
    /// `en`, `hi` or `bn`.
    language: &'static str,
    created_at: String,
    /// The page's own settings.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
}

impl From<User> for ProfileView {
    fn from(user: User) -> Self {
        Self {
            user_id: user.id.to_string(),
            email: user.email.map(|it| it.as_str().to_owned()),
            display_name: user.display_name.map(|it| it.as_str().to_owned()),
            timezone: user.timezone.name().to_owned(),
            day_start_hour: user.day_start.hour(),
            country: user.country.map(|it| it.as_str().to_owned()),
            birth_year: user.birth_year,
            language: user.language.as_str(),
            created_at: user.created_at.to_string(),
            settings: serde_json::from_str(&user.settings).unwrap_or_default(),
        }
    }
}

/// Fields to change; those left out stay. `null` empties a field that may be empty.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProfilePatch)]
pub(super) struct PatchBody {
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>)]
    display_name: Patch<String>,
    timezone: Option<String>,
    day_start_hour: Option<i64>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>)]
    country: Patch<String>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<i32>)]
    birth_year: Patch<i32>,
    language: Option<String>,
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Tells `null` from a field that was left out.
fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(json: D) -> Result<Patch<T>, D::Error> {
    Ok(Option::deserialize(json)?.map_or(Patch::Clear, Patch::Set))
}

/// Proof that it is the person who deletes.
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountDeletion)]
pub(super) struct DeleteBody {
    /// Needed unless another service's token was issued in the last five minutes.
    password: Option<String>,
}

/// Sign up
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "identity", request_body = RegisterBody, security(()),
    responses((status = 201, body = GrantedView), (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn register(
    State(web): State<Web>,
    JsonBody(body): JsonBody<RegisterBody>,
) -> Result<Response, Problem> {
    let form = Registration {
        email: body.email,
        password: body.password,
        display_name: body.display_name,
        timezone: body.timezone,
        country: body.country,
        birth_year: body.birth_year,
    };
    let granted = web.app.register(form).await?;
    Ok(GrantedView::respond(&granted, &web, StatusCode::CREATED))
}

/// Sign in
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "identity", request_body = LoginBody, security(()),
    responses((status = 200, body = GrantedView), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn login(
    State(web): State<Web>,
    Peer(peer): Peer,
    JsonBody(body): JsonBody<LoginBody>,
) -> Result<Response, Problem> {
    let attempt = SignIn { email: body.email, password: body.password, peer: peer.to_string() };
    let granted = web.app.sign_in(attempt).await?;
    Ok(GrantedView::respond(&granted, &web, StatusCode::OK))
}

/// Sign out
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "identity",
    params(("everywhere" = Option<bool>, Query, description = "Void all of the person's sign-ins")),
    responses((status = 204), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn logout(State(web): State<Web>, me: Me, query: Query) -> Result<Response, Problem> {
    web.app.sign_out(me.id(), me.0.token, query.flag("everywhere")?).await?;
    Ok((StatusCode::NO_CONTENT, SetCookie::gone(&web), ()).into_response())
}

/// Read the profile
#[utoipa::path(get, path = "/api/v1/profile", tag = "identity",
    responses((status = 200, body = ProfileView), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn profile(State(web): State<Web>, me: Me) -> Result<Json<ProfileView>, Problem> {
    Ok(Json(web.app.profile(me.id()).await?.into()))
}

/// Change the profile
#[utoipa::path(patch, path = "/api/v1/profile", tag = "identity", request_body = PatchBody,
    responses((status = 200, body = ProfileView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn update_profile(
    State(web): State<Web>,
    me: Me,
    JsonBody(body): JsonBody<PatchBody>,
) -> Result<Json<ProfileView>, Problem> {
    let patch = ProfilePatch {
        display_name: body.display_name,
        timezone: body.timezone,
        day_start_hour: body.day_start_hour,
        country: body.country,
        birth_year: body.birth_year,
        language: body.language,
        settings: body.settings.map(|it| serde_json::Value::Object(it).to_string()),
    };
    Ok(Json(web.app.update_profile(me.id(), patch).await?.into()))
}

/// Delete the account and everything of it
#[utoipa::path(delete, path = "/api/v1/account", tag = "identity", request_body = DeleteBody,
    responses((status = 204), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn delete_account(
    State(web): State<Web>,
    me: Me,
    body: Option<JsonBody<DeleteBody>>,
) -> Result<Response, Problem> {
    let password = body.and_then(|JsonBody(body)| body.password);
    let proof = password.map_or(DeletionProof::FreshToken, DeletionProof::Password);
    web.app.delete_account(me.0, proof).await?;
    Ok((StatusCode::NO_CONTENT, SetCookie::gone(&web), ()).into_response())
}
