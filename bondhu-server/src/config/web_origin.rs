//! A web origin: what a browser puts into `Origin`.

use std::fmt;
use std::net::SocketAddr;

use url::Url;

/// Scheme, host and port of a web page in the form browsers send, such as `https://bondhu.example`: lower case, host in
/// Punycode, without the scheme's own port and without a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// Reads an `http` or `https` URL that is nothing but an origin.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        let web = matches!(url.scheme(), "http" | "https");
        (web && bare && anonymous).then(|| Self(url.origin().ascii_serialization()))
    }

    /// The origin of a page served without TLS at `address`.
    pub fn http(address: SocketAddr) -> Self {
        if address.port() == 80 {
            // SocketAddr is used for its brackets around IPv6.
            return Self(format!("http://{}", address.to_string().trim_end_matches(":80")));
        }
        Self(format!("http://{address}"))
    }

    /// The origin as a browser writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether people reach it over TLS, so that cookies can be kept to TLS.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
