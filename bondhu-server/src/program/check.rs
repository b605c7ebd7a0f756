//! `bondhu check`: the settings and what they point to, one line each.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::cli::Exit;
use crate::config::Settings;
use crate::wiring::{StoreProblem, open_store};

use super::chain;

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
    match database(settings).await {
        Ok(detail) => tell("database.url", Ok(detail)),
        Err(problems) => {
            for StoreProblem { setting, source } in problems {
                tell(setting, Err(chain(&*source)));
            }
        }
    }
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

async fn database(settings: &Settings) -> Result<String, Vec<StoreProblem>> {
    if let Some(path) = settings.database_path()
        && let Ok(false) = tokio::fs::try_exists(&path).await
    {
        return Ok(format!("{} will be made at the first start", path.display()));
    }
    let one = |problem| vec![problem];
    let store = open_store(settings).await.map_err(one)?;
    let answer = store.require_current().await;
    let rights = store.rights_problems().await;
    store.close().await;
    let mut problems = rights.map_err(one)?;
    // Who lacks a right cannot work in the schema either; the right is then what to look at.
    if problems.is_empty() {
        problems.extend(answer.err());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(format!("{} is reachable and up to date", settings.database_name()))
}
