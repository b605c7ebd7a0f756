//! Sign-in tokens.

use std::sync::Arc;

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::tokens::TokenHash;
use bondhu_ports::auth_tokens::AuthToken;
use bondhu_ports::store::{Store, StoreErrorKind};
use futures::future::join_all;

use super::fixtures::{a_person, at, kind, system};
use crate::builders::a_user;

/// A token comes back by its hash, whose every byte counts, and by no other.
pub async fn a_token_is_found_by_its_hash(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let mut hash = [0; 32];
    hash[31] = 0xff;
    let token =
        AuthToken { hash: TokenHash(hash), user_id: user, created_at: at(1), expires_at: at(1_000_001) };
    add(&store, &[token]).await;
    let mut unit = system(&store).await;
    assert_eq!(unit.auth_tokens().find(token.hash, at(2)).await.unwrap(), Some(token));
    assert_eq!(unit.auth_tokens().find(TokenHash([0; 32]), at(2)).await.unwrap(), None);
}

/// A token is good until the instant of its expiry and no longer.
pub async fn a_token_expires_to_the_microsecond(store: Arc<dyn Store>) {
    let token = a_token(a_person(&store).await.id, 1, at(500));
    add(&store, &[token]).await;
    let mut unit = system(&store).await;
    assert_eq!(unit.auth_tokens().find(token.hash, at(499)).await.unwrap(), Some(token));
    assert_eq!(unit.auth_tokens().find(token.hash, at(500)).await.unwrap(), None);
    assert_eq!(unit.auth_tokens().find(token.hash, at(501)).await.unwrap(), None);
}

/// One hash cannot be stored twice, nor a token for nobody.
pub async fn tokens_that_do_not_fit_are_conflicts(store: Arc<dyn Store>) {
    let token = a_token(a_person(&store).await.id, 1, at(500));
    add(&store, &[token]).await;
    let mut unit = system(&store).await;
    assert_eq!(kind(unit.auth_tokens().insert(&token).await), Some(StoreErrorKind::Conflict));
    drop(unit);
    let nobodys = a_token(a_user().build().id, 2, at(500));
    let mut unit = system(&store).await;
    assert_eq!(kind(unit.auth_tokens().insert(&nobodys).await), Some(StoreErrorKind::Conflict));
}

/// Revoking takes one token; revoking an unknown one changes nothing.
pub async fn revoking_takes_one(store: Arc<dyn Store>) {
    let user = a_person(&store).await.id;
    let (first, second) = (a_token(user, 1, at(500)), a_token(user, 2, at(500)));
    add(&store, &[first, second]).await;
    let mut unit = system(&store).await;
    unit.auth_tokens().revoke(first.hash).await.unwrap();
    unit.auth_tokens().revoke(first.hash).await.unwrap();
    unit.auth_tokens().revoke(TokenHash([9; 32])).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.auth_tokens().find(first.hash, at(1)).await.unwrap(), None);
    assert_eq!(unit.auth_tokens().find(second.hash, at(1)).await.unwrap(), Some(second));
}

/// Revoking all takes all of one person and none of another.
pub async fn revoking_all_takes_one_persons(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let tokens = [a_token(user, 1, at(500)), a_token(user, 2, at(500)), a_token(other, 3, at(500))];
    add(&store, &tokens).await;
    let mut unit = system(&store).await;
    unit.auth_tokens().revoke_all(user).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = system(&store).await;
    assert_eq!(unit.auth_tokens().find(tokens[0].hash, at(1)).await.unwrap(), None);
    assert_eq!(unit.auth_tokens().find(tokens[1].hash, at(1)).await.unwrap(), None);
    assert_eq!(unit.auth_tokens().find(tokens[2].hash, at(1)).await.unwrap(), Some(tokens[2]));
}

/// A purge takes those that expired before its instant, tells how many, and finds none the second time.
pub async fn a_purge_takes_what_expired_before(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let tokens = [
        a_token(user, 1, at(100)),
        a_token(other, 2, at(199)),
        a_token(user, 3, at(200)),
        a_token(user, 4, at(300)),
    ];
    add(&store, &tokens).await;
    let mut unit = system(&store).await;
    assert_eq!(unit.auth_tokens().purge_expired(at(200)).await.unwrap(), 2);
    assert_eq!(unit.auth_tokens().purge_expired(at(200)).await.unwrap(), 0);
    let mut kept = Vec::new();
    for token in &tokens {
        kept.push(unit.auth_tokens().find(token.hash, at(0)).await.unwrap().is_some());
    }
    assert_eq!(kept, [false, false, true, true]);
    assert_eq!(unit.auth_tokens().purge_expired(at(201)).await.unwrap(), 1);
}

/// A sign-in is told as it was last committed: from its commit on, until its end, until the commit that voids it, and never
/// by what a unit of work did that was given up. Each of many who ask at the same time is told of their own.
pub async fn a_sign_in_is_told_as_it_is_committed(store: Arc<dyn Store>) {
    let (user, other) = (a_person(&store).await.id, a_person(&store).await.id);
    let tokens: Vec<_> =
        (0..40).map(|serial| a_token(if serial % 2 == 0 { user } else { other }, serial, at(500))).collect();
    let mut unit = system(&store).await;
    unit.auth_tokens().insert(&tokens[0]).await.unwrap();
    assert_eq!(store.find_sign_in(tokens[0].hash, at(1)).await.unwrap(), None);
    drop(unit);
    assert_eq!(store.find_sign_in(tokens[0].hash, at(1)).await.unwrap(), None);
    add(&store, &tokens).await;
    let asked = join_all(tokens.iter().map(|token| store.find_sign_in(token.hash, at(499)))).await;
    for (token, told) in tokens.iter().zip(asked) {
        assert_eq!(told.unwrap(), Some(*token));
    }
    assert_eq!(store.find_sign_in(TokenHash([99; 32]), at(1)).await.unwrap(), None);
    assert_eq!(store.find_sign_in(tokens[0].hash, at(500)).await.unwrap(), None);

    let mut unit = system(&store).await;
    unit.auth_tokens().revoke_all(user).await.unwrap();
    assert_eq!(store.find_sign_in(tokens[0].hash, at(1)).await.unwrap(), Some(tokens[0]));
    unit.commit().await.unwrap();
    let asked = join_all(tokens.iter().map(|token| store.find_sign_in(token.hash, at(1)))).await;
    for (token, told) in tokens.iter().zip(asked) {
        assert_eq!(told.unwrap(), (token.user_id == other).then_some(*token));
    }
    // With the person go their sign-ins.
    let mut unit = system(&store).await;
    assert!(unit.users().delete(other).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(store.find_sign_in(tokens[1].hash, at(1)).await.unwrap(), None);
}

fn a_token(user_id: UserId, serial: u8, expires_at: Timestamp) -> AuthToken {
    AuthToken { hash: TokenHash([serial; 32]), user_id, created_at: at(0), expires_at }
}

async fn add(store: &Arc<dyn Store>, tokens: &[AuthToken]) {
    let mut unit = system(store).await;
    for token in tokens {
        unit.auth_tokens().insert(token).await.unwrap();
    }
    unit.commit().await.unwrap();
}
