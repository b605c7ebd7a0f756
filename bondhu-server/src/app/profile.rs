//! A person's own profile.

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{
    Country, DayStart, DisplayName, InvalidDayStart, Language, User, check_birth_year, parse_timezone,
};
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::store::Scope;

use super::register::keep;
use super::{App, AppError, FieldError};

/// What to do with a field that may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Leave it.
    #[default]
    Keep,
    /// Empty it.
    Clear,
    /// Give it this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Changes `field`, with `check` deciding whether the value is good; a bad one leaves the field.
    fn apply<U>(self, field: &mut Option<U>, check: impl FnOnce(T) -> Option<U>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => {
                if let Some(value) = check(value) {
                    *field = Some(value);
                }
            }
        }
    }
}

/// Fields to change; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfilePatch {
    /// What they want to be called.
    pub display_name: Patch<String>,
    /// IANA zone.
    pub timezone: Option<String>,
    /// Hour at which the day starts, 0 to 6.
    pub day_start_hour: Option<i64>,
    /// ISO country.
    pub country: Patch<String>,
    /// Year of birth.
    pub birth_year: Patch<i32>,
    /// `en`, `hi` or `bn`.
    pub language: Option<String>,
    /// The page's settings: the text of a JSON object.
    pub settings: Option<String>,
}

/// The most that a person's settings may hold, in bytes.
const MAX_SETTINGS_BYTES: usize = 8 * 1024;

impl App {
    /// A person's account.
    pub async fn profile(&self, user: UserId) -> Result<User, AppError> {
        let found = self.store.begin_read(Scope::Person(user)).await?.users().find(user).await?;
        found.ok_or(AppError::Unauthenticated)
    }

    /// Changes a profile: all of the patch or, with a mistake anywhere in it, nothing.
    pub async fn update_profile(&self, user: UserId, patch: ProfilePatch) -> Result<User, AppError> {
        let now = self.clock.now();
        let account = self.changing(user, &CacheGroup::PROFILE, self.apply(user, patch, now)).await?;
        self.live.publish(user, LiveEvent::Profile).await;
        Ok(account)
    }

    async fn apply(&self, user: UserId, patch: ProfilePatch, now: Timestamp) -> Result<User, AppError> {
        let mut work = self.store.begin(Scope::Person(user)).await?;
        let mut account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        let mut errors = Vec::new();
        patch.display_name.apply(&mut account.display_name, |name| {
            keep(&mut errors, "display_name", "invalid", DisplayName::new(&name))
        });
        if let Some(zone) = patch.timezone
            && let Some(zone) = keep(&mut errors, "timezone", "unknown", parse_timezone(&zone))
        {
            account.timezone = zone;
        }
        if let Some(hour) = patch.day_start_hour {
            let checked = u8::try_from(hour).map_err(|_| InvalidDayStart).and_then(DayStart::new);
            if let Some(start) = keep(&mut errors, "day_start_hour", "out_of_range", checked) {
                account.day_start = start;
            }
        }
        patch
            .country
            .apply(&mut account.country, |code| keep(&mut errors, "country", "invalid", Country::new(&code)));
        patch.birth_year.apply(&mut account.birth_year, |year| {
            keep(&mut errors, "birth_year", "out_of_range", check_birth_year(year, now))
        });
        if let Some(language) = patch.language
            && let Some(language) = keep(&mut errors, "language", "unknown", language.parse::<Language>())
        {
            account.language = language;
        }
        if let Some(settings) = patch.settings {
            if settings.len() > MAX_SETTINGS_BYTES {
                errors.push(FieldError::new("settings", "too_long", "settings hold at most 8 KiB"));
            }
            account.settings = settings;
        }
        if !errors.is_empty() {
            return Err(AppError::Invalid(errors));
        }
        work.users().update(&account).await?;
        work.commit().await?;
        Ok(account)
    }
}
