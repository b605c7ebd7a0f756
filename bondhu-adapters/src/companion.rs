//! The built-in companion: an honest listener for when no language model is configured or reachable.
//!
//! Rules and hand-written sentences only. It takes in what a person says, gives some of it back, and asks. It says that
//! it is a program when asked, knows nothing but what the person told and claims nothing else, and answers talk of suicide or self-harm with care and
//! places to turn to before anything else. English first; Hindi and Bangla in both scripts.
//!
//! The sentences and phrases are data beside the code, in `companion/data`.

mod crisis;
mod intents;
pub mod model;
mod normalise;
mod phrases;
mod plan;
mod reflect;
mod remembered;
mod seed;
mod templates;
#[cfg(test)]
mod tests;
mod voice;

use bondhu_domain::users::Language;
use bondhu_ports::chat_model::Role;

use self::intents::{Intent, recognise};
use self::normalise::Normalised;
use self::plan::{Situation, plan};
use self::seed::Dice;
use self::templates::{Book, Part, Slots};
use self::voice::{Heard, Voice, hear};

pub use self::model::Companion;

/// What the companion is given.
#[derive(Clone, Copy, Debug)]
pub struct Prompted<'a> {
    /// The person's newest message.
    pub newest: &'a str,
    /// What was said before it, oldest first.
    pub earlier: &'a [(Role, &'a str)],
    /// The language the person reads; decides when the newest message does not.
    pub language: Language,
    /// What they want to be called.
    pub name: Option<&'a str>,
}

/// How many of the person's messages before the newest keep a talk of dying in mind.
const DANGER_REMEMBERED: usize = 3;
/// How many earlier lines are looked at; older ones may be said again.
const WINDOW: usize = 80;
/// A longer name would sound like a form letter.
const NAME_CHARS: usize = 40;

/// The reply: one to five sentences, at most 700 characters, never empty. The same request and seed always give the same
/// reply. Time is linear in the newest message and in the last 80 lines before it.
pub fn reply(request: &Prompted<'_>, seed: u64) -> String {
    let earlier = &request.earlier[request.earlier.len().saturating_sub(WINDOW)..];
    let by = |role: Role| earlier.iter().filter(move |(who, _)| *who == role).map(|(_, text)| *text);
    let (told, said): (Vec<&str>, Vec<&str>) = (by(Role::User).collect(), by(Role::Assistant).collect());
    let newest = Normalised::of(request.newest);
    let heard = hear(request.newest, &newest);
    let voice = voice(heard, &told, request.language);
    let intents = recognise(&newest);
    let recent: Vec<Normalised> =
        told.iter().rev().take(DANGER_REMEMBERED).map(|text| Normalised::of(text)).collect();
    let slots = Slots {
        name: request.name.map(str::trim).filter(|name| sounds_like_a_name(name)).map(str::to_owned),
        echo: if voice == Voice::English { reflect::echo(request.newest) } else { None },
        topic: open_topic(&told, &said, voice),
    };
    let situation = Situation {
        intents: &intents,
        danger: crisis::speaks_of_danger(&newest),
        danger_before: recent.iter().any(crisis::speaks_of_danger),
        other_script: heard == Heard::OtherScript,
        repeated: recent.first().is_some_and(|before| before.key() == newest.key()),
        asks: newest.asks,
        sum: asks_for_a_sum(request.newest),
        words: newest.words.len(),
        picture: newest.words.is_empty().then(|| picture(&newest.emoji)),
        topic: slots.topic.is_some(),
        echo: slots.echo.is_some(),
    };
    let mut dice = Dice::new(seed, request.newest, request.earlier.len());
    let plan = plan(&situation, dice.coin());
    compose(plan, &Book::new(voice, &said, &slots), &mut dice)
}

fn compose(plan: plan::Plan, book: &Book<'_>, dice: &mut Dice) -> String {
    let whole = |dice: &mut Dice| book.line(plan.then, Part::Whole, dice);
    let alone = plan.acknowledge == Some(plan.then);
    if alone && let Some(text) = whole(dice) {
        return text;
    }
    let lead = plan.lead.and_then(|intent| book.line(intent, Part::Acknowledge, dice));
    let taken = plan.acknowledge.and_then(|intent| book.line(intent, Part::Acknowledge, dice));
    let last = whole(dice).or_else(|| book.line(plan.then, Part::Ask, dice));
    lead.into_iter().chain(taken).chain(last).collect::<Vec<_>>().join(" ")
}

/// The newest message decides; else the last one that was clear; else the person's setting.
fn voice(heard: Heard, told: &[&str], language: Language) -> Voice {
    let clear = |heard| match heard {
        Heard::Voice(voice) => Some(voice),
        Heard::OtherScript | Heard::Unclear => None,
    };
    clear(heard)
        .or_else(|| told.iter().rev().take(10).find_map(|text| clear(hear(text, &Normalised::of(text)))))
        .unwrap_or_else(|| Voice::from(language))
}

/// The newest of the person's own things that Bondhu has not taken up yet. What was said along with talk of dying is
/// never small talk later.
fn open_topic(told: &[&str], said: &[&str], voice: Voice) -> Option<String> {
    told.iter()
        .rev()
        .take(20)
        .map(|text| Normalised::of(text))
        .filter(|text| !crisis::speaks_of_danger(text))
        .filter_map(|text| reflect::topic(&text, voice))
        .find(|topic| !said.iter().any(|text| text.contains(topic.as_str())))
}

fn sounds_like_a_name(name: &str) -> bool {
    let letters = |c: char| !c.is_control() && !matches!(c, '<' | '>' | '/' | '\\' | '@' | '{' | '}');
    !name.is_empty() && name.chars().nth(NAME_CHARS).is_none() && name.chars().all(letters)
}

fn picture(emoji: &[char]) -> Intent {
    let any = |list: &str| emoji.iter().any(|one| list.contains(*one));
    if any("😂🤣😆😹") {
        Intent::EmojiGood
    } else if any("😭😢😔😞😟😣😖😫😩🥺💔😿😓😥😰😨😱☹🙁😠😡🤬🥀😪🫠")
    {
        Intent::EmojiLow
    } else if any("😀😃😄😁😊🙂😇🥰😍😘☺😌🎉🥳❤💕💖💗💛💚💙💜🤗✨🌸🌻👍👏🙌😎🤩")
    {
        Intent::EmojiGood
    } else {
        Intent::EmojiOther
    }
}

/// "12 * 4", "7+5": two digits' runs with one sign of reckoning and spaces between.
fn asks_for_a_sum(text: &str) -> bool {
    let (mut digit, mut sign) = (false, false);
    for c in text.chars() {
        match c {
            c if c.is_numeric() && digit && sign => return true,
            c if c.is_numeric() => (digit, sign) = (true, false),
            '+' | '*' | '×' | '÷' | '^' | '=' if digit => sign = true,
            ' ' => {}
            _ => (digit, sign) = (false, false),
        }
    }
    false
}
