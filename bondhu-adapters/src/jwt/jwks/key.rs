//! Keys of a JSON Web Key Set (RFC 7517) that signatures are checked with.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// RFC 7518 §3.3: RSA keys have at least 2048 bits, which are 342 characters of base64url.
const SHORTEST_MODULUS: usize = 342;

/// A key and the only algorithm it is used with.
#[derive(Clone)]
pub(in crate::jwt) struct PublicKey {
    pub(in crate::jwt) algorithm: Algorithm,
    pub(in crate::jwt) decoding: DecodingKey,
}

/// The keys of a set that are of use here: RSA for RS256 and P-256 for ES256, for signatures, with an id. Others, in
/// particular symmetric ones, are as if they were not there.
pub(super) struct KeySet(Vec<(String, PublicKey)>);

#[derive(Deserialize)]
struct Wire {
    keys: Vec<Value>,
}

impl KeySet {
    /// `None` if `body` is not a key set. A key that cannot be read does not spoil the others.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let Wire { keys } = serde_json::from_slice(body).ok()?;
        let keys = keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        Some(Self(keys.filter_map(|jwk| Some((jwk.common.key_id.clone()?, of_use(&jwk)?))).collect()))
    }

    pub(super) fn find(&self, kid: &str) -> Option<PublicKey> {
        self.0.iter().find(|(id, _)| id == kid).map(|(_, key)| key.clone())
    }
}

fn of_use(jwk: &Jwk) -> Option<PublicKey> {
    let (algorithm, named) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= SHORTEST_MODULUS => {
            (Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        _ => return None,
    };
    let common = &jwk.common;
    let fits = common.key_algorithm.is_none_or(|algorithm| algorithm == named)
        && common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let decoding = DecodingKey::from_jwk(jwk).ok()?;
    fits.then_some(PublicKey { algorithm, decoding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rsa() -> Value {
        json!({"kty": "RSA", "kid": "a", "alg": "RS256", "use": "sig", "n": "w".repeat(342), "e": "AQAB"})
    }

    fn p256() -> Value {
        json!({"kty": "EC", "kid": "a", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43)})
    }

    fn algorithm(keys: &Value) -> Option<Algorithm> {
        let body = json!({ "keys": keys }).to_string();
        KeySet::parse(body.as_bytes()).unwrap().find("a").map(|key| key.algorithm)
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    #[test]
    fn the_algorithm_follows_from_the_type_of_the_key() {
        assert_eq!(algorithm(&json!([rsa()])), Some(Algorithm::RS256));
        assert_eq!(algorithm(&json!([p256()])), Some(Algorithm::ES256));
    }

    #[test]
    fn keys_that_do_not_fit_are_not_there() {
        for key in [
            with(rsa(), "alg", json!("RS512")),
            with(rsa(), "alg", json!("HS256")),
            with(rsa(), "use", json!("enc")),
            with(rsa(), "key_ops", json!(["encrypt"])),
            with(rsa(), "n", json!("w".repeat(170))),
            with(rsa(), "kid", json!(null)),
            with(p256(), "crv", json!("P-384")),
            with(p256(), "alg", json!("RS256")),
            json!({"kty": "oct", "kid": "a", "alg": "HS256", "k": "c2VjcmV0"}),
            json!({"kty": "OKP", "kid": "a", "crv": "Ed25519", "x": "A".repeat(43)}),
            json!(null),
            json!("key"),
        ] {
            assert_eq!(algorithm(&json!([key])), None, "{key}");
            assert!(algorithm(&json!([key, rsa()])).is_some(), "{key} spoils the next one");
        }
    }

    #[test]
    fn what_is_not_a_set_is_not_an_empty_set() {
        for body in ["", "[]", "{}", "<html>", r#"{"keys": null}"#] {
            assert!(KeySet::parse(body.as_bytes()).is_none(), "{body}");
        }
        assert!(KeySet::parse(br#"{"keys": []}"#).is_some());
    }
}
