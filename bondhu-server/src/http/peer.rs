//! The network address that a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::config::Network;

use super::problem::{Code, Problem};
use super::state::Web;

/// The address of the person's device, or of the last proxy that can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Peer(pub(super) IpAddr);

impl FromRequestParts<Web> for Peer {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let connected = ConnectInfo::<SocketAddr>::from_request_parts(parts, web).await;
        let ConnectInfo(address) = connected
            .map_err(|_| Problem::new(Code::Internal, "It is not known where this request comes from."))?;
        Ok(Self(origin(address.ip(), &parts.headers, &web.options.trusted_proxies)))
    }
}

/// Goes from the connection's own peer along `X-Forwarded-For`, from right to left, for as long as each hop is a trusted
/// proxy. What stands further left anybody may have written.
fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut origin = peer.to_canonical();
    let lines = headers.get_all("x-forwarded-for").into_iter();
    let hops: Vec<&str> = lines.flat_map(|line| line.to_str().unwrap_or("?").split(',')).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(origin) {
            break;
        }
        // What cannot be read ends the way.
        let Some(address) = address(hop.trim()) else { break };
        origin = address.to_canonical();
    }
    origin
}

/// An address, which some proxies write with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "::1"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        origin(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(origin_of("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(origin_of("203.0.113.9", &[]), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_is_taken() {
        assert_eq!(origin_of("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(origin_of("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(origin_of("10.0.0.1", &["1.1.1.1", "198.51.100.1", "10.0.0.2"]), "198.51.100.1");
    }

    #[test]
    fn of_proxies_alone_the_first_is_taken() {
        assert_eq!(origin_of("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(origin_of("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn what_cannot_be_read_ends_the_way() {
        assert_eq!(origin_of("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(origin_of("10.0.0.1", &["198.51.100.1, , 10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn ports_and_forms_of_addresses_do_not_matter() {
        assert_eq!(origin_of("::1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(origin_of("::ffff:10.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
        assert_eq!(origin_of("10.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
    }
}
