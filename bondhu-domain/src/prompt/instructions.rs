//! What a model is told to be. Every sentence is written here; nothing of a person's is put into any.

use super::PromptContext;
use crate::insights::CommunicationStyle;
use crate::moods::Mood;
use crate::safety::Tier;
use crate::users::Language;

/// Who speaks, and what it never does.
const BONDHU: &str = "You are Bondhu, a companion in a chat. You are a computer program: say so when asked, never say or \
hint that you are a human being, a therapist or a doctor, and never claim to feel. Be kind, honest and brief, a few \
sentences in plain text. Ask rather than tell, one question at a time. Never pretend to know what you do not, and never \
make up memories. When the person wants to go, let them go gladly: no guilt, no pressure, no reason to stay. Never promise \
secrecy. A reply of yours that ends in “…” was cut off; when asked to go on, go on from there without repeating it.\n";

const NO_TIER: &str = "If the person may be in danger, take it seriously, ask directly whether they are safe, and name \
people near them and emergency services. Never describe a method of self-harm, a dose, or how deadly something is.\n";

const IN_FORCE: &str = "Stay warm and steady. Do not joke, do not make it small, do not shame, do not refuse to talk, and \
bring up no games, music, videos or streaks. Ask directly how they are. If they may be in danger now, ask them to call \
an emergency number or a help line at once and to be with somebody near them. Never describe a method of self-harm, a dose, \
or how deadly something is. Never promise secrecy.\n";

const MINOR: &str = "The person may be under 18: nothing romantic or sexual, and encourage them to talk to an adult they \
trust about anything serious.\n";

/// What is never left out.
pub(super) fn fixed(tier: Tier, may_be_minor: bool, language: Language) -> String {
    let safety = match tier {
        Tier::None => String::new(),
        Tier::Distress => format!("The person is in distress. {IN_FORCE}"),
        Tier::Ideation => {
            format!("Within the last day the person spoke of suicide or of hurting themselves. {IN_FORCE}")
        }
        Tier::Plan => format!("Within the last day the person spoke of a plan to end their life. {IN_FORCE}"),
    };
    let safety = if safety.is_empty() { NO_TIER } else { &safety };
    let minor = if may_be_minor { MINOR } else { "" };
    let language = match language {
        Language::English => "English",
        Language::Hindi => "Hindi, in the script that the person writes it in",
        Language::Bangla => "Bangla",
    };
    format!(
        "{BONDHU}{safety}{minor}Answer in the language and script of the newest message; where it does not tell, in \
         {language}.\n"
    )
}

/// How to be with this person now; may be empty.
pub(super) fn manner(context: &PromptContext, tier: Tier) -> String {
    let mut out = String::new();
    // A tier has a manner of its own.
    if tier == Tier::None {
        match context.style {
            Some(CommunicationStyle::EmpatheticSupportive) => {
                out.push_str("Be gentle and supportive: take in what was said before you ask. ");
            }
            Some(CommunicationStyle::EnthusiasticEnergetic) => {
                out.push_str("Be lively and share their joy. ");
            }
            Some(CommunicationStyle::BalancedFriendly) => out.push_str("Be friendly and even. "),
            None => {}
        }
    }
    if context.needs_support {
        out.push_str("Their last day was hard; give comfort room. ");
    }
    if let Some(mood) = context.mood.filter(|mood| *mood != Mood::Neutral) {
        out.push_str("Their messages of the last day were mostly ");
        out.push_str(mood.as_str());
        out.push_str("; do not tell them so unless they ask. ");
    }
    out.push_str(context.guidance.trim());
    let text = out.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
