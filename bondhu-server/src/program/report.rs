//! `bondhu report`: counts without texts or ids.

use bondhu_domain::timestamp::Timestamp;

use crate::config::Settings;
use crate::wiring::{open_store, wire};

use super::Done;

/// Prints how often messages of a year gave reason for care, one line each.
pub(super) async fn safety(settings: &Settings, year: i32) -> Done {
    let start = |year: i32| -> Result<Timestamp, _> { format!("{year:04}-01-01T00:00:00Z").parse() };
    let (Ok(from), Ok(until)) = (start(year), start(year + 1)) else {
        return Err(format!("--year: {year} is not a year").into());
    };
    let store = open_store(settings).await?;
    store.require_current().await?;
    let app = wire(settings, store.clone())?.app;
    let lines = app.safety_report(from, until).await;
    store.close().await;
    println!("Messages of {year} that gave reason for care, by tier and by flag");
    for line in lines? {
        println!("{line}");
    }
    Ok(())
}
