//! One request of the REST API: a command as a JSON array in the body, never in the path.

use reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::UpstashOptions;
use super::error::{UpstashError, UpstashErrorKind};
use crate::http_client::http_client;

/// The server itself takes no larger ones.
const LARGEST_ANSWER: usize = 16 << 20;

pub(super) struct Rest {
    client: Client,
    url: String,
    token: SecretString,
}

/// `result` or `error`.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Value,
    error: Option<String>,
}

impl Rest {
    pub(super) fn new(options: &UpstashOptions) -> Result<Self, UpstashError> {
        let client = http_client(options.timeout).map_err(unavailable)?;
        let url = format!("{}/", options.url.trim_end_matches('/'));
        Ok(Self { client, url, token: options.token.clone() })
    }

    /// The result of a command. Texts in it are base64.
    pub(super) async fn command(&self, command: &Value) -> Result<Value, UpstashError> {
        let request = self.client.post(&self.url).bearer_auth(self.token.expose_secret());
        let request = request.header("Upstash-Encoding", "base64").json(command);
        let mut response = request.send().await.map_err(|error| unavailable(error.without_url()))?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unavailable(error.without_url()))? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_ANSWER {
                return Err(UpstashError::bare(UpstashErrorKind::Malformed));
            }
        }
        read(status, &body)
    }
}

fn unavailable(error: impl Into<bondhu_ports::error::BoxError>) -> UpstashError {
    UpstashError::new(UpstashErrorKind::Unavailable, error)
}

fn read(status: StatusCode, body: &[u8]) -> Result<Value, UpstashError> {
    let answer = serde_json::from_slice::<Answer>(body);
    if status == StatusCode::UNAUTHORIZED {
        return Err(UpstashError::bare(UpstashErrorKind::Unauthorized));
    }
    match answer {
        Ok(Answer { error: Some(error), .. }) => Err(UpstashError::told(&error)),
        _ if status.is_server_error() => Err(unavailable(status.as_str().to_owned())),
        Ok(Answer { result, error: None }) if status.is_success() => Ok(result),
        Ok(_) => Err(UpstashError::new(UpstashErrorKind::Refused, status.as_str().to_owned())),
        Err(error) => Err(UpstashError::new(UpstashErrorKind::Malformed, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, body: &str) -> UpstashErrorKind {
        read(StatusCode::from_u16(status).unwrap(), body.as_bytes()).unwrap_err().kind()
    }

    #[test]
    fn a_result_may_be_anything() {
        let result = |body: &str| read(StatusCode::OK, body.as_bytes()).unwrap();
        assert_eq!(result(r#"{"result":null}"#), Value::Null);
        assert_eq!(result(r#"{"result":9007199254740993}"#).as_i64(), Some(9_007_199_254_740_993));
        assert_eq!(result(r#"{"result":["YQ==",""],"later":1}"#).as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn every_failure_has_its_kind() {
        assert_eq!(
            kind(401, r#"{"error":"WRONGPASS invalid or missing auth token"}"#),
            UpstashErrorKind::Unauthorized
        );
        assert_eq!(kind(401, "<html>"), UpstashErrorKind::Unauthorized);
        assert_eq!(kind(400, r#"{"error":"ERR wrong number of arguments"}"#), UpstashErrorKind::Refused);
        for text in ["ERR max daily request limit exceeded", "ERR max requests limit exceeded. Limit: 500000"]
        {
            assert_eq!(kind(400, &format!(r#"{{"error":"{text}"}}"#)), UpstashErrorKind::Quota);
            assert_eq!(
                kind(200, &format!(r#"{{"error":"{text}"}}"#)),
                UpstashErrorKind::Quota,
                "200 with an error inside"
            );
        }
        assert_eq!(kind(503, "<html>Bad gateway</html>"), UpstashErrorKind::Unavailable);
        assert_eq!(kind(200, "<html>"), UpstashErrorKind::Malformed);
        assert_eq!(kind(200, ""), UpstashErrorKind::Malformed);
        assert_eq!(kind(405, r#"{"result":null}"#), UpstashErrorKind::Refused);
    }

    #[test]
    fn nothing_of_a_command_is_told() {
        let error = UpstashError::told("ERR unknown command 'secret key'");
        assert!(!format!("{error:?}").contains("secret"));
    }
}
