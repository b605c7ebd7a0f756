//! Who a request comes from.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponseParts, ResponseParts};
use axum_extra::extract::cookie::CookieJar;
use bondhu_domain::ids::UserId;

use crate::app::{AppError, Granted, SignedIn};

use super::problem::{Code, Problem};
use super::state::Web;

/// The cookie that holds a sign-in.
pub(super) const COOKIE: &str = "bondhu_session";

/// The person whose request this is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Me(pub(super) SignedIn);

impl Me {
    pub(super) const fn id(self) -> UserId {
        self.0.user_id
    }

    /// The person of a path: `me`, or their own id. Anybody else's does not exist.
    pub(super) fn named(self, segment: &str) -> Result<UserId, Problem> {
        let own = segment == "me" || segment.parse() == Ok(self.id());
        if own { Ok(self.id()) } else { Err(AppError::NotFound.into()) }
    }
}

impl FromRequestParts<Web> for Me {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        // A layer before the handler may have asked already.
        if let Some(me) = parts.extensions.get::<Self>() {
            return Ok(*me);
        }
        let (token, by_cookie) = presented(&parts.headers).ok_or(AppError::Unauthenticated)?;
        if by_cookie && changes(&parts.method) {
            same_origin(&parts.headers, web)?;
        }
        let me = Self(web.app.authenticate(&token).await?);
        parts.extensions.insert(me);
        Ok(me)
    }
}

impl OptionalFromRequestParts<Web> for Me {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Option<Self>, Problem> {
        match <Self as FromRequestParts<Web>>::from_request_parts(parts, web).await {
            Ok(me) => Ok(Some(me)),
            Err(problem) if problem.code == Code::Unauthenticated => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

/// The token of a request, and whether it came by cookie. A header wins.
fn presented(headers: &HeaderMap) -> Option<(String, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| (token.trim().to_owned(), false));
    }
    let jar = CookieJar::from_headers(headers);
    jar.get(COOKIE).map(|cookie| (cookie.value().to_owned(), true))
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Refuses a request that another site's page made: a cookie goes along with those too.
pub(super) fn same_origin(headers: &HeaderMap, web: &Web) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let by_site = text("sec-fetch-site").map(|site| site == "same-origin");
    let host = text("host").unwrap_or_default();
    let by_origin = text("origin").map(|origin| {
        let bare = origin.split_once("://").map_or("", |(_, rest)| rest);
        origin == web.options.origin || (!host.is_empty() && bare == host)
    });
    match (by_site, by_origin) {
        (Some(true), None | Some(true)) | (None, Some(true)) => Ok(()),
        (Some(_), _) | (None, None | Some(false)) => {
            Err(Problem::new(Code::Forbidden, "This request did not come from Bondhu's own page."))
        }
    }
}

/// A `Set-Cookie` header.
pub(super) struct SetCookie(String);

impl SetCookie {
    /// The cookie of a fresh sign-in.
    pub(super) fn granted(granted: &Granted, web: &Web) -> Self {
        let life = granted.expires_at.since(web.app.clock.now()).as_secs();
        Self::new(granted.token.reveal(), life, web)
    }

    /// Takes the cookie away.
    pub(super) fn gone(web: &Web) -> Self {
        Self::new("", 0, web)
    }

    fn new(value: &str, max_age: u64, web: &Web) -> Self {
        let secure = if web.options.secure_cookies() { "; Secure" } else { "" };
        Self(format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}"))
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Problem;
    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Problem> {
        let value =
            self.0.parse().map_err(|_| Problem::new(Code::Internal, "The sign-in could not be kept."))?;
        parts.headers_mut().append(header::SET_COOKIE, value);
        Ok(parts)
    }
}
