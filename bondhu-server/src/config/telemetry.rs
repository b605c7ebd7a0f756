//! `telemetry`: what the program tells about itself.

use tracing_subscriber::EnvFilter;

use super::kinds::{OneOf, TextKind};
use super::section::section;

section! {
    /// What the program tells about itself.
    pub struct Telemetry: "telemetry" {
        /// What is logged: a level, or levels by module, such as `info,bondhu_server=debug`.
        log: String = Filter, "info";
        /// How logs look. `auto` is for people on a terminal and JSON elsewhere.
        format: LogFormat = OneOf(&[("auto", LogFormat::Auto), ("human", LogFormat::Human), ("json", LogFormat::Json)]),
            "auto";
    }
}

/// How logs look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// [`LogFormat::Human`] on a terminal, [`LogFormat::Json`] elsewhere.
    Auto,
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

struct Filter;

impl TextKind for Filter {
    type Value = String;

    fn describe(&self) -> String {
        "a log filter: `error`, `warn`, `info`, `debug`, `trace`, `off`, or such levels by module".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<String, String> {
        let parsed = EnvFilter::builder().parse(text);
        parsed.map(|_| text.to_owned()).map_err(|_| format!("{text:?} is not {}", self.describe()))
    }
}
