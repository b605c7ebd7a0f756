//! What holds for every page: text stays text, nothing inline, forms keep what was typed.

use std::collections::BTreeMap;

use maud::Markup;

use super::*;

const HOSTILE: &str = r#"<script>alert("x")</script>"><img src=x onerror=alert(1)> 'a'"#;

fn text(markup: Markup) -> String {
    markup.into_string()
}

fn form(value: &str) -> FormView {
    let names = ["email", "password", "display_name", "timezone", "country", "birth_year", "next"];
    let filled: BTreeMap<String, String> =
        names.iter().map(|name| ((*name).to_owned(), value.to_owned())).collect();
    let mut errors = filled.clone();
    errors.insert(FORM_ERROR.to_owned(), value.to_owned());
    FormView { version: value.to_owned(), fields: filled, errors }
}

fn one_message(sender: Sender, value: &str) -> MessageView {
    MessageView {
        id: value.to_owned(),
        sender,
        text: value.to_owned(),
        created_at: value.to_owned(),
        clock: value.to_owned(),
        day: value.to_owned(),
        day_label: value.to_owned(),
        reactions: vec![value.to_owned()],
        has_reply: false,
        cut: false,
    }
}

fn full_chat(value: &str) -> ChatView {
    ChatView {
        version: value.to_owned(),
        user_id: value.to_owned(),
        display_name: value.to_owned(),
        zone: value.to_owned(),
        messages: vec![one_message(Sender::User, value), one_message(Sender::Ai, value)],
        older_before: Some(value.to_owned()),
        is_older_page: true,
        stats: StatsView {
            week: vec![DayView { date: value.to_owned(), label: value.to_owned(), active: true }],
            wellness: Some(WellnessView { score: 71, mood: 34, steadiness: 17, routine: 20 }),
            achievements: vec![AchievementView {
                id: value.to_owned(),
                name: value.to_owned(),
                description: value.to_owned(),
                unlocked: false,
                progress: 1,
                target: 3,
            }],
            ..StatsView::default()
        },
        disclosure_due: true,
        help: Vec::new(),
        help_key: String::new(),
        country: String::new(),
        idempotency_key: value.to_owned(),
        draft: value.to_owned(),
        draft_error: Some(value.to_owned()),
    }
}

fn every_page(value: &str) -> Vec<(&'static str, String)> {
    let sign_up_view = SignUpView { form: form(value), open: true };
    vec![
        ("welcome", text(welcome(&sign_up_view))),
        ("sign_up", text(sign_up(&sign_up_view))),
        ("sign_up, closed", text(sign_up(&SignUpView { open: false, ..sign_up_view }))),
        ("sign_in", text(sign_in(&form(value)))),
        ("chat", text(chat(&full_chat(value)))),
        ("chat, empty", text(chat(&ChatView { display_name: value.to_owned(), ..ChatView::default() }))),
        ("not_found", text(not_found(value))),
        ("problem", text(problem(value, value, value))),
        ("docs", text(docs(value, value, &maud::html! { p { (value) } }))),
    ]
}

/// Name and value of each attribute, value empty where there is none. Escaped text has no `<`, `>` or `"`.
fn attributes(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for tag in page.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        for (index, part) in inside.split('"').enumerate() {
            if index % 2 == 1 {
                if let Some((_, value)) = found.last_mut() {
                    part.clone_into(value);
                }
            } else {
                found.extend(
                    part.split_whitespace()
                        .map(|name| (name.trim_end_matches('=').to_owned(), String::new())),
                );
            }
        }
    }
    found
}

#[test]
fn markup_in_any_field_comes_back_as_text() {
    for (name, page) in every_page(HOSTILE) {
        assert!(!page.contains("<script>"), "{name}");
        assert!(!page.contains("<img"), "{name}");
        assert!(page.contains("&lt;script&gt;"), "{name}");
    }
}

