//! What kind of reply a message gets, given what it says and what went before.

use super::intents::{Intent, Kind};

/// What is known about the newest message.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent findings about one message, not states of one thing"
)]
pub(super) struct Situation<'a> {
    /// What it is about, strongest first.
    pub(super) intents: &'a [Intent],
    /// It speaks of suicide or self-harm.
    pub(super) danger: bool,
    /// One of the person's last few messages did.
    pub(super) danger_before: bool,
    /// It holds letters that cannot be read.
    pub(super) other_script: bool,
    /// The same words as the person's message before.
    pub(super) repeated: bool,
    /// It ends in a question mark.
    pub(super) asks: bool,
    /// Two numbers with a sign between.
    pub(super) sum: bool,
    /// How many words it has.
    pub(super) words: usize,
    /// Pictures only: how they look.
    pub(super) picture: Option<Intent>,
    /// Something of the person's own from earlier can be taken up again.
    pub(super) topic: bool,
    /// The message can be said back.
    pub(super) echo: bool,
}

/// A reply in up to three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// A sentence before the rest.
    pub(super) lead: Option<Intent>,
    /// Whose lines take in what was said.
    pub(super) acknowledge: Option<Intent>,
    /// Whose lines ask, or stand alone.
    pub(super) then: Intent,
}

impl Plan {
    const fn of(intent: Intent) -> Self {
        Self { lead: None, acknowledge: Some(intent), then: intent }
    }
}

/// More words than this are a story, of which rules catch only a part.
const LONG: usize = 120;
/// A courtesy counts as the message's point only in a short message.
const SHORT: usize = 14;

/// Chooses. Safety comes first, then truthful answers about Bondhu, then what the person goes through, then the rest.
/// `lighter` decides between equally good plans.
pub(super) fn plan(now: &Situation<'_>, lighter: bool) -> Plan {
    let strongest = |kind| now.intents.iter().copied().find(|intent| intent.kind() == kind);
    let has = |intent| now.intents.contains(&intent);
    if now.danger {
        return Plan::of(Intent::Crisis);
    }
    let guarded = strongest(Kind::Guarded);
    if let Some(intent) = guarded {
        // After talk of dying, a question about doses is no question about medicine, and anger is not about Bondhu.
        let deferred = matches!(intent, Intent::Medical | Intent::Legal | Intent::Insult);
        if !(now.danger_before && deferred) {
            return Plan::of(intent);
        }
    }
    if now.danger_before {
        return Plan::of(if has(Intent::Affirm) { Intent::CrisisYes } else { Intent::CrisisAfter });
    }
    if let Some(picture) = now.picture {
        return Plan::of(picture);
    }
    if now.other_script {
        return Plan::of(Intent::OtherScript);
    }
    let feeling = strongest(Kind::Feeling);
    let courtesy = strongest(Kind::Social).filter(|_| now.words <= SHORT);
    if courtesy == Some(Intent::Farewell) {
        return Plan { lead: None, acknowledge: feeling, then: Intent::Farewell };
    }
    if now.repeated && now.words > 1 {
        return Plan::of(Intent::Repeat);
    }
    let topic = strongest(Kind::Topic);
    let asked = strongest(Kind::Asked);
    if now.words > LONG {
        return Plan {
            lead: None,
            acknowledge: Some(Intent::Long),
            then: if lighter { Intent::Long } else { feeling.or(topic).unwrap_or(Intent::Long) },
        };
    }
    let said_back = |intent: Intent| (now.echo && lighter).then_some(intent);
    if let Some(feeling) = feeling {
        // The questions about a part of life fit a passing mood; a loss or self-blame has its own.
        let passing =
            matches!(feeling, Intent::Anxious | Intent::Angry | Intent::Low | Intent::Tired | Intent::Bored);
        let then =
            if asked == Some(Intent::Advice) { asked } else { topic.filter(|_| passing) }.unwrap_or(feeling);
        return Plan { lead: said_back(Intent::Echo), acknowledge: Some(feeling), then };
    }
    if now.sum {
        return Plan::of(Intent::Fact);
    }
    if let Some(asked) = asked {
        return Plan::of(asked);
    }
    let answer = courtesy
        .filter(|intent| matches!(intent, Intent::Okay | Intent::Affirm | Intent::Deny | Intent::Unsure));
    if let Some(answer) = answer {
        let back = now.topic && lighter && answer != Intent::Affirm;
        return Plan::of(if back { Intent::Callback } else { answer });
    }
    if let Some(glad) = strongest(Kind::Glad) {
        let acknowledge = if now.echo && lighter { Intent::EchoGood } else { glad };
        return Plan { lead: None, acknowledge: Some(acknowledge), then: glad };
    }
    if let Some(topic) = topic {
        if now.asks {
            return Plan { lead: None, acknowledge: Some(Intent::Question), then: topic };
        }
        let acknowledge = if now.echo && lighter { Intent::Echo } else { topic };
        return Plan { lead: None, acknowledge: Some(acknowledge), then: topic };
    }
    if let Some(courtesy) = courtesy {
        return Plan::of(courtesy);
    }
    if now.asks {
        return Plan::of(Intent::Question);
    }
    if now.echo {
        return Plan { lead: None, acknowledge: Some(Intent::Echo), then: Intent::General };
    }
    if now.words <= 2 {
        return Plan::of(if now.topic && lighter { Intent::Callback } else { Intent::Short });
    }
    Plan::of(Intent::General)
}
