//! What is deployed and told to operators names what there is: settings, files, versions, times.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bondhu_server::config::{Environment, Settings, Sources, env_example};
use yaml_rust2::{Yaml, YamlLoader};

use super::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files for operators, with their texts.
fn operators_files() -> Vec<(PathBuf, String)> {
    let mut found = vec![(root().join("docs/operations.md"), read("docs/operations.md"))];
    let mut folders = vec![root().join("deploy")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Made by make-secrets on an operator's machine.
            if path.is_dir() && !path.ends_with("secrets") {
                folders.push(path);
            } else if path.is_file() {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(found.len() >= 8, "{found:?}");
    found
}

/// Every variable that is a setting, with `_FILE` for the secrets.
fn variables() -> BTreeSet<String> {
    let example = env_example();
    let lines = example.lines().filter_map(|line| line.strip_prefix("# ")?.split_once('='));
    lines.map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("BONDHU_")).collect()
}

#[test]
fn every_variable_named_for_operators_is_a_setting() {
    let known = variables();
    let mut named = 0;
    for (path, text) in operators_files() {
        let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || it == '_'));
        for word in words.filter(|word| word.starts_with("BONDHU_") && *word != "BONDHU_COMMIT") {
            assert!(known.contains(word), "{word} in {}", path.display());
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn every_setting_named_for_operators_exists() {
    let known: BTreeSet<_> =
        variables().iter().map(|it| it["BONDHU_".len()..].to_lowercase().replace("__", ".")).collect();
    let sections: BTreeSet<_> = known.iter().filter_map(|key| key.split('.').next()).collect();
    let mut named = 0;
    for (path, text) in operators_files() {
        // In texts a setting stands between backticks; comments of the other files have none.
        let prose = path.extension().is_some_and(|it| it == "md");
        let marked: Vec<_> = if prose { text.split('`').skip(1).step_by(2).collect() } else { vec![&text] };
        let apart = |it: char| !(it.is_ascii_alphanumeric() || "_.-/".contains(it));
        for word in marked.into_iter().flat_map(|it| it.split(apart)).map(|it| it.trim_end_matches('.')) {
            let Some((section, rest)) = word.split_once('.') else { continue };
            // `limits.auth` is one, `database.postgres.example` none.
            let is_setting = sections.contains(section) && rest.bytes().all(|it| !it.is_ascii_uppercase());
            if is_setting && !["md", "service", "toml", "conf", "example"].contains(&rest) {
                assert!(known.contains(word), "{word} in {}", path.display());
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
}

/// Settings files in the text are read as they stand there.
#[test]
fn examples_of_settings_files_are_accepted() {
    let text = read("docs/operations.md");
    let examples: Vec<_> =
        text.split("```toml\n").skip(1).map(|it| it.split("```").next().unwrap()).collect();
    assert!(!examples.is_empty());
    for example in examples {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("bondhu.toml"), example).unwrap();
        let sources = Sources {
            config: None,
            working_dir: directory.path().to_owned(),
            environment: Environment::default(),
            flags: Vec::new(),
        };
        Settings::load(&sources).unwrap_or_else(|mistakes| panic!("{example}: {mistakes}"));
    }
}

/// The value after `key` in the first line that begins with it.
fn value<'a>(text: &'a str, key: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(key));
    line.unwrap_or_else(|| panic!("no {key}")).trim()
}

#[test]
fn the_image_is_built_with_the_toolchain_of_the_repository() {
    let toolchain = read("rust-toolchain.toml");
    let channel = value(&toolchain, "channel = ").trim_matches('"').to_owned();
    let image = read("deploy/Dockerfile");
    assert!(image.contains(&format!("FROM rust:{channel}-slim")), "the base is not {channel}");
    assert!(image.contains(&format!("ENV RUSTUP_TOOLCHAIN={channel}\n")));
    for base in image.lines().filter_map(|line| line.strip_prefix("FROM ")) {
        assert!(!base.contains('/') && base.contains(':') && !base.contains("latest"), "{base}");
    }
    assert!(image.contains("\nUSER 10001:10001\n"));
}

#[test]
fn whoever_stops_the_program_waits_longer_than_it_does() {
    let directory = tempfile::tempdir().unwrap();
    let sources = Sources {
        config: None,
        working_dir: directory.path().to_owned(),
        environment: Environment::default(),
        flags: Vec::new(),
    };
    let patience = Settings::load(&sources).unwrap().server.shutdown_timeout.as_secs();
    let seconds = |text: &str| text.trim_end_matches('s').parse::<u64>().unwrap();
    for unit in ["deploy/bondhu.service", "deploy/bondhu-worker.service"] {
        assert!(seconds(value(&read(unit), "TimeoutStopSec=")) > patience + 5, "{unit}");
    }
    assert!(seconds(value(&read("deploy/compose.yaml"), "stop_grace_period:")) > patience + 5);
}

/// The two services differ in what they run, and in nothing that keeps them apart from the machine.
#[test]
fn both_services_are_shut_in_alike() {
    let settings = |path: &str| {
        let text = read(path);
        let lines = text.lines().filter(|line| line.contains('=') && !line.starts_with('#'));
        let own = ["Description", "ExecStart", "Environment=BONDHU_SERVER__ADMIN_LISTEN"];
        let lines = lines.filter(|line| !own.iter().any(|it| line.starts_with(it)));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let server = settings("deploy/bondhu.service");
    assert_eq!(server, settings("deploy/bondhu-worker.service"));
    for line in ["DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "Restart=on-failure"] {
        assert!(server.iter().any(|it| it == line), "{line}");
    }
}

/// Every file that a container is given is one that `make-secrets` makes, and no password stands in the open.
#[test]
fn containers_get_secrets_that_are_made_and_ports_of_this_machine_alone() {
    let directory = tempfile::tempdir().unwrap();
    let secrets = directory.path().join("secrets");
    let run = || Command::new("sh").arg(root().join("deploy/make-secrets")).arg(&secrets).output().unwrap();
    assert!(run().status.success());
    let contents = || -> BTreeSet<(String, String)> {
        let files = fs::read_dir(&secrets).unwrap().map(|it| it.unwrap());
        files
            .map(|it| (it.file_name().into_string().unwrap(), fs::read_to_string(it.path()).unwrap()))
            .collect()
    };
    let made = contents();
    let again = run();
    assert!(!again.status.success() && contents() == made, "the passwords of a database are not replaced");

    let compose = read("deploy/compose.yaml");
    let wanted: BTreeSet<_> =
        compose.lines().filter_map(|line| line.trim().strip_prefix("file: ./secrets/")).collect();
    assert_eq!(wanted, made.iter().map(|(name, _)| name.as_str()).collect());
    let passwords: Vec<_> = made.iter().filter(|(name, _)| name.ends_with("_password")).collect();
    assert_eq!(passwords.len(), 4);
    assert!(passwords.iter().all(|(_, password)| password.trim().len() >= 32));
    assert_eq!(passwords.iter().map(|it| &it.1).collect::<BTreeSet<_>>().len(), 4, "each its own");

    for line in compose.lines().map(str::trim) {
        let quoted = line.strip_prefix("- \"").and_then(|it| it.strip_suffix('"'));
        let published =
            quoted.filter(|it| it.split(':').all(|part| part.starts_with(|c: char| c.is_ascii_digit())));
        assert!(published.is_none_or(|it| it.starts_with("127.0.0.1:")), "{line}");
        assert!(!line.contains("PASSWORD:"), "{line}");
    }
}

/// A value of a service, its own or that of what it is merged from.
fn of<'a>(service: &'a Yaml, key: &str) -> &'a Yaml {
    if service[key].is_badvalue() { &service["<<"][key] } else { &service[key] }
}

#[test]
fn containers_are_declared_whole() {
    let compose = YamlLoader::load_from_str(&read("deploy/compose.yaml")).unwrap().remove(0);
    let names = |list: &Yaml| -> Vec<String> {
        let all = list.as_vec().into_iter().flatten();
        all.map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let services = compose["services"].as_hash().unwrap();
    assert_eq!(services.len(), 4);
    for (name, service) in services {
        let name = name.as_str().unwrap();
        let image = of(service, "image").as_str().unwrap();
        assert!(!image.contains('/') && !image.ends_with("latest"), "{image}");
        assert!(!names(of(&service["healthcheck"], "test")).is_empty(), "{name} is not looked after");
        for secret in names(of(service, "secrets")) {
            let file = compose["secrets"][secret.as_str()]["file"].as_str();
            assert_eq!(file, Some(format!("./secrets/{secret}").as_str()), "{name}");
        }
        for volume in names(of(service, "volumes")) {
            let source = volume.split(':').next().unwrap();
            let known = match source.strip_prefix("./") {
                Some(file) => root().join("deploy").join(file).exists(),
                None => compose["volumes"].as_hash().unwrap().contains_key(&Yaml::String(source.to_owned())),
            };
            assert!(known, "{name}: {volume}");
        }
        if ["bondhu", "worker"].contains(&name) {
            assert_eq!(of(service, "cap_drop")[0].as_str(), Some("ALL"));
            assert_eq!(of(service, "read_only").as_bool(), Some(true));
            assert_eq!(names(of(&service["healthcheck"], "test"))[..3], ["CMD", "bondhu", "ready"]);
            let settings = of(service, "environment").as_hash().unwrap();
            let inside = |file: &str| format!("/run/secrets/{file}");
            for (variable, value) in settings {
                let (variable, value) = (variable.as_str().unwrap(), value.as_str().unwrap());
                let is_file = names(of(service, "secrets")).iter().any(|file| value == inside(file));
                assert_eq!(variable.ends_with("_FILE"), is_file, "{variable}");
            }
        } else {
            assert!(service["ports"].is_badvalue(), "{name} is for the containers alone");
        }
    }
}

/// Files of the repository that operators are sent to are there.
#[test]
fn files_named_for_operators_exist() {
    for (path, text) in operators_files() {
        for word in text.split(|it: char| it.is_whitespace() || "`()<>\"';:,".contains(it)) {
            let file = word.trim_start_matches("./").trim_start_matches("../");
            if file.starts_with("deploy/") && !file.starts_with("deploy/secrets") && file != "deploy/.env" {
                assert!(root().join(file).exists(), "{word} in {}", path.display());
            }
        }
    }
    for line in read("docs/operations.md").split("](").skip(1) {
        let target = line.split(')').next().unwrap().split('#').next().unwrap();
        assert!(root().join("docs").join(target).exists(), "{target}");
    }
}
