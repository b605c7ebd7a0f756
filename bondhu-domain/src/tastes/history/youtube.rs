//! The watch history of Google Takeout (`watch-history.json`).

use super::{Fault, Play, Row, Skip, visible};
use crate::tastes::{Facet, TasteKind};
use crate::timestamp::Timestamp;

/// A record of `watch-history.json`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch<'a> {
    /// `header`: `YouTube` or `YouTube Music`.
    pub header: Option<&'a str>,
    /// `title`: `Watched …`, the verb in the language of the account.
    pub title: Option<&'a str>,
    /// `titleUrl`: the address of the video; a video that is gone has none.
    pub title_url: Option<&'a str>,
    /// `subtitles[0].name`: the channel.
    pub channel: Option<&'a str>,
    /// `subtitles[0].url`: the address of the channel.
    pub channel_url: Option<&'a str>,
    /// `time`, RFC 3339 in UTC.
    pub time: Option<&'a str>,
    /// Whether `details` has an entry that begins with `From Google Ads`.
    pub from_ads: bool,
}

impl<'a> Watch<'a> {
    /// What the record means. How long something was watched is not told, so every video that was opened counts; one
    /// of `YouTube Music` is music, whose channel ` - Topic` is the artist.
    pub fn read(&self) -> Row<'a> {
        if self.from_ads {
            return Row::Skip(Skip::Advertisement);
        }
        let Some(title) = visible(self.title) else { return Row::Fault(Fault::NoName) };
        let Some(url) = visible(self.title_url) else { return Row::Skip(Skip::Removed) };
        let Some(id) = video_id(url) else { return Row::Skip(Skip::NotAPlay) };
        let at = match visible(self.time).map(str::parse::<Timestamp>) {
            None => None,
            Some(Ok(at)) => Some(at),
            Some(Err(_)) => return Row::Fault(Fault::Time),
        };
        let name = title.strip_prefix("Watched ").map_or(title, str::trim);
        // A private or deleted video shows its address where the title was.
        if name.contains("youtube.com/watch") {
            return Row::Skip(Skip::Removed);
        }
        let music = visible(self.header) == Some("YouTube Music");
        let channel = visible(self.channel);
        let by = if music { channel.map(artist) } else { channel };
        Row::Play(Play {
            kind: if music { TasteKind::Music } else { TasteKind::Video },
            facet: if music { Facet::Track } else { Facet::Video },
            name: name.into(),
            by: by.map(Into::into),
            provider_id: Some(id.into()),
            by_id: visible(self.channel_url)
                .and_then(|url| url.rsplit_once("/channel/"))
                .map(|(_, id)| id.into()),
            at,
            played_ms: None,
        })
    }
}

/// `YouTube` keeps the music of an artist in a channel with this ending.
fn artist(channel: &str) -> &str {
    channel.strip_suffix(" - Topic").unwrap_or(channel).trim_end()
}

/// The id of `https://www.youtube.com/watch?v=…`; `None` for posts, searches and other pages.
fn video_id(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let known = ["www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com"].contains(&host);
    let query = path.strip_prefix("watch?").filter(|_| known)?;
    let id = query.split('&').find_map(|pair| pair.strip_prefix("v="))?;
    let plain = id.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_');
    (plain && !id.is_empty()).then_some(id)
}
