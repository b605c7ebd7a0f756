//! Two processes that share a database and a cache: whatever one of them has acknowledged, the other one tells at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bondhu_testkit::ephemeral_redis::EphemeralRedis;
use futures::future::join_all;
use futures::join;
use serde_json::Value;

use super::client::Person;
use super::process::Server;
use super::stage::Stage;

const ROUNDS: u64 = 1_000;

/// Far longer than a request may take while the cache is away, far shorter than for ever.
const BOUND: Duration = Duration::from_secs(20);

struct Pair {
    cache: EphemeralRedis,
    servers: [Server; 2],
    stage: Stage,
}

impl Pair {
    async fn start() -> Self {
        let cache = EphemeralRedis::start();
        let stage = Stage::new().await;
        stage.share(&cache.url());
        let servers = [stage.start(), stage.start()];
        Self { cache, servers, stage }
    }

    /// The same person at each process.
    async fn person(&self, name: &str) -> [Person; 2] {
        let person = Person::sign_up(&self.servers[0].origin, name).await;
        [person.clone(), person.at(&self.servers[1].origin)]
    }
}

/// The number of the newest message on the newest page, and whether the page came from the cache.
async fn newest(person: &Person) -> (u64, bool) {
    let page = tokio::time::timeout(BOUND, person.get("/api/v1/chat/history/me?limit=10")).await;
    let page = page.expect("a read must not wait for the cache");
    let number = |message: &Value| message["message_text"].as_str().unwrap().parse().ok();
    let newest = page["messages"].as_array().unwrap().iter().rev().find_map(number);
    (newest.unwrap_or(0), page["cached"] == true)
}

async fn say(person: &Person, number: u64) {
    let text = number.to_string();
    let sent = tokio::time::timeout(BOUND, person.send(&text, &text)).await;
    let (status, answer) = sent.expect("a send must not wait for the cache").unwrap();
    assert_eq!(status, 200, "{answer}");
}

/// What has been acknowledged, and how often it was read.
#[derive(Default)]
struct Seen {
    acknowledged: AtomicU64,
    from_cache: AtomicU64,
}

impl Seen {
    async fn read(&self, person: &Person) {
        let due = self.acknowledged.load(Ordering::SeqCst);
        let (seen, cached) = newest(person).await;
        assert!(seen >= due, "message {due} was acknowledged, and a read that began later shows {seen}");
        self.from_cache.fetch_add(u64::from(cached), Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_send_is_acknowledged_by_one_process_no_read_by_any_lacks_it() {
    let pair = Pair::start().await;
    let people = pair.person("mitu").await;
    let seen = Seen::default();
    for round in 1..=ROUNDS {
        // Reads that begin before the acknowledgement may load what is old; none of it may stay in the cache.
        let writer = &people[usize::from(round % 3 == 0)];
        join!(say(writer, round), seen.read(&people[0]), seen.read(&people[1]));
        seen.acknowledged.store(round, Ordering::SeqCst);
        for person in &people {
            seen.read(person).await;
        }
        let reader = &people[usize::from(round % 2 == 0)];
        seen.read(reader).await;
        assert_eq!(reader.get("/api/v1/activity-stats").await["total_messages"], round);
    }
    let hits = seen.from_cache.load(Ordering::SeqCst);
    assert!(hits > ROUNDS / 2, "the cache had its part: {hits} hits");
    search_shows_what_was_said(&people).await;
}

async fn search_shows_what_was_said(people: &[Person; 2]) {
    for (round, text) in ["kingfisher", "kingfisher again", "kingfisher once more"].iter().enumerate() {
        assert_eq!(people[round % 2].send(&format!("search-{round}"), text).await.unwrap().0, 200);
        for person in people {
            let found = person.open("/api/v1/chat/search/me?q=kingfisher&sender=user").await.unwrap();
            let found: Value = found.json().await.unwrap();
            assert_eq!(found["total"], round as u64 + 1, "{found}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_cache_answers_stay_right_and_when_it_is_back_nothing_old_is_told() {
    let mut pair = Pair::start().await;
    let people = pair.person("mitu").await;
    let seen = Seen::default();
    let mut round = 0;
    for fault in ["none", "paused", "resumed", "killed", "started again"] {
        match fault {
            "paused" => pair.cache.pause(),
            "resumed" => pair.cache.resume(),
            "killed" => tokio::task::block_in_place(|| pair.cache.kill()),
            "started again" => tokio::task::block_in_place(|| pair.cache.restart()),
            _ => {}
        }
        for _ in 0..20 {
            round += 1;
            say(&people[usize::from(round % 3 == 0)], round).await;
            seen.acknowledged.store(round, Ordering::SeqCst);
            for person in &people {
                seen.read(person).await;
            }
        }
    }
    // It is used again, by both.
    for person in &people {
        let used = async { while !newest(person).await.1 {} };
        tokio::time::timeout(BOUND, used).await.expect("the cache is not used again");
    }
    let chat = people[1].chat().await;
    assert_eq!(chat.len() as u64, 2 * round, "nothing is lost and nothing is doubled");
}

/// However busy both processes are with it, and without the cache too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_any_process_voids_is_void_at_all_of_them_at_once() {
    let mut pair = Pair::start().await;
    for round in 0..20 {
        if round == 10 {
            tokio::task::block_in_place(|| pair.cache.kill());
        }
        let people = pair.person(&format!("mitu{round}")).await;
        for person in &people {
            assert!(person.is_signed_in().await && person.is_signed_in().await);
        }
        let voiding = people[round % 2].sign_out(round % 4 < 2);
        let asking = join_all((0..16).map(|number| people[number % 2].is_signed_in()));
        join!(voiding, asking);
        let asked = join_all((0..16).map(|number| people[number % 2].is_signed_in())).await;
        assert!(asked.iter().all(|good| !good), "round {round}");
    }
    std::fs::write(pair.stage.data.with_file_name("password"), "coffee with asha").unwrap();
    let commands: [(&str, &[&str]); 2] = [
        ("asha", &["user", "set-password", "asha@example.org", "--password-file", "password"]),
        ("ravi", &["user", "delete", "ravi@example.org", "--yes"]),
    ];
    for (name, command) in commands {
        let people = pair.person(name).await;
        for person in &people {
            assert!(person.is_signed_in().await);
        }
        let ended = tokio::task::block_in_place(|| pair.stage.run(command));
        assert!(ended.status.success(), "{name}: {}", String::from_utf8_lossy(&ended.stderr));
        for person in &people {
            assert!(!person.is_signed_in().await, "{name}");
        }
    }
}
