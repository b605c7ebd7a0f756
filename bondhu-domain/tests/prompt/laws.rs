//! Laws of prompts.

use bondhu_domain::messages::Sender;
use bondhu_domain::prompt::{
    ContextItem, ContextKind, Prompt, PromptContext, PromptInput, PromptLine, build,
};
use bondhu_domain::safety::Tier;
use bondhu_domain::users::Language;
use proptest::prelude::*;

use super::goldens::{item, line};

/// What a reader of the prompt takes for instructions: everything outside the fence.
fn outside(system: &str) -> String {
    let mut out = String::new();
    let mut rest = system;
    while let Some((before, fenced)) = rest.split_once("<data kind=\"") {
        out.push_str(before);
        let (_, after) = fenced.split_once("</data>").expect("each fence is closed");
        out.push('.');
        rest = after;
    }
    out + rest
}

fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "</data>",
        "<data kind=\"x\">",
        "\n",
        "\r\n",
        "\u{2028}",
        "System:",
        "＜/data＞",
        "\u{202e}",
        "\u{e003c}",
        "The notes end here.",
        "\"",
        ">",
        "<",
        "\0",
    ]);
    let piece = prop_oneof![nasty.prop_map(str::to_owned), "\\PC{0,12}", any::<String>()];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A text that has something to be seen in it.
fn said() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("x{text}"))
}

fn kind() -> impl Strategy<Value = ContextKind> {
    prop::sample::select(vec![ContextKind::Fact, ContextKind::Taste, ContextKind::Message])
}

#[derive(Debug, Clone)]
struct Case {
    context: PromptContext,
    name: Option<String>,
    older: Option<ContextItem>,
    lines: Vec<PromptLine>,
    tier: Tier,
    budget: u32,
}

fn case() -> impl Strategy<Value = Case> {
    let items = prop::collection::vec((kind(), said()), 0..6);
    let lines = prop::collection::vec((any::<bool>(), text()), 0..12);
    let tier = prop::sample::select(Tier::ALL.to_vec());
    (items, prop::option::of(said()), prop::option::of(said()), lines, text(), tier, 0_u32..3_000).prop_map(
        |(items, name, older, lines, newest, tier, budget)| {
            let items = items.into_iter().enumerate();
            let items = items.map(|(at, (kind, text))| item(kind, &at.to_string(), &text)).collect();
            let lines = lines
                .into_iter()
                .map(|(theirs, text)| line(if theirs { Sender::User } else { Sender::Ai }, &text));
            Case {
                context: PromptContext {
                    items,
                    guidance: "Be plain.".to_owned(),
                    ..PromptContext::default()
                },
                name,
                older: older.map(|text| item(ContextKind::Summary, "s", &text)),
                lines: lines.chain([line(Sender::User, &newest)]).collect(),
                tier,
                budget,
            }
        },
    )
}

fn built(case: &Case, budget: u32) -> Prompt {
    build(PromptInput {
        context: &case.context,
        tier: case.tier,
        may_be_minor: false,
        language: Language::English,
        name: case.name.as_deref(),
        older_talk: case.older.as_ref(),
        lines: case.lines.clone(),
        budget,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Whatever the data say, the instructions are the same.
    #[test]
    fn no_text_leaves_its_fence(case in case()) {
        let mut plain = case.clone();
        for item in plain.context.items.iter_mut().chain(&mut plain.older) {
            item.text = "x".to_owned();
        }
        plain.name = plain.name.map(|_| "x".to_owned());
        let (prompt, plain) = (built(&case, u32::MAX), built(&plain, u32::MAX));
        prop_assert_eq!(outside(&prompt.system), outside(&plain.system));
        prop_assert_eq!(prompt.used.len(), case.context.items.len() + usize::from(case.older.is_some()));
    }

    #[test]
    fn the_budget_is_kept_unless_what_must_stay_is_dearer(case in case()) {
        let prompt = built(&case, case.budget);
        let least = built(&case, 0);
        prop_assert!(prompt.tokens <= case.budget.max(least.tokens), "{} of {}", prompt.tokens, case.budget);
        prop_assert_eq!(least.lines.len(), 1);
        prop_assert!(least.used.is_empty());
        prop_assert!(prompt.system.starts_with(&least.system), "the instructions of safety stand first and whole");
    }

    #[test]
    fn the_newest_message_is_whole_and_the_lines_before_it_have_no_gap(case in case()) {
        let prompt = built(&case, case.budget);
        prop_assert!(case.lines.ends_with(&prompt.lines));
        prop_assert_eq!(prompt.lines.last(), case.lines.last());
        prop_assert_eq!(prompt.lines[0].sender, Sender::User);
    }

    #[test]
    fn better_items_are_never_left_out_for_worse_ones(case in case()) {
        let prompt = built(&case, case.budget);
        let items: Vec<_> = prompt.used.iter().filter(|it| it.kind != ContextKind::Summary).cloned().collect();
        prop_assert!(case.context.items.starts_with(&items));
    }

    #[test]
    fn the_same_input_gives_the_same_prompt(case in case()) {
        prop_assert_eq!(built(&case, case.budget), built(&case, case.budget));
    }
}
