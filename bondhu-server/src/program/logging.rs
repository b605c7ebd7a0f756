//! The log, on standard error: for people on a terminal, JSON otherwise.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Telemetry};

/// Starts logging. Later calls change nothing.
pub(super) fn start(telemetry: &Telemetry) {
    let filter = EnvFilter::try_new(&telemetry.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let json = match telemetry.format {
        LogFormat::Auto => !stderr().is_terminal(),
        LogFormat::Human => false,
        LogFormat::Json => true,
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let started = if json { log.json().flatten_event(true).try_init() } else { log.try_init() };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
