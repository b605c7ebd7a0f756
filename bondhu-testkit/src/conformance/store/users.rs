//! People's accounts.

use std::sync::Arc;

use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{Country, DayStart, DisplayName, Email, Language, User};
use bondhu_ports::store::{Store, StoreErrorKind};
use bondhu_ports::users::{Credential, ExternalId};
use chrono_tz::Tz;
use tokio::task::JoinSet;

use super::fixtures::{a_person, a_visit, add_person, at, kind, of, password, said, system};
use super::rows::{everything_of, fill_every_table};
use crate::builders::{a_session, a_user};

/// Every field comes back as it was stored.
pub async fn every_field_comes_back(store: Arc<dyn Store>) {
    let full = a_user().name("মিতু 🌸").timezone(Tz::America__Argentina__Buenos_Aires);
    let mut full = full.settings(r#"{"theme":"dark","note":"\"ক\" \\ 😀","n":[1,2.50,null]}"#).build();
    full.day_start = DayStart::new(6).unwrap();
    full.language = Language::Bangla;
    full.disclosed_at = Some(at(123_456));
    let mut bare = a_user().no_email().build();
    bare.display_name = None;
    bare.country = None;
    bare.birth_year = None;
    for user in [full, bare] {
        add_person(&store, &user).await;
        let mut unit = of(&store, user.id).await;
        assert_eq!(unit.users().find(user.id).await.unwrap(), Some(user));
    }
}

/// The ends of the ranges come back: instants to the microsecond, years, all languages.
pub async fn extreme_values_come_back(store: Arc<dyn Store>) {
    for (number, instant) in
        [-62_167_219_200_000_000, -1, 0, 1, 253_402_300_799_999_999].into_iter().enumerate()
    {
        let mut user = a_user().created_at(Timestamp::from_micros(instant)).build();
        user.disclosed_at = Some(Timestamp::from_micros(instant));
        user.birth_year = Some([1, 1906, 2026, i32::MAX, i32::MIN][number]);
        user.language = Language::ALL[number % 3];
        add_person(&store, &user).await;
        let mut unit = of(&store, user.id).await;
        assert_eq!(unit.users().find(user.id).await.unwrap(), Some(user));
    }
}

/// Nobody is found by an id, an address or an identity that nobody has.
pub async fn nobody_is_absent(store: Arc<dyn Store>) {
    a_person(&store).await;
    let stranger = a_user().build();
    let mut unit = system(&store).await;
    assert_eq!(unit.users().find(stranger.id).await.unwrap(), None);
    assert_eq!(unit.users().find_by_email(&stranger.email.unwrap()).await.unwrap(), None);
    assert_eq!(unit.users().find_external(&identity("a", "b")).await.unwrap(), None);
    assert_eq!(unit.users().password_hash(stranger.id).await.unwrap(), None);
}

/// Somebody is found by their address, in whatever case it is typed, and by no pattern.
pub async fn an_address_finds_its_person(store: Arc<dyn Store>) {
    let user = a_user().email("mitu_a@example.com").build();
    add_person(&store, &user).await;
    add_person(&store, &a_user().email("mituxa@example.com").build()).await;
    let mut unit = system(&store).await;
    let typed = Email::new("MITU_A@Example.com").unwrap();
    assert_eq!(unit.users().find_by_email(&typed).await.unwrap(), Some(user));
    let pattern = Email::new("%@example.com").unwrap();
    assert_eq!(unit.users().find_by_email(&pattern).await.unwrap(), None);
}

/// An address that is in use already is a conflict, and nothing is added, even when the unit of work is committed.
pub async fn an_address_in_use_is_a_conflict(store: Arc<dyn Store>) {
    let first = a_person(&store).await;
    let second = User { email: first.email.clone(), ..a_user().build() };
    let mut unit = system(&store).await;
    assert_eq!(kind(unit.users().insert(&second, &password()).await), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut unit = system(&store).await;
    assert_eq!(unit.users().find(second.id).await.unwrap(), None);
    assert_eq!(unit.users().find_by_email(&first.email.clone().unwrap()).await.unwrap(), Some(first));
}

/// An external identity that is in use already is a conflict, and nothing is added, not even the account without it.
pub async fn an_identity_in_use_is_a_conflict(store: Arc<dyn Store>) {
    let (first, second) = (a_user().build(), a_user().build());
    let external = identity("https://id.example", "42");
    let mut unit = system(&store).await;
    unit.users().insert(&first, &Credential::External(external.clone())).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    let refused = unit.users().insert(&second, &Credential::External(external.clone())).await;
    assert_eq!(kind(refused), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut unit = system(&store).await;
    assert_eq!(unit.users().find(second.id).await.unwrap(), None);
    assert_eq!(unit.users().find_by_email(&second.email.unwrap()).await.unwrap(), None);
    assert_eq!(unit.users().find_external(&external).await.unwrap(), Some(first));
}

/// Of many who sign up with one address at once, exactly one gets it; the others get a conflict.
pub async fn one_of_many_gets_the_address(store: Arc<dyn Store>) {
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let user = a_user().email("wanted@example.com").build();
            let mut unit = system(&store).await;
            let inserted = unit.users().insert(&user, &password()).await;
            if inserted.is_ok() {
                unit.commit().await.unwrap();
            }
            kind(inserted)
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1);
    assert!(outcomes.iter().flatten().all(|outcome| *outcome == StoreErrorKind::Conflict), "{outcomes:?}");
}

/// Any number of people can be without an address.
pub async fn several_may_have_no_address(store: Arc<dyn Store>) {
    for _ in 0..3 {
        let user = a_user().no_email().build();
        add_person(&store, &user).await;
        assert!(system(&store).await.users().find(user.id).await.unwrap().is_some());
    }
}

/// An identity is issuer and subject together.
pub async fn issuer_and_subject_identify_together(store: Arc<dyn Store>) {
    let people = [a_user().build(), a_user().build(), a_user().build()];
    let identities = [identity("one", "x"), identity("two", "x"), identity("one", "y")];
    let mut unit = system(&store).await;
    for (user, external) in people.iter().zip(&identities) {
        unit.users().insert(user, &Credential::External(external.clone())).await.unwrap();
    }
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    for (user, external) in people.iter().zip(&identities) {
        assert_eq!(unit.users().find_external(external).await.unwrap().as_ref(), Some(user));
    }
    assert_eq!(unit.users().find_external(&identity("two", "y")).await.unwrap(), None);
}

/// Somebody known by an external identity has no password hash.
pub async fn an_external_person_has_no_password(store: Arc<dyn Store>) {
    let user = a_user().build();
    let mut unit = system(&store).await;
    unit.users().insert(&user, &Credential::External(identity("i", "s"))).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(system(&store).await.users().password_hash(user.id).await.unwrap(), None);
}

/// A password hash comes back to the byte, can be replaced, and cannot be set for nobody.
pub async fn a_password_hash_is_replaced(store: Arc<dyn Store>) {
    let (user, other) = (a_user().build(), a_person(&store).await);
    let long = format!("$argon2id$v=19$m=19456,t=2,p=1${}", "aB+/".repeat(60));
    let mut unit = system(&store).await;
    unit.users().insert(&user, &Credential::PasswordHash(long.clone())).await.unwrap();
    assert_eq!(unit.users().password_hash(user.id).await.unwrap(), Some(long));
    assert!(unit.users().set_password_hash(user.id, "$x$new").await.unwrap());
    assert!(!unit.users().set_password_hash(a_user().build().id, "$x$nobody").await.unwrap());
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.users().password_hash(user.id).await.unwrap().as_deref(), Some("$x$new"));
    assert_eq!(unit.users().password_hash(other.id).await.unwrap().as_deref(), Some("$plain$0$00"));
}

/// An update writes every changeable field of that person and of nobody else, and leaves the password.
pub async fn an_update_writes_every_field(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await, a_person(&store).await);
    let changed = User {
        email: Email::new("new@example.org").ok(),
        display_name: DisplayName::new("Neel").ok(),
        timezone: Tz::Pacific__Apia,
        day_start: DayStart::new(3).unwrap(),
        country: Country::new("BD").ok(),
        birth_year: Some(1999),
        language: Language::Hindi,
        settings: r#"{"font":"large"}"#.to_owned(),
        disclosed_at: Some(at(77)),
        ..user.clone()
    };
    let mut unit = of(&store, user.id).await;
    assert!(unit.users().update(&changed).await.unwrap());
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.users().find(user.id).await.unwrap().as_ref(), Some(&changed));
    assert_eq!(
        unit.users().find_by_email(&changed.email.clone().unwrap()).await.unwrap(),
        Some(changed.clone())
    );
    assert_eq!(unit.users().find_by_email(&user.email.clone().unwrap()).await.unwrap(), None);
    assert_eq!(unit.users().find(other.id).await.unwrap(), Some(other));
    assert!(unit.users().password_hash(user.id).await.unwrap().is_some());
    let emptied =
        User { display_name: None, country: None, birth_year: None, disclosed_at: None, ..changed.clone() };
    assert!(unit.users().update(&emptied).await.unwrap());
    assert_eq!(unit.users().find(user.id).await.unwrap(), Some(emptied));
}

