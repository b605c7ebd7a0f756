//! Tests of the settings as a whole: layers, mistakes, unknown keys.

mod generated;
mod secrets;
mod sections;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::section::{Section, Setting};
use super::*;

const SECRET: &str = "correct-horse-battery-staple-0123456789";

/// Sources in a directory of their own.
struct Given {
    dir: TempDir,
    sources: Sources,
}

impl Given {
    fn nothing() -> Self {
        let dir = TempDir::new().unwrap();
        let working_dir = dir.path().to_owned();
        let sources =
            Sources { config: None, working_dir, environment: Environment::default(), flags: Vec::new() };
        Self { dir, sources }
    }

    fn file(self, text: &str) -> Self {
        self.other_file(DEFAULT_FILE, text)
    }

    fn other_file(self, name: &str, text: &str) -> Self {
        fs::write(self.dir.path().join(name), text).unwrap();
        self
    }

    fn env(mut self, variables: &[(&str, &str)]) -> Self {
        self.sources.environment = variables.iter().copied().collect();
        self
    }

    fn listen_flag(mut self, value: &str) -> Self {
        self.sources.flags.push(Flag { name: "--listen", key: "server.listen", value: value.to_owned() });
        self
    }

    fn settings(&self) -> Settings {
        Settings::load(&self.sources).unwrap()
    }

    fn mistakes(&self) -> Mistakes {
        Settings::load(&self.sources).unwrap_err()
    }

    /// The only mistake.
    fn mistake(&self) -> Mistake {
        let Mistakes(mut mistakes) = self.mistakes();
        assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
        mistakes.remove(0)
    }
}

fn all_settings() -> Vec<Setting> {
    let mut tables = Vec::new();
    Settings::describe(&mut tables);
    tables.into_iter().flat_map(|table| table.settings).collect()
}

#[test]
fn starts_with_nothing_configured() {
    let settings = Given::nothing().settings();
    assert_eq!(settings.server.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.server.request_timeout, Duration::from_secs(30));
    assert_eq!(settings.server.body_limit, 65_536);
    assert!(settings.server.cors_origins.is_empty());
    assert_eq!(settings.database_path(), Some(PathBuf::from("./data/bondhu.db")));
    assert_eq!(settings.cache.ttl.history, Duration::from_hours(24));
    assert_eq!(settings.auth.registration, Registration::Open);
    assert_eq!(settings.llm.chain, [LlmProvider::Builtin]);
    assert!(settings.auth.jwt.external().is_none());
}

#[test]
fn each_layer_wins_over_the_one_below() {
    let port = |given: &Given| given.settings().server.listen.port();
    let given = Given::nothing();
    assert_eq!(port(&given), 8080);
    let given = given.file("[server]\nlisten = '127.0.0.1:1'");
    assert_eq!(port(&given), 1);
    let given = given.env(&[("BONDHU_SERVER__LISTEN", "127.0.0.1:2")]);
    assert_eq!(port(&given), 2);
    let given = given.listen_flag("127.0.0.1:3");
    assert_eq!(port(&given), 3);
}

#[test]
fn every_key_is_read_from_the_file_and_from_its_own_variable() {
    // A value that no kind but the free texts takes, so each setting that is really read complains.
    let free = ["auth.jwt.issuer", "auth.jwt.audience", "auth.jwt.required_role", "server.data_dir"];
    for key in all_settings().iter().map(|setting| setting.key).filter(|key| !free.contains(key)) {
        let (section, name) = key.rsplit_once('.').unwrap();
        let in_file = Given::nothing().file(&format!("[{section}]\n{name} = '?='")).mistake();
        assert_eq!(
            (in_file.key.as_str(), matches!(in_file.origin, Origin::File { line: Some(2), .. })),
            (key, true)
        );
        let name = environment::variable(key);
        let in_env = Given::nothing().env(&[(&name, "?=")]).mistake();
        assert_eq!((in_env.key.as_str(), in_env.origin), (key, Origin::Variable(name)));
    }
}

#[test]
fn the_environment_reaches_nested_sections_and_lists() {
    let settings = Given::nothing()
        .env(&[
            ("BONDHU_CACHE__TTL__HISTORY", "1h30m"),
            ("BONDHU_SERVER__CORS_ORIGINS", "https://a.example, http://B.example:8000"),
            ("BONDHU_CHAT__HISTORY_TURNS", ""),
        ])
        .settings();
    assert_eq!(settings.cache.ttl.history, Duration::from_mins(90));
    let origins: Vec<_> = settings.server.cors_origins.iter().map(WebOrigin::as_str).collect();
    assert_eq!(origins, ["https://a.example", "http://b.example:8000"]);
    assert_eq!(settings.chat.history_turns, 20, "an empty variable is not set");
}

#[test]
fn a_chain_of_models_has_what_each_needs() {
    let given = Given::nothing().env(&[("BONDHU_LLM__CHAIN", "gemini,openai,gemini")]);
    let told: Vec<String> = given.mistakes().0.into_iter().map(|mistake| mistake.key).collect();
    assert_eq!(told, ["llm.chain", "llm.gemini.api_key", "llm.openai.model"]);
    let settings = Given::nothing()
        .file(
            "[llm]\nchain = ['openai', 'gemini']\n[llm.gemini]\napi_keys = ['AQ.first-key', 'AQ.second-key']\n\
             [llm.openai]\nbase_url = 'http://127.0.0.1:11434/v1'\nmodel = 'hf.co/x/llama4:8b-q4_K'",
        )
        .env(&[("BONDHU_LLM__GEMINI__API_KEY", "AQ.zeroth-key"), ("BONDHU_LLM__OPENAI__MAX_TOKENS", "800")])
        .settings();
    assert_eq!(settings.llm.chain, [LlmProvider::OpenAi, LlmProvider::Gemini]);
    assert_eq!((settings.llm.gemini.keys().len(), settings.llm.openai.keys().len()), (3, 0));
    assert_eq!(settings.llm.openai.max_tokens, Some(800));
    let name = |name: &str| Given::nothing().env(&[("BONDHU_LLM__GEMINI__MODEL", name)]).mistake().key;
    for text in ["../../v1/files", "a?key=b", "a b"] {
        assert_eq!(name(text), "llm.gemini.model");
    }
}

