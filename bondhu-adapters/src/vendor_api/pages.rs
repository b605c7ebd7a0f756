//! Where a listing goes on.

use bondhu_ports::provider_error::{ProviderError, ProviderErrorKind};
use bondhu_ports::taste_page::Cursor;

use super::malformed;

/// How many entries a page has: as many as all of these vendors give at once.
pub(crate) const PAGE: u32 = 50;
/// After so many pages, 20,000 entries, a listing is cut.
const MOST_PAGES: u32 = 400;

/// The number of a page, from 0, and the vendor's own name for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    page: u32,
    at: String,
}

impl Position {
    pub(crate) const PAGE: u32 = PAGE;

    /// That of a cursor; the first without one.
    pub(crate) fn of(cursor: Option<&Cursor>) -> Result<Self, ProviderError> {
        let Some(Cursor(text)) = cursor else { return Ok(Self::default()) };
        let (page, at) = text.split_once(':').ok_or(ProviderError::new(ProviderErrorKind::Restart))?;
        let page = page.parse().map_err(|_| ProviderError::new(ProviderErrorKind::Restart))?;
        Ok(Self { page, at: at.to_owned() })
    }

    /// The vendor's name for this page; empty for the first.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// How many entries came before.
    #[cfg(feature = "spotify")]
    pub(crate) const fn offset(&self) -> u32 {
        self.page * PAGE
    }

    /// The cursor of the page that the vendor calls `at`; `None` at the end, and where enough was read.
    pub(crate) fn next(&self, at: Option<&str>) -> Result<Option<Cursor>, ProviderError> {
        let Some(at) = at.filter(|at| !at.is_empty()) else { return Ok(None) };
        if at == self.at {
            return Err(malformed("the listing repeats itself"));
        }
        let page = self.page + 1;
        Ok((page < MOST_PAGES).then(|| Cursor(format!("{page}:{at}"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_ends() {
        let mut cursor = None;
        let mut pages = 0;
        loop {
            let here = Position::of(cursor.as_ref()).unwrap();
            pages += 1;
            cursor = here.next(Some(&format!("token:{pages}"))).unwrap();
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(pages, MOST_PAGES);
        assert_eq!(Position::default().next(None).unwrap(), None);
    }

    #[test]
    fn a_cursor_that_repeats_or_is_none_of_ours_is_an_error() {
        let here = Position::of(Some(&Cursor("3:abc".to_owned()))).unwrap();
        assert_eq!(here.next(Some("abc")).unwrap_err().kind, ProviderErrorKind::Malformed);
        for foreign in ["", "abc", "x:abc", "https://evil.example/?offset=1"] {
            let error = Position::of(Some(&Cursor(foreign.to_owned()))).unwrap_err();
            assert_eq!(error.kind, ProviderErrorKind::Restart, "{foreign}");
        }
    }
}
