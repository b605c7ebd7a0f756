//! A password hasher that hides nothing and costs nothing.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bondhu_domain::passwords::Password;
use bondhu_ports::password_hasher::{PasswordHashError, PasswordHasher};

/// "Hashes" to `$plain$<serial number>$<hex of the password>`. For tests of what surrounds hashing.
#[derive(Debug, Default)]
pub struct PlainPasswordHasher {
    serial: AtomicU64,
}

#[async_trait]
impl PasswordHasher for PlainPasswordHasher {
    async fn hash(&self, password: &Password) -> Result<String, PasswordHashError> {
        let salt = self.serial.fetch_add(1, Ordering::Relaxed);
        Ok(format!("$plain${salt:08}${}", hex(password.reveal())))
    }

    async fn verify(&self, hash: Option<&str>, attempt: &str) -> Result<bool, PasswordHashError> {
        let Some(hash) = hash else { return Ok(false) };
        let stored = hash
            .strip_prefix("$plain$")
            .and_then(|rest| rest.split_once('$'))
            .ok_or_else(|| PasswordHashError("not a hash of this hasher".into()))?;
        Ok(stored.1 == hex(attempt))
    }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
