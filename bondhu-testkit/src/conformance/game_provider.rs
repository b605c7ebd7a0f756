//! What every `GameProvider` does.

use std::sync::Arc;

use bondhu_domain::tastes::{Source, TasteKind};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::game_provider::{GameLibrary, GameProvider};
use bondhu_ports::provider_error::ProviderErrorKind;

/// Runs the suite on a provider. Takes the name of an async function `() -> (GameProviderSubject, impl Sized)`.
#[macro_export]
macro_rules! game_provider_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            game_provider_scenarios,
            [game_provider],
            a_library_that_is_shown_is_read,
            an_id_that_is_none_asks_nothing,
        );
    };
}

/// A provider with an account that shows at least one game.
pub struct GameProviderSubject {
    /// The provider.
    pub provider: Arc<dyn GameProvider>,
    /// The account's id.
    pub account: String,
    /// How many requests the provider got.
    pub asked: Box<dyn Fn() -> usize + Send + Sync>,
    /// The time at the provider.
    pub now: Timestamp,
}

/// The games of an account that shows them, each once and from this provider.
pub async fn a_library_that_is_shown_is_read(subject: GameProviderSubject) {
    let source = Source::Account(subject.provider.provider());
    let library = subject.provider.library(&subject.account, subject.now).await.unwrap();
    let GameLibrary::Shown { items, .. } = library else { panic!("the library is shown") };
    assert!(!items.is_empty());
    for item in &items {
        assert_eq!((item.kind, item.source, item.fetched_at), (TasteKind::Games, source, subject.now));
    }
    let mut ids: Vec<_> = items.iter().map(|item| &item.provider_id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), items.len());
}

/// An id that is none of this provider's is nobody's account, and the provider is not asked.
pub async fn an_id_that_is_none_asks_nothing(subject: GameProviderSubject) {
    for strange in ["", " ", "../..", "a&b=c", "0"] {
        let error = subject.provider.library(strange, subject.now).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::NoAccount);
    }
    assert_eq!((subject.asked)(), 0);
}
