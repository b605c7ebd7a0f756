//! The public page at `/safety`: who can be reached, and what Bondhu does when somebody may be in danger.

use maud::{Markup, html};

use super::DISCLOSURE;
use super::countries::COUNTRIES;
use super::icons::mark;
use super::layout::{Page, Shell, layout};

/// Somebody who can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpView {
    /// Their name.
    pub name: String,
    /// What to dial, send or open.
    pub contact: String,
    /// `call`, `text`, `chat` or `web`.
    pub channel: String,
    /// When somebody answers.
    pub hours: String,
    /// In which languages.
    pub languages: String,
    /// Their page, or nothing.
    pub url: String,
}

impl HelpView {
    /// What a press on the contact does: a call, a text message, a page.
    fn address(&self) -> String {
        let digits: String = self.contact.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        match self.channel.as_str() {
            "call" if !digits.is_empty() => format!("tel:{digits}"),
            "text" if !digits.is_empty() => format!("sms:{digits}"),
            _ => self.url.clone(),
        }
    }
}

/// What the page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyPageView {
    /// Version of the assets.
    pub version: String,
    /// The country whose lines are shown, if one is chosen.
    pub country: Option<String>,
    /// The lines, the most useful first.
    pub lines: Vec<HelpView>,
}

/// `GET /safety`.
pub fn safety(view: &SafetyPageView) -> Markup {
    let body = html! {
        header class="bar" { a class="brand" href="/" { (mark()) "Bondhu" } }
        main id="main" class="text" {
            h1 { "If you are in danger, or think of harming yourself" }
            p class="lead" {
                "You deserve a person who can be with you now. The people below answer, and you can say as little as you like."
            }
            (help_list(&view.lines))
            form class="stack country-form" method="get" action="/safety" {
                label for="safety-country" { "Show lines for" }
                select id="safety-country" name="country" {
                    option value="" { "Everywhere" }
                    @for (code, name) in COUNTRIES {
                        option value=(code) selected[view.country.as_deref() == Some(*code)] { (name) }
                    }
                }
                button class="button button-quiet" type="submit" { "Show" }
            }
            (protocol())
        }
        footer class="foot" { p { (DISCLOSURE) } }
    };
    layout(Shell { version: &view.version, title: "Safety", page: Page::Text }, &body)
}

/// The lines as a list whose contacts can be pressed.
pub(super) fn help_list(lines: &[HelpView]) -> Markup {
    html! {
        ul class="help-lines" {
            @for line in lines {
                li {
                    strong { (line.name) }
                    " "
                    @if line.address().is_empty() { span class="contact" { (line.contact) } }
                    @else { a class="contact" href=(line.address()) { (line.contact) } }
                    span class="help-detail" { (line.hours) @if !line.languages.is_empty() { " · " (line.languages) } }
                }
            }
        }
    }
}

fn protocol() -> Markup {
    html! {
        h2 { "What Bondhu does" }
        ul {
            li { "Each message is looked at for signs of danger before anything else happens with it, in English, Hindi and Bangla." }
            li { "Where there are signs, Bondhu says so plainly, asks, and shows help lines for your country. No limit, no outage and no missing model keeps them away." }
            li { "No language model answers such a message. The words were written beforehand." }
            li { "The help stays at hand for a day, and Bondhu asks once how you are." }
            li { "What is stored: that there was reason for care, how serious, and when. Not what you said beyond the message itself, and nobody is told." }
        }
        h2 { "What it cannot do" }
        ul {
            li { "It is a program with rules. It misses some messages, and takes some for serious that are not." }
            li { "It cannot call anybody, and nobody watches what you write." }
            li { "It is not a therapist and gives no medical advice." }
        }
    }
}
