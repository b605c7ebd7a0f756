//! Texts: addresses, paths, plain lines, secrets.

use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::SecretString;

use super::{TextKind, is_not};

/// An IP address and a port.
pub struct Address;

/// A directory, which need not exist yet.
pub struct Directory;

/// A line of text: what [`describe`](TextKind::describe) calls it.
pub struct Line(pub &'static str);

/// A secret of at least so many bytes.
pub struct Secret {
    /// The fewest bytes.
    pub min_bytes: usize,
}

impl TextKind for Address {
    type Value = SocketAddr;

    fn describe(&self) -> String {
        "an IP address and a port, such as 127.0.0.1:8080 or [::]:8080".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<SocketAddr, String> {
        text.parse().map_err(|_| is_not(text, self))
    }
}

impl TextKind for Directory {
    type Value = PathBuf;

    fn describe(&self) -> String {
        "the path of a directory".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<PathBuf, String> {
        if text.is_empty() || text.contains('\0') { Err(is_not(text, self)) } else { Ok(text.into()) }
    }
}

impl TextKind for Line {
    type Value = String;

    fn describe(&self) -> String {
        self.0.to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<String, String> {
        let fits = !text.is_empty() && !text.contains(char::is_control);
        if fits { Ok(text.to_owned()) } else { Err(is_not(text, self)) }
    }
}

impl TextKind for Secret {
    type Value = SecretString;

    fn describe(&self) -> String {
        format!("a secret of at least {} bytes", self.min_bytes)
    }

    fn parse_text(&self, text: &str) -> Result<SecretString, String> {
        if text.len() < self.min_bytes {
            return Err(format!("is shorter than {} bytes", self.min_bytes));
        }
        Ok(text.to_owned().into())
    }
}
