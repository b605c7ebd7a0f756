//! Providers that tell which games a person plays.

use async_trait::async_trait;
use bondhu_domain::tastes::{Provider, TasteItem};
use bondhu_domain::timestamp::Timestamp;

use crate::provider_error::ProviderError;

/// The games of an account.
#[derive(Clone, Debug, PartialEq)]
pub enum GameLibrary {
    /// The person shows them to nobody. Only the person can change that.
    Private,
    /// The games, which may be none.
    Shown {
        /// Each game once.
        items: Vec<TasteItem>,
        /// How many entries told nothing, such as games without a name.
        skipped: u32,
    },
}

/// A provider of games.
#[async_trait]
pub trait GameProvider: Send + Sync {
    /// Which.
    fn provider(&self) -> Provider;

    /// The games of the account with this stable id, read at `now`. An id that is none of this provider's is `NoAccount`
    /// and asks it nothing.
    async fn library(&self, account: &str, now: Timestamp) -> Result<GameLibrary, ProviderError>;
}
