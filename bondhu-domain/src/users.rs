//! A person's account and the parts of it that have rules.

use std::fmt;

pub use chrono_tz::{Tz as Zone, UTC};

use crate::ids::UserId;
use crate::timestamp::Timestamp;

/// An e-mail address as an identity: trimmed, lower case, at most 254 characters, one `@` with something sensible on
/// both sides. Whether mail arrives there is not known.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// A text that cannot be an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl Email {
    /// Checks and normalises `text`.
    pub fn new(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim().to_lowercase();
        let (local, host) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
        let host_ok = host.contains('.')
            && host.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let sized = text.len() <= 254 && (1..=64).contains(&local.len());
        if sized && host_ok && local.chars().all(plain) { Ok(Self(text)) } else { Err(InvalidEmail) }
    }

    /// The normalised address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    /// Never shows the address: debug texts end in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// A display name: 1 to 80 characters after trimming, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

/// A text that cannot be a display name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 80 characters and no control characters")]
pub struct InvalidDisplayName;

impl DisplayName {
    /// Checks and trims `text`.
    pub fn new(text: &str) -> Result<Self, InvalidDisplayName> {
        let text = text.trim();
        let ok = !text.is_empty() && text.chars().nth(80).is_none() && !text.chars().any(char::is_control);
        if ok { Ok(Self(text.to_owned())) } else { Err(InvalidDisplayName) }
    }

    /// The trimmed name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An ISO 3166-1 alpha-2 country code, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country([u8; 2]);

/// A text that is not two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a two-letter country code")]
pub struct InvalidCountry;

impl Country {
    /// Takes two ASCII letters in either case.
    pub fn new(text: &str) -> Result<Self, InvalidCountry> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(InvalidCountry),
        }
    }

    /// The two upper-case letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A language the page and the companion speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English (`en`).
    #[default]
    English,
    /// Hindi (`hi`).
    Hindi,
    /// Bangla (`bn`).
    Bangla,
}

/// A text that is no supported language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of en, hi, bn")]
pub struct UnknownLanguage;

impl Language {
    /// Every language, English first.
    pub const ALL: [Self; 3] = [Self::English, Self::Hindi, Self::Bangla];

    /// The BCP 47 tag.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Hindi => "hi",
            Self::Bangla => "bn",
        }
    }
}

impl std::str::FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|language| language.as_str() == text).ok_or(UnknownLanguage)
    }
}

/// The hour at which a person's day starts, 0 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct DayStart(u8);

/// An hour outside 0 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the day starts at an hour from 0 to 6")]
pub struct InvalidDayStart;

impl DayStart {
    /// Takes a whole hour from 0 to 6.
    pub fn new(hour: u8) -> Result<Self, InvalidDayStart> {
        if hour <= 6 { Ok(Self(hour)) } else { Err(InvalidDayStart) }
    }

    /// The hour.
    pub const fn hour(self) -> u8 {
        self.0
    }
}

/// A year of birth that a living person can have, relative to `this_year`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a year of birth")]
pub struct InvalidBirthYear;

/// Checks a year of birth against the current year (UTC): at most 120 years ago, not in the future.
pub fn check_birth_year(year: i32, now: Timestamp) -> Result<i32, InvalidBirthYear> {
    use chrono::Datelike;
    let this_year = now.to_datetime().year();
    if (this_year - 120..=this_year).contains(&year) { Ok(year) } else { Err(InvalidBirthYear) }
}

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// The address they sign in with; `None` for somebody known only by an external token without one.
    pub email: Option<Email>,
    /// What they want to be called.
    pub display_name: Option<DisplayName>,
    /// Their IANA zone.
    pub timezone: Zone,
    /// The hour their day starts.
    pub day_start: DayStart,
    /// Their country, if told.
    pub country: Option<Country>,
    /// Their year of birth, if told.
    pub birth_year: Option<i32>,
    /// The language they read.
    pub language: Language,
    /// Appearance and the like: a small JSON object of the page's own, as text.
    pub settings: String,
    /// When they were last told that Bondhu is a program.
    pub disclosed_at: Option<Timestamp>,
    /// When they signed up.
    pub created_at: Timestamp,
}

impl User {
    /// Whether the person may be under 18 in the year of `now`: told a year of birth that leaves it open. Somebody who
    /// told none is taken to be an adult.
    pub fn may_be_minor(&self, now: Timestamp) -> bool {
        use chrono::Datelike;
        self.birth_year.is_some_and(|year| now.to_datetime().year() - year <= 18)
    }
}

/// Reads an IANA zone name such as `Asia/Kolkata`, in its exact spelling.
pub fn parse_timezone(name: &str) -> Result<Zone, UnknownTimezone> {
    name.trim().parse().map_err(|_| UnknownTimezone)
}

/// A text that is no IANA zone name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an IANA time zone")]
pub struct UnknownTimezone;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Email::new(" Mitu@Example.COM ").unwrap().as_str(), "mitu@example.com");
        for bad in ["", "a", "@b.c", "a@", "a@b", "a b@c.d", "a@b..c", "a@@b.c", "a@-b.c"] {
            assert_eq!(Email::new(bad), Err(InvalidEmail), "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_not_in_debug_text() {
        assert_eq!(format!("{:?}", Email::new("a@b.cd").unwrap()), "Email(…)");
    }

    #[test]
    fn names_countries_hours() {
        assert!(DisplayName::new("মিতু 🌸").is_ok());
        assert!(DisplayName::new(&"x".repeat(81)).is_err());
        assert_eq!(Country::new("in").unwrap().as_str(), "IN");
        assert!(Country::new("IND").is_err());
        assert!(DayStart::new(7).is_err());
        assert!(parse_timezone("Asia/Kolkata").is_ok() && parse_timezone("Mars/Base").is_err());
    }

    #[test]
    fn birth_years() {
        let now: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
        assert!(check_birth_year(2027, now).is_err() && check_birth_year(1905, now).is_err());
        assert_eq!(check_birth_year(2008, now), Ok(2008));
    }
}
