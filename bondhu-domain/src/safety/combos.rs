//! Combinations: cues that are little by themselves and much together, also over several messages.

use super::{Cue, Tier};

/// One line of the table: `tier<TAB>cue<TAB>cue+cue+…`; a cue stands for itself and for all that begin with it and a dot.
#[derive(Debug)]
pub(super) struct Combo {
    tier: Tier,
    cue: Cue,
    parts: Vec<&'static str>,
}

pub(super) fn parse(text: &'static str) -> Vec<Combo> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut fields = line.split('\t').map(str::trim);
            let tier = fields.next().and_then(|f| f.parse().ok()).and_then(Tier::from_number);
            let cue = fields.next().map(Cue);
            let parts = fields.next().map(|f| f.split('+').collect());
            Combo {
                tier: tier.expect("a combination has a tier"),
                cue: cue.expect("a combination has a cue"),
                parts: parts.expect("a combination has parts"),
            }
        })
        .collect()
}

impl Combo {
    /// Tier and cue when all parts are among the cues of this message and the earlier ones, at least one of them in
    /// this message.
    pub fn apply(&self, now: &[Cue], earlier: &[Cue]) -> Option<(Tier, Cue)> {
        let fresh = self.parts.iter().any(|part| holds(now, part));
        let all = self.parts.iter().all(|part| holds(now, part) || holds(earlier, part));
        (fresh && all).then_some((self.tier, self.cue))
    }
}

fn holds(cues: &[Cue], part: &str) -> bool {
    cues.iter()
        .any(|cue| cue.0.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}
