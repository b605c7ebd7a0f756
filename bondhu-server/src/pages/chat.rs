//! The page at `/` for a person who is signed in: the conversation, the composer, the side panel.
//!
//! Complete without script: it reads the history page by page, sends by a plain form and signs out.

use maud::{Markup, html};

use super::DISCLOSURE;
use super::icons::{close, flame, mark, menu, send};
use super::layout::{Page, Shell, layout};
use super::message::{MessageView, day, message, templates};
use super::safety::{HelpView, help_list};
use super::stats::{StatsView, stats};

/// What the chat page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatView {
    /// Version of the assets.
    pub version: String,
    /// Keeps what one person left unsent in a browser apart from what another did.
    pub user_id: String,
    /// May be empty.
    pub display_name: String,
    /// The person's IANA zone.
    pub zone: String,
    /// One page of the history, oldest to newest.
    pub messages: Vec<MessageView>,
    /// The oldest id of the page when there is more before it: the link is `/?before=ID`.
    pub older_before: Option<String>,
    /// Whether this is a page before the newest (`/?before=` was asked for).
    pub is_older_page: bool,
    /// The side panel.
    pub stats: StatsView,
    /// Whether to say again what Bondhu is.
    pub disclosure_due: bool,
    /// Who can be reached, while a safety tier is in force; shown until the person closes it.
    pub help: Vec<HelpView>,
    /// Tells one occasion for help from another.
    pub help_key: String,
    /// The person's country, told or guessed; may be empty.
    pub country: String,
    /// New for each rendering, so that a form sent twice is one message.
    pub idempotency_key: String,
    /// What was typed, when a `POST /chat` failed.
    pub draft: String,
    /// Why it failed.
    pub draft_error: Option<String>,
}

/// `GET /` with a sign-in, and the answer to a `POST /chat` that failed.
pub fn chat(view: &ChatView) -> Markup {
    let body = html! {
        div class="app" data-user=(view.user_id) data-zone=(view.zone) data-country=(view.country) data-older[view.is_older_page] {
            (header(view))
            (panel(view))
            main id="main" class="talk" {
                h1 class="unseen" { "Your conversation with Bondhu" }
                (help(view))
                (conversation(view))
                (composer(view))
            }
        }
        (templates())
        template id="template-disclosure" { (DISCLOSURE) }
        (picker())
        div id="announcer" class="unseen" aria-live="polite" {}
    };
    layout(Shell { version: &view.version, title: "Chat", page: Page::Chat }, &body)
}

fn header(view: &ChatView) -> Markup {
    let days = view.stats.current_streak_days;
    html! {
        header class="bar" {
            a class="brand" href="/" { (mark()) span { "Bondhu" } }
            p id="status" class="status" role="status" {}
            p class="streak-chip" title="Days in a row" {
                (flame())
                span data-stat="current_streak_days" { (days) }
                span class="unseen" { " days in a row" }
            }
            button class="icon-button open-panel" type="button" popovertarget="panel" aria-label="Your days and settings" { (menu()) }
        }
    }
}

fn panel(view: &ChatView) -> Markup {
    html! {
        aside id="panel" class="panel" popover aria-label="Your days" {
            div class="panel-head" {
                p class="who" dir="auto" { @if view.display_name.is_empty() { "You" } @else { (view.display_name) } }
                button class="icon-button close-panel" type="button" popovertarget="panel" popovertargetaction="hide" aria-label="Close" { (close()) }
            }
            (stats(&view.stats))
            p class="panel-part" { a class="link" href="/safety" { "Help and safety" } }
            form class="panel-foot" method="post" action="/sign-out" data-sign-out {
                button class="button button-quiet" type="submit" { "Sign out" }
            }
        }
    }
}

fn help(view: &ChatView) -> Markup {
    html! {
        section id="help" class="help" aria-labelledby="help-title" aria-live="polite"
            data-key=(view.help_key) hidden[view.help.is_empty()] {
            div class="help-head" {
                h2 id="help-title" { "People you can reach now" }
                button class="icon-button close-help needs-script" type="button" aria-label="Close" { (close()) }
            }
            (help_list(&view.help))
            p { a class="link" href="/safety" { "More about this" } }
        }
    }
}

fn conversation(view: &ChatView) -> Markup {
    html! {
        div id="scroller" class="scroller" role="log" aria-live="off" aria-label="Your conversation" tabindex="0" {
            div class="sheet" {
                p class="older" {
                    @if let Some(id) = &view.older_before {
                        a id="older" class="link" href={ "/?before=" (id) } { "Older messages" }
                    }
                }
                (greeting(view))
                ol id="log" class="log" {
                    @for (index, one) in view.messages.iter().enumerate() {
                        @if index == 0 || view.messages[index - 1].day != one.day { (day(&one.day, &one.day_label)) }
                        (message(one))
                    }
                    @if view.disclosure_due { li class="disclosure" { (DISCLOSURE) } }
                }
                @if view.is_older_page {
                    p class="older" { a class="link" href="/" { "Back to the newest messages" } }
                }
            }
        }
    }
}

fn greeting(view: &ChatView) -> Markup {
    html! {
        div id="greeting" class="greeting" hidden[!view.messages.is_empty() || view.is_older_page] {
            (mark())
            h2 dir="auto" { "Hello" @if !view.display_name.is_empty() { ", " (view.display_name) } "." }
            p { "Say whatever is on your mind. A small thing is fine." }
        }
    }
}

fn composer(view: &ChatView) -> Markup {
    let error = view.draft_error.as_deref();
    html! {
        form id="composer" class="composer" method="post" action="/chat" {
            p id="composer-error" class="field-error" role="alert" hidden[error.is_none()] { (error.unwrap_or("")) }
            div class="composer-row" {
                label class="unseen" for="message" { "Your message" }
                textarea id="message" name="message" rows="1" dir="auto" required autocomplete="off"
                    placeholder="Write a message" enterkeyhint="send" aria-describedby="composer-error composer-hint"
                    aria-invalid=[error.map(|_| "true")] { (view.draft) }
                input type="hidden" name="idempotency_key" value=(view.idempotency_key);
                button class="icon-button send" type="submit" aria-label="Send" { (send()) }
            }
            p id="composer-hint" class="composer-hint" {
                span class="needs-script" { "Enter sends, Shift and Enter make a new line." }
                noscript { "The page loads anew with the reply." }
                span id="count" {}
            }
        }
    }
}

/// The six that are one press away; any other emoji may come through the API.
fn picker() -> Markup {
    html! {
        div id="picker" class="picker" popover role="group" aria-label="React" {
            @for (emoji, name) in [("❤️", "Love"), ("😂", "Laugh"), ("👍", "Good"), ("🙏", "Thanks"), ("😢", "Sad"), ("🎉", "Joy")] {
                button type="button" data-emoji=(emoji) aria-label=(name) { (emoji) }
            }
        }
    }
}
