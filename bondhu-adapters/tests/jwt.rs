//! The verifier of external tokens against an issuer on the loopback interface.
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

#[path = "jwt/issuer.rs"]
mod issuer;

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::jwt::{JwtConfig, JwtConfigError, JwtVerifier};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::external_identity::{ExternalIdentity, ExternalIdentityError, ExternalIdentityVerifier};
use futures::FutureExt;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::SecretString;
use serde_json::{Value, json};

use self::issuer::{Answer, Issuer, Key};

const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000);
const SUB: &str = "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d";
const SECRET: &str = "a-secret-that-both-sides-know-and-nobody-else";

fn config(issuer: &Issuer) -> JwtConfig {
    JwtConfig {
        issuer: issuer.name(),
        audience: "authenticated".to_owned(),
        jwks_url: Some(issuer.jwks_url()),
        hs256_secret: Some(SecretString::from(SECRET)),
        required_role: Some("authenticated".to_owned()),
    }
}

fn verifier(issuer: &Issuer) -> JwtVerifier {
    JwtVerifier::new(config(issuer)).unwrap()
}

fn claims(issuer: &Issuer) -> Value {
    json!({
        "iss": issuer.name(), "aud": "authenticated", "role": "authenticated", "sub": SUB,
        "iat": 1_772_441_000, "exp": 1_772_444_600, "email": "mitu@example.org",
    })
}

fn hs256(claims: &Value, secret: &[u8]) -> String {
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret)).unwrap()
}

fn is_rejected(result: &Result<ExternalIdentity, ExternalIdentityError>) -> bool {
    matches!(result, Err(ExternalIdentityError::Rejected(_)))
}

fn is_unavailable(result: &Result<ExternalIdentity, ExternalIdentityError>) -> bool {
    matches!(result, Err(ExternalIdentityError::Unavailable(_)))
}

#[tokio::test]
async fn each_algorithm_is_accepted_with_its_own_key() {
    let issuer = Issuer::start().await;
    let (rsa, ec) = (Key::rsa("r1"), Key::ec("e1"));
    issuer.publish(&[&rsa, &ec]);
    let verifier = verifier(&issuer);
    let claims = claims(&issuer);
    for token in [rsa.sign(&claims), ec.sign(&claims), hs256(&claims, SECRET.as_bytes())] {
        let identity = verifier.verify(&token, NOW).await.unwrap();
        assert_eq!((identity.id.issuer, identity.id.subject), (issuer.name(), SUB.to_owned()));
    }
    assert_eq!(issuer.requests(), 1);
    assert!(issuer.last_request().contains("user-agent: bondhu/"), "{}", issuer.last_request());
}

