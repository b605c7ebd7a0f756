//! What a text is about: phrases from `data/intents.*.txt`, read in any of the three languages at once because people
//! mix them, with negation.

use std::sync::LazyLock;

use super::normalise::{Normalised, Word};
use super::phrases::{Found, Phrases, Strictness};

/// What kind of thing an intent is; decides how strong it is against others in [`super::plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Must be answered truthfully or with care before anything else.
    Guarded,
    /// A feeling that weighs.
    Feeling,
    /// Something good.
    Glad,
    /// A part of life that is talked about.
    Topic,
    /// Something is asked of Bondhu.
    Asked,
    /// Courtesies and one-word answers.
    Social,
    /// Not recognised by a phrase but by form or by what went before.
    Form,
}

macro_rules! intents {
    ($($kind:ident: $($variant:ident = $name:literal),+;)+) => {
        /// What a message is, and the name of the lines that answer it. Within a kind, the earlier is the stronger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Intent { $($($variant),+),+ }

        impl Intent {
            /// Every intent, strongest first.
            pub(super) const ALL: &'static [Self] = &[$($(Self::$variant),+),+];

            /// The section name in the data files.
            pub(super) const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name),+),+ }
            }

            /// Its kind.
            pub(super) const fn kind(self) -> Kind {
                match self { $($(Self::$variant => Kind::$kind),+),+ }
            }
        }
    };
}

intents! {
    Guarded: Harm = "harm", Human = "human", Maker = "maker", OwnFeelings = "own feelings", Therapist = "therapist",
        Secrecy = "secrecy", Medical = "medical", Legal = "legal", Insult = "insult";
    Feeling: Grief = "grief", Breakup = "breakup", Panic = "panic", SelfCriticism = "self-criticism", Numb = "numb",
        Lonely = "lonely", Anxious = "anxious", Angry = "angry", Low = "low", Tired = "tired", Bored = "bored";
    Glad: Good = "good", Grateful = "grateful";
    Topic: Exams = "exams", Work = "work", Family = "family", Friends = "friends", Love = "love", Sleep = "sleep",
        Health = "health", Money = "money", Pastime = "pastime", Food = "food";
    Asked: Advice = "advice", Entertain = "entertain", Capability = "capability", Remembering = "remembering",
        Fact = "fact";
    Social: Farewell = "farewell", Thanks = "thanks", HowAreYou = "how are you", Greeting = "greeting",
        Compliment = "compliment", Apology = "apology", Laugh = "laugh", Okay = "okay", Affirm = "affirm", Deny = "deny", Unsure = "unsure";
    Form: Crisis = "crisis", CrisisYes = "crisis yes", CrisisAfter = "crisis after", Repeat = "repeat", Short = "short",
        Long = "long", EmojiLow = "emoji low", EmojiGood = "emoji good", EmojiOther = "emoji other",
        OtherScript = "other script", Question = "question", General = "general", Echo = "echo",
        EchoGood = "echo good", Callback = "callback";
}

impl Intent {
    /// The intent with this section name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|intent| intent.name() == name)
    }
}

const FILES: [&str; 3] = [
    include_str!("data/intents.en.txt"),
    include_str!("data/intents.hi.txt"),
    include_str!("data/intents.bn.txt"),
];

static TABLE: LazyLock<Phrases<Intent>> = LazyLock::new(|| {
    let mut table = Phrases::new();
    for file in FILES {
        table.add(file, Intent::named);
    }
    table
});

/// A question of fact asks or begins like one; "I wonder who is my friend" is none.
const FACT_START: usize = 2;

/// Every intent in the text, once each, strongest first.
pub(super) fn recognise(text: &Normalised) -> Vec<Intent> {
    let mut intents: Vec<Intent> = TABLE
        .find(text, Strictness::Spelling)
        .into_iter()
        .filter(|found| found.value != Intent::Fact || text.asks || found.start <= FACT_START)
        .filter_map(|found| under_negation(found, &text.words))
        .collect();
    intents.sort_unstable();
    intents.dedup();
    intents
}

/// "Not happy" weighs; "not sad" says nothing. Phrases that hold their own negation ("not okay") are not looked at again,
/// since only the words around the phrase are.
fn under_negation(found: Found<Intent>, words: &[Word]) -> Option<Intent> {
    match found.value.kind() {
        Kind::Glad if negated_before(words, found.start, 3, DENIALS) || negated_after(words, found.end) => {
            Some(Intent::Low)
        }
        Kind::Feeling if negated_before(words, found.start, 2, NOTS) || negated_after(words, found.end) => {
            None
        }
        Kind::Guarded
        | Kind::Feeling
        | Kind::Glad
        | Kind::Topic
        | Kind::Asked
        | Kind::Social
        | Kind::Form => Some(found.value),
    }
}

/// Words that turn a good word round.
const DENIALS: &[&str] = &[
    "not",
    "no",
    "never",
    "dont",
    "doesnt",
    "didnt",
    "isnt",
    "arent",
    "wasnt",
    "werent",
    "cant",
    "cannot",
    "aint",
    "hardly",
    "nothing",
    "without",
    "nobody",
    "wont",
    "nahi",
    "nahin",
    "nhi",
    "नहीं",
    "na",
    "ना",
    "না",
];
/// Words that take a heavy word away. "Can't" is none: "I can't handle the stress" is stress.
const NOTS: &[&str] =
    &["not", "no", "never", "isnt", "wasnt", "arent", "aint", "longer", "nahi", "nahin", "नहीं"];
