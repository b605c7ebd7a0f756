//! Listeners to live events whose server, or whose other process, goes away.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::redis::live_events::{RedisLiveEvents, RedisLiveEventsConfig};
use bondhu_ports::live_events::{LiveEvent, LiveEvents};
use bondhu_testkit::cut_proxy::CutProxy;
use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use bondhu_testkit::manual_clock::ManualClock;
use futures::StreamExt;
use tokio::time::timeout;

use super::BOUND;
use crate::{PATIENT, connect, options, random, somebody};

#[tokio::test(flavor = "multi_thread")]
async fn listeners_are_reset_and_hear_again_when_the_server_is_back() {
    let mut server = EphemeralRedis::start();
    let redis = connect(options(&server.url())).await;
    let config = RedisLiveEventsConfig::default();
    let clock = ManualClock::default();
    let live = RedisLiveEvents::new(redis, config, Arc::new(clock.clone()), random());
    let person = somebody();
    let mut listener = live.subscribe(person, None).await;
    assert_eq!(listener.next().await.unwrap().event, LiveEvent::Presence { devices: 1 });
    server.kill();
    timeout(BOUND, live.publish(person, LiveEvent::Profile)).await.expect("bounded");
    server.restart();
    let reset = async { while listener.next().await.unwrap().event != LiveEvent::Reset {} };
    timeout(BOUND, reset).await.expect("what was missed must be read anew");
    let heard = async {
        loop {
            clock.advance(Duration::from_secs(5));
            live.publish(person, LiveEvent::Profile).await;
            let next = timeout(Duration::from_millis(100), listener.next()).await;
            if next.is_ok_and(|next| next.unwrap().event == LiveEvent::Profile) {
                break;
            }
        }
    };
    timeout(BOUND, heard).await.expect("listeners hear nothing any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_of_a_process_that_died_are_forgotten() {
    let server = EphemeralRedis::start();
    let config = RedisLiveEventsConfig {
        kept_for: Duration::from_secs(2),
        timeout: PATIENT,
        ..RedisLiveEventsConfig::default()
    };
    let clock = Arc::new(ManualClock::default());
    let proxy = CutProxy::to(server.address()).await;
    let dies = connect(options(&format!("redis://{}", proxy.address()))).await;
    let dies = RedisLiveEvents::new(dies, config, clock.clone(), random());
    let lives = RedisLiveEvents::new(connect(options(&server.url())).await, config, clock, random());
    let person = somebody();
    let mut stays = lives.subscribe(person, None).await;
    let goes = dies.subscribe(person, None).await;
    let devices =
        async |stays: &mut futures::stream::BoxStream<'static, bondhu_ports::live_events::Numbered>,
               wanted| {
            let told = async {
                while stays.next().await.unwrap().event != (LiveEvent::Presence { devices: wanted }) {}
            };
            timeout(BOUND, told).await.expect("the presence is wrong");
        };
    devices(&mut stays, 2).await;
    // Gone without a word.
    drop(proxy);
    devices(&mut stays, 1).await;
    drop(goes);
}

/// The server takes in what was sent while it was frozen, though nobody waits for the answer any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_who_came_to_a_frozen_server_is_told_of_its_coming() {
    let server = EphemeralRedis::start();
    let redis = connect(options(&server.url())).await;
    let clock = Arc::new(ManualClock::default());
    let live = RedisLiveEvents::new(redis, RedisLiveEventsConfig::default(), clock, random());
    let person = somebody();
    // The server knows the script from here on, so the first attempt takes effect.
    drop(live.subscribe(somebody(), None).await);
    server.pause();
    let mut listener = live.subscribe(person, None).await;
    server.resume();
    let told = timeout(BOUND, listener.next()).await.expect("its coming is not told");
    assert_eq!(told.unwrap().event, LiveEvent::Presence { devices: 1 });
}
