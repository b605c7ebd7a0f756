//! The address that a provider sends people back to.

use std::fmt;

/// An address that providers accept: `https`, or `http` with a loopback address in figures (RFC 8252 §7.3). Spotify takes
/// no other since 2025-11-27; `localhost` is refused there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri(String);

/// The address is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a redirect address is https, or http with 127.0.0.1 or [::1], has a path and no fragment")]
pub struct InvalidRedirect;

impl RedirectUri {
    /// The address, if it is one that is accepted.
    pub fn parse(text: &str) -> Result<Self, InvalidRedirect> {
        let (scheme, rest) = text.split_once("://").ok_or(InvalidRedirect)?;
        let (authority, path) = rest.split_once('/').ok_or(InvalidRedirect)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('\\');
        if !plain || path.contains(['#', '?']) || authority.contains(['@', '#', '?']) {
            return Err(InvalidRedirect);
        }
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                port.parse::<u16>().map_err(|_| InvalidRedirect)?;
                host
            }
            Some(_) | None => authority,
        };
        let accepted = match scheme {
            "https" => !host.is_empty() && host != "localhost",
            "http" => matches!(host, "127.0.0.1" | "[::1]"),
            _ => false,
        };
        accepted.then(|| Self(text.to_owned())).ok_or(InvalidRedirect)
    }

    /// The address as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_in_figures() {
        for good in
            ["https://bondhu.example/cb", "http://127.0.0.1:8080/cb", "http://[::1]:80/cb", "http://[::1]/cb"]
        {
            assert!(RedirectUri::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://localhost:8080/cb",
            "http://bondhu.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.1:x/cb",
            "https:///cb",
            "https://bondhu.example",
            "https://bondhu.example/cb#x",
            "https://bondhu.example/cb?state=1",
            "https://me@bondhu.example/cb",
            "https://bondhu.example/c b",
            "javascript://x/cb",
            "",
        ] {
            assert_eq!(RedirectUri::parse(bad), Err(InvalidRedirect), "{bad}");
        }
    }
}