#[test]
fn ten_mistakes_are_told_at_once_with_their_keys_and_origins() {
    let given = Given::nothing()
        .file(
            "[server]\nrequest_timeout = 30\npublic_url = 'https://a.example/path'\ncors_origins = ['*']\n\
             [database]\nmax_connections = 0\n[auth]\nsession_days = 'soon'\n[llm]\nchain = ['builtin', 'gemnii']\n\
             [telemetry]\nformat = ['json']\n[idempotency]\nttl = '2s'",
        )
        .env(&[("BONDHU_CACHE__TTL__JITTER_PERCENT", "51"), ("REDIS_URL", "memcached://localhost")])
        .listen_flag("localhost:8080");
    let mistakes = given.mistakes();
    let told: BTreeSet<_> = mistakes.0.iter().map(|mistake| mistake.key.as_str()).collect();
    let made = [
        "server.listen",
        "server.request_timeout",
        "server.public_url",
        "server.cors_origins",
        "database.max_connections",
        "cache.url",
        "cache.ttl.jitter_percent",
        "auth.session_days",
        "llm.chain",
        "telemetry.format",
        "idempotency.ttl",
    ];
    assert_eq!(told, made.into_iter().collect());
    assert_eq!(mistakes.0.len(), made.len());
    let text = mistakes.to_string();
    for part in [
        "there are 11 mistakes",
        "server.request_timeout: \"30\" has no unit: ms, s, m, h or d (",
        "bondhu.toml, line 2)",
        "\"0\" is not a whole number from 1 to 1000",
        "\"gemnii\" is not known; known: gemini, openai, builtin",
        "(environment variable REDIS_URL)",
        "\"51\" is not a whole number from 0 to 50 (environment variable BONDHU_CACHE__TTL__JITTER_PERCENT)",
        "(flag --listen)",
        "\"2s\" is not a duration from 1m to 30d",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn unknown_keys_are_mistakes_with_a_suggestion() {
    let what = |given: Given| given.mistake().what;
    let no = |meant: &str| format!("no such setting; did you mean {meant}?");
    assert_eq!(what(Given::nothing().file("server.lisen = 1")), no("server.listen"));
    assert_eq!(what(Given::nothing().file("data_dir = 'x'")), no("server.data_dir"));
    assert_eq!(what(Given::nothing().file("[auth]\njitter_percent = 3")), no("cache.ttl.jitter_percent"));
    assert_eq!(
        what(Given::nothing().file("[auth.jwt]\nhs256_secret_fil = 3")),
        no("auth.jwt.hs256_secret_file")
    );
    assert_eq!(what(Given::nothing().env(&[("BONDHU_SERVER_LISTEN", "x")])), no("BONDHU_SERVER__LISTEN"));
    assert!(what(Given::nothing().env(&[("BONDHU_PORT", "80")])).contains("no such setting"));
    assert_eq!(what(Given::nothing().file("server = 5")), "is a section, not a setting");
    assert!(what(Given::nothing().file("zzz.qqqqqq = 5")).contains("docs/configuration.md"));
}

#[test]
fn variables_that_nobody_meant_as_settings_are_left_alone() {
    let environment = [
        ("PATH", "/bin"),
        ("BONDHU_TEST_DATABASE_URL", "postgres://x"),
        ("BONDHU_PORT", "tcp://10.0.0.1:80"),
        ("BONDHU_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("BONDHU_SERVICE_HOST", "10.0.0.1"),
    ];
    Given::nothing().env(&environment).settings();
}

#[test]
fn a_named_file_must_exist_and_the_usual_one_need_not() {
    let mut given = Given::nothing();
    assert_eq!(given.sources.file(), None);
    given.sources.config = Some("other.toml".into());
    assert_eq!(given.mistake().origin, Origin::Flag("--config"));
    let given = given.other_file("other.toml", "chat.history_turns = 1_0").file("chat.history_turns = 3");
    assert_eq!(given.settings().chat.history_turns, 10);
}

#[test]
fn broken_toml_is_told_by_line_without_its_text_and_beside_other_mistakes() {
    let given = Given::nothing().file(&format!(
        "[auth.jwt]\nissuer = 'x'\nhs256_secret = {SECRET}\n[server]\nlisten = 'nowhere'\n= 3\n"
    ));
    let text = given.mistakes().to_string();
    assert!(text.contains("not valid TOML") && text.contains("line 3") && text.contains("line 6"), "{text}");
    assert!(text.contains("server.listen") && !text.contains(SECRET), "{text}");

    let text = Given::nothing().file(&format!("auth.jwt.hs256_secret =\n{SECRET}=\n")).mistakes().to_string();
    assert!(text.contains("not valid TOML") && !text.contains(SECRET), "{text}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_a_mistake() {
    use std::os::unix::ffi::OsStringExt;
    let mut given = Given::nothing();
    let value = std::ffi::OsString::from_vec(vec![0xff]);
    given.sources.environment = [("BONDHU_SERVER__DATA_DIR", value)].into_iter().collect();
    assert_eq!(given.mistake().key, "server.data_dir");
}
