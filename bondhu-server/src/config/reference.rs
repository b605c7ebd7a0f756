//! `docs/configuration.md` and `.env.example`, written from the same declarations that settings are read by.

use std::fmt::Write as _;

use super::environment::variable;
use super::reader::FILE_SUFFIX;
use super::section::{Section, Setting, Table};

const INTRODUCTION: &str = "\
<!-- Generated from bondhu-server/src/config by its test generated_files_are_current with BONDHU_TEST_UPDATE_DOCS=1. -->
# Configuration

Bondhu starts with nothing configured. Settings come in layers, each winning over the one before:

1. the defaults below,
2. the file `bondhu.toml` in the directory where the program is started, or the file of `--config`, which must exist,
3. the environment: `BONDHU_SECTION__KEY`, with `__` between the parts of a key,
4. flags: `--listen` is `server.listen`, `--data-dir` is `server.data_dir`.

The program checks all settings before it does anything else and tells every mistake at once, with its key and where it
came from; it then exits with code 2. A key that does not exist is a mistake. `bondhu check` does only that, and then
tries what the settings point to.

- A duration is a number with a unit, or several: `50ms`, `30s`, `5m`, `24h`, `7d`, `1h30m`.
- A size is a number of bytes, or has a unit: `64KiB`, `20MiB`, `1GiB`.
- A list is an array in the file (`[\"a\", \"b\"]`) and separated by commas in the environment (`a,b`).
- A variable that is empty counts as not set. Variables that begin with `BONDHU_TEST_` are no settings, nor are those
  that Kubernetes makes for a service named `bondhu`.
- `DATABASE_URL` is read as `database.url` and `REDIS_URL` as `cache.url`; the variables with `BONDHU_` win over them.
- A setting marked *secret* is never shown. In its place, its name with `_file` can be set (`_FILE` in the environment):
  the path of a file that holds the value; white space around it is dropped. Setting both is a mistake.

```toml
# bondhu.toml
[server]
listen = \"0.0.0.0:8080\"
public_url = \"https://bondhu.example\"

[auth]
registration = \"closed\"

[cache.ttl]
history = \"12h\"
```
";

const ENV_INTRODUCTION: &str = "\
# Generated from bondhu-server/src/config. Every setting with its default; docs/configuration.md says more.
# Bondhu itself does not read this file: copy it to .env for a tool that does, such as Docker Compose,
# or load it in a shell with: set -a; . ./.env; set +a
";

/// The whole of `docs/configuration.md`.
pub fn markdown() -> String {
    let mut text = INTRODUCTION.to_owned();
    for table in tables() {
        let _ = write!(text, "\n## `{}`\n\n{}\n", table.key, table.doc);
        text.push_str("\n| key | default | takes | meaning |\n|---|---|---|---|\n");
        for setting in &table.settings {
            let _ = writeln!(
                text,
                "| `{}`<br>`{}` | {} | {}{} | {} |",
                setting.key,
                variable(setting.key),
                default_cell(setting),
                setting.kind,
                if setting.secret { "; *secret*" } else { "" },
                setting.doc,
            );
        }
    }
    text
}

/// The whole of `.env.example`.
pub fn env_example() -> String {
    let mut text = ENV_INTRODUCTION.to_owned();
    for table in tables() {
        let _ = writeln!(text, "\n# --- {}: {}", table.key, table.doc);
        for setting in &table.settings {
            let _ = writeln!(text, "\n# {}\n# Takes {}.", setting.doc, setting.kind);
            let _ = writeln!(text, "# {}={}", variable(setting.key), setting.default);
            if setting.secret {
                let _ = writeln!(text, "# {}=", variable(&format!("{}{FILE_SUFFIX}", setting.key)));
            }
        }
    }
    text
}

fn default_cell(setting: &Setting) -> String {
    if setting.default.is_empty() { "–".to_owned() } else { format!("`{}`", setting.default) }
}

/// The sections that hold settings themselves.
fn tables() -> Vec<Table> {
    let mut tables = Vec::new();
    super::Settings::describe(&mut tables);
    tables.retain(|table| !table.settings.is_empty());
    tables
}
