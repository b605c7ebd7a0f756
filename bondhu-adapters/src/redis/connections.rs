//! The connections that the ports over Redis share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fred::clients::Client;
use fred::interfaces::{ClientLike, LuaInterface};
use fred::types::scripts::Script;
use fred::types::{FromValue, MultipleValues, Value};

use super::bells::Bells;
use super::error::RedisError;
use super::incarnation::Incarnation;
use super::options::RedisOptions;
use super::probe;

/// A few connections to one server, and one more that listens. They are made in the background and made anew whenever they
/// break; commands fail while there are none. Cheap to clone; the connections close with the last clone.
#[derive(Clone)]
pub struct Redis(Arc<Connections>);

struct Connections {
    links: Vec<Link>,
    next: AtomicUsize,
    bells: Bells,
    prefix: String,
}

/// One connection.
pub(super) struct Link {
    pub(super) client: Client,
    pub(super) incarnation: Incarnation,
}

impl Redis {
    /// Begins to connect. Fails only for options that cannot be meant: whether the server answers is another question.
    pub fn connect(options: &RedisOptions) -> Result<Self, RedisError> {
        let builder = options.builder(true)?;
        let is_cluster = RedisOptions::is_cluster(&builder);
        let link = |_| {
            let client = builder.build()?;
            let incarnation = Incarnation::watch(&client, is_cluster);
            drop(client.connect());
            Ok(Link { client, incarnation })
        };
        let links = (0..options.connections.max(1)).map(link).collect::<Result<_, RedisError>>()?;
        let bells = Bells::new(builder.build_subscriber_client()?);
        Ok(Self(Arc::new(Connections {
            links,
            next: AtomicUsize::new(0),
            bells,
            prefix: options.prefix.clone(),
        })))
    }

    /// Connects once and asks for an answer, to tell an operator what is wrong.
    pub async fn probe(options: &RedisOptions) -> Result<(), RedisError> {
        probe::probe(options).await
    }

    /// Waits until every connection works. A server that is away is waited for.
    pub async fn connected(&self) {
        for link in &self.0.links {
            link.incarnation.known().await;
        }
    }

    /// The life of the server that all connections speak to; `None` while one of them is cut or they do not agree.
    pub(super) fn incarnation(&self) -> Option<u64> {
        let mut runs = self.0.links.iter().map(|link| link.incarnation.current());
        let first = runs.next()??;
        runs.all(|run| run == Some(first)).then_some(first)
    }

    /// The connection whose turn it is.
    pub(super) fn link(&self) -> &Link {
        let turn = self.0.next.fetch_add(1, Ordering::Relaxed);
        &self.0.links[turn % self.0.links.len()]
    }

    /// Runs a script.
    pub(super) async fn run<R: FromValue>(
        &self,
        script: &Script,
        keys: Vec<String>,
        args: Vec<impl Into<Value>>,
    ) -> Result<R, RedisError> {
        let args: Vec<Value> = args.into_iter().map(Into::into).collect();
        run(&self.link().client, script, keys, MultipleValues::Array(args)).await
    }

    pub(super) fn bells(&self) -> &Bells {
        &self.0.bells
    }

    /// A key or channel of this program.
    pub(super) fn named(&self, name: &str) -> String {
        format!("{}{name}", self.0.prefix)
    }
}

/// Runs a script on a connection. A server that does not know it yet is told.
pub(super) async fn run<R: FromValue>(
    client: &Client,
    script: &Script,
    keys: Vec<String>,
    args: MultipleValues,
) -> Result<R, RedisError> {
    let first = client.evalsha(script.sha1().clone(), keys.clone(), args.clone()).await;
    match first {
        Err(error) if error.details().starts_with("NOSCRIPT") => {
            let source = script.lua().cloned().unwrap_or_default();
            Ok(client.eval(source, keys, args).await?)
        }
        answer => Ok(answer?),
    }
}