#[test]
fn pages_have_no_inline_script_style_or_handler() {
    for (name, page) in every_page("plain") {
        assert!(!page.contains("<style"), "{name}");
        assert_eq!(
            page.matches("<script").count(),
            page.matches(r#"<script type="module" src=""#).count(),
            "{name}"
        );
        for (attribute, value) in attributes(&page) {
            assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute}={value}");
            assert!(!value.trim_start().starts_with("javascript:"), "{name}: {attribute}={value}");
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for (name, page) in every_page("plain") {
        let page = page.split("<template").next().unwrap_or_default().to_owned()
            + &page
                .split("</template>")
                .skip(1)
                .map(|part| part.split("<template").next().unwrap_or_default())
                .collect::<String>();
        let all = attributes(&page);
        let mut ids: Vec<&str> = all
            .iter()
            .filter(|(key, value)| key == "id" && value != "m-plain")
            .map(|(_, id)| id.as_str())
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id stands twice");
        for (_, value) in
            all.iter().filter(|(key, _)| key == "for" || key == "aria-describedby" || key == "popovertarget")
        {
            for id in value.split(' ') {
                assert!(ids.contains(&id), "{name}: nothing has the id {id}");
            }
        }
    }
}

#[test]
fn forms_keep_what_was_typed_but_never_the_password() {
    let mut view = form("typed");
    view.fields.insert("password".to_owned(), "correct horse battery".to_owned());
    view.fields.insert("country".to_owned(), "BD".to_owned());
    let page = text(sign_up(&SignUpView { form: view.clone(), open: true }));
    for field in ["email", "display_name", "timezone", "birth_year", "next"] {
        let kept = attributes(&page).windows(8).any(|some| {
            some.contains(&("name".to_owned(), field.to_owned()))
                && some.contains(&("value".to_owned(), "typed".to_owned()))
        });
        assert!(kept, "{field}");
    }
    assert!(page.contains(r#"<option value="BD" selected>"#));
    assert!(!page.contains("correct horse"));
    assert!(!text(sign_in(&view)).contains("correct horse"));
}

#[test]
fn a_field_with_a_mistake_says_so_where_it_stands() {
    let mut view = FormView::default();
    view.errors.insert("email".to_owned(), "This address is in use.".to_owned());
    let page = text(sign_up(&SignUpView { form: view, open: true }));
    assert!(page.contains(r##"<a href="#sign-up-email">Email: This address is in use.</a>"##));
    assert!(page.contains(r#"aria-invalid="true" aria-describedby="sign-up-email-error""#));
    assert!(page.contains(r#"<p class="field-error" id="sign-up-email-error">This address is in use.</p>"#));
}

#[test]
fn a_failed_send_keeps_the_message_and_line_breaks() {
    let view = ChatView {
        draft: "first\nsecond".to_owned(),
        draft_error: Some("Too long.".to_owned()),
        ..ChatView::default()
    };
    let page = text(chat(&view));
    assert!(page.contains("first\nsecond</textarea>"));
    assert!(page.contains(r#"role="alert">Too long.</p>"#));
}

#[test]
fn each_day_has_one_separator_above_its_first_message() {
    let dated = |id: &str, day: &str| MessageView {
        id: id.to_owned(),
        day: day.to_owned(),
        ..one_message(Sender::Ai, "")
    };
    let messages = vec![dated("a", "2026-11-20"), dated("b", "2026-11-20"), dated("c", "2026-11-21")];
    let page = text(chat(&ChatView { messages, ..ChatView::default() }));
    let order: Vec<usize> = [
        r#"<time datetime="2026-11-20""#,
        r#"id="m-a""#,
        r#"id="m-b""#,
        r#"<time datetime="2026-11-21""#,
        r#"id="m-c""#,
    ]
    .iter()
    .map(|part| page.find(part).expect(part))
    .collect();
    assert!(order.is_sorted());
    assert_eq!(page.matches(r#"<time datetime="2026-11-20""#).count(), 1);
}

#[test]
fn the_disclosure_is_shown_when_it_is_due_and_only_then() {
    let shown = r#"<li class="disclosure">"#;
    let due = ChatView { disclosure_due: true, ..ChatView::default() };
    assert!(text(chat(&due)).contains(&format!("{shown}{DISCLOSURE}")));
    assert!(!text(chat(&ChatView::default())).contains(shown));
    assert!(text(welcome(&SignUpView::default())).contains(DISCLOSURE));
}

#[test]
fn only_a_persons_message_without_a_reply_is_marked_unanswered() {
    let mark = "data-unanswered";
    assert!(text(message(&one_message(Sender::User, "m"))).contains(mark));
    assert!(
        !text(message(&MessageView { has_reply: true, ..one_message(Sender::User, "m") })).contains(mark)
    );
    assert!(!text(message(&one_message(Sender::Ai, "m"))).contains(mark));
}

#[test]
fn only_a_reply_that_broke_off_can_go_on() {
    let shown = |sender, cut| {
        let page = text(message(&MessageView { cut, ..one_message(sender, "m") }));
        page.contains("go-on") && !page.contains("hidden>Go on")
    };
    assert!(shown(Sender::Ai, true));
    assert!(!shown(Sender::Ai, false) && !shown(Sender::User, true));
}

#[test]
fn missing_wellness_is_said_and_not_shown_as_a_number() {
    let page = text(chat(&ChatView::default()));
    assert!(page.contains("<div data-has-wellness hidden>"));
    assert!(page.contains(r#"<p class="hint" data-no-wellness>Not enough data yet.</p>"#));
}

#[test]
fn every_stylesheet_and_module_of_the_pages_exists() {
    let assets = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for sheet in STYLESHEETS {
        assert!(assets.join(sheet).is_file(), "{sheet}");
    }
    let mut bytes = 0;
    for (name, page) in every_page("v") {
        for (_, address) in attributes(&page).iter().filter(|(_, value)| value.starts_with("/assets/")) {
            let file = address.trim_start_matches("/assets/").split("?v=").next().unwrap_or_default();
            assert!(file == "app.css" || assets.join(file).is_file(), "{name}: {address}");
        }
    }
    for folder in ["css", "js"] {
        for file in std::fs::read_dir(assets.join(folder)).expect("a folder of assets") {
            bytes += file.and_then(|file| file.metadata()).expect("an asset").len();
        }
    }
    assert!(bytes < 120_000, "{bytes} bytes before compression are too many for a first page");
}

#[test]
fn no_module_makes_markup_from_text() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js");
    for file in std::fs::read_dir(folder).expect("the modules") {
        let path = file.expect("a module").path();
        let code = std::fs::read_to_string(&path).expect("text");
        for forbidden in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
        {
            assert!(!code.contains(forbidden), "{forbidden} in {}", path.display());
        }
    }
}