/// An update to an address in use is a conflict; to one's own it is none; for nobody it is false.
pub async fn an_update_respects_addresses(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await, a_person(&store).await);
    let mut unit = system(&store).await;
    assert!(!unit.users().update(&a_user().build()).await.unwrap());
    assert!(unit.users().update(&user).await.unwrap());
    let wish = User { email: other.email.clone(), language: Language::Hindi, ..user.clone() };
    assert_eq!(kind(unit.users().update(&wish).await), Some(StoreErrorKind::Conflict));
    let _ = unit.commit().await;
    let mut unit = system(&store).await;
    assert_eq!(unit.users().find(user.id).await.unwrap(), Some(user));
    assert_eq!(unit.users().find(other.id).await.unwrap(), Some(other));
}

/// A removal takes a person and everything of theirs, in every table, and nothing of anybody else.
pub async fn a_removal_takes_everything(store: Arc<dyn Store>) {
    let (goes, stays) = (a_visit(&store).await, a_visit(&store).await);
    for session in [&goes, &stays] {
        let message = said(&store, session, "hello").await;
        let mut unit = system(&store).await;
        fill_every_table(&mut *unit, session, &message).await;
        unit.commit().await.unwrap();
    }
    let before = everything_of(&store, stays.user_id).await;
    let mut unit = system(&store).await;
    assert!(unit.users().delete(goes.user_id).await.unwrap());
    unit.commit().await.unwrap();
    let left = everything_of(&store, goes.user_id).await;
    assert!(left.is_nothing(), "{left:?}");
    assert_eq!(everything_of(&store, stays.user_id).await, before);
}

