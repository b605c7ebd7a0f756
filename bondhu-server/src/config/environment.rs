//! The layer of the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::layers::{Given, Origin, Raw};
use super::mistakes::Mistake;

/// What the variables of settings begin with.
const PREFIX: &str = "BONDHU_";
/// Variables of tests, which are no settings.
const TEST_PREFIX: &str = "BONDHU_TEST_";
/// Variables that hosting platforms set, and the keys they stand for. `BONDHU_…` wins over them.
pub(super) const WELL_KNOWN: [(&str, &str); 2] =
    [("DATABASE_URL", "database.url"), ("REDIS_URL", "cache.url")];

/// The variables of a process as a value. No `Debug`: some are secrets.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    /// Takes what [`std::env::vars_os`] gives.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Adds the variables that are settings. An empty one counts as not set, as container files cannot leave one out.
pub(super) fn read(environment: &Environment, given: &mut Vec<Given>, mistakes: &mut Vec<Mistake>) {
    let mut add = |name: &str, key: String| {
        let Some(value) = environment.0.get(&OsString::from(name)).filter(|value| !value.is_empty()) else {
            return;
        };
        let origin = Origin::Variable(name.to_owned());
        match value.to_str() {
            Some(text) => given.push(Given { key, raw: Raw::One(text.to_owned()), origin }),
            None => mistakes.push(Mistake { key, origin, what: "is not valid UTF-8".to_owned() }),
        }
    };
    for (name, key) in WELL_KNOWN {
        add(name, key.to_owned());
    }
    for (name, value) in &environment.0 {
        if let Some(name) = name.to_str()
            && let Some(path) = name.strip_prefix(PREFIX)
            && !name.starts_with(TEST_PREFIX)
            && !is_service_link(path, value)
        {
            add(name, path.to_lowercase().replace("__", "."));
        }
    }
}

/// The variable of the setting `key`.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

/// Kubernetes gives every pod variables about each service, so a service named `bondhu` brings `BONDHU_PORT`,
/// `BONDHU_SERVICE_HOST` and their like, which nobody meant as settings.
fn is_service_link(path: &str, value: &OsString) -> bool {
    let is_port = path.strip_prefix("PORT").is_some_and(|rest| {
        let numbered =
            rest.strip_prefix('_').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        numbered || rest.is_empty() && value.to_str().is_some_and(|value| value.contains("://"))
    });
    !path.contains("__") && (is_port || path.starts_with("SERVICE_"))
}
