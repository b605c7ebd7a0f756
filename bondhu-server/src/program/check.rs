//! `bondhu check`: the settings and what they point to, one line each.

use std::net::SocketAddr;

use bondhu_ports::error::BoxError;
use bondhu_ports::store::Store;
use tokio::net::TcpListener;

use crate::cli::Exit;
use crate::config::Settings;
use crate::wiring::{open_store, wire};

use super::{chain, in_database};

/// Checks everything, tells each result and whether all is well.
pub(super) async fn check(settings: &Settings) -> Exit {
    let mut all_well = true;
    let mut tell = |name: &str, result: Result<String, String>| match result {
        Ok(detail) => println!("ok      {name}: {detail}"),
        Err(detail) => {
            all_well = false;
            println!("problem {name}: {detail}");
        }
    };
    tell("settings", Ok("complete".to_owned()));
    tell("server.listen", listen(settings.server.listen).await);
    tell("server.admin_listen", listen(settings.server.admin_listen).await);
    tell("database.url", database(settings).await.map_err(|error| chain(&*error)));
    tell("cache.url", Ok("in this process".to_owned()));
    tell("llm.chain", Ok("the built-in companion".to_owned()));
    if all_well { Exit::Done } else { Exit::Failed }
}

async fn listen(address: SocketAddr) -> Result<String, String> {
    match TcpListener::bind(address).await {
        Ok(_) => Ok(format!("{address} is free")),
        Err(error) => Err(format!("cannot listen on {address}: {error}")),
    }
}

async fn database(settings: &Settings) -> Result<String, BoxError> {
    let path = settings.database_path();
    if !tokio::fs::try_exists(&path).await? {
        return Ok(format!("{} will be made at the first start", path.display()));
    }
    let store = open_store(settings).await?;
    let answer = store.check().await;
    if answer.is_ok() {
        wire(settings, store.clone())?;
    }
    store.close().await;
    answer.map_err(|error| in_database(settings, error))?;
    Ok(format!("{} is reachable and up to date", path.display()))
}
