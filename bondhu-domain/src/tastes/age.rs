//! How long an authorisation and what was fetched with it may be kept.
//!
//! Spotify: since 2026-07-20 a refresh token dies six months after the person's authorisation, and refreshing does not
//! extend it (developer.spotify.com/blog/2026-06-18-refresh-token-expiration). `YouTube`: authorised data is refreshed or
//! deleted after 30 calendar days (its API Services Developer Policies III.E.4).

use std::time::Duration;

use chrono::Months;

use super::{Provider, Source};
use crate::timestamp::Timestamp;

/// How many days before fetched data must go its renewal falls due.
pub const REFRESH_MARGIN_DAYS: u64 = 5;

/// How an authorisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationAge {
    /// It holds.
    Valid,
    /// It holds until then; the person should be asked to sign in again.
    Ending {
        /// When it ends.
        at: Timestamp,
    },
    /// It has ended: the token is of no use and a new sign-in is needed.
    Ended {
        /// When it ended.
        at: Timestamp,
    },
}

/// How an authorisation given at `authorized_at` stands at `now`. Spotify's ends six calendar months later (UTC) and is
/// `Ending` from the fifth month on; others have no end that is known in advance.
pub fn authorization_age(provider: Provider, authorized_at: Timestamp, now: Timestamp) -> AuthorizationAge {
    match provider {
        Provider::Spotify => {
            let at = months_after(authorized_at, SPOTIFY_MONTHS);
            if now >= at {
                AuthorizationAge::Ended { at }
            } else if now >= months_after(authorized_at, SPOTIFY_MONTHS - 1) {
                AuthorizationAge::Ending { at }
            } else {
                AuthorizationAge::Valid
            }
        }
        Provider::Youtube | Provider::Steam => AuthorizationAge::Valid,
    }
}

/// How old fetched data may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataAge {
    /// It may be kept as it is.
    Fresh,
    /// It must be fetched again before then.
    RefreshBefore(Timestamp),
    /// It must be deleted now.
    Delete,
}

/// What is to be done at `now` with data of `source` that was fetched at `fetched_at`.
///
/// Data of a connected `YouTube` account goes after 30 days, that of Spotify after six calendar months (its terms forbid
/// keeping it without end; the term is ours, that of the authorisation). What the person typed or handed in is theirs
/// and stays, and Steam sets no term.
pub fn data_age(source: Source, fetched_at: Timestamp, now: Timestamp) -> DataAge {
    let end = match source {
        Source::Account(Provider::Youtube) => days_after(fetched_at, YOUTUBE_DAYS),
        Source::Account(Provider::Spotify) => months_after(fetched_at, SPOTIFY_MONTHS),
        Source::Account(Provider::Steam) | Source::Import(_) | Source::Typed => return DataAge::Fresh,
    };
    if now >= end {
        DataAge::Delete
    } else if now >= end - Duration::from_secs(REFRESH_MARGIN_DAYS * 86_400) {
        DataAge::RefreshBefore(end)
    } else {
        DataAge::Fresh
    }
}

const SPOTIFY_MONTHS: u32 = 6;
const YOUTUBE_DAYS: u64 = 30;

fn months_after(at: Timestamp, months: u32) -> Timestamp {
    let later = at.to_datetime().checked_add_months(Months::new(months));
    later.map_or(Timestamp::from_micros(i64::MAX), Timestamp::from)
}

fn days_after(at: Timestamp, days: u64) -> Timestamp {
    at + Duration::from_secs(days * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn spotify_ends_after_six_calendar_months_whatever_is_refreshed() {
        let begun = at("2026-08-31T10:00:00Z");
        let end = at("2027-02-28T10:00:00Z");
        let age = |now: &str| authorization_age(Provider::Spotify, begun, at(now));
        assert_eq!(age("2027-01-31T09:59:59Z"), AuthorizationAge::Valid);
        assert_eq!(age("2027-01-31T10:00:00Z"), AuthorizationAge::Ending { at: end });
        assert_eq!(age("2027-02-28T09:59:59.999999Z"), AuthorizationAge::Ending { at: end });
        assert_eq!(age("2027-02-28T10:00:00Z"), AuthorizationAge::Ended { at: end });
        // A clock that was set back ends nothing.
        assert_eq!(age("2026-08-01T00:00:00Z"), AuthorizationAge::Valid);
        assert_eq!(
            authorization_age(Provider::Steam, begun, at("2036-01-01T00:00:00Z")),
            AuthorizationAge::Valid
        );
    }

    #[test]
    fn youtube_data_goes_after_thirty_days() {
        let source = Source::Account(Provider::Youtube);
        let fetched = at("2026-11-01T00:00:00Z");
        let end = at("2026-12-01T00:00:00Z");
        assert_eq!(data_age(source, fetched, at("2026-11-25T23:59:59Z")), DataAge::Fresh);
        assert_eq!(data_age(source, fetched, at("2026-11-26T00:00:00Z")), DataAge::RefreshBefore(end));
        assert_eq!(data_age(source, fetched, at("2026-11-30T23:59:59.999999Z")), DataAge::RefreshBefore(end));
        assert_eq!(data_age(source, fetched, end), DataAge::Delete);
    }

    #[test]
    fn only_what_an_account_gave_has_a_term() {
        let long_after = at("2046-01-01T00:00:00Z");
        for source in Source::ALL {
            let goes = matches!(source, Source::Account(Provider::Spotify | Provider::Youtube));
            let age = data_age(source, at("2026-11-01T00:00:00Z"), long_after);
            assert_eq!(age == DataAge::Delete, goes, "{source}");
        }
    }
}