#[tokio::test]
async fn a_changed_token_is_rejected() {
    let issuer = Issuer::start().await;
    let ec = Key::ec("e1");
    issuer.publish(&[&ec]);
    let token = ec.sign(&claims(&issuer));
    let mut changed = claims(&issuer);
    changed["sub"] = json!("0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5e");
    let other = ec.sign(&changed);
    let parts: Vec<&str> = token.split('.').collect();
    let others: Vec<&str> = other.split('.').collect();
    let verifier = verifier(&issuer);
    for bad in [
        format!("{}.{}.{}", parts[0], others[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{token}.{}", parts[2]),
        "x".repeat(100_000),
        String::new(),
        "..".to_owned(),
    ] {
        assert!(is_rejected(&verifier.verify(&bad, NOW).await), "{}", bad.len());
    }
}

#[tokio::test]
async fn a_token_without_a_signature_is_rejected() {
    use base64::Engine as _;
    let issuer = Issuer::start().await;
    issuer.publish(&[&Key::ec("e1")]);
    let encode = |value: Value| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    for alg in ["none", "None", "NONE", ""] {
        let token = format!("{}.{}.", encode(json!({"alg": alg, "kid": "e1"})), encode(claims(&issuer)));
        assert!(is_rejected(&verifier(&issuer).verify(&token, NOW).await), "{alg}");
    }
}

#[tokio::test]
async fn a_public_key_is_no_secret() {
    let issuer = Issuer::start().await;
    let (rsa, ec) = (Key::rsa("r1"), Key::ec("e1"));
    issuer.publish(&[&rsa, &ec]);
    let without_secret = JwtVerifier::new(JwtConfig { hs256_secret: None, ..config(&issuer) }).unwrap();
    for key in [&rsa, &ec] {
        for public in key.public_forms() {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some(key.kid.clone());
            let token =
                jsonwebtoken::encode(&header, &claims(&issuer), &EncodingKey::from_secret(&public)).unwrap();
            assert!(is_rejected(&verifier(&issuer).verify(&token, NOW).await));
            assert!(is_rejected(&without_secret.verify(&token, NOW).await));
        }
    }
}

#[tokio::test]
async fn a_symmetric_key_in_the_set_is_not_used() {
    let issuer = Issuer::start().await;
    issuer.answer(Answer::Body(
        r#"{"keys":[{"kty":"oct","kid":"s","alg":"HS256","k":"c2VjcmV0"}]}"#.to_owned(),
    ));
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("s".to_owned());
    let key = EncodingKey::from_secret(b"secret");
    let token = jsonwebtoken::encode(&header, &claims(&issuer), &key).unwrap();
    let verifier = JwtVerifier::new(JwtConfig { hs256_secret: None, ..config(&issuer) }).unwrap();
    assert!(is_rejected(&verifier.verify(&token, NOW).await));
}

#[tokio::test]
async fn a_key_is_not_used_under_the_name_of_another() {
    let issuer = Issuer::start().await;
    let (rsa, ec, other) = (Key::rsa("k1"), Key::ec("k2"), Key::ec("k2"));
    issuer.publish(&[&rsa, &ec]);
    let verifier = verifier(&issuer);
    assert!(
        is_rejected(&verifier.verify(&other.sign(&claims(&issuer)), NOW).await),
        "another key of that name"
    );
    let renamed = Key { kid: "k1".to_owned(), ..ec };
    assert!(
        is_rejected(&verifier.verify(&renamed.sign(&claims(&issuer)), NOW).await),
        "ES256 under an RSA key"
    );
    let nameless = rsa.sign_without_kid(&claims(&issuer));
    assert!(is_rejected(&verifier.verify(&nameless, NOW).await), "no name");
    let longer = rsa.sign_as(Algorithm::RS512, &claims(&issuer));
    assert!(is_rejected(&verifier.verify(&longer, NOW).await), "an algorithm that is not configured");
}

#[tokio::test]
async fn the_public_keys_of_a_supabase_project_let_nobody_in() {
    let issuer = Issuer::start().await;
    for role in ["anon", "service_role", "authenticated"] {
        let key = json!({"iss": "supabase", "ref": "abc", "role": role, "iat": 1_772_000_000, "exp": 2_087_000_000});
        for required_role in [None, Some("authenticated".to_owned())] {
            let verifier = JwtVerifier::new(JwtConfig { required_role, ..config(&issuer) }).unwrap();
            let token = hs256(&key, SECRET.as_bytes());
            assert!(is_rejected(&verifier.verify(&token, NOW).await), "{role}");
        }
    }
}

#[tokio::test]
async fn wrong_claims_are_rejected_though_the_signature_is_good() {
    let issuer = Issuer::start().await;
    for (name, value) in [
        ("iss", json!("https://elsewhere.example.org/auth/v1")),
        ("aud", json!("somebody")),
        ("role", json!("anon")),
        ("sub", json!("mitu")),
        ("exp", json!(1_772_441_900)),
        ("nbf", json!(1_772_442_100)),
        ("is_anonymous", json!(true)),
        ("client_id", json!("an-app")),
    ] {
        let mut claims = claims(&issuer);
        claims[name] = value;
        let token = hs256(&claims, SECRET.as_bytes());
        assert!(is_rejected(&verifier(&issuer).verify(&token, NOW).await), "{name}");
    }
}

#[tokio::test]
async fn a_critical_header_that_is_not_understood_is_rejected() {
    let issuer = Issuer::start().await;
    let mut header = Header::new(Algorithm::HS256);
    header.crit = Some(vec!["b64".to_owned()]);
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let token = jsonwebtoken::encode(&header, &claims(&issuer), &key).unwrap();
    assert!(is_rejected(&verifier(&issuer).verify(&token, NOW).await));
}

#[tokio::test]
async fn errors_repeat_nothing_of_the_token() {
    let issuer = Issuer::start().await;
    let mut claims = claims(&issuer);
    claims["sub"] = json!("a-very-private-subject");
    claims["aud"] = json!({"a-very-private-audience": 1});
    let token = hs256(&claims, SECRET.as_bytes());
    let error = verifier(&issuer).verify(&token, NOW).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("private"));
}

#[tokio::test]
async fn keys_are_fetched_again_after_ten_minutes_and_used_for_a_day_without() {
    let issuer = Issuer::start().await;
    let ec = Key::ec("e1");
    issuer.publish(&[&ec]);
    let verifier = verifier(&issuer);
    let mut lasting = claims(&issuer);
    lasting["exp"] = json!(1_782_442_000);
    let token = ec.sign(&lasting);
    let minutes = |minutes: u64| NOW + Duration::from_mins(minutes);
    assert!(verifier.verify(&token, NOW).await.is_ok());
    assert!(verifier.verify(&token, minutes(9)).await.is_ok());
    assert_eq!(issuer.requests(), 1);
    issuer.answer(Answer::Status(503));
    assert!(verifier.verify(&token, minutes(10)).await.is_ok());
    assert_eq!(issuer.requests(), 2, "ten minutes have passed");
    assert!(verifier.verify(&token, minutes(10) + Duration::from_secs(29)).await.is_ok());
    assert_eq!(issuer.requests(), 2, "the last failure was a moment ago");
    assert!(verifier.verify(&token, minutes(24 * 60 - 1)).await.is_ok());
    assert_eq!(issuer.requests(), 3);
    assert!(is_unavailable(&verifier.verify(&token, minutes(24 * 60)).await), "a day has passed");
    issuer.publish(&[&ec]);
    assert!(verifier.verify(&token, minutes(24 * 60 + 1)).await.is_ok());
}

#[tokio::test]
async fn a_withdrawn_key_is_no_longer_accepted() {
    let issuer = Issuer::start().await;
    let (old, new) = (Key::ec("e1"), Key::ec("e2"));
    issuer.publish(&[&old]);
    let verifier = verifier(&issuer);
    let token = old.sign(&claims(&issuer));
    assert!(verifier.verify(&token, NOW).await.is_ok());
    issuer.publish(&[&new]);
    assert!(is_rejected(&verifier.verify(&token, NOW + Duration::from_mins(10)).await));
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once_in_thirty_seconds() {
    let issuer = Issuer::start().await;
    let (old, new) = (Key::ec("e1"), Key::ec("e2"));
    issuer.publish(&[&old]);
    let verifier = verifier(&issuer);
    let claims = claims(&issuer);
    assert!(verifier.verify(&old.sign(&claims), NOW).await.is_ok());
    issuer.publish(&[&old, &new]);
    let soon = NOW + Duration::from_secs(29);
    assert!(is_rejected(&verifier.verify(&new.sign(&claims), soon).await));
    assert_eq!(issuer.requests(), 1);
    let later = NOW + Duration::from_secs(30);
    assert!(verifier.verify(&new.sign(&claims), later).await.is_ok());
    let made_up = Key::ec("e3").sign(&claims);
    for _ in 0..10 {
        assert!(is_rejected(&verifier.verify(&made_up, later).await));
    }
    assert_eq!(issuer.requests(), 2);
}

#[tokio::test]
async fn an_unknown_key_is_unavailable_while_the_keys_cannot_be_fetched() {
    let issuer = Issuer::start().await;
    let (old, new) = (Key::ec("e1"), Key::ec("e2"));
    issuer.publish(&[&old]);
    let verifier = verifier(&issuer);
    let claims = claims(&issuer);
    assert!(verifier.verify(&old.sign(&claims), NOW).await.is_ok());
    issuer.answer(Answer::Status(500));
    let later = NOW + Duration::from_mins(1);
    assert!(is_unavailable(&verifier.verify(&new.sign(&claims), later).await));
    assert!(is_unavailable(&verifier.verify(&new.sign(&claims), later).await), "also without another try");
    assert_eq!(issuer.requests(), 2);
    assert!(verifier.verify(&old.sign(&claims), later).await.is_ok());
}

#[tokio::test]
async fn many_at_once_fetch_once() {
    let issuer = Issuer::start().await;
    let ec = Key::ec("e1");
    issuer.publish(&[&ec]);
    let gate = issuer.hold();
    let verifier = Arc::new(verifier(&issuer));
    let token = ec.sign(&claims(&issuer));
    // Each has read the clock a little before the one who fetches.
    let earlier = |number| NOW - Duration::from_micros(number);
    let all = futures::future::join_all((0..50).map(|number| verifier.verify(&token, earlier(number))));
    let (results, ()) = tokio::join!(all, async {
        issuer.asked(1).await;
        gate.add_permits(1);
    });
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test]
async fn with_older_keys_at_hand_only_one_waits_for_newer() {
    let issuer = Issuer::start().await;
    let ec = Key::ec("e1");
    issuer.publish(&[&ec]);
    let verifier = verifier(&issuer);
    let token = ec.sign(&claims(&issuer));
    assert!(verifier.verify(&token, NOW).await.is_ok());
    let gate = issuer.hold();
    let later = NOW + Duration::from_mins(10);
    let (fetching, others) = tokio::join!(verifier.verify(&token, later), async {
        issuer.asked(2).await;
        let others: Vec<_> = (0..5).map(|_| verifier.verify(&token, later).now_or_never()).collect();
        gate.add_permits(1);
        others
    });
    assert!(fetching.is_ok());
    assert!(others.iter().all(|answer| matches!(answer, Some(Ok(_)))), "{others:?}");
    assert_eq!(issuer.requests(), 2);
}

#[tokio::test]
async fn without_keys_nobody_is_let_in() {
    let issuer = Issuer::start().await;
    let ec = Key::ec("e1");
    let token = ec.sign(&claims(&issuer));
    for answer in [
        Answer::Status(500),
        Answer::Status(404),
        Answer::Redirect(issuer.jwks_url()),
        Answer::Body("<html>maintenance</html>".to_owned()),
        Answer::Body(format!(r#"{{"keys":[],"padding":"{}"}}"#, "x".repeat(64 << 10))),
        Answer::Nothing,
    ] {
        let text = format!("{answer:?}").chars().take(40).collect::<String>();
        issuer.answer(answer);
        assert!(is_unavailable(&verifier(&issuer).verify(&token, NOW).await), "{text}");
    }
    let mut nobody = config(&issuer);
    drop(issuer);
    assert!(is_unavailable(&JwtVerifier::new(nobody.clone()).unwrap().verify(&token, NOW).await));
    nobody.jwks_url = None;
    let verifier = JwtVerifier::new(nobody).unwrap();
    assert!(is_rejected(&verifier.verify(&token, NOW).await), "no key set is configured");
}

#[tokio::test]
async fn a_shared_secret_needs_no_network() {
    let issuer = Issuer::start().await;
    issuer.answer(Answer::Nothing);
    let token = hs256(&claims(&issuer), SECRET.as_bytes());
    assert!(verifier(&issuer).verify(&token, NOW).await.is_ok());
    assert_eq!(issuer.requests(), 0);
    let wrong = hs256(&claims(&issuer), b"another-secret-of-more-than-32-bytes");
    assert!(is_rejected(&verifier(&issuer).verify(&wrong, NOW).await));
}

#[tokio::test]
async fn settings_that_cannot_work_are_told() {
    let issuer = Issuer::start().await;
    let base = config(&issuer);
    let error = |config: JwtConfig| JwtVerifier::new(config).err().unwrap();
    let none = JwtConfig { jwks_url: None, hs256_secret: None, ..base.clone() };
    assert!(matches!(error(none), JwtConfigError::NoKeys));
    let short = JwtConfig { hs256_secret: Some(SecretString::from("short")), ..base.clone() };
    assert!(matches!(error(short), JwtConfigError::ShortSecret));
    let unnamed = JwtConfig { audience: String::new(), ..base.clone() };
    assert!(matches!(error(unnamed), JwtConfigError::Unnamed));
    for url in ["", "keys", "file:///etc/passwd"] {
        let config = JwtConfig { jwks_url: Some(url.to_owned()), ..base.clone() };
        assert!(matches!(error(config), JwtConfigError::JwksUrl), "{url}");
    }
}
