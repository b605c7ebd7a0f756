//! Query strings, with errors that name the parameter.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::problem::{Code, Problem};

/// The parameters of a request.
pub(super) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let axum::extract::Query(pairs) = axum::extract::Query::try_from_uri(&parts.uri)
            .map_err(|_| Problem::new(Code::BadRequest, "The query string could not be read."))?;
        Ok(Self(pairs))
    }
}

impl Query {
    /// The last value given for a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that is read from its text.
    pub(super) fn parsed<T: std::str::FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Problem::field(name, "invalid", format!("{name} must be {what}.")))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.parsed(name, "true or false")?.unwrap_or(false))
    }
}
