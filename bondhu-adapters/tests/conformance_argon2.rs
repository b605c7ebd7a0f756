//! The suite of password hashers on Argon2id, at its least cost.
#![expect(clippy::unwrap_used, reason = "these functions are parts of tests")]
#![cfg(feature = "argon2")]

use std::sync::Arc;

use bondhu_adapters::argon2::{Argon2Config, Argon2PasswordHasher};
use bondhu_ports::password_hasher::PasswordHasher;
use bondhu_testkit::seeded_random::SeededRandom;

async fn hasher() -> (Arc<dyn PasswordHasher>, ()) {
    let config = Argon2Config { memory_kib: 8, iterations: 1, parallelism: 1, concurrency: 4 };
    let hasher = Argon2PasswordHasher::new(config, Arc::new(SeededRandom::default())).unwrap();
    (Arc::new(hasher), ())
}

bondhu_testkit::password_hasher_conformance!(hasher);
