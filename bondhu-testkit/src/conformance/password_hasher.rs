//! What every `PasswordHasher` does.

use std::sync::Arc;

use bondhu_domain::passwords::Password;
use bondhu_ports::password_hasher::PasswordHasher;
use tokio::task::JoinSet;

/// Runs the suite on a hasher. Takes the name of an async function `() -> (Arc<dyn PasswordHasher>, impl Sized)`; make
/// the hasher as fast as it can be made.
#[macro_export]
macro_rules! password_hasher_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            password_hasher_scenarios,
            [password_hasher],
            the_password_behind_a_hash_is_recognised,
            anything_else_is_not,
            two_hashes_of_one_password_differ,
            a_hash_is_in_phc_format,
            without_a_hash_nothing_is_recognised,
            an_unreadable_hash_is_an_error,
            many_at_once_do_not_mix,
        );
    };
}

const TEXTS: [&str; 6] = [
    "correct horse battery",
    "  spaces count  ",
    "আমার গোপন কথা",
    "😀😃😄😁😆😅😂🤣🥲☺️",
    "e\u{301}\u{301}e\u{301}ee\u{301}eeee\u{301}e",
    "$argon2id$v=19$looks=like$a$hash",
];

/// The password behind a hash is recognised, whatever its script; the longest too.
pub async fn the_password_behind_a_hash_is_recognised(hasher: Arc<dyn PasswordHasher>) {
    let longest = "কখ9".repeat(85);
    for text in TEXTS.into_iter().chain([longest.as_str()]) {
        let Ok(password) = Password::new(text) else { continue };
        let hash = hasher.hash(&password).await.unwrap();
        assert!(hasher.verify(Some(&hash), text).await.unwrap(), "{text}");
    }
}

/// Anything else is not: another case, a space more or less, a beginning, an empty text, another normal form.
pub async fn anything_else_is_not(hasher: Arc<dyn PasswordHasher>) {
    let text = "Caf\u{e9} at the corner";
    let hash = hasher.hash(&Password::new(text).unwrap()).await.unwrap();
    let long = format!("{text}{}", "x".repeat(10_000));
    let others =
        ["", "caf\u{e9} at the corner", " Caf\u{e9} at the corner", "Caf\u{e9} at the corner ", "Caf\u{e9}"];
    for other in others.into_iter().chain(["Cafe\u{301} at the corner", long.as_str(), hash.as_str()]) {
        assert!(!hasher.verify(Some(&hash), other).await.unwrap(), "{other}");
    }
}

/// Two hashes of one password differ, and both stand for it.
pub async fn two_hashes_of_one_password_differ(hasher: Arc<dyn PasswordHasher>) {
    let password = Password::new(TEXTS[0]).unwrap();
    let (first, second) = (hasher.hash(&password).await.unwrap(), hasher.hash(&password).await.unwrap());
    assert_ne!(first, second);
    assert!(hasher.verify(Some(&first), TEXTS[0]).await.unwrap());
    assert!(hasher.verify(Some(&second), TEXTS[0]).await.unwrap());
}

/// A hash is in PHC string format: `$` and parts of printable ASCII, at least the function's name, a salt and a hash.
pub async fn a_hash_is_in_phc_format(hasher: Arc<dyn PasswordHasher>) {
    let hash = hasher.hash(&Password::new(TEXTS[0]).unwrap()).await.unwrap();
    let parts: Vec<&str> = hash.strip_prefix('$').unwrap().split('$').collect();
    assert!(parts.len() >= 3, "{hash}");
    assert!(parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic())));
    let name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    assert!(parts[0].len() <= 32 && parts[0].bytes().all(name), "{hash}");
}

/// Without a hash no attempt is recognised.
pub async fn without_a_hash_nothing_is_recognised(hasher: Arc<dyn PasswordHasher>) {
    for attempt in TEXTS.into_iter().chain(["", "password"]) {
        assert!(!hasher.verify(None, attempt).await.unwrap());
    }
}

/// A hash that cannot be read is an error and never a yes.
pub async fn an_unreadable_hash_is_an_error(hasher: Arc<dyn PasswordHasher>) {
    for hash in ["", "$", "not a hash", "correct horse battery", "$unknown$v=1$c2FsdA$aGFzaA"] {
        assert!(hasher.verify(Some(hash), TEXTS[0]).await.is_err(), "{hash}");
    }
}

/// Many at once get each their own hash.
pub async fn many_at_once_do_not_mix(hasher: Arc<dyn PasswordHasher>) {
    let mut tasks = JoinSet::new();
    for number in 0..12 {
        let hasher = Arc::clone(&hasher);
        tasks.spawn(async move {
            let text = format!("a passphrase of number {number}");
            let hash = hasher.hash(&Password::new(&text).unwrap()).await.unwrap();
            let next = format!("a passphrase of number {}", number + 1);
            let own = hasher.verify(Some(&hash), &text).await.unwrap();
            own && !hasher.verify(Some(&hash), &next).await.unwrap()
        });
    }
    assert!(tasks.join_all().await.into_iter().all(|good| good));
}
