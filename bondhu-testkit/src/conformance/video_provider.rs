//! What every `VideoProvider` does.

use std::sync::Arc;

use bondhu_domain::tastes::Source;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::provider_error::ProviderErrorKind;
use bondhu_ports::taste_page::Cursor;
use bondhu_ports::token::Token;
use bondhu_ports::video_provider::{VideoListing, VideoProvider};

/// Runs the suite on a provider. Takes the name of an async function `() -> (VideoProviderSubject, impl Sized)`.
#[macro_export]
macro_rules! video_provider_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            video_provider_scenarios,
            [video_provider],
            every_listing_is_read_to_its_end,
            what_it_cannot_is_unsupported,
            a_foreign_cursor_starts_anew,
            a_token_that_is_not_good_is_told,
        );
    };
}

/// A provider with an account.
pub struct VideoProviderSubject {
    /// The provider.
    pub provider: Arc<dyn VideoProvider>,
    /// Lets its bearer into the account.
    pub access: Token,
    /// The time at the provider.
    pub now: Timestamp,
}

/// Every listing that it can give ends; each item says that it comes from this provider, and when it was read.
pub async fn every_listing_is_read_to_its_end(subject: VideoProviderSubject) {
    let source = Source::Account(subject.provider.provider());
    for listing in VideoListing::ALL.into_iter().filter(|listing| subject.provider.can(*listing)) {
        let mut cursor = None;
        loop {
            let page =
                subject.provider.page(&subject.access, listing, cursor.as_ref(), subject.now).await.unwrap();
            for item in page.items {
                assert_eq!((item.source, item.fetched_at), (source, subject.now), "{listing:?}");
                assert!(item.facet.fits(item.kind) && source.tells_of(item.kind), "{listing:?}");
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
}

/// A listing that it has not is unsupported.
pub async fn what_it_cannot_is_unsupported(subject: VideoProviderSubject) {
    for listing in VideoListing::ALL.into_iter().filter(|listing| !subject.provider.can(*listing)) {
        let error = subject.provider.page(&subject.access, listing, None, subject.now).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unsupported, "{listing:?}");
    }
}

/// A cursor that is none of the provider's is no address that is followed: the listing must be read from its start, where
/// it has more than one page.
pub async fn a_foreign_cursor_starts_anew(subject: VideoProviderSubject) {
    let foreign = Cursor("http://127.0.0.1:1/?offset=50".to_owned());
    for listing in VideoListing::ALL.into_iter().filter(|listing| subject.provider.can(*listing)) {
        if let Err(error) = subject.provider.page(&subject.access, listing, Some(&foreign), subject.now).await
        {
            assert_eq!(error.kind, ProviderErrorKind::Restart, "{listing:?}");
        }
    }
}

/// A token that is not good is told, and told by no name.
pub async fn a_token_that_is_not_good_is_told(subject: VideoProviderSubject) {
    let strange = Token::new("strange");
    for listing in VideoListing::ALL.into_iter().filter(|listing| subject.provider.can(*listing)) {
        let error = subject.provider.page(&strange, listing, None, subject.now).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::Unauthorized, "{listing:?}");
        assert!(!format!("{error:?} {error}").contains("strange"));
    }
}