/// A removed person's rows do not come back when the id, which a backup may hold, is stored again.
pub async fn a_removed_persons_rows_do_not_come_back(store: Arc<dyn Store>) {
    let user = a_person(&store).await;
    let session = a_session().of(user.id).build();
    super::fixtures::add_session(&store, &session).await;
    let message = said(&store, &session, "hello").await;
    let mut unit = system(&store).await;
    fill_every_table(&mut *unit, &session, &message).await;
    assert!(unit.users().delete(user.id).await.unwrap());
    unit.users().insert(&user, &password()).await.unwrap();
    unit.commit().await.unwrap();
    let again = everything_of(&store, user.id).await;
    assert_eq!((again.messages, again.sessions, again.days), (vec![], vec![], vec![]));
    assert_eq!((again.token, again.answer, again.achievements), (None, None, vec![]));
    assert_eq!(again.older_talk, None);
}

/// Removing somebody twice is true, then false; the address and the identity are free again.
pub async fn a_removed_address_is_free(store: Arc<dyn Store>) {
    let (first, second) = (a_user().email("a@b.example").build(), a_user().email("a@b.example").build());
    let credential = Credential::External(identity("i", "s"));
    let mut unit = system(&store).await;
    unit.users().insert(&first, &credential).await.unwrap();
    assert!(unit.users().delete(first.id).await.unwrap());
    assert!(!unit.users().delete(first.id).await.unwrap());
    unit.users().insert(&second, &credential).await.unwrap();
    unit.commit().await.unwrap();
    let found = system(&store).await.users().find_external(&identity("i", "s")).await.unwrap();
    assert_eq!(found, Some(second));
}

fn identity(issuer: &str, subject: &str) -> ExternalId {
    ExternalId { issuer: issuer.to_owned(), subject: subject.to_owned() }
}
