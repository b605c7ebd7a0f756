//! What a token says, held against what it must say.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Email;
use bondhu_ports::external_identity::ExternalIdentity;
use bondhu_ports::users::ExternalId;
use serde::Deserialize;
use serde_json::Value;

use super::Rejection;

/// By how much the issuer's clock may differ from ours.
const LEEWAY: Duration = Duration::from_mins(1);
/// Paths of issuers that are Supabase Auth end like this.
const SUPABASE_PATH: &str = "/auth/v1";
/// Longer ids are no ids.
const LONGEST_SUBJECT: usize = 255;

/// The claims that are looked at, of whatever type they may be. All others are the issuer's own affair: nothing is ever
/// allowed because of `user_metadata`, which the person can edit.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: Option<Value>,
    aud: Option<Value>,
    sub: Option<Value>,
    exp: Option<Value>,
    nbf: Option<Value>,
    iat: Option<Value>,
    role: Option<Value>,
    email: Option<Value>,
    is_anonymous: Option<Value>,
    client_id: Option<Value>,
}

impl Claims {
    /// Who the token stands for, if every claim is good at `now`.
    ///
    /// That the signature is good is not enough: Supabase's public `anon` key is a token signed with the same secret.
    pub(super) fn check(
        &self,
        issuer: &str,
        audience: &str,
        required_role: Option<&str>,
        now: Timestamp,
    ) -> Result<ExternalIdentity, Rejection> {
        if text(self.iss.as_ref()) != Some(issuer) {
            return Err(Rejection::Issuer);
        }
        if !contains(self.aud.as_ref(), audience) {
            return Err(Rejection::Audience);
        }
        if required_role.is_some_and(|role| text(self.role.as_ref()) != Some(role)) {
            return Err(Rejection::Role);
        }
        if !matches!(self.is_anonymous, None | Some(Value::Bool(false))) {
            return Err(Rejection::Anonymous);
        }
        if self.client_id.is_some() {
            return Err(Rejection::ThirdParty);
        }
        let issued_at = self.check_times(now)?;
        let subject =
            text(self.sub.as_ref()).filter(|sub| is_subject(sub, issuer)).ok_or(Rejection::Claims)?;
        Ok(ExternalIdentity {
            id: ExternalId { issuer: issuer.to_owned(), subject: subject.to_owned() },
            email: text(self.email.as_ref()).and_then(|email| Email::new(email).ok()),
            issued_at,
        })
    }

    fn check_times(&self, now: Timestamp) -> Result<Timestamp, Rejection> {
        let time = |claim: &Option<Value>| claim.as_ref().map(instant).transpose();
        let expires_at = time(&self.exp)?.ok_or(Rejection::Claims)?;
        let issued_at = time(&self.iat)?.ok_or(Rejection::Claims)?;
        let not_before = time(&self.nbf)?.unwrap_or(issued_at).max(issued_at);
        if now >= expires_at + LEEWAY {
            return Err(Rejection::Expired);
        }
        if now + LEEWAY < not_before {
            return Err(Rejection::Early);
        }
        Ok(issued_at)
    }
}

fn text(claim: Option<&Value>) -> Option<&str> {
    claim.and_then(Value::as_str)
}

/// `aud` is one text or a list of them (RFC 7519 §4.1.3).
fn contains(claim: Option<&Value>, audience: &str) -> bool {
    match claim {
        Some(Value::Array(all)) => all.iter().any(|one| one == audience),
        Some(one) => one == audience,
        None => false,
    }
}

/// A `NumericDate`: seconds since 1970, perhaps with a fraction (RFC 7519 §2).
fn instant(claim: &Value) -> Result<Timestamp, Rejection> {
    if let Some(seconds) = claim.as_i64() {
        return Ok(Timestamp::from_seconds(seconds));
    }
    let seconds = claim.as_f64().ok_or(Rejection::Claims)?;
    // Far outside of the range of instants, the cast and the constructor give the nearest end of it.
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    Ok(Timestamp::from_micros((seconds * 1e6) as i64))
}

