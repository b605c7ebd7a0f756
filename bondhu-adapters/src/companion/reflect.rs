//! Giving back what somebody said: "I am tired of my exams" → "you're tired of your exams".
//!
//! English only; the other languages change verb endings with the person and are not echoed.

use super::intents::{Intent, Kind, recognise};
use super::normalise::Normalised;
use super::voice::Voice;

/// A clause has at least and at most so many words to be worth saying back.
const WORDS: std::ops::RangeInclusive<usize> = 3..=16;

/// The person's own statement turned to them, without capital and full stop; `None` when nothing in the text can be
/// said back safely. Prefers a clause about a feeling or a part of life.
pub(super) fn echo(text: &str) -> Option<String> {
    let suited = clauses(text).filter_map(|clause| {
        let about = recognise(&Normalised::of(clause));
        if about.iter().any(|intent| unsuited(*intent)) {
            return None;
        }
        let weight = about.iter().map(|intent| weight(*intent)).min().unwrap_or(u8::MAX);
        turn(clause).map(|turned| (weight, turned))
    });
    suited.take(12).min_by_key(|(weight, _)| *weight).map(|(_, turned)| turned)
}

/// What is said to Bondhu rather than about oneself, and what should not be heard again from somebody else.
const fn unsuited(about: Intent) -> bool {
    match about.kind() {
        Kind::Guarded | Kind::Asked | Kind::Social => true,
        Kind::Feeling => matches!(about, Intent::SelfCriticism),
        Kind::Glad | Kind::Topic | Kind::Form => false,
    }
}

const fn weight(about: Intent) -> u8 {
    match about.kind() {
        Kind::Feeling => 0,
        Kind::Glad => 1,
        Kind::Topic => 2,
        Kind::Guarded | Kind::Asked | Kind::Social | Kind::Form => 3,
    }
}

/// Pieces between punctuation and strong conjunctions. A sentence that ends in a question mark is left out.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '\n', ';'])
        .filter(|sentence| !sentence.ends_with('?'))
        .flat_map(|sentence| sentence.split([',', '.', '!', '\n', ';', ':', '(', ')']))
        .flat_map(|part| part.split(" but "))
        .map(str::trim)
}

fn turn(clause: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-');
    if clause.len() > 160 || !clause.chars().all(plain) {
        return None;
    }
    let mut words: Vec<String> = clause.split_whitespace().map(|word| word.replace('’', "'")).collect();
    if clause.chars().filter(char::is_ascii_uppercase).count() > 8 {
        for word in &mut words {
            word.make_ascii_lowercase();
        }
    }
    let lower = |word: &String| word.to_ascii_lowercase();
    let opening = words.iter().take_while(|word| OPENINGS.contains(&lower(word).as_str())).count();
    words.drain(..opening);
    let shared = words.iter().any(|word| BANNED.contains(&lower(word).as_str()));
    let starts = words.first().is_some_and(|word| STARTS.contains(&lower(word).as_str()));
    if shared || !starts || !WORDS.contains(&words.len()) {
        return None;
    }
    Some(swap(&words).join(" "))
}

/// Words that may stand before the statement proper.
const OPENINGS: &[&str] = &[
    "and", "so", "well", "because", "also", "then", "honestly", "actually", "yes", "yeah", "no", "ok", "oh",
];
/// A clause is said back only when it is plainly about the person.
const STARTS: &[&str] =
    &["i", "i'm", "im", "i've", "ive", "i'd", "i'll", "my", "today", "yesterday", "we", "our"];
/// What cannot be turned without knowing more ("you" may be Bondhu or anybody), and words not to give back.
const BANNED: &[&str] = &[
    "you", "your", "you're", "youre", "yours", "u", "ur", "bondhu", "fuck", "fucking", "fucked", "shit",
    "bitch", "bastard", "slut", "whore", "damn", "ass", "sex", "porn", "lol", "lmao", "let's", "lets",
    "mean", "guess", "kill", "killed", "die",
];

fn swap(words: &[String]) -> Vec<String> {
    let mut turned: Vec<String> = Vec::with_capacity(words.len());
    let mut about_i = false;
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map(|word| word.to_ascii_lowercase());
        let lower = word.to_ascii_lowercase();
        let subject = before.as_deref().is_some_and(|before| {
            matches!(before, "i" | "we")
                || (about_i && matches!(before, "and" | "just" | "also" | "really" | "never" | "always"))
        });
        if matches!(lower.as_str(), "i" | "i'm" | "im" | "i've" | "ive" | "i'd" | "i'll") {
            about_i = true;
        } else if matches!(lower.as_str(), "he" | "she" | "they" | "it" | "my" | "who" | "which" | "that") {
            about_i = false;
        }
        turned.push(match lower.as_str() {
            "i" | "me" | "we" | "us" => "you".to_owned(),
            "my" | "our" => "your".to_owned(),
            "mine" | "ours" => "yours".to_owned(),
            "myself" => "yourself".to_owned(),
            "ourselves" => "yourselves".to_owned(),
            "am" => "are".to_owned(),
            "was" if subject => "were".to_owned(),
            "wasn't" | "wasnt" if subject => "weren't".to_owned(),
            other => apostrophe(other).map_or_else(|| keep_case(at, word), str::to_owned),
        });
    }
    contract(turned)
}

