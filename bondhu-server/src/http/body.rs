//! JSON bodies, with errors that name the field.

use axum::body::{Bytes, HttpBody, to_bytes};
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::problem::{Code, Problem};
use super::state::Web;

/// A JSON body of type `T`.
pub(super) struct JsonBody<T>(pub(super) T);

/// A JSON body that a beacon may have sent, which can only say that it is plain text.
pub(super) struct BeaconBody<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Web> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType, "The body must be application/json."));
        }
        parse(&read(request, web).await?).map(Self)
    }
}

/// No body at all is none; anything else must be JSON.
impl<T: DeserializeOwned> OptionalFromRequest<Web> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, web: &Web) -> Result<Option<Self>, Problem> {
        if request.headers().get(header::CONTENT_TYPE).is_none() && request.body().is_end_stream() {
            return Ok(None);
        }
        <Self as FromRequest<Web>>::from_request(request, web).await.map(Some)
    }
}

impl<T: DeserializeOwned> FromRequest<Web> for BeaconBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        let plain = media_type(request.headers()).is_none_or(|kind| kind == "text/plain");
        if !plain && !is_json(request.headers()) {
            let detail = "The body must be application/json or text/plain.";
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
        parse(&read(request, web).await?).map(Self)
    }
}

/// Reads a body up to the limit.
pub(super) async fn read(request: Request, web: &Web) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = format!("The body is larger than {} bytes.", web.options.body_limit);
        Problem::new(Code::PayloadTooLarge, detail)
    };
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|it| it.to_str().ok()).and_then(|it| it.parse::<u64>().ok());
    if declared.is_some_and(|it| it > web.options.body_limit as u64) {
        return Err(too_large());
    }
    to_bytes(request.into_body(), web.options.body_limit).await.map_err(|error| {
        let cut =
            std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<LengthLimitError>);
        if cut { too_large() } else { Problem::new(Code::BadRequest, "The body could not be read.") }
    })
}

/// Parses a body. A syntax error is a bad request; a value of the wrong type or a missing one names its field.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // serde would take an array for a struct, field by field.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
        && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
    {
        return Err(Problem::field("body", "invalid", "Must be an object."));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => wrong_value(&path, &inner.to_string()),
            Category::Io | Category::Syntax | Category::Eof => bad_json(&inner),
        }
    })?;
    json.end().map_err(|error| bad_json(&error))?;
    Ok(parsed)
}

fn bad_json(error: &serde_json::Error) -> Problem {
    let detail = format!("The body is not JSON (line {}, column {}).", error.line(), error.column());
    Problem::new(Code::BadRequest, detail)
}

/// serde's text names the value, which may be a password; only what it expected is passed on.
fn wrong_value(path: &str, text: &str) -> Problem {
    if let Some(missing) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        let field = if path == "." { missing.to_owned() } else { format!("{path}.{missing}") };
        return Problem::field(field, "required", "This is needed.");
    }
    let expected =
        text.rsplit_once("expected ").map(|(_, rest)| rest.split(" at line").next().unwrap_or(rest));
    let detail =
        expected.map_or_else(|| "This value cannot be used.".to_owned(), |it| format!("Must be {it}."));
    if path == "." {
        return Problem::field("body", "invalid", "Must be an object.");
    }
    Problem::field(path, "invalid", detail)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    struct Form {
        #[expect(dead_code, reason = "only its parsing is tested")]
        password: String,
    }

    #[test]
    fn errors_name_the_field_and_never_the_value() {
        let wrong = parse::<Form>(br#"{"password": 1234567}"#).unwrap_err();
        assert_eq!((wrong.code, wrong.errors[0].field.as_str()), (Code::InvalidInput, "password"));
        assert_eq!(wrong.detail, "Must be a string.");
        let missing = parse::<Form>(b"{}").unwrap_err();
        assert_eq!(
            (missing.errors[0].field.as_str(), missing.errors[0].code.as_str()),
            ("password", "required")
        );
        for broken in [&b"{"[..], b"", b"{\"password\":\"x\"}{}", b"\xff", b"["] {
            assert_eq!(parse::<Form>(broken).unwrap_err().code, Code::BadRequest, "{broken:?}");
        }
        for other in [&b"[]"[..], b"[\"tea with mitu\"]", b"5", b"null"] {
            assert_eq!(parse::<Form>(other).unwrap_err().errors[0].field, "body", "{other:?}");
        }
    }
}
