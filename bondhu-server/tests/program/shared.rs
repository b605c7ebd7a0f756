//! What `bondhu check` says about the server that processes share.

use bondhu_testkit::ephemeral_redis::EphemeralRedis;

use super::commands::text;
use super::process::program;

/// The exit code and standard output of a check with these variables.
fn check(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let mut command = program(&directory.path().join("data"));
    command.env("BONDHU_SERVER__LISTEN", "127.0.0.1:0").envs(variables.iter().copied()).arg("check");
    let output = command.output().unwrap();
    (output.status.code(), text(&output.stdout))
}

fn problem(variables: &[(&str, &str)], setting: &str, reason: &str) {
    let (code, told) = check(variables);
    assert_eq!(code, Some(1), "{told}");
    let line = told.lines().find(|line| line.starts_with("problem ")).unwrap_or_default();
    assert!(line.starts_with(&format!("problem {setting}: ")) && line.contains(reason), "{told}");
}

#[test]
fn a_server_that_answers_is_well() {
    let server = EphemeralRedis::with_password("open-sesame");
    let (code, told) = check(&[("REDIS_URL", &server.url())]);
    assert!(code == Some(0) && told.contains("ok      cache.url: the Redis server answers"), "{told}");
    let tls = EphemeralRedis::with_tls();
    let ca_file = tls.ca_file().unwrap().display().to_string();
    let (code, told) = check(&[("REDIS_URL", &tls.url()), ("BONDHU_CACHE__CA_FILE", &ca_file)]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn what_is_wrong_is_told_with_its_setting_and_without_the_password() {
    let server = EphemeralRedis::with_password("open-sesame");
    let wrong = server.url().replace("sesame", "barley");
    problem(&[("REDIS_URL", &wrong)], "cache.url", "does not take the user name and password");
    assert!(!check(&[("REDIS_URL", &wrong)]).1.contains("barley"));

    let mut gone = EphemeralRedis::start();
    gone.stop();
    problem(&[("REDIS_URL", &gone.url())], "cache.url", "does not answer");

    let tls = EphemeralRedis::with_tls();
    problem(&[("REDIS_URL", &tls.url())], "cache.url", "no trusted TLS connection");
    let missing = [("REDIS_URL", &*tls.url()), ("BONDHU_CACHE__CA_FILE", "missing.pem")];
    problem(&missing, "cache.ca_file", "missing.pem");

    let upstash = [("REDIS_URL", "upstash:http://127.0.0.1:9"), ("BONDHU_CACHE__TOKEN", "not-a-real-token")];
    problem(&upstash, "cache.url", "does not answer");
}
