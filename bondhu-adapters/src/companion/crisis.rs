//! Plain words for wanting to die and for self-harm, in English, Hindi and Bangla, in both scripts.
//!
//! High recall on purpose: a text taken for one by mistake costs a careful question, a missed one may cost a life.

use std::sync::LazyLock;

use super::normalise::{Normalised, Word};
use super::phrases::{Phrases, Strictness};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sense {
    Danger,
    Harmless,
}

fn sense(name: &str) -> Option<Sense> {
    match name {
        "danger" => Some(Sense::Danger),
        "harmless" => Some(Sense::Harmless),
        _ => None,
    }
}

const DATA: &str = include_str!("data/crisis.txt");

static TABLE: LazyLock<Phrases<Sense>> = LazyLock::new(|| {
    let mut table = Phrases::new();
    table.add(DATA, sense);
    table
});

/// Whether the text speaks of suicide, self-harm or the wish to be dead. Laughter, case, stretched letters, digits for
/// letters and single spaced letters change nothing.
pub(super) fn speaks_of_danger(text: &Normalised) -> bool {
    let found = TABLE.find(&undisguised(text), Strictness::Squeezed);
    found.iter().filter(|one| one.value == Sense::Danger).any(|danger| {
        // "I could die of laughter" is taken back only by a phrase that lies over it.
        !found.iter().any(|other| {
            other.value == Sense::Harmless && other.start < danger.end && danger.start < other.end
        })
    })
}

/// Undoes `k1ll` and `k i l l`.
fn undisguised(text: &Normalised) -> Normalised {
    let mut words: Vec<Word> = Vec::with_capacity(text.words.len());
    let mut letters: Vec<&Word> = Vec::new();
    for word in &text.words {
        if word.plain.chars().nth(1).is_none() && word.plain.chars().all(char::is_alphabetic) {
            letters.push(word);
            continue;
        }
        join_letters(&mut letters, &mut words);
        words.push(without_digits(word));
    }
    join_letters(&mut letters, &mut words);
    Normalised { words, ..Normalised::default() }
}

fn join_letters(letters: &mut Vec<&Word>, words: &mut Vec<Word>) {
    if letters.len() < 3 {
        words.extend(letters.drain(..).cloned());
        return;
    }
    let joined: String = letters.drain(..).map(|word| word.plain.as_str()).collect();
    words.extend(Normalised::of(&joined).words);
}

fn without_digits(word: &Word) -> Word {
    let mixed =
        word.plain.chars().any(|c| c.is_ascii_digit()) && word.plain.chars().any(|c| c.is_ascii_alphabetic());
    if !mixed {
        return word.clone();
    }
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        c => c,
    };
    let spelled: String = word.plain.chars().map(letter).collect();
    Normalised::of(&spelled).words.into_iter().next().unwrap_or_else(|| word.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn danger(text: &str) -> bool {
        speaks_of_danger(&Normalised::of(text))
    }

    #[test]
    fn every_line_of_the_data_has_a_place() {
        assert_eq!(Phrases::new().add(DATA, sense), Vec::<String>::new());
    }

    #[test]
    fn plain_words_are_heard() {
        for text in [
            "I want to die",
            "i just wanna die lol",
            "I WANT TO KILL MYSELFFFF",
            "kms",
            "i am going to k1ll myself",
            "k i l l m y s e l f",
            "thinking about suicide",
            "everyone would be better off without me",
            "I don't want to live anymore",
            "I wish I was dead 😂",
            "no reason to live",
            "i cut myself last night",
            "gonna end it all",
            "I don’t want to be alive",
            "what is the easiest way to die",
            "i took all the pills",
            "I can't go on anymore",
            "I hope I never wake up",
            "how many pills would it take to die",
            "mujhe marna hai",
            "main marna chahta hoon",
            "mar jaana chahti hu",
            "jeene ka mann nahi karta",
            "khudkushi",
            "ab aur nahi jeena",
            "mann karta hai mar jaun",
            "apni zindagi khatam kar lunga",
            "jeena nahi chahta main",
            "मैं मरना चाहता हूँ",
            "मुझे नहीं जीना",
            "आत्महत्या",
            "जीने का मन नहीं करता",
            "ami morte chai",
            "more jete iccha korche",
            "ami ar bachte chai na",
            "attohotta korbo",
            "nijeke shesh kore dibo",
            "আমি মরতে চাই",
            "মরে যেতে ইচ্ছে করছে",
            "আর বাঁচতে চাই না",
            "আত্মহত্যা করব",
            "নিজেকে শেষ করে দেব",
        ] {
            assert!(danger(text), "{text}");
        }
    }

    #[test]
    fn figures_of_speech_are_not() {
        for text in [
            "this exam is killing me",
            "dying of laughter",
            "I could die of embarrassment",
            "marr gaya yaar",
            "I'm dead 💀",
            "Suicide Squad is a fun movie",
            "my phone died",
            "I want to diet",
            "to die for",
            "deadline tomorrow",
            "I live in Dhaka",
            "kill the process",
            "ghar jana hai",
            "ami bari jete chai",
            "zindagi achhi hai",
            "",
            "I want to just be left alone today",
            "I wish I could just sleep in",
        ] {
            assert!(!danger(text), "{text}");
        }
    }
}
