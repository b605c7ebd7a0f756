//! Web addresses. Complaints do not quote them: people put passwords into URLs.

use url::Url;

use super::TextKind;
use crate::config::web_origin::WebOrigin;

/// An `http` or `https` URL without credentials.
pub struct Link;

/// Scheme, host and port alone.
pub struct Origin;

impl TextKind for Link {
    type Value = Url;

    fn describe(&self) -> String {
        "an http or https URL without user name and password".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<Url, String> {
        let anonymous = |url: &Url| url.username().is_empty() && url.password().is_none();
        let url =
            Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && anonymous(url));
        url.ok_or_else(|| format!("must be {}", self.describe()))
    }
}

impl TextKind for Origin {
    type Value = WebOrigin;

    fn describe(&self) -> String {
        "an origin such as https://bondhu.example (scheme, host, port; no path)".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<WebOrigin, String> {
        WebOrigin::parse(text).ok_or_else(|| format!("must be {}", self.describe()))
    }
}
