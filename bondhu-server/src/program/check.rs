//! `bondhu check`: the settings and what they point to, one line each.

use std::net::SocketAddr;

use bondhu_ports::store::StoreErrorKind;
use tokio::net::TcpListener;

use crate::cli::Exit;
use crate::config::Settings;
use crate::wiring::{ModelFinding, StoreProblem, check_cache, check_models, open_store};

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
    let server = &settings.server;
    tell("server.listen", listen(server.listen).await);
    let operators = listen(server.admin_listen).await;
    // As it is when the program starts.
    let usual = |problem| {
        if server.admin_listen_is_usual() {
            Ok(format!("{problem}; metrics and jobs would not be shown"))
        } else {
            Err(problem)
        }
    };
    tell("server.admin_listen", operators.or_else(usual));
    match database(settings).await {
        Ok(detail) => tell("database.url", Ok(detail)),
        Err(problems) => {
            for StoreProblem { setting, source } in problems {
                tell(setting, Err(chain(&*source)));
            }
        }
    }
    match check_cache(settings).await {
        Ok(found) => tell("cache.url", Ok(found.to_owned())),
        Err((setting, error)) => tell(setting, Err(chain(&*error))),
    }
    for ModelFinding { setting, result } in check_models(settings).await {
        tell(setting, result.map_err(|error| chain(&*error)));
    }
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
    let store = open_store(settings).await.map_err(|problem| vec![problem])?;
    let answer = store.require_current().await;
    let rights = store.rights_problems().await;
    store.close().await;
    let schema_fits = answer.as_ref().map_or_else(|error| error.kind() != StoreErrorKind::Schema, |()| true);
    if schema_fits {
        // Who lacks a right cannot do the rest either; the right is then what to look at.
        let problems = rights.map_err(|problem| vec![problem])?;
        if !problems.is_empty() {
            return Err(problems);
        }
    }
    answer.map_err(|error| {
        vec![StoreProblem { setting: "database.url", source: in_database(settings, error) }]
    })?;
    Ok(format!("{} is reachable and up to date", settings.database_name()))
}