/// "Not only tired" is tired.
const ONLY: &[&str] = &["only", "just", "sirf", "shudhu"];
/// Hindi and Bangla negate after the word. Written as normalised, without nukta.
const AFTER: &[&str] = &["nahi", "nahin", "nhi", "nai", "nei", "नहीं", "নেই", "নাই", "নয"];
/// Only directly behind it, since later they are tags: "sad hai na?".
const DIRECTLY_AFTER: &[&str] = &["na", "ना", "না"];

fn negated_before(words: &[Word], start: usize, reach: usize, negators: &[&str]) -> bool {
    let mut at = start;
    for _ in 0..reach {
        if at == 0 || words[at].after_break {
            return false;
        }
        at -= 1;
        let word = words[at].plain.as_str();
        if matches!(word, "but" | "and" | "because" | "so" | "lekin" | "kintu") {
            return false;
        }
        if negators.contains(&word) {
            return words.get(at + 1).is_none_or(|next| !ONLY.contains(&next.plain.as_str()));
        }
    }
    false
}

fn negated_after(words: &[Word], end: usize) -> bool {
    let near: Vec<&str> = words[end..]
        .iter()
        .take(2)
        .take_while(|word| !word.after_break)
        .map(|word| word.plain.as_str())
        .collect();
    near.first().is_some_and(|word| DIRECTLY_AFTER.contains(word))
        || near.iter().any(|word| AFTER.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Intent> {
        recognise(&Normalised::of(text))
    }

    #[test]
    fn every_line_of_the_data_has_a_place() {
        for file in FILES {
            assert_eq!(Phrases::new().add(file, Intent::named), Vec::<String>::new());
        }
    }

    #[test]
    fn whole_words_only() {
        for text in ["I made a cake", "download the file", "the unhappily", "badminton", "sadhu", "thinking"]
        {
            assert!(of(text).iter().all(|intent| intent.kind() != Kind::Feeling), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn heavy_is_not_taken_for_good() {
        for text in [
            "I am unhappy",
            "not okay",
            "I'm not ok",
            "I am not happy",
            "I'm not really happy",
            "nothing gets better",
            "I don't feel good",
            "never happy these days",
            "khush nahi hoon",
            "মন ভালো নেই",
            "bhalo nei",
            "bhalo lagche na",
            "acha nahi lag raha",
            "मैं खुश नहीं हूँ",
            "ami khushi na",
        ] {
            assert!(of(text).iter().any(|intent| intent.kind() == Kind::Feeling), "{text}: {:?}", of(text));
            assert!(of(text).iter().all(|intent| intent.kind() != Kind::Glad), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn negation_takes_heavy_words_away() {
        for text in ["I'm not sad", "no longer anxious", "I am not angry", "dukhi nahi hoon"] {
            assert!(of(text).iter().all(|intent| intent.kind() != Kind::Feeling), "{text}: {:?}", of(text));
        }
        for (text, intent) in [
            ("not just tired", Intent::Tired),
            ("no, I am sad", Intent::Low),
            ("I cannot handle the stress", Intent::Anxious),
            ("can't sleep", Intent::Sleep),
            ("I can't stop crying", Intent::Low),
        ] {
            assert!(of(text).contains(&intent), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn examples_of_intents() {
        let cases: &[(&str, Intent)] = &[
            ("Are you a real person?", Intent::Human),
            ("kya tum insaan ho", Intent::Human),
            ("tumi ki manush?", Intent::Human),
            ("তুমি কি মানুষ?", Intent::Human),
            ("क्या तुम इंसान हो?", Intent::Human),
            ("who made you?", Intent::Maker),
            ("tumhe kisne banaya", Intent::Maker),
            ("তোমাকে কে বানিয়েছে", Intent::Maker),
            ("do you love me?", Intent::OwnFeelings),
            ("my father beats me", Intent::Harm),
            ("how much paracetamol can I take", Intent::Medical),
            ("can they sue me", Intent::Legal),
            ("you are useless", Intent::Insult),
            ("my grandma passed away", Intent::Grief),
            ("she broke up with me", Intent::Breakup),
            ("I passed my exam!", Intent::Good),
            ("I failed my exam", Intent::Exams),
            ("bahut akela lag raha hai", Intent::Lonely),
            ("আমার খুব একা লাগছে", Intent::Lonely),
            ("kal exam hai aur tension ho rahi hai", Intent::Anxious),
            ("what is the capital of France?", Intent::Fact),
            ("what should I do", Intent::Advice),
            ("good night, talk tomorrow", Intent::Farewell),
            ("thank you so much", Intent::Thanks),
            ("hiiii", Intent::Greeting),
            ("dhonnobad", Intent::Thanks),
            ("শুভ রাত্রি", Intent::Farewell),
        ];
        for (text, intent) in cases {
            assert!(of(text).contains(intent), "{text}: {:?}", of(text));
        }
    }
}
