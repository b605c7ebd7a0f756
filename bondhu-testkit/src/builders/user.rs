//! People.

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{Country, DayStart, DisplayName, Email, Language, User};
use chrono_tz::Tz;

use super::{entropy, instant, serial};

/// Builds a [`User`].
#[derive(Clone, Debug)]
pub struct UserBuilder(User);

/// Somebody in Kolkata who reads English, with an address of their own.
///
/// # Panics
/// Never: the defaults are valid.
pub fn a_user() -> UserBuilder {
    let serial = serial();
    let created_at = instant(serial);
    UserBuilder(User {
        id: UserId::new(created_at, entropy(serial)),
        email: Email::new(&format!("person{serial}@example.com")).ok(),
        display_name: DisplayName::new("Mitu").ok(),
        timezone: Tz::Asia__Kolkata,
        day_start: DayStart::default(),
        country: Country::new("IN").ok(),
        birth_year: Some(2003),
        language: Language::English,
        settings: "{}".to_owned(),
        disclosed_at: None,
        created_at,
    })
}

impl UserBuilder {
    /// With this id.
    #[must_use]
    pub fn id(mut self, id: UserId) -> Self {
        self.0.id = id;
        self
    }

    /// With this address.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn email(mut self, email: &str) -> Self {
        self.0.email = Some(Email::new(email).expect("an e-mail address"));
        self
    }

    /// Without an address.
    #[must_use]
    pub fn no_email(mut self) -> Self {
        self.0.email = None;
        self
    }

    /// Called so.
    ///
    /// # Panics
    /// When it is no display name.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.0.display_name = Some(DisplayName::new(name).expect("a display name"));
        self
    }

    /// Living in this zone.
    #[must_use]
    pub fn timezone(mut self, timezone: Tz) -> Self {
        self.0.timezone = timezone;
        self
    }

    /// Reading this language.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.0.language = language;
        self
    }

    /// Signed up at this instant.
    #[must_use]
    pub fn created_at(mut self, at: Timestamp) -> Self {
        self.0.created_at = at;
        self
    }

    /// Told at this instant that Bondhu is a program.
    #[must_use]
    pub fn disclosed_at(mut self, at: Timestamp) -> Self {
        self.0.disclosed_at = Some(at);
        self
    }

    /// With these settings, a JSON object as text.
    #[must_use]
    pub fn settings(mut self, settings: &str) -> Self {
        settings.clone_into(&mut self.0.settings);
        self
    }

    /// The person.
    pub fn build(self) -> User {
        self.0
    }
}
