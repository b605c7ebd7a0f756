//! Who is answered together with whom, and by which statement.

use std::sync::Arc;

use bondhu_domain::ids::UserId;
use bondhu_domain::timestamp::Timestamp;
use futures::future::join_all;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::*;

/// What is committed, and what was asked for. Each statement sees what is committed when it begins and ends when it may.
#[derive(Clone)]
struct Database {
    committed: Arc<Mutex<Vec<TokenHash>>>,
    asked: Arc<Mutex<Vec<Vec<TokenHash>>>>,
    may_end: Arc<Semaphore>,
    fails: bool,
}

impl Database {
    fn with(committed: &[TokenHash]) -> Self {
        Self {
            committed: Arc::new(Mutex::new(committed.to_vec())),
            asked: Arc::default(),
            may_end: Arc::new(Semaphore::new(0)),
            fails: false,
        }
    }

    fn sizes(&self) -> Vec<usize> {
        self.asked.lock().unwrap().iter().map(Vec::len).collect()
    }
}

#[async_trait]
impl Connection for Database {
    async fn find(&mut self, hashes: &[TokenHash]) -> Result<Vec<AuthToken>, StoreError> {
        self.asked.lock().unwrap().push(hashes.to_vec());
        let seen = self.committed.lock().unwrap().clone();
        self.may_end.acquire().await.unwrap().forget();
        if self.fails {
            return Err(StoreError::bare(StoreErrorKind::Busy));
        }
        Ok(hashes.iter().filter(|hash| seen.contains(hash)).map(|&hash| token(hash)).collect())
    }

    async fn close(&mut self) {}
}

const fn hash(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

fn token(hash: TokenHash) -> AuthToken {
    let user_id = UserId::from_uuid(Uuid::from_bytes([hash.0[0]; 16]));
    AuthToken { hash, user_id, created_at: Timestamp::UNIX_EPOCH, expires_at: Timestamp::UNIX_EPOCH.next() }
}

#[tokio::test]
async fn those_who_wait_are_answered_together_each_with_their_own() {
    let database = Database::with(&[hash(0), hash(2), hash(4)]);
    let lookups = SignInLookups::new(database.clone());
    let mut first = pin!(lookups.find(hash(0)));
    assert!(futures::poll!(first.as_mut()).is_pending());
    let mut others = pin!(join_all((1..=40).map(|number| lookups.find(hash(number % 20)))));
    assert!(futures::poll!(others.as_mut()).is_pending());
    database.may_end.add_permits(10);
    assert_eq!(first.await.unwrap(), Some(token(hash(0))));
    for (number, answer) in (1..=40).zip(others.await) {
        let number = number % 20;
        let expected = [0, 2, 4].contains(&number).then(|| token(hash(number)));
        assert_eq!(answer.unwrap(), expected, "{number}");
    }
    // Sixteen at a time, and nobody's twice in one statement.
    assert_eq!(database.sizes(), [1, 16, 16, 8]);
}

#[tokio::test]
async fn nobody_is_told_what_was_so_before_they_asked() {
    let database = Database::with(&[hash(1)]);
    let lookups = SignInLookups::new(database.clone());
    let mut before = pin!(lookups.find(hash(1)));
    assert!(futures::poll!(before.as_mut()).is_pending());
    database.committed.lock().unwrap().clear();
    let mut after = pin!(lookups.find(hash(1)));
    assert!(futures::poll!(after.as_mut()).is_pending());
    database.may_end.add_permits(2);
    assert_eq!(
        before.await.unwrap(),
        Some(token(hash(1))),
        "the statement began before the end of the sign-in"
    );
    assert_eq!(after.await.unwrap(), None);
}

#[tokio::test]
async fn who_goes_away_in_the_middle_leaves_nobody_without_an_answer() {
    let database = Database::with(&[hash(1), hash(2)]);
    let lookups = SignInLookups::new(database.clone());
    let mut holder = Box::pin(lookups.find(hash(1)));
    assert!(futures::poll!(holder.as_mut()).is_pending());
    let mut leader = Box::pin(lookups.find(hash(1)));
    let mut follower = pin!(lookups.find(hash(2)));
    assert!(futures::poll!(leader.as_mut()).is_pending());
    assert!(futures::poll!(follower.as_mut()).is_pending());
    drop(holder);
    // The leader asks for both, and goes away before the end of the statement.
    assert!(futures::poll!(leader.as_mut()).is_pending());
    assert_eq!(database.sizes(), [1, 2]);
    drop(leader);
    database.may_end.add_permits(1);
    assert_eq!(follower.await.unwrap(), Some(token(hash(2))));
}

#[tokio::test]
async fn a_failure_is_everybodys_who_was_asked_for() {
    let database = Database { fails: true, ..Database::with(&[]) };
    let lookups = SignInLookups::new(database.clone());
    let mut first = pin!(lookups.find(hash(0)));
    assert!(futures::poll!(first.as_mut()).is_pending());
    let mut others = pin!(join_all((1..=3).map(|number| lookups.find(hash(number)))));
    assert!(futures::poll!(others.as_mut()).is_pending());
    database.may_end.add_permits(2);
    assert_eq!(first.await.unwrap_err().kind(), StoreErrorKind::Busy);
    for answer in others.await {
        assert_eq!(answer.unwrap_err().kind(), StoreErrorKind::Busy);
    }
    assert_eq!(database.sizes(), [1, 3]);
}
