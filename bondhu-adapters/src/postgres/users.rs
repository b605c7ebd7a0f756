//! The table `users`.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{Country, DayStart, DisplayName, Email, User, parse_timezone};
use bondhu_ports::store::StoreError;
use bondhu_ports::users::{Credential, ExternalId, UserRepo};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::column::{Instant, instant, number, parsed, unreadable};
use super::unit_of_work::PostgresUnitOfWork;

macro_rules! select {
    ($which:literal) => {
        query_as::<_, UserRow>(concat!(
            "SELECT id, email, display_name, timezone, day_start_hour, country, birth_year, language, \
             settings::text AS settings, disclosed_at, created_at FROM users WHERE ",
            $which
        ))
    };
}

#[async_trait]
impl UserRepo for PostgresUnitOfWork {
    async fn insert(&mut self, user: &User, credential: &Credential) -> Result<(), StoreError> {
        let (hash, external) = match credential {
            Credential::PasswordHash(hash) => (Some(hash), None),
            Credential::External(external) => (None, Some(external)),
        };
        let insert = query(
            "INSERT INTO users (id, email, password_hash, external_issuer, external_subject, display_name, timezone, \
             day_start_hour, country, birth_year, language, settings, disclosed_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::json, $13, $14)",
        )
        .bind(user.id.as_uuid())
        .bind(user.email.as_ref().map(Email::as_str))
        .bind(hash)
        .bind(external.map(|external| &external.issuer))
        .bind(external.map(|external| &external.subject))
        .bind(user.display_name.as_ref().map(DisplayName::as_str))
        .bind(user.timezone.name())
        .bind(i16::from(user.day_start.hour()))
        .bind(user.country.as_ref().map(Country::as_str))
        .bind(user.birth_year)
        .bind(user.language.as_str())
        .bind(&user.settings)
        .bind(user.disclosed_at.map(instant))
        .bind(instant(user.created_at));
        self.execute(insert).await.map(drop)
    }

    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = self.row(select!("id = $1").bind(id.as_uuid())).await?;
        row.map(User::try_from).transpose()
    }

    async fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError> {
        let row = self.row(select!("email = $1").bind(email.as_str())).await?;
        row.map(User::try_from).transpose()
    }

    async fn find_external(&mut self, external: &ExternalId) -> Result<Option<User>, StoreError> {
        let found = select!("external_issuer = $1 AND external_subject = $2");
        let row = self.row(found.bind(&external.issuer).bind(&external.subject)).await?;
        row.map(User::try_from).transpose()
    }

    async fn password_hash(&mut self, id: UserId) -> Result<Option<String>, StoreError> {
        let found: Option<(Option<String>,)> =
            self.row(query_as("SELECT password_hash FROM users WHERE id = $1").bind(id.as_uuid())).await?;
        Ok(found.and_then(|(hash,)| hash))
    }

    async fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<bool, StoreError> {
        let update = query("UPDATE users SET password_hash = $2 WHERE id = $1").bind(id.as_uuid()).bind(hash);
        Ok(self.execute(update).await? == 1)
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let update = query(
            "UPDATE users SET email = $2, display_name = $3, timezone = $4, day_start_hour = $5, country = $6, \
             birth_year = $7, language = $8, settings = $9::json, disclosed_at = $10 WHERE id = $1",
        )
        .bind(user.id.as_uuid())
        .bind(user.email.as_ref().map(Email::as_str))
        .bind(user.display_name.as_ref().map(DisplayName::as_str))
        .bind(user.timezone.name())
        .bind(i16::from(user.day_start.hour()))
        .bind(user.country.as_ref().map(Country::as_str))
        .bind(user.birth_year)
        .bind(user.language.as_str())
        .bind(&user.settings)
        .bind(user.disclosed_at.map(instant));
        Ok(self.execute(update).await? == 1)
    }

    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        Ok(self.remove(query("DELETE FROM users WHERE id = $1").bind(id.as_uuid())).await? == 1)
    }
}

#[derive(FromRow)]
struct UserRow {
    id: Uuid,
    email: Option<String>,
    display_name: Option<String>,
    timezone: String,
    day_start_hour: i16,
    country: Option<String>,
    birth_year: Option<i32>,
    language: String,
    settings: String,
    disclosed_at: Option<Instant>,
    created_at: Instant,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;
    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        let email = row.email.as_deref().map(Email::new).transpose();
        let display_name = row.display_name.as_deref().map(DisplayName::new).transpose();
        let country = row.country.as_deref().map(Country::new).transpose();
        Ok(Self {
            id: UserId::from_uuid(row.id),
            email: email.map_err(|_| unreadable("users.email"))?,
            display_name: display_name.map_err(|_| unreadable("users.display_name"))?,
            timezone: parse_timezone(&row.timezone).map_err(|_| unreadable("users.timezone"))?,
            day_start: DayStart::new(number("users.day_start_hour", row.day_start_hour)?)
                .map_err(|_| unreadable("users.day_start_hour"))?,
            country: country.map_err(|_| unreadable("users.country"))?,
            birth_year: row.birth_year,
            language: parsed("users.language", &row.language)?,
            settings: row.settings,
            disclosed_at: row.disclosed_at.map(Timestamp::from),
            created_at: Timestamp::from(row.created_at),
        })
    }
}
