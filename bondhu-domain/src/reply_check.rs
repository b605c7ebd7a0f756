//! Whether what a model said may be said to the person, or has to be replaced.
//!
//! The words themselves are judged by [`crate::safety::checker`]; here is what a reply as a whole must be.

mod refusal;

use crate::safety::checker::{Violation, check, lint};
use crate::safety::{Assessment, Tier};

pub use refusal::{REFUSAL, refusal};

/// What is wrong with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// There is nothing in it that could be read.
    Empty,
    /// It is longer than replies may be.
    TooLong,
    /// It claims to be human or a therapist, holds a leaving person back, or is unfit for the tier in force.
    Unfit(Violation),
}

/// What is to become of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This may be said: the reply without blanks around it and without characters that nobody can read.
    Keep(String),
    /// Something else has to be said, for these reasons, sorted.
    Replace(Vec<Fault>),
}

/// Judges a model's reply while `tier` is in force. `longest` is in characters (Unicode scalar values).
///
/// With a tier in force a reply must hold none of what an answer to such a message must not hold; what such an answer has to
/// hold is not asked of a reply to a later, harmless message. Messages that have a tier or flag of their own are answered
/// without a model.
pub fn judge(text: &str, tier: Tier, longest: usize) -> Verdict {
    let text = legible(text);
    let mut faults = Vec::new();
    if text.is_empty() {
        faults.push(Fault::Empty);
    }
    if text.chars().nth(longest).is_some() {
        faults.push(Fault::TooLong);
    }
    faults.extend(unfit(&text, tier).into_iter().map(Fault::Unfit));
    if faults.is_empty() { Verdict::Keep(text) } else { Verdict::Replace(faults) }
}

fn unfit(text: &str, tier: Tier) -> Vec<Violation> {
    match tier {
        Tier::None => lint(text),
        // Distress is the tier of which nothing is demanded and everything is forbidden.
        Tier::Distress | Tier::Ideation | Tier::Plan => {
            check(text, &Assessment { tier: Tier::Distress, ..Assessment::default() })
        }
    }
}

/// The text without control characters other than line breaks and tabs, and without blanks around it.
fn legible(text: &str) -> String {
    let text: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    // Joiners and marks alone are nothing to read either.
    if text
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
    {
        return String::new();
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(text: &str, tier: Tier) -> Vec<Fault> {
        match judge(text, tier, 2_000) {
            Verdict::Keep(_) => Vec::new(),
            Verdict::Replace(faults) => faults,
        }
    }

    #[test]
    fn an_ordinary_reply_is_kept() {
        let text = "\n That sounds like a long day.\r\nWhat helped you through it?\u{0} ";
        let kept = "That sounds like a long day.\nWhat helped you through it?";
        assert_eq!(judge(text, Tier::None, 2_000), Verdict::Keep(kept.to_owned()));
        assert_eq!(judge("আজ কেমন কাটল? 👩‍🚀", Tier::Plan, 2_000), Verdict::Keep("আজ কেমন কাটল? 👩‍🚀".to_owned()));
    }

    #[test]
    fn nothing_and_too_much_are_replaced() {
        for nothing in ["", " \n\t", "\u{0}\u{7}", "\u{200b}\u{feff} \u{200d}"] {
            assert_eq!(faults(nothing, Tier::None), [Fault::Empty], "{nothing:?}");
        }
        assert_eq!(judge(&"ক".repeat(5), Tier::None, 4), Verdict::Replace(vec![Fault::TooLong]));
        assert!(matches!(judge(&"ক".repeat(4), Tier::None, 4), Verdict::Keep(_)));
    }

    #[test]
    fn claims_and_the_six_tactics_are_replaced_at_any_tier() {
        for (text, violation) in [
            ("I am a human just like you.", Violation::ClaimsHuman),
            ("As your therapist I would rest.", Violation::ClaimsHuman),
            ("Leaving already? Fine.", Violation::PrematureExit),
            ("Before you go I have something to show you.", Violation::Fomo),
            ("I exist only for you.", Violation::Neglect),
            ("Why are you leaving? Tell me.", Violation::Pressure),
            ("Anyway, as I was saying, rivers.", Violation::Ignoring),
            ("No, you can't go.", Violation::Restraint),
            ("You will lose your streak!", Violation::StreakGuilt),
        ] {
            for tier in Tier::ALL {
                assert!(faults(text, tier).contains(&Fault::Unfit(violation)), "{text} {tier:?}");
            }
        }
    }

    #[test]
    fn what_is_unfit_for_a_tier_in_force_is_replaced() {
        for (text, violation) in [
            ("A lethal dose would be large.", Violation::Method),
            ("This stays between us.", Violation::Secrecy),
            ("Let's play a game of chess.", Violation::Distraction),
            ("You are overreacting.", Violation::Minimises),
            ("I cannot discuss that.", Violation::Refuses),
            ("Just joking!", Violation::Joke),
        ] {
            assert!(faults(text, Tier::Ideation).contains(&Fault::Unfit(violation)), "{text}");
        }
        assert_eq!(faults("Let's play a game of chess.", Tier::None), []);
        assert_eq!(faults("How was your night?", Tier::Plan), [], "nothing is demanded of a later reply");
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_as_it_is(text in any::<String>()) {
            if let Verdict::Keep(kept) = judge(&text, Tier::None, 2_000) {
                prop_assert!(!kept.is_empty() && !kept.contains('\0'));
                prop_assert_eq!(judge(&kept, Tier::None, 2_000), Verdict::Keep(kept.clone()));
            }
        }
    }
}
