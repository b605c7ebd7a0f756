//! `bondhu ready`: whether the server that runs here can serve, for containers that have no other program to ask with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bondhu_ports::error::BoxError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli::ReadyArgs;
use crate::config::Settings;

use super::Done;

/// How long to wait for the answer. The server itself waits for the database.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that is read of an answer.
const ENOUGH: u64 = 4 << 10;

/// Asks, says what was answered, and fails unless that was yes.
pub(super) async fn ready(settings: &Settings, args: ReadyArgs) -> Done {
    let (setting, listen) = if args.admin {
        ("server.admin_listen", settings.server.admin_listen)
    } else {
        ("server.listen", settings.server.listen)
    };
    let address = reachable(listen);
    let asked = tokio::time::timeout(PATIENCE, ask(address)).await;
    let answer = asked.map_err(|_| format!("{setting}: no answer from {address} within {PATIENCE:?}"))?;
    let answer = answer.map_err(|error| format!("{setting}: cannot ask {address}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Err(format!("{setting}: {address} is not ready: {status} {}", body.trim()).into());
    }
    println!("{address} is ready");
    Ok(())
}

/// Whoever listens on every address is reached at the machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// One request of HTTP/1.0, whose answer ends with the connection.
async fn ask(address: SocketAddr) -> Result<String, BoxError> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.0\r\nHost: {address}\r\nAccept: application/json\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.take(ENOUGH).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
