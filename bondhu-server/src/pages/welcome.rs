//! The page at `/` for strangers: what Bondhu is, what it is not, and the two ways in.

use maud::{Markup, html};

use super::DISCLOSURE;
use super::form::FormView;
use super::icons::mark;
use super::layout::{Page, Shell, layout};
use super::sign_in::sign_in_form;
use super::sign_up::{SignUpView, sign_up_form};

/// `GET /` without a sign-in.
pub fn welcome(view: &SignUpView) -> Markup {
    let version = &view.form.version;
    let sign_in = FormView { version: version.clone(), ..FormView::default() };
    let body = html! {
        header class="bar" {
            a class="brand" href="/" { (mark()) "Bondhu" }
            a class="button button-quiet" href="/sign-in" { "Sign in" }
        }
        main id="main" class="welcome" {
            div class="welcome-words" {
                h1 { "Talk, and be remembered." }
                p class="lead" {
                    "Bondhu means friend. Tell it about your day, in English, Hinglish or Bangla. "
                    "It keeps what you said, and it is there when you come back."
                }
                (what_it_is())
            }
            section class="card" aria-labelledby="start" {
                h2 id="start" { "Start here" }
                (sign_up_form(view))
                details class="fold" {
                    summary { "I already have an account" }
                    (sign_in_form("welcome-sign-in", &sign_in))
                }
            }
        }
        footer class="foot" { p { (DISCLOSURE) } p { a class="link" href="/safety" { "Help and safety" } } }
    };
    layout(Shell { version, title: "Talk, and be remembered", page: Page::Welcome }, &body)
}

fn what_it_is() -> Markup {
    html! {
        div class="two-lists" {
            section aria-labelledby="is" {
                h2 id="is" { "What it is" }
                ul class="ticks" {
                    li { "A companion that listens at any hour and answers in your manner." }
                    li { "A memory you can read. Every message stays, after a reload and after a crash." }
                    li { "Yours. Nobody else who uses it can see what you wrote." }
                }
            }
            section aria-labelledby="is-not" {
                h2 id="is-not" { "What it is not" }
                ul class="crosses" {
                    li { "Not a person. It is a computer program and cannot feel." }
                    li { "Not a therapist or a doctor, and no replacement for one." }
                    li { "Not for emergencies. If you are in danger, call your local emergency number." }
                }
            }
        }
    }
}
