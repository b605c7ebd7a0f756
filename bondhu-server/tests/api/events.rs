//! Server-sent events as they come.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use serde_json::Value;

/// After so long a test that waits for an event has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub name: String,
    pub id: String,
    pub data: Value,
}

/// A stream of events. Dropping it is what a client does that goes away.
pub struct Events {
    body: BodyDataStream,
    read: String,
}

impl Events {
    pub fn new(body: Body) -> Self {
        Self { body: body.into_data_stream(), read: String::new() }
    }

    /// The next event, or none at the end of the stream.
    pub async fn next(&mut self) -> Option<Told> {
        // Around the whole, because comments keep a silent stream alive.
        tokio::time::timeout(PATIENCE, self.read_on()).await.expect("an event in time")
    }

    async fn read_on(&mut self) -> Option<Told> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (told, rest) = (parsed(block), rest.to_owned());
                self.read = rest;
                if told.is_some() {
                    return told;
                }
                continue;
            }
            let piece = self.body.next().await?;
            self.read.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        }
    }

    /// The next event, which must have this name.
    pub async fn expect(&mut self, name: &str) -> Told {
        let told = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}"));
        assert_eq!(told.name, name, "{told:?}");
        told
    }

    /// Everything up to the end.
    pub async fn rest(mut self) -> Vec<Told> {
        let mut all = Vec::new();
        while let Some(told) = self.next().await {
            all.push(told);
        }
        all
    }
}

/// An event, unless the block is a comment.
fn parsed(block: &str) -> Option<Told> {
    let field = |name: &str| {
        let prefix = format!("{name}:");
        block.lines().find_map(|line| line.strip_prefix(&prefix)).map(|value| value.trim_start().to_owned())
    };
    let data = serde_json::from_str(&field("data")?).unwrap();
    Some(Told { name: field("event").unwrap_or_default(), id: field("id").unwrap_or_default(), data })
}
