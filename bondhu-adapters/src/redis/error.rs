//! What can be wrong with a Redis server, by what an operator can do about it.

use bondhu_ports::error::BoxError;
use fred::error::{Error, ErrorKind};

/// What an operator can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedisErrorKind {
    /// The URL cannot be understood.
    Url,
    /// The file of trusted certificates cannot be read or holds none.
    Certificates,
    /// The server's certificate is not trusted, or the server does not speak TLS.
    Tls,
    /// The server does not take the user name and password.
    Credentials,
    /// Nobody answers there, or not in time.
    Unreachable,
    /// The server answers with an error.
    Refused,
}

impl RedisErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Url => "the URL cannot be understood",
            Self::Certificates => "the file of trusted certificates cannot be used",
            Self::Tls => "no trusted TLS connection can be made",
            Self::Credentials => "the server does not take the user name and password",
            Self::Unreachable => "the server does not answer",
            Self::Refused => "the server answers with an error",
        }
    }
}

/// A failure of the server or of the way to it.
#[derive(Debug, thiserror::Error)]
#[error("{}", kind.as_str())]
pub struct RedisError {
    kind: RedisErrorKind,
    source: Option<BoxError>,
}

impl RedisError {
    pub(super) fn new(kind: RedisErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Without a source, which might quote a secret.
    pub(super) const fn bare(kind: RedisErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// What can be done.
    pub const fn kind(&self) -> RedisErrorKind {
        self.kind
    }
}

impl From<Error> for RedisError {
    fn from(error: Error) -> Self {
        let details = error.details();
        let kind = match error.kind() {
            ErrorKind::Auth => RedisErrorKind::Credentials,
            _ if details.starts_with("NOPERM") => RedisErrorKind::Credentials,
            ErrorKind::Tls => RedisErrorKind::Tls,
            // The errors of TLS come as ones of the connection.
            ErrorKind::IO if details.contains("InvalidData") => RedisErrorKind::Tls,
            ErrorKind::Url | ErrorKind::Config => RedisErrorKind::Url,
            ErrorKind::IO | ErrorKind::Timeout | ErrorKind::Canceled | ErrorKind::Routing => {
                RedisErrorKind::Unreachable
            }
            _ => RedisErrorKind::Refused,
        };
        Self::new(kind, error)
    }
}
