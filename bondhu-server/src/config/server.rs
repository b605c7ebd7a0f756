//! `server`: where the program listens and how long it waits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::kinds::{Address, Bytes, Directory, Lasting, ListOf, Optional, Origin};
use super::network::{Network, NetworkKind};
use super::section::section;
use super::web_origin::WebOrigin;

section! {
    /// Where the program listens, where it keeps its data and how long it waits.
    pub struct Server: "server" {
        /// Where the page and the API are served. Port 0 takes a free one.
        listen: SocketAddr = Address, "127.0.0.1:8080";
        /// Where metrics and the operators' pages are served. Keep it away from the public. When nothing is set and this
        /// address is in use, they are not served; an address that is set must be free.
        admin_listen: SocketAddr = Address, "127.0.0.1:8081";
        /// Where people reach the page, for links, cookies and the check of where requests come from. Set it behind a
        /// proxy. Without it, that is where the program listens.
        public_url: Option<WebOrigin> = Optional(Origin), "";
        /// The directory of the database and of everything else that is kept; made when absent. A relative path starts
        /// where the program was started.
        data_dir: PathBuf = Directory, "./data";
        /// How long a request may take, streams apart.
        request_timeout: Duration = Lasting(Duration::from_millis(100), Duration::from_mins(10)), "30s";
        /// The largest body of a request.
        body_limit: u64 = Bytes(64 << 10, 16 << 20), "64KiB";
        /// How long a stop waits for requests and streams to finish.
        shutdown_timeout: Duration = Lasting(Duration::ZERO, Duration::from_mins(10)), "25s";
        /// Origins of other pages whose scripts may call the API.
        cors_origins: Vec<WebOrigin> = ListOf(Origin), "";
        /// Networks of the proxies in front of Bondhu, whose `X-Forwarded-For` is believed. From others it is ignored.
        trusted_proxies: Vec<Network> = ListOf(NetworkKind), "";
    }
    check two_listeners;
}

impl Server {
    /// Whether metrics are where they are when nothing is set. The page must not fail to start for the sake of that.
    pub fn admin_listen_is_usual(&self) -> bool {
        self.admin_listen == USUAL_ADMIN
    }

    /// The origin that people use: `public_url`, or `bound`, the address that [`Server::listen`] became.
    pub fn origin(&self, bound: SocketAddr) -> WebOrigin {
        let reachable = match bound.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
        };
        self.public_url.clone().unwrap_or_else(|| WebOrigin::http(SocketAddr::new(reachable, bound.port())))
    }
}

/// Where metrics are served when nothing is set.
const USUAL_ADMIN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8081);

fn two_listeners(server: &Server) -> Vec<(&'static str, String)> {
    if server.listen == server.admin_listen && server.listen.port() != 0 && !server.admin_listen_is_usual() {
        vec![("server.admin_listen", format!("{} is server.listen already", server.admin_listen))]
    } else {
        vec![]
    }
}
