//! One message of the conversation. The script fills a copy of the same markup, so it is written once, here.

use maud::{Markup, html};

use super::icons::{react, stop};

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The person.
    User,
    /// Bondhu.
    Ai,
}

impl Sender {
    /// As in the API's `sender_type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Ai => "ai",
        }
    }

    fn spoken(self) -> &'static str {
        match self {
            Self::User => "You: ",
            Self::Ai => "Bondhu: ",
        }
    }
}

/// A stored message, with its times already told in the person's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// The message's id.
    pub id: String,
    /// Who said it.
    pub sender: Sender,
    /// As it was stored; shown as text whatever is in it.
    pub text: String,
    /// RFC 3339 in UTC.
    pub created_at: String,
    /// Time of day in the person's zone, such as `14:05`.
    pub clock: String,
    /// Civil date in the person's zone, `YYYY-MM-DD`.
    pub day: String,
    /// The same for people, such as `Today` or `Friday, 20 November`.
    pub day_label: String,
    /// Emoji the person put on it.
    pub reactions: Vec<String>,
    /// For a message of the person: whether a reply is stored. Of no meaning on a reply.
    pub has_reply: bool,
    /// For a reply: whether it broke off. Of no meaning on a message of the person.
    pub cut: bool,
}

/// The message as an item of the log.
pub fn message(view: &MessageView) -> Markup {
    html! {
        li class={ "message message-" (view.sender.name()) } id={ "m-" (view.id) } data-id=(view.id)
            data-sender=(view.sender.name()) data-at=(view.created_at) data-day=(view.day)
            data-unanswered[view.sender == Sender::User && !view.has_reply] {
            (inner(view))
        }
    }
}

/// Separator above the first message of a civil day.
pub(super) fn day(date: &str, label: &str) -> Markup {
    html! {
        li class="day" data-day=(date) { time datetime=(date) { (label) } }
    }
}

/// Empty copies for the script: a message of each side, a day, and one reaction.
pub(super) fn templates() -> Markup {
    html! {
        @for sender in [Sender::User, Sender::Ai] {
            template id={ "template-" (sender.name()) } { (message(&blank(sender))) }
        }
        template id="template-day" { (day("", "")) }
        template id="template-reaction" { (reaction("")) }
    }
}

fn inner(view: &MessageView) -> Markup {
    html! {
        div class="bubble" {
            span class="unseen" { (view.sender.spoken()) }
            div class="text" dir="auto" { (view.text) }
            @if view.sender == Sender::Ai && view.id.is_empty() {
                span class="typing" aria-hidden="true" { i {} i {} i {} }
            }
        }
        div class="beneath" {
            time class="clock" datetime=(view.created_at) { (view.clock) }
            span class="state" {}
            ul class="reactions" aria-label="Your reactions" hidden[view.reactions.is_empty()] {
                @for emoji in &view.reactions { (reaction(emoji)) }
            }
            @if view.id.is_empty() {
                button class="link retry" type="button" hidden { "Try again" }
            }
            @if view.sender == Sender::Ai {
                @if view.id.is_empty() {
                    button class="link stop" type="button" hidden { (stop()) "Stop" }
                }
                button class="link go-on needs-script" type="button" hidden[!view.cut] { "Go on" }
                button class="icon-button react" type="button" aria-label="Add a reaction"
                    aria-haspopup="true" hidden[view.id.is_empty()] { (react()) }
            }
        }
    }
}

fn reaction(emoji: &str) -> Markup {
    html! {
        li { button class="reaction" type="button" data-emoji=(emoji) aria-label={ "Remove " (emoji) } { (emoji) } }
    }
}

fn blank(sender: Sender) -> MessageView {
    MessageView {
        id: String::new(),
        sender,
        text: String::new(),
        created_at: String::new(),
        clock: String::new(),
        day: String::new(),
        day_label: String::new(),
        reactions: Vec::new(),
        has_reply: true,
        cut: false,
    }
}
