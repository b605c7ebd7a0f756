//! Sealed tokens: XChaCha20-Poly1305 with keys that can be changed.
//!
//! A sealed token reads `v1.<key id>.<base64url of nonce and ciphertext>`. The person, the provider and the key's id are
//! authenticated with it, so a text moved to another row does not open.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bondhu_ports::randomness::Randomness;
use bondhu_ports::token::Token;
use bondhu_ports::token_vault::{OpenedToken, TokenOwner, TokenVault, TokenVaultError, TokenVaultErrorKind};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};

const VERSION: &str = "v1";
const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;
const LONGEST_ID: usize = 32;

/// A key to seal with.
#[derive(Clone, Debug)]
pub struct VaultKey {
    /// Its name, which stands in what it sealed: 1 to 32 of `a`–`z`, `0`–`9`, `-`, `_`.
    pub id: String,
    /// 32 random bytes in base64.
    pub key: SecretString,
}

/// Why a list of keys is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidVaultKeys {
    /// There is none.
    #[error("the vault has no key")]
    None,
    /// An id is empty, too long, has other characters, or stands twice.
    #[error("the id of a key of the vault is not possible or stands twice")]
    Id,
    /// A key is not 32 bytes in base64.
    #[error("a key of the vault is not 32 bytes in base64")]
    Key,
}

/// A vault. Its first key seals; all of them open.
pub struct ChaChaVault {
    sealing: (String, XChaCha20Poly1305),
    older: BTreeMap<String, XChaCha20Poly1305>,
    random: Arc<dyn Randomness>,
}

impl ChaChaVault {
    /// A vault with these keys, the newest first.
    pub fn new(keys: &[VaultKey], random: Arc<dyn Randomness>) -> Result<Self, InvalidVaultKeys> {
        let mut ciphers = Vec::new();
        for VaultKey { id, key } in keys {
            let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
            let good = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(known);
            if !good || ciphers.iter().any(|(other, _)| other == id) {
                return Err(InvalidVaultKeys::Id);
            }
            let bytes = STANDARD.decode(key.expose_secret().trim()).map_err(|_| InvalidVaultKeys::Key)?;
            let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| InvalidVaultKeys::Key)?;
            ciphers.push((id.clone(), XChaCha20Poly1305::new(&bytes.into())));
        }
        let mut ciphers = ciphers.into_iter();
        let sealing = ciphers.next().ok_or(InvalidVaultKeys::None)?;
        Ok(Self { sealing, older: ciphers.collect(), random })
    }
}

impl TokenVault for ChaChaVault {
    fn seal(&self, owner: TokenOwner, token: &Token) -> Result<String, TokenVaultError> {
        let (id, cipher) = &self.sealing;
        let mut sealed = [0; NONCE_BYTES];
        self.random.fill(&mut sealed);
        let nonce = XNonce::from(sealed);
        let aad = bound_to(owner, id);
        let payload = Payload { msg: token.expose().as_bytes(), aad: &aad };
        let text = cipher.encrypt(&nonce, payload).map_err(|_| corrupt())?;
        let mut sealed = sealed.to_vec();
        sealed.extend(text);
        Ok(format!("{VERSION}.{id}.{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    fn open(&self, owner: TokenOwner, sealed: &str) -> Result<OpenedToken, TokenVaultError> {
        let mut parts = sealed.splitn(3, '.');
        let (Some(VERSION), Some(id), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(corrupt());
        };
        let outdated = self.sealing.0 != id;
        let cipher = if outdated { self.older.get(id) } else { Some(&self.sealing.1) };
        let cipher = cipher.ok_or(TokenVaultError::new(TokenVaultErrorKind::UnknownKey))?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| corrupt())?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(corrupt)?;
        let aad = bound_to(owner, id);
        let payload = Payload { msg: text, aad: &aad };
        let opened = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| corrupt())?;
        let token = String::from_utf8(opened).map_err(|_| corrupt())?;
        Ok(OpenedToken { token: Token::new(token), outdated })
    }
}

/// What the seal is bound to besides the token. None of the parts has a line feed.
fn bound_to(owner: TokenOwner, key: &str) -> Vec<u8> {
    format!("{VERSION}\n{key}\n{}\n{}", owner.user, owner.provider).into_bytes()
}

const fn corrupt() -> TokenVaultError {
    TokenVaultError::new(TokenVaultErrorKind::Corrupt)
}