/// Forms that people write without the apostrophe, and the first person's short forms.
fn apostrophe(word: &str) -> Option<&'static str> {
    Some(match word {
        "i'm" | "im" => "you're",
        "i've" | "ive" => "you've",
        "i'd" => "you'd",
        "i'll" => "you'll",
        "dont" => "don't",
        "cant" => "can't",
        "didnt" => "didn't",
        "doesnt" => "doesn't",
        "isnt" => "isn't",
        "arent" => "aren't",
        "wont" => "won't",
        "havent" => "haven't",
        "hasnt" => "hasn't",
        "couldnt" => "couldn't",
        "wouldnt" => "wouldn't",
        "shouldnt" => "shouldn't",
        _ => return None,
    })
}

/// Names keep their capital; the first word of the person's sentence does not stand first any more.
fn keep_case(at: usize, word: &str) -> String {
    if at == 0 { word.to_ascii_lowercase() } else { word.to_owned() }
}

/// "you are" sounds stiff in the middle of a kind sentence.
fn contract(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let count = words.len();
    for (at, word) in words.into_iter().enumerate() {
        match out.last_mut() {
            Some(last) if word == "are" && last == "you" && at + 1 < count => "you're".clone_into(last),
            _ => out.push(word),
        }
    }
    out
}

const TOPICS: &str = include_str!("data/topics.txt");

/// Something the person said is theirs ("my final exams" → "your final exams"), in the given manner of writing.
pub(super) fn topic(text: &Normalised, voice: Voice) -> Option<String> {
    let mut lines = TOPICS.lines().filter(|line| !line.starts_with('#')).map(str::split_whitespace);
    let line = lines.find_map(|mut line| (line.next() == Some(voice.tag())).then_some(line))?;
    let (owners, things): (Vec<&str>, Vec<&str>) = line.partition(|word| word.contains('>'));
    let thing = |word: &str| things.iter().any(|thing| Normalised::of(thing).key() == word);
    let owner =
        |word: &str| owners.iter().filter_map(|pair| pair.split_once('>')).find(|(mine, _)| *mine == word);
    text.words.windows(2).enumerate().find_map(|(at, pair)| {
        let (_, yours) = owner(&pair[0].plain)?;
        if thing(&pair[1].plain) {
            return Some(format!("{yours} {}", pair[1].plain));
        }
        let next = text.words.get(at + 2).filter(|next| {
            voice == Voice::English && !next.after_break && pair[1].plain.is_ascii() && thing(&next.plain)
        })?;
        matches!(
            pair[1].plain.as_str(),
            "final" | "new" | "old" | "little" | "older" | "younger" | "best" | "close" | "first"
        )
        .then(|| format!("{yours} {} {}", pair[1].plain, next.plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pronouns_are_swapped() {
        let cases = [
            ("I am tired of my exams", Some("you're tired of your exams")),
            ("I'm worried about my mom.", Some("you're worried about your mom")),
            ("im so done with my boss", Some("you're so done with your boss")),
            ("I was late and was tired", Some("you were late and were tired")),
            ("My boss shouted at me today!", Some("your boss shouted at you today")),
            ("My sister was rude to me", Some("your sister was rude to you")),
            ("I blame myself for it", Some("you blame yourself for it")),
            ("I've lost a ring of mine", Some("you've lost a ring of yours")),
            ("I dont like my job", Some("you don't like your job")),
            ("well, I met Rina at the fair", Some("you met Rina at the fair")),
            ("I HATE MY JOB SO MUCH", Some("you hate your job so much")),
            ("We moved to Kolkata last week", Some("you moved to Kolkata last week")),
            ("I know who I am", Some("you know who you are")),
            ("It is raining", None),
            ("I love you", None),
            ("Am I late?", None),
            ("I am a failure", None),
            ("I see", None),
            ("see http://x.y/z", None),
            ("", None),
        ];
        for (said, expected) in cases {
            assert_eq!(echo(said).as_deref(), expected, "{said}");
        }
    }

    #[test]
    fn the_telling_clause_is_preferred() {
        let said = "I had lunch at noon. I am so tired of my exams, and I sat around.";
        assert_eq!(echo(said).as_deref(), Some("you're so tired of your exams"));
    }

    #[test]
    fn only_what_was_called_theirs_is_a_topic() {
        let cases = [
            ("my final exams start soon", Voice::English, Some("your final exams")),
            ("exams are hard", Voice::English, None),
            ("mera exam kal hai", Voice::Hinglish, Some("apne exam")),
            ("আমার পরীক্ষা কাল", Voice::Bangla, Some("তোমার পরীক্ষা")),
            ("my exams", Voice::Hinglish, None),
        ];
        for (said, voice, expected) in cases {
            assert_eq!(topic(&Normalised::of(said), voice).as_deref(), expected, "{said}");
        }
    }
}
