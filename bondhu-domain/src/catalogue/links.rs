//! Addresses where something can be found. None is ever made up: without a provider's own id it is a search.

use crate::tastes::{ExportFile, Facet, Provider, Source, TasteItem, TasteKind};

/// The address of a search for a work: music and video on `YouTube`, games in Steam's shop. Everything that is not an
/// unreserved character of RFC 3986 is percent-encoded.
pub fn search_url(kind: TasteKind, title: &str, by: Option<&str>) -> String {
    let mut url = match kind {
        TasteKind::Music | TasteKind::Video => "https://www.youtube.com/results?search_query=".to_owned(),
        TasteKind::Games => "https://store.steampowered.com/search/?term=".to_owned(),
    };
    match (kind, by) {
        // Shops search titles; a studio's name there finds less.
        (TasteKind::Music | TasteKind::Video, Some(by)) => encode(&format!("{title} {by}"), &mut url),
        (TasteKind::Music | TasteKind::Video, None) | (TasteKind::Games, _) => encode(title, &mut url),
    }
    url
}

/// The address of an item's own page, when its source gave an id of the right form; [`search_url`] finds the others.
pub fn item_page(item: &TasteItem) -> Option<String> {
    item.provider_id.as_deref().and_then(|id| match item.source {
        Source::Account(Provider::Spotify) | Source::Import(ExportFile::Spotify) => {
            spotify_page(item.facet, id)
        }
        Source::Account(Provider::Youtube) | Source::Import(ExportFile::Youtube) => {
            youtube_page(item.facet, id)
        }
        Source::Account(Provider::Steam) | Source::Import(ExportFile::Steam) => {
            let number = id.len() <= 10 && !id.is_empty() && id.bytes().all(|it| it.is_ascii_digit());
            number.then(|| format!("https://store.steampowered.com/app/{id}"))
        }
        Source::Import(ExportFile::Listenbrainz) | Source::Typed => None,
    })
}

fn spotify_page(facet: Facet, id: &str) -> Option<String> {
    let what = match facet {
        Facet::Artist => "artist",
        Facet::Track => "track",
        Facet::Album => "album",
        Facet::Playlist => "playlist",
        Facet::Genre | Facet::Channel | Facet::Video | Facet::Category | Facet::Game => return None,
    };
    (id.len() == 22 && id.bytes().all(|it| it.is_ascii_alphanumeric()))
        .then(|| format!("https://open.spotify.com/{what}/{id}"))
}

fn youtube_page(facet: Facet, id: &str) -> Option<String> {
    let plain = id.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    match facet {
        Facet::Video | Facet::Track if plain && id.len() == 11 => {
            Some(format!("https://www.youtube.com/watch?v={id}"))
        }
        Facet::Channel | Facet::Artist if plain && id.len() == 24 && id.starts_with("UC") => {
            Some(format!("https://www.youtube.com/channel/{id}"))
        }
        Facet::Playlist if plain && (13..=64).contains(&id.len()) => {
            Some(format!("https://www.youtube.com/playlist?list={id}"))
        }
        Facet::Video
        | Facet::Track
        | Facet::Channel
        | Facet::Artist
        | Facet::Playlist
        | Facet::Album
        | Facet::Genre
        | Facet::Category
        | Facet::Game => None,
    }
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            into.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            into.extend(['%', DIGITS[usize::from(byte >> 4)].into(), DIGITS[usize::from(byte & 15)].into()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timestamp::Timestamp;

    #[test]
    fn searches_are_encoded() {
        assert_eq!(
            search_url(TasteKind::Music, "Tum Hi Ho & more", Some("আইয়ুব")),
            "https://www.youtube.com/results?search_query=Tum%20Hi%20Ho%20%26%20more%20%E0%A6%86%E0%A6%87%E0%A6%AF%E0%A6%BC%E0%A7%81%E0%A6%AC"
        );
        assert_eq!(
            search_url(TasteKind::Games, "a\"b#?\u{0}", Some("x")),
            "https://store.steampowered.com/search/?term=a%22b%23%3F%00"
        );
    }

    #[test]
    fn an_id_of_the_wrong_form_is_not_trusted() {
        let item = |id: &str| {
            let source = Source::Account(Provider::Youtube);
            let mut item =
                TasteItem::bare(TasteKind::Video, Facet::Video, "Rain".into(), source, Timestamp::UNIX_EPOCH);
            item.provider_id = Some(id.into());
            item_page(&item)
        };
        assert_eq!(item("abcdefghi-_").as_deref(), Some("https://www.youtube.com/watch?v=abcdefghi-_"));
        for bad in ["", "short", "abc&x=1<>?\"/", "abcdefghijkl"] {
            assert_eq!(item(bad), None, "{bad}");
        }
    }
}
