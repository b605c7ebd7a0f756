//! Errors as RFC 9457 problem documents; the only place that knows which failure has which status.

use std::any::Any;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bondhu_ports::store::StoreErrorKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{AppError, FieldError};
use crate::pages;

use super::views::SafetyView;
use super::{assets, limits};

/// A stable code that programs can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 400
    BadRequest,
    /// 401
    Unauthenticated,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 409
    Conflict,
    /// 409
    SessionEnded,
    /// 413
    PayloadTooLarge,
    /// 415
    UnsupportedMediaType,
    /// 422
    InvalidInput,
    /// 422
    CarelessAnswers,
    /// 429
    RateLimited,
    /// 500
    Internal,
    /// 502
    ProviderUnavailable,
    /// 503
    Unavailable,
}

impl Code {
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "Bad request"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Not signed in"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
            }
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "Conflict"),
            Self::SessionEnded => (StatusCode::CONFLICT, "session_ended", "The session has ended"),
            Self::PayloadTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "Too large"),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported media type")
            }
            Self::InvalidInput => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_input", "Invalid input"),
            Self::CarelessAnswers => {
                (StatusCode::UNPROCESSABLE_ENTITY, "careless_answers", "Careless answers")
            }
            Self::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Internal error"),
            Self::ProviderUnavailable => {
                (StatusCode::BAD_GATEWAY, "provider_unavailable", "A provider is not available")
            }
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available now"),
        }
    }

    /// The status that goes with it.
    pub const fn status(self) -> StatusCode {
        self.parts().0
    }
}

/// One wrong field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its name, a path into the body where it lies deeper.
    pub field: String,
    /// What is wrong, stable.
    pub code: String,
    /// What is wrong, for people.
    pub detail: String,
}

/// A problem document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A URI for the kind of problem.
    pub r#type: String,
    /// The kind, for people.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// This occurrence, for people.
    pub detail: String,
    /// The kind, for programs.
    pub code: Code,
    /// The wrong fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Seconds until one more is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// What was limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<&'static str>,
    /// Help, if what failed was a message that gave reason to offer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    safety: Option<Box<SafetyView>>,
    /// What Bondhu says to such a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<String>,
    #[serde(skip)]
    headers: HeaderMap,
}

impl Problem {
    /// With a sentence for people.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let (status, name, title) = code.parts();
        Self {
            r#type: format!("urn:bondhu:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            code,
            errors: Vec::new(),
            retry_after: None,
            service: None,
            safety: None,
            response: None,
            headers: HeaderMap::new(),
        }
    }

    /// One wrong field.
    pub fn field(field: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let error = FieldProblem { field: field.into(), code: code.to_owned(), detail: detail.clone() };
        Self { errors: vec![error], ..Self::new(Code::InvalidInput, detail) }
    }

    fn with_header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound => Self::new(Code::NotFound, "There is no such thing here."),
            AppError::Invalid(errors) => {
                let errors: Vec<_> = errors.iter().map(field_problem).collect();
                let detail = errors.first().map(|it| it.detail.clone()).unwrap_or_default();
                Self { errors, ..Self::new(Code::InvalidInput, detail) }
            }
            AppError::CarelessAnswers => {
                let detail =
                    "Many answers in a row are the same. If you meant them, hand them in again and say so.";
                let Self { errors, .. } = Self::field("answers", "careless", detail);
                Self { errors, ..Self::new(Code::CarelessAnswers, detail) }
            }
            AppError::Unauthenticated => Self::new(Code::Unauthenticated, "Sign in to do this.")
                .with_header("www-authenticate", "Bearer"),
            AppError::Forbidden(why) => Self::new(Code::Forbidden, sentence(why)),
            AppError::Conflict(why) => Self::new(Code::Conflict, sentence(why)),
            AppError::SessionEnded => {
                Self::new(Code::SessionEnded, "The session has ended; start a new one.")
            }
            AppError::RateLimited { service, limit: (count, window), retry_after } => {
                let seconds = limits::seconds(retry_after);
                Self {
                    retry_after: Some(seconds),
                    service: Some(service),
                    ..Self::new(Code::RateLimited, format!("Too many attempts. Try again in {seconds} s."))
                }
                .with_header("retry-after", &seconds.to_string())
                .with_header("ratelimit-policy", &limits::policy(service, count, window))
                .with_header("ratelimit", &limits::left(service, 0, seconds))
            }
            AppError::WithHelp { cause, help } => Self {
                safety: Some(Box::new(SafetyView::from(&help.safety))),
                response: Some(help.text),
                ..Self::from(*cause)
            },
            AppError::TurnFailed => Self::new(
                Code::Unavailable,
                "Your message is stored, but the reply could not be finished. It will be answered when you ask again.",
            ),
            AppError::Store(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
                let kind = format!("{:?}", error.kind()).to_lowercase();
                metrics::counter!("bondhu_store_errors_total", "kind" => kind).increment(1);
                Self::new(Code::Unavailable, store_detail(error.kind()))
            }
            AppError::Unavailable(error) => {
                tracing::error!(
                    error = &*error as &dyn std::error::Error,
                    "something needed does not answer"
                );
                Self::new(Code::Unavailable, "A part of Bondhu does not answer now. Try again in a moment.")
            }
            AppError::Internal(error) => {
                tracing::error!(error = &*error as &dyn std::error::Error, "internal error");
                Self::new(Code::Internal, "Something went wrong here. It has been noted.")
            }
        }
    }
}

fn field_problem(FieldError { field, code, detail }: &FieldError) -> FieldProblem {
    FieldProblem { field: (*field).to_owned(), code: (*code).to_owned(), detail: sentence(detail) }
}

/// A domain error's text as a sentence for people.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), chars.as_str())
}

const fn store_detail(kind: StoreErrorKind) -> &'static str {
    match kind {
        StoreErrorKind::Full => "There is no room left to store anything. Nothing was changed.",
        StoreErrorKind::ReadOnly => "The storage cannot be written. Nothing was changed.",
        StoreErrorKind::Busy => "The storage is busy. Nothing was changed; try again in a moment.",
        StoreErrorKind::Corrupt => "The storage is damaged and cannot be read. Nothing was changed.",
        StoreErrorKind::Schema => "The storage does not fit this version of the program.",
        StoreErrorKind::Conflict | StoreErrorKind::Unavailable => {
            "The storage does not answer. Nothing was changed; try again in a moment."
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let mut response = (status, Json(&self)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().extend(self.headers.clone());
        response.extensions_mut().insert(Shown { title: self.title, detail: self.detail });
        response
    }
}

/// What a page may say about a problem.
#[derive(Clone)]
struct Shown {
    title: &'static str,
    detail: String,
}

/// No such path.
pub(super) async fn unknown_path() -> Problem {
    Problem::new(Code::NotFound, "There is nothing at this address.")
}

/// The path exists, but not with this method.
pub(super) async fn wrong_method() -> Problem {
    Problem::new(Code::MethodNotAllowed, "This address does not take that method.")
}

/// A defect that a handler did not survive.
pub(super) fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    Problem::new(Code::Internal, "Something went wrong here. It has been noted.").into_response()
}

/// Turns a problem into a page for somebody who opened an address in a browser.
pub(super) async fn for_browsers(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let response = next.run(request).await;
    let Some(shown) = response.extensions().get::<Shown>().cloned() else { return response };
    if is_api || !wants_page {
        return response;
    }
    let version = assets::version();
    let page = if response.status() == StatusCode::NOT_FOUND {
        pages::not_found(version)
    } else {
        pages::problem(version, shown.title, &shown.detail)
    };
    (response.status(), page).into_response()
}
