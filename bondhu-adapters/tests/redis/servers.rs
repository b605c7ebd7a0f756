//! Servers that want a password or speak TLS, and those that cannot be used.

use std::time::Duration;

use bondhu_adapters::redis::{Redis, RedisErrorKind, RedisOptions};
use bondhu_testkit::ephemeral_redis::{Certificates, EphemeralRedis};
use bondhu_testkit::manual_clock::ManualClock;

use super::{cache_over, connect, fill, is_hit, key, options, somebody};

async fn problem(options: &RedisOptions) -> Option<RedisErrorKind> {
    Redis::probe(options).await.err().map(|error| error.kind())
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_works_with_the_authority_that_signed_and_with_no_other() {
    let server = EphemeralRedis::with_tls();
    let trusting = RedisOptions { ca_file: server.ca_file(), ..options(&server.url()) };
    assert_eq!(problem(&trusting).await, None);
    let cache = cache_over(&connect(trusting.clone()).await, &ManualClock::default());
    let key = key(somebody());
    fill(&*cache, &key).await;
    assert!(is_hit(&*cache, &key).await);

    let by_name = RedisOptions {
        ca_file: server.ca_file(),
        ..options(&server.url().replace("127.0.0.1", "localhost"))
    };
    assert_eq!(problem(&by_name).await, None);

    assert_eq!(
        problem(&options(&server.url())).await,
        Some(RedisErrorKind::Tls),
        "the machine does not trust it"
    );
    let stranger = tempfile::tempdir().unwrap();
    Certificates::generate().write(stranger.path());
    let wrong = RedisOptions { ca_file: Some(stranger.path().join(Certificates::CA_FILE)), ..trusting };
    assert_eq!(problem(&wrong).await, Some(RedisErrorKind::Tls));
    // Nor does it get through by trying for ever.
    let redis =
        Redis::connect(&RedisOptions { command_timeout: Duration::from_millis(200), ..wrong }).unwrap();
    let cache = cache_over(&redis, &ManualClock::default());
    for _ in 0..3 {
        assert!(cache.check().await.is_err());
        assert!(cache.lookup(&key).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_must_be_right() {
    let server = EphemeralRedis::with_password("open-sesame");
    assert_eq!(problem(&options(&server.url())).await, None);
    for password in ["", ":wrong-one@"] {
        let url = server.url().replace(":open-sesame@", password);
        assert_eq!(problem(&options(&url)).await, Some(RedisErrorKind::Credentials), "{password:?}");
        let redis =
            Redis::connect(&RedisOptions { command_timeout: Duration::from_millis(200), ..options(&url) });
        let cache = cache_over(&redis.unwrap(), &ManualClock::default());
        assert!(cache.check().await.is_err());
    }
    let error = Redis::probe(&options(&server.url().replace("sesame", "barley"))).await.unwrap_err();
    assert!(!format!("{error:?}").contains("barley"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_server_is_no_tls_server_and_nobody_is_nobody() {
    let server = EphemeralRedis::start();
    let quick = |url: &str| RedisOptions { connect_timeout: Duration::from_secs(2), ..options(url) };
    let tls = problem(&quick(&server.url().replace("redis:", "rediss:"))).await;
    assert!(matches!(tls, Some(RedisErrorKind::Tls | RedisErrorKind::Unreachable)), "{tls:?}");
    let mut stopped = EphemeralRedis::start();
    let url = stopped.url();
    stopped.stop();
    assert_eq!(problem(&quick(&url)).await, Some(RedisErrorKind::Unreachable));
    stopped.restart();
    stopped.pause();
    let silent = RedisOptions {
        command_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_millis(200),
        ..options(&url)
    };
    assert_eq!(problem(&silent).await, Some(RedisErrorKind::Unreachable));
    stopped.resume();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_later_is_found() {
    let mut server = EphemeralRedis::start();
    server.stop();
    let redis = Redis::connect(&options(&server.url())).unwrap();
    server.restart();
    redis.connected().await;
    let cache = cache_over(&redis, &ManualClock::default());
    fill(&*cache, &key(somebody())).await;
}
