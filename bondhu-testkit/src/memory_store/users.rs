//! People's accounts.

use async_trait::async_trait;
use bondhu_domain::ids::UserId;
use bondhu_domain::users::{Email, User};
use bondhu_ports::store::StoreError;
use bondhu_ports::users::{Credential, ExternalId, UserRepo};

use super::tables::{Account, Tables, conflict};
use super::unit_of_work::MemoryUnitOfWork;

#[async_trait]
impl UserRepo for MemoryUnitOfWork {
    async fn insert(&mut self, user: &User, credential: &Credential) -> Result<(), StoreError> {
        let tables = self.write()?;
        if tables.accounts.contains_key(&user.id) {
            return Err(conflict("the person's id is in use"));
        }
        require_free_address(tables, user)?;
        let (password_hash, external) = match credential {
            Credential::PasswordHash(hash) => (Some(hash.clone()), None),
            Credential::External(external) => (None, Some(external.clone())),
        };
        if external.is_some() && tables.accounts.values().any(|account| account.external == external) {
            return Err(conflict("the external identity is in use"));
        }
        tables.accounts.insert(user.id, Account { user: user.clone(), password_hash, external });
        Ok(())
    }

    async fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.read()?.accounts.get(&id).map(|account| account.user.clone()))
    }

    async fn find_by_email(&mut self, email: &Email) -> Result<Option<User>, StoreError> {
        let mut accounts = self.read()?.accounts.values();
        Ok(accounts
            .find(|account| account.user.email.as_ref() == Some(email))
            .map(|account| account.user.clone()))
    }

    async fn find_external(&mut self, external: &ExternalId) -> Result<Option<User>, StoreError> {
        let mut accounts = self.read()?.accounts.values();
        Ok(accounts
            .find(|account| account.external.as_ref() == Some(external))
            .map(|account| account.user.clone()))
    }

    async fn password_hash(&mut self, id: UserId) -> Result<Option<String>, StoreError> {
        Ok(self.read()?.accounts.get(&id).and_then(|account| account.password_hash.clone()))
    }

    async fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<bool, StoreError> {
        let account = self.write()?.accounts.get_mut(&id);
        Ok(account.map(|account| account.password_hash = Some(hash.to_owned())).is_some())
    }

    async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        let tables = self.write()?;
        if !tables.accounts.contains_key(&user.id) {
            return Ok(false);
        }
        require_free_address(tables, user)?;
        if let Some(account) = tables.accounts.get_mut(&user.id) {
            account.user = User { created_at: account.user.created_at, ..user.clone() };
        }
        Ok(true)
    }

    async fn delete(&mut self, id: UserId) -> Result<bool, StoreError> {
        Ok(self.write()?.delete_user(id))
    }
}

fn require_free_address(tables: &Tables, user: &User) -> Result<(), StoreError> {
    let others = tables.accounts.values().filter(|account| account.user.id != user.id);
    let taken = user.email.is_some() && others.into_iter().any(|account| account.user.email == user.email);
    if taken { Err(conflict("the address is in use")) } else { Ok(()) }
}
