//! Passwords hashed by Argon2id.

use std::sync::Arc;

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use bondhu_domain::passwords::Password;
use bondhu_ports::error::BoxError;
use bondhu_ports::password_hasher::{PasswordHashError, PasswordHasher};
use bondhu_ports::randomness::Randomness;
use tokio::sync::Semaphore;

/// How hard hashing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Config {
    /// Memory of one hash, in KiB; at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over the memory; at least 1.
    pub iterations: u32,
    /// Lanes; at least 1.
    pub parallelism: u32,
    /// How many hashes may be made at a time, which bounds their memory; at least 1. Others wait.
    pub concurrency: usize,
}

impl Default for Argon2Config {
    /// 19 MiB, two passes, one lane: the first of the equivalent choices in the OWASP Password Storage Cheat Sheet.
    /// Four at a time.
    fn default() -> Self {
        Self { memory_kib: 19_456, iterations: 2, parallelism: 1, concurrency: 4 }
    }
}

/// Hashes on the blocking threads, a few at a time.
pub struct Argon2PasswordHasher {
    params: Params,
    slots: Arc<Semaphore>,
    random: Arc<dyn Randomness>,
    /// Stands in for the hash of an unknown person.
    decoy: PasswordHash,
}

impl Argon2PasswordHasher {
    /// Fails if the figures of `config` are out of their ranges.
    pub fn new(config: Argon2Config, random: Arc<dyn Randomness>) -> Result<Self, PasswordHashError> {
        let params = Params::new(config.memory_kib, config.iterations, config.parallelism, None)
            .map_err(|error| PasswordHashError(Box::new(error)))?;
        let decoy = decoy(&params, random.as_ref()).map_err(PasswordHashError)?;
        let slots = Arc::new(Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS)));
        Ok(Self { params, slots, random, decoy })
    }

    /// Runs `work` when there is memory for it. Work whose caller has gone keeps its slot until it is done.
    async fn run<T, F>(&self, work: F) -> Result<T, PasswordHashError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Error> + Send + 'static,
    {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(boxed)?;
        let done = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        });
        done.await.map_err(boxed)?.map_err(boxed)
    }
}

#[async_trait]
impl PasswordHasher for Argon2PasswordHasher {
    async fn hash(&self, password: &Password) -> Result<String, PasswordHashError> {
        let argon2 = argon2id(self.params.clone());
        let mut salt = [0; argon2::RECOMMENDED_SALT_LEN];
        self.random.fill(&mut salt);
        let password = password.clone();
        self.run(move || {
            let hash: PasswordHash = argon2.hash_password_with_salt(password.reveal().as_bytes(), &salt)?;
            Ok(hash.to_string())
        })
        .await
    }

    async fn verify(&self, hash: Option<&str>, attempt: &str) -> Result<bool, PasswordHashError> {
        let expected = match hash {
            Some(text) => read(text)?,
            None => self.decoy.clone(),
        };
        let argon2 = argon2id(self.params.clone());
        let attempt = attempt.to_owned();
        let matches = self
            .run(move || match argon2.verify_password(attempt.as_bytes(), &expected) {
                Ok(()) => Ok(true),
                Err(Error::PasswordInvalid) => Ok(false),
                Err(other) => Err(other),
            })
            .await?;
        Ok(matches && hash.is_some())
    }
}

/// The parameters are for new hashes; a hash that is checked brings its own.
fn argon2id(params: Params) -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash that nobody knows a password for, with the same cost as a real one.
fn decoy(params: &Params, random: &dyn Randomness) -> Result<PasswordHash, BoxError> {
    let cheapest = Params::new(8 * params.p_cost(), 1, params.p_cost(), None)?;
    let mut salt = [0; argon2::RECOMMENDED_SALT_LEN];
    random.fill(&mut salt);
    let mut hash: PasswordHash = argon2id(cheapest).hash_password_with_salt(b"", &salt)?;
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    random.fill(&mut output);
    hash.hash = Some(Output::new(&output)?);
    hash.params = params.try_into()?;
    Ok(hash)
}

/// A hash without a salt or an output would only ever be "wrong password".
fn read(text: &str) -> Result<PasswordHash, PasswordHashError> {
    let hash = PasswordHash::new(text).map_err(boxed)?;
    if hash.salt.is_none() || hash.hash.is_none() {
        return Err(boxed(Incomplete));
    }
    Ok(hash)
}

#[derive(Debug, thiserror::Error)]
#[error("the hash has no salt or no output")]
struct Incomplete;

fn boxed(error: impl Into<BoxError>) -> PasswordHashError {
    PasswordHashError(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bondhu_testkit::seeded_random::SeededRandom;

    const QUICK: Argon2Config =
        Argon2Config { memory_kib: 64, iterations: 1, parallelism: 1, concurrency: 2 };

    fn hasher(config: Argon2Config) -> Argon2PasswordHasher {
        Argon2PasswordHasher::new(config, Arc::new(SeededRandom::new(1))).unwrap()
    }

    #[tokio::test]
    async fn a_hash_of_other_cost_is_checked_at_its_own() {
        let password = Password::new("tea with mitu at six").unwrap();
        let old = hasher(QUICK).hash(&password).await.unwrap();
        assert!(old.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{old}");
        let newer = hasher(Argon2Config { memory_kib: 128, iterations: 2, ..QUICK });
        assert!(newer.verify(Some(&old), "tea with mitu at six").await.unwrap());
        assert!(!newer.verify(Some(&old), "tea with mitu at 6").await.unwrap());
    }

    #[tokio::test]
    async fn the_decoy_costs_what_a_hash_costs() {
        let config = Argon2Config { memory_kib: 256, iterations: 3, parallelism: 2, concurrency: 1 };
        let hasher = hasher(config);
        let real = hasher.hash(&Password::new("tea with mitu at six").unwrap()).await.unwrap();
        let cost = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let decoy = hasher.decoy.to_string();
        assert_eq!(cost(&decoy), cost(&real));
        assert_eq!(decoy.len(), real.len());
    }

    #[tokio::test]
    async fn unreadable_hashes_are_errors() {
        for hash in ["", "plain", "$argon2id$v=19$m=64,t=1,p=1", "$scrypt$ln=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo"]
        {
            assert!(hasher(QUICK).verify(Some(hash), "plain").await.is_err(), "{hash}");
        }
    }

    #[test]
    fn figures_out_of_range_are_refused() {
        let config = Argon2Config { memory_kib: 1, ..QUICK };
        assert!(Argon2PasswordHasher::new(config, Arc::new(SeededRandom::new(1))).is_err());
    }

    #[tokio::test]
    async fn hashes_wait_for_a_slot() {
        let hasher = hasher(Argon2Config { concurrency: 1, ..QUICK });
        let slot = Arc::clone(&hasher.slots).acquire_owned().await.unwrap();
        let mut waiting = std::pin::pin!(hasher.verify(None, "anything"));
        assert!(futures::poll!(waiting.as_mut()).is_pending());
        drop(slot);
        assert!(!waiting.await.unwrap());
    }
}
