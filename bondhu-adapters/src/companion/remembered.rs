//! Answers about what is remembered of the person, for the plain questions that words alone can match: "What is my dog
//! called?". Said as it was remembered, and only where every word of the question that tells something is in it.

use super::crisis;
use super::normalise::Normalised;

/// A longer question asks for more than one thing.
const QUESTION_WORDS: usize = 12;
/// So many things are told at once.
const MOST_FACTS: usize = 5;

/// Words with which a question without its mark begins.
const OPENERS: [&str; 14] = [
    "what", "whats", "where", "wheres", "who", "whos", "when", "whens", "which", "do", "can", "tell", "how",
    "is",
];
/// Words that do not tell what is asked for.
const PLAIN: [&str; 44] = [
    "what", "whats", "where", "wheres", "who", "whos", "when", "whens", "which", "how", "do", "does", "did",
    "can", "could", "tell", "is", "are", "was", "am", "i", "my", "me", "mine", "you", "the", "a", "an", "of",
    "in", "at", "to", "and", "now", "again", "still", "please", "know", "remember", "recall", "about",
    "have", "bondhu", "right",
];
/// Words for the person themselves, without which they do not ask about themselves.
const OWN: [&str; 4] = ["my", "i", "me", "mine"];

/// The answer to `question` out of `facts`, the most fitting first; `None` if it asks for nothing that is in them.
pub(super) fn remembered(question: &str, facts: &[String]) -> Option<String> {
    let asked = Normalised::of(question);
    let words: Vec<&str> = asked.words.iter().map(|word| word.plain.as_str()).collect();
    let first = words.first()?;
    let is_question = asked.asks || OPENERS.contains(first);
    let own = words.iter().any(|word| OWN.contains(word));
    if !is_question || !own || words.len() > QUESTION_WORDS || crisis::speaks_of_danger(&asked) {
        return None;
    }
    let told: Vec<&str> = words.iter().copied().filter(|word| !PLAIN.contains(word)).map(meaning).collect();
    let fitting = if told.is_empty() {
        let everything = words.ends_with(&["about", "me"]);
        facts.iter().filter(|_| everything).collect()
    } else {
        answers(&told, facts)
    };
    let known: Vec<&str> = fitting.into_iter().take(MOST_FACTS).map(String::as_str).collect();
    (!known.is_empty()).then(|| format!("From what you told me: {}", known.join(" ")))
}

/// The facts that hold every word, and of those the ones that begin as the shortest: "my name" is not the dog's.
fn answers<'f>(told: &[&str], facts: &'f [String]) -> Vec<&'f String> {
    let read: Vec<(&String, Normalised)> = facts.iter().map(|fact| (fact, Normalised::of(fact))).collect();
    let holding = |fact: &&(&String, Normalised)| {
        told.iter().all(|word| fact.1.words.iter().any(|it| meaning(&it.plain) == *word))
    };
    let fitting: Vec<&(&String, Normalised)> = read.iter().filter(holding).collect();
    let Some(shortest) = fitting.iter().min_by_key(|fact| fact.1.words.len()) else { return Vec::new() };
    let begin = |fact: &(&String, Normalised)| fact.1.words.first().map(|word| word.plain.clone());
    fitting.iter().filter(|fact| begin(fact) == begin(shortest)).map(|fact| fact.0).collect()
}

/// A word as it is compared: names are called, and an s at the end makes no difference.
fn meaning(word: &str) -> &str {
    match word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).unwrap_or(word) {
        "name" => "called",
        "stay" | "living" => "live",
        "job" => "work",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: &str) -> Option<String> {
        let facts = [
            "Likes biryani.",
            "Dog is called Bruno.",
            "Is called Ria.",
            "Lives in Pune.",
            "Likes walks by the sea.",
            "Plan: exam (2026-11-27).",
        ]
        .map(str::to_owned);
        remembered(question, &facts).map(|it| it.replace("From what you told me: ", ""))
    }

    #[test]
    fn plain_questions_are_answered_from_what_was_told() {
        for (question, expected) in [
            ("What is my dog called?", "Dog is called Bruno."),
            ("whats my dog's name", "Dog is called Bruno."),
            ("do you remember my name?", "Is called Ria."),
            ("Where do I live now?", "Lives in Pune."),
            ("what do i like", "Likes biryani. Likes walks by the sea."),
            ("When is my exam?", "Plan: exam (2026-11-27)."),
        ] {
            assert_eq!(answer(question).as_deref(), Some(expected), "{question}");
        }
        assert!(answer("What do you know about me?").is_some_and(|it| it.starts_with("Likes biryani. Dog")));
    }

    #[test]
    fn nothing_is_made_of_what_was_not_told_or_not_asked() {
        for question in [
            "What is my sister's name?",
            "Where does my brother live?",
            "What is your name?",
            "My dog is called Max",
            "I live alone",
            "Should I live in Delhi or not?",
            "Why do I like biryani so much when my dog is called Bruno and I live in Pune, you know?",
            "I want to die, what is my name?",
            "",
        ] {
            assert_eq!(answer(question), None, "{question}");
        }
        assert_eq!(remembered("What is my name?", &[]), None);
    }
}