fn is_subject(sub: &str, issuer: &str) -> bool {
    if issuer.trim_end_matches('/').ends_with(SUPABASE_PATH) {
        // Only the usual form: two texts for one UUID would be two people.
        return sub.parse::<UserId>().is_ok_and(|id| id.to_string() == sub);
    }
    !sub.is_empty() && sub.len() <= LONGEST_SUBJECT && !sub.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ISSUER: &str = "https://ref.supabase.co/auth/v1";
    const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000);

    fn good() -> Value {
        json!({
            "iss": ISSUER, "aud": "authenticated", "role": "authenticated",
            "sub": "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d",
            "iat": 1_772_441_000, "exp": 1_772_444_600, "email": "mitu@example.org", "is_anonymous": false,
        })
    }

    fn check(claims: Value) -> Result<ExternalIdentity, Rejection> {
        serde_json::from_value::<Claims>(claims).unwrap().check(
            ISSUER,
            "authenticated",
            Some("authenticated"),
            NOW,
        )
    }

    fn with(name: &str, value: Value) -> Result<ExternalIdentity, Rejection> {
        let mut claims = good();
        claims[name] = value;
        check(claims)
    }

    fn without(name: &str) -> Result<ExternalIdentity, Rejection> {
        let mut claims = good();
        claims.as_object_mut().unwrap().remove(name);
        check(claims)
    }

    #[test]
    fn a_good_token_names_the_person() {
        let identity = check(good()).unwrap();
        assert_eq!(identity.id.issuer, ISSUER);
        assert_eq!(identity.id.subject, "0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d");
        assert_eq!(identity.email.unwrap().as_str(), "mitu@example.org");
        assert_eq!(identity.issued_at, Timestamp::from_seconds(1_772_441_000));
    }

    #[test]
    fn every_required_claim_is_missed() {
        for (name, rejection) in [
            ("iss", Rejection::Issuer),
            ("aud", Rejection::Audience),
            ("role", Rejection::Role),
            ("sub", Rejection::Claims),
            ("exp", Rejection::Claims),
            ("iat", Rejection::Claims),
        ] {
            assert_eq!(without(name), Err(rejection), "{name}");
            assert_eq!(with(name, Value::Null), Err(rejection), "{name}");
        }
        assert!(without("email").unwrap().email.is_none());
        assert!(without("is_anonymous").is_ok());
    }

    #[test]
    fn near_misses_are_misses() {
        for (name, value, rejection) in [
            ("iss", json!("https://ref.supabase.co/auth/v1/"), Rejection::Issuer),
            ("iss", json!([ISSUER]), Rejection::Issuer),
            ("aud", json!("authenticated2"), Rejection::Audience),
            ("aud", json!(["anon"]), Rejection::Audience),
            ("role", json!("service_role"), Rejection::Role),
            ("sub", json!(""), Rejection::Claims),
            ("sub", json!("mitu"), Rejection::Claims),
            ("sub", json!("{0195577f-6d10-7a3c-9d0e-2f4c6b8a1e5d}"), Rejection::Claims),
            ("sub", json!("0195577F-6D10-7A3C-9D0E-2F4C6B8A1E5D"), Rejection::Claims),
            ("exp", json!("1772444600"), Rejection::Claims),
            ("is_anonymous", json!(true), Rejection::Anonymous),
            ("is_anonymous", json!("false"), Rejection::Anonymous),
            ("client_id", json!("some-app"), Rejection::ThirdParty),
        ] {
            assert_eq!(with(name, value.clone()), Err(rejection), "{name} {value}");
        }
        assert!(with("aud", json!(["other", "authenticated"])).is_ok());
        assert!(with("email", json!("")).unwrap().email.is_none());
    }

    #[test]
    fn times_are_held_against_the_given_one_with_a_minute_of_leeway() {
        assert!(with("exp", json!(1_772_441_941)).is_ok());
        assert_eq!(with("exp", json!(1_772_441_940)), Err(Rejection::Expired));
        assert!(with("nbf", json!(1_772_442_060)).is_ok());
        assert_eq!(with("nbf", json!(1_772_442_061)), Err(Rejection::Early));
        assert_eq!(with("iat", json!(1_772_442_061)), Err(Rejection::Early));
        assert!(with("exp", json!(1_772_442_000.5)).is_ok());
        assert!(with("exp", json!(1e300)).is_ok());
        assert_eq!(with("exp", json!(-1e300)), Err(Rejection::Expired));
    }

    #[test]
    fn other_issuers_may_have_other_subjects() {
        let mut claims = good();
        claims["iss"] = json!("https://id.example.org");
        claims["sub"] = json!("auth0|12345");
        let claims: Claims = serde_json::from_value(claims).unwrap();
        let identity = claims.check("https://id.example.org", "authenticated", None, NOW).unwrap();
        assert_eq!(identity.id.subject, "auth0|12345");
    }
}
