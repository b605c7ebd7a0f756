//! Steam's list of owned games (`IPlayerService/GetOwnedGames`), from the account or as a file.

use crate::tastes::{Facet, Source, TasteItem, TasteKind, clean};
use crate::timestamp::Timestamp;

use super::Fault;

/// A game of `response.games[]`.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnedGame<'a> {
    /// `appid`.
    pub appid: Option<u64>,
    /// `name`: missing for games that are no longer sold.
    pub name: Option<&'a str>,
    /// `playtime_forever`, in minutes.
    pub playtime_forever: Option<i64>,
    /// `rtime_last_played`, in seconds since 1970; 0 when never, missing when private.
    pub rtime_last_played: Option<i64>,
}

impl OwnedGame<'_> {
    /// The game as an item. One that was never played is an item too, of 0 minutes ([`TasteItem::is_untouched`]): it
    /// counts for nothing in a profile and can be recommended. Steam tells no plays, no genres and no hours of the day.
    pub fn read(&self, source: Source, fetched_at: Timestamp) -> Result<TasteItem, Fault> {
        let name = self.name.and_then(clean).ok_or(Fault::NoName)?;
        let minutes = match self.playtime_forever {
            None => None,
            // 130 years.
            Some(minutes) => {
                Some(u32::try_from(minutes).ok().filter(|it| *it <= 70_000_000).ok_or(Fault::Length)?)
            }
        };
        let mut item = TasteItem::bare(TasteKind::Games, Facet::Game, name, source, fetched_at);
        item.provider_id = self.appid.map(|id| id.to_string());
        item.minutes = minutes.map(f64::from);
        item.last_played_at = self.rtime_last_played.filter(|at| *at > 0).map(Timestamp::from_seconds);
        Ok(item)
    }
}
