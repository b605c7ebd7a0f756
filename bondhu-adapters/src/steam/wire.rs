//! Steam's JSON.

use bondhu_domain::tastes::Source;
use bondhu_domain::tastes::history::OwnedGame;
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::game_provider::GameLibrary;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Answer<T> {
    pub(super) response: T,
}

#[derive(Deserialize)]
pub(super) struct Players {
    pub(super) players: Option<Vec<Option<Player>>>,
}

#[derive(Deserialize)]
pub(super) struct Player {
    steamid: Option<String>,
    personaname: Option<String>,
}

impl Player {
    pub(super) fn name_of(self, account: &str) -> Option<String> {
        self.personaname.filter(|_| self.steamid.as_deref() == Some(account))
    }
}

/// Nothing at all for an account that shows its games to nobody.
#[derive(Deserialize)]
pub(super) struct Owned {
    game_count: Option<u64>,
    games: Option<Vec<Option<Game>>>,
}

#[derive(Deserialize)]
struct Game {
    appid: Option<u64>,
    name: Option<String>,
    playtime_forever: Option<i64>,
    rtime_last_played: Option<i64>,
}

impl Owned {
    pub(super) fn library(self, source: Source, now: Timestamp) -> GameLibrary {
        if self.game_count.is_none() && self.games.is_none() {
            return GameLibrary::Private;
        }
        let (mut items, mut skipped) = (Vec::new(), 0);
        for game in self.games.into_iter().flatten() {
            let item = game.and_then(|game| {
                let game = OwnedGame {
                    appid: game.appid,
                    name: game.name.as_deref(),
                    playtime_forever: game.playtime_forever,
                    rtime_last_played: game.rtime_last_played,
                };
                game.read(source, now).ok()
            });
            match item {
                Some(item) => items.push(item),
                None => skipped += 1,
            }
        }
        GameLibrary::Shown { items, skipped }
    }
}
