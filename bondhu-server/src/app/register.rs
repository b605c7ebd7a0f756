//! Signing up.

use bondhu_domain::ids::UserId;
use bondhu_domain::passwords::{Password, WeakPassword};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{
    Country, DayStart, DisplayName, Email, Language, UTC, User, Zone, check_birth_year, parse_timezone,
};
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, StoreErrorKind};
use bondhu_ports::users::Credential;

use super::sign_in::Granted;
use super::{App, AppError, FieldError};

/// What a stranger fills in.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// Address to sign in with.
    pub email: String,
    /// Password in clear.
    pub password: String,
    /// What they want to be called.
    pub display_name: Option<String>,
    /// IANA zone; UTC when not told.
    pub timezone: Option<String>,
    /// ISO country.
    pub country: Option<String>,
    /// Year of birth.
    pub birth_year: Option<i32>,
}

impl App {
    /// Makes an account and signs it in. All mistakes in the input are told at once.
    pub async fn register(&self, form: Registration) -> Result<Granted, AppError> {
        if !self.policy.registration_open {
            return Err(AppError::Forbidden("registration is closed"));
        }
        let now = self.clock.now();
        let (user, password) = self.checked(&form, now)?;
        let hash = self.hasher.hash(&password).await?;
        let mut work = self.store.begin(Scope::System).await?;
        match work.users().insert(&user, &Credential::PasswordHash(hash)).await {
            Ok(()) => {}
            Err(error) if error.kind() == StoreErrorKind::Conflict => {
                return Err(AppError::Conflict("this address is in use"));
            }
            Err(error) => return Err(error.into()),
        }
        let granted = self.grant(&mut *work, user.id, now).await?;
        work.commit().await?;
        Ok(granted)
    }

    fn checked(&self, form: &Registration, now: Timestamp) -> Result<(User, Password), AppError> {
        let mut errors = Vec::new();
        let email = keep(&mut errors, "email", "invalid", Email::new(&form.email));
        let password = match Password::new(&form.password) {
            Ok(password) => Some(password),
            Err(weak) => {
                errors.push(FieldError::new("password", weak_code(weak), weak));
                None
            }
        };
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let display_name = given(&form.display_name)
            .and_then(|name| keep(&mut errors, "display_name", "invalid", DisplayName::new(&name)));
        let timezone = given(&form.timezone)
            .map_or(Some(UTC), |zone| keep(&mut errors, "timezone", "unknown", parse_timezone(&zone)));
        let country = given(&form.country)
            .and_then(|country| keep(&mut errors, "country", "invalid", Country::new(&country)));
        let birth_year = form
            .birth_year
            .and_then(|year| keep(&mut errors, "birth_year", "out_of_range", check_birth_year(year, now)));
        match (email, password, timezone) {
            (Some(email), Some(password), Some(timezone)) if errors.is_empty() => {
                let id = UserId::new(now, self.random.entropy());
                let user =
                    User { display_name, country, birth_year, ..new_user(id, Some(email), timezone, now) };
                Ok((user, password))
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// A new account with nothing chosen yet.
pub(super) fn new_user(id: UserId, email: Option<Email>, timezone: Zone, now: Timestamp) -> User {
    User {
        id,
        email,
        display_name: None,
        timezone,
        day_start: DayStart::default(),
        country: None,
        birth_year: None,
        language: Language::default(),
        settings: "{}".to_owned(),
        disclosed_at: None,
        created_at: now,
    }
}

/// The stable code of a weak password.
pub(super) const fn weak_code(weak: WeakPassword) -> &'static str {
    match weak {
        WeakPassword::TooShort => "too_short",
        WeakPassword::TooLong => "too_long",
        WeakPassword::Common => "too_common",
    }
}

/// Keeps a good value, or notes what is wrong with the field.
pub(super) fn keep<T, E: std::fmt::Display>(
    errors: &mut Vec<FieldError>,
    field: &'static str,
    code: &'static str,
    checked: Result<T, E>,
) -> Option<T> {
    checked.map_err(|error| errors.push(FieldError::new(field, code, error))).ok()
}
