//! The sign-in form, on its own page and folded into the welcome page.

use maud::{Markup, html};

use super::form::{Field, FormView, input, summary};
use super::icons::mark;
use super::layout::{Page, Shell, layout};

/// `GET /sign-in`, and the answer to a `POST /sign-in` that failed. Fields: `email`, `next`.
pub fn sign_in(view: &FormView) -> Markup {
    let body = html! {
        main id="main" class="narrow" {
            a class="brand" href="/" { (mark()) "Bondhu" }
            h1 { "Welcome back" }
            (sign_in_form("sign-in", view))
            p class="aside" { a href="/safety" { "Help and safety" } }
            p class="aside" { "New here? " a href="/sign-up" { "Make an account" } }
        }
    };
    layout(Shell { version: &view.version, title: "Sign in", page: Page::Form }, &body)
}

/// The form alone. `prefix` keeps ids apart where two forms share a page.
pub(super) fn sign_in_form(prefix: &str, view: &FormView) -> Markup {
    html! {
        form class="stack" method="post" action="/sign-in" data-once {
            (summary(prefix, view, &[("email", "Email"), ("password", "Password")]))
            (input(prefix, view, &Field {
                name: "email", label: "Email", kind: "email", autocomplete: "username",
                hint: None, required: true, min_length: None,
            }))
            (input(prefix, view, &Field {
                name: "password", label: "Password", kind: "password", autocomplete: "current-password",
                hint: None, required: true, min_length: None,
            }))
            input type="hidden" name="next" value=(view.value("next"));
            button class="button" type="submit" { "Sign in" }
        }
    }
}
