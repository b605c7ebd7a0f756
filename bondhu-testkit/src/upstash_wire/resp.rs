//! As much of Redis' protocol as one command and its reply need.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream, Error, ErrorKind};
use tokio::net::TcpStream;

/// A reply.
pub(super) enum Reply {
    Status(String),
    Failure(String),
    Number(i64),
    Text(Vec<u8>),
    Nothing,
    Several(Vec<Reply>),
}

/// Sends one command over a connection of its own.
pub(super) async fn call(redis: SocketAddr, words: &[String]) -> Result<Reply, Error> {
    let mut stream = BufStream::new(TcpStream::connect(redis).await?);
    let head = format!("*{}\r\n", words.len());
    let request = words.iter().fold(head, |request, word| format!("{request}${}\r\n{word}\r\n", word.len()));
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    read(&mut stream).await
}

fn read(stream: &mut BufStream<TcpStream>) -> BoxFuture<'_, Result<Reply, Error>> {
    Box::pin(async move {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let malformed = || Error::from(ErrorKind::InvalidData);
        let line = line.trim_end();
        let (kind, rest) = line.split_at_checked(1).ok_or_else(malformed)?;
        let number = || rest.parse::<i64>().map_err(|_| malformed());
        Ok(match kind {
            "+" => Reply::Status(rest.to_owned()),
            "-" => Reply::Failure(rest.to_owned()),
            ":" => Reply::Number(number()?),
            "$" => match usize::try_from(number()?) {
                Ok(length) => {
                    let mut text = vec![0; length + 2];
                    stream.read_exact(&mut text).await?;
                    text.truncate(length);
                    Reply::Text(text)
                }
                Err(_) => Reply::Nothing,
            },
            "*" => {
                let mut several = Vec::new();
                for _ in 0..number()?.max(0) {
                    several.push(read(stream).await?);
                }
                Reply::Several(several)
            }
            _ => return Err(malformed()),
        })
    })
}

impl Reply {
    /// As the API writes it: bytes that are no UTF-8 are replaced, unless all texts are asked for as base64.
    pub(super) fn into_json(self, base64: bool) -> Result<Value, String> {
        let text = |bytes: &[u8]| {
            Value::String(if base64 {
                BASE64.encode(bytes)
            } else {
                String::from_utf8_lossy(bytes).into_owned()
            })
        };
        Ok(match self {
            Self::Status(status) if status == "OK" => Value::String(status),
            Self::Status(status) => text(status.as_bytes()),
            Self::Failure(error) => return Err(error),
            Self::Number(number) => number.into(),
            Self::Text(bytes) => text(&bytes),
            Self::Nothing => Value::Null,
            Self::Several(several) => {
                let several: Result<Vec<_>, _> =
                    several.into_iter().map(|reply| reply.into_json(base64)).collect();
                Value::Array(several?)
            }
        })
    }
}
