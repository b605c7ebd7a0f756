//! The frame of pages that are read: a protocol, a manual, a policy.

use maud::{Markup, html};

use super::icons::mark;
use super::layout::{Page, Shell, layout};

/// `content` under one heading, in a column that is pleasant to read.
pub fn docs(version: &str, title: &str, content: &Markup) -> Markup {
    let body = html! {
        header class="bar" {
            a class="brand" href="/" { (mark()) "Bondhu" }
        }
        main id="main" class="prose" {
            h1 { (title) }
            (content)
        }
    };
    layout(Shell { version, title, page: Page::Text }, &body)
}
