//! Pages that say why there is no other page.

use maud::{Markup, html};

use super::icons::mark;
use super::layout::{Page, Shell, layout};

/// 404 for a person with a browser.
pub fn not_found(version: &str) -> Markup {
    problem(
        version,
        "This page is not here",
        "The address may be old or mistyped. Your chat is where you left it.",
    )
}

/// Any other failure. `detail` must be fit for people: never an inner error's text.
pub fn problem(version: &str, title: &str, detail: &str) -> Markup {
    let body = html! {
        main id="main" class="narrow centred" {
            a class="brand" href="/" { (mark()) "Bondhu" }
            h1 { (title) }
            p class="lead" { (detail) }
            p { a class="button" href="/" { "Back to Bondhu" } }
        }
    };
    layout(Shell { version, title, page: Page::Text }, &body)
}
