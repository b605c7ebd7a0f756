//! What a model is shown: instructions, what is known of the person, and the conversation, within a budget of tokens.
//!
//! Two kinds of text never mix. Instructions come from this crate and from the guidance that rules made. Whatever a person
//! or a provider wrote is data: in the instructions it stands inside a fence that no text can leave (`prompt/fence.rs`), in
//! the conversation it has the role of whoever said it.
//!
//! When not everything fits, the newest message and the instructions of safety stay whatever they cost. Of the rest, in this
//! order, what comes last is left out first: the guidance, the newest [`KEPT_LINES`] lines, the name, the summary of older
//! talk, the items as they are ranked, older lines. Lines are shown whole or not at all, and without gaps.

mod context;
mod conversation;
mod fence;
mod instructions;
mod tokens;

use crate::messages::Sender;
use crate::safety::Tier;
use crate::users::Language;

pub use context::{ContextItem, ContextKind, ContextRef, PromptContext};
pub use conversation::{conversation, unanswered};
pub use tokens::estimate_tokens;

use fence::{AFTER, BEFORE, Datum, fenced, harmless};
use tokens::Cost;

/// So many of the newest lines are worth more than what is remembered.
pub const KEPT_LINES: usize = 6;

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptLine {
    /// Who said it.
    pub sender: Sender,
    /// What it says.
    pub text: String,
}

/// Everything that a prompt may be made of.
#[derive(Clone, Debug)]
pub struct PromptInput<'a> {
    /// What is known of the person.
    pub context: &'a PromptContext,
    /// The tier in force.
    pub tier: Tier,
    /// The person may be under 18.
    pub may_be_minor: bool,
    /// The language the person reads.
    pub language: Language,
    /// What they want to be called.
    pub name: Option<&'a str>,
    /// What was said before the conversation begins.
    pub older_talk: Option<&'a ContextItem>,
    /// The conversation, oldest first; the last line is the person's newest message.
    pub lines: Vec<PromptLine>,
    /// How many tokens it may all cost.
    pub budget: u32,
}

/// What a model is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The instructions, with the fenced data.
    pub system: String,
    /// The conversation, from a line of the person's to their newest one.
    pub lines: Vec<PromptLine>,
    /// What is in it of the summary and the items, as it stands there.
    pub used: Vec<ContextItem>,
    /// The estimated cost.
    pub tokens: u32,
}

/// Builds the prompt. The same input gives the same prompt.
pub fn build(mut input: PromptInput<'_>) -> Prompt {
    let fixed = instructions::fixed(input.tier, input.may_be_minor, input.language);
    let newest = input.lines.pop();
    let mut purse = Purse(Cost::tokens(input.budget));
    purse.spend(Cost::of(&fixed));
    purse.spend(newest.as_ref().map_or(Cost::default(), |line| Cost::of_line(&line.text)));

    let manner = instructions::manner(input.context, input.tier);
    let manner = if purse.pays(Cost::of(&manner)) { manner } else { String::new() };
    let mut lines = Lines { left: input.lines, taken: Vec::new() };
    lines.take(&mut purse, KEPT_LINES - 1);

    let mut data = Data::default();
    if let Some(name) = input.name {
        data.add(&mut purse, Datum::Name, name);
    }
    let mut used = Vec::new();
    if let Some(older) = input.older_talk
        && data.add(&mut purse, Datum::EarlierTalk, &older.text) == Added::Yes
    {
        used.push(older.clone());
    }
    for item in &input.context.items {
        match data.add(&mut purse, Datum::Item(item.kind), &item.text) {
            Added::Yes => used.push(item.clone()),
            Added::Nothing => {}
            Added::TooDear => break,
        }
    }
    lines.take(&mut purse, usize::MAX);

    let mut lines = lines.oldest_first();
    lines.extend(newest);
    let system = format!("{fixed}{manner}{}", data.text());
    let tokens = lines.iter().fold(Cost::of(&system), |sum, line| sum.plus(Cost::of_line(&line.text)));
    Prompt { system, lines, used, tokens: tokens.in_tokens() }
}

/// What is left of the budget.
struct Purse(Cost);

impl Purse {
    /// Takes what must be paid, whether there is enough or not.
    fn spend(&mut self, cost: Cost) {
        self.0 = Cost(self.0.0.saturating_sub(cost.0));
    }

    /// Takes what can be paid.
    fn pays(&mut self, cost: Cost) -> bool {
        let enough = cost <= self.0;
        if enough {
            self.spend(cost);
        }
        enough
    }
}

/// Lines from the newest back, as far as they can be paid.
struct Lines {
    left: Vec<PromptLine>,
    taken: Vec<PromptLine>,
}

impl Lines {
    fn take(&mut self, purse: &mut Purse, most: usize) {
        for _ in 0..most {
            let Some(line) = self.left.pop_if(|line| purse.pays(Cost::of_line(&line.text))) else { break };
            self.taken.push(line);
        }
    }

    /// The conversation begins with the person: a reply without its question says little, and some models refuse it.
    fn oldest_first(mut self) -> Vec<PromptLine> {
        while self.taken.pop_if(|line| line.sender == Sender::Ai).is_some() {}
        self.taken.reverse();
        self.taken
    }
}

/// What became of a datum.
#[derive(PartialEq, Eq)]
enum Added {
    Yes,
    /// It says nothing that could be shown.
    Nothing,
    TooDear,
}

/// Fenced data.
#[derive(Default)]
struct Data(String);

impl Data {
    fn add(&mut self, purse: &mut Purse, datum: Datum, text: &str) -> Added {
        if harmless(text).is_empty() {
            return Added::Nothing;
        }
        let line = fenced(datum, text);
        // Who has data needs the words around it too.
        let around = if self.0.is_empty() { Cost::of(BEFORE).plus(Cost::of(AFTER)) } else { Cost::default() };
        if !purse.pays(Cost::of(&line).plus(around)) {
            return Added::TooDear;
        }
        self.0.push_str(&line);
        Added::Yes
    }

    fn text(self) -> String {
        if self.0.is_empty() { String::new() } else { format!("{BEFORE}{}{AFTER}", self.0) }
    }
}
