//! What a person who comes back from Steam claims, and whether it can be true (`OpenID` Authentication 2.0 §11).

use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::authorization::{Callback, ProviderError, ProviderErrorKind};
use url::Url;

use crate::steam::is_account;

pub(super) const NAMESPACE: &str = "http://specs.openid.net/auth/2.0";
const SIGNED: &str = "signed,op_endpoint,claimed_id,identity,return_to,response_nonce,assoc_handle";
const IDENTITY: &str = "https://steamcommunity.com/openid/id/";
/// How far the provider's clock may be from ours, either way.
const NONCE_AGE: Duration = Duration::from_mins(5);

/// The parameters `openid.…` of a callback.
pub(super) struct Assertion<'a> {
    state: &'a str,
    claimed_id: &'a str,
    identity: &'a str,
    op_endpoint: &'a str,
    return_to: &'a str,
    signed: &'a str,
    pub(super) nonce: &'a str,
}

impl<'a> Assertion<'a> {
    /// The claim; `Refused` if it is none, or if the person said no.
    pub(super) fn read(callback: &'a Callback) -> Result<Self, ProviderError> {
        // Something that stands there twice could be checked in one form and used in the other.
        let one = |name: &str| {
            let mut values =
                callback.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
            values.next().filter(|_| values.next().is_none()).ok_or_else(|| refused("a parameter is missing"))
        };
        if one("openid.mode")? != "id_res" {
            return Err(refused("the person did not sign in"));
        }
        if one("openid.ns")? != NAMESPACE {
            return Err(refused("not OpenID 2.0"));
        }
        Ok(Self {
            state: one("state")?,
            claimed_id: one("openid.claimed_id")?,
            identity: one("openid.identity")?,
            op_endpoint: one("openid.op_endpoint")?,
            return_to: one("openid.return_to")?,
            signed: one("openid.signed")?,
            nonce: one("openid.response_nonce")?,
        })
    }

    /// Whether the claim is about this sign-in, by Steam, and of now.
    pub(super) fn check(&self, back: &Url, login: &Url, now: Timestamp) -> Result<(), ProviderError> {
        let state = back.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value);
        let all = [
            (state.as_deref() == Some(self.state), "the state is not that of the sign-in"),
            (self.return_to == back.as_str(), "the sign-in was for another address"),
            (self.claimed_id == self.identity, "two identities"),
            (self.op_endpoint == login.as_str(), "the claim is not Steam's"),
            (self.signed == SIGNED, "not all is signed"),
            (self.is_of(now), "the sign-in is not of now"),
        ];
        match all.into_iter().find(|(holds, _)| !holds) {
            Some((_, why)) => Err(refused(why)),
            None => self.account().map(drop),
        }
    }

    /// The number of the account that is claimed.
    pub(super) fn account(&self) -> Result<&'a str, ProviderError> {
        let id = self.claimed_id.strip_prefix(IDENTITY).map(|id| id.strip_suffix('/').unwrap_or(id));
        id.filter(|id| is_account(id)).ok_or_else(|| refused("not the account of a person"))
    }

    /// A nonce begins with its instant: `2026-11-21T07:45:00Z`.
    fn is_of(&self, now: Timestamp) -> bool {
        let at = self.nonce.get(..20).filter(|text| text.ends_with('Z'));
        let at = at.and_then(|text| text.parse::<Timestamp>().ok());
        at.is_some_and(|at| at.since(now) <= NONCE_AGE && now.since(at) <= NONCE_AGE)
    }
}

pub(super) fn refused(why: &'static str) -> ProviderError {
    ProviderError::new(ProviderErrorKind::Refused).because(why)
}
