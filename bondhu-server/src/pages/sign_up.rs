//! The sign-up form, on its own page and on the welcome page.

use maud::{Markup, html};

use super::countries::COUNTRIES;
use super::form::{Field, FormView, beneath, described_by, input, label, summary};
use super::icons::mark;
use super::layout::{Page, Shell, layout};

const LABELS: [(&str, &str); 6] = [
    ("display_name", "Name"),
    ("email", "Email"),
    ("password", "Password"),
    ("country", "Country"),
    ("birth_year", "Birth year"),
    ("timezone", "Time zone"),
];

/// The form, or the news that this server takes nobody new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignUpView {
    /// Fields: `display_name`, `email`, `timezone`, `country`, `birth_year`, `next`.
    pub form: FormView,
    /// Whether people may register themselves.
    pub open: bool,
}

/// `GET /sign-up`, and the answer to a `POST /sign-up` that failed.
pub fn sign_up(view: &SignUpView) -> Markup {
    let body = html! {
        main id="main" class="narrow" {
            a class="brand" href="/" { (mark()) "Bondhu" }
            h1 { "Make an account" }
            (sign_up_form(view))
            p class="aside" { "Already have one? " a href="/sign-in" { "Sign in" } }
        }
    };
    layout(Shell { version: &view.form.version, title: "Make an account", page: Page::Form }, &body)
}

/// The form alone.
pub(super) fn sign_up_form(view: &SignUpView) -> Markup {
    const PREFIX: &str = "sign-up";
    let form = &view.form;
    if !view.open {
        return html! {
            p class="notice" { "This server does not take new accounts. If somebody made one for you, please sign in." }
        };
    }
    html! {
        form class="stack" method="post" action="/sign-up" data-once {
            (summary(PREFIX, form, &LABELS))
            (input(PREFIX, form, &Field {
                name: "display_name", label: "What should Bondhu call you?", kind: "text",
                autocomplete: "nickname", hint: None, required: false, min_length: None,
            }))
            (input(PREFIX, form, &Field {
                name: "email", label: "Email", kind: "email", autocomplete: "username",
                hint: None, required: true, min_length: None,
            }))
            (input(PREFIX, form, &Field {
                name: "password", label: "Password", kind: "password", autocomplete: "new-password",
                hint: Some("At least 10 characters. A short sentence is good."), required: true,
                min_length: Some(10),
            }))
            div class="pair" {
                (country(PREFIX, form))
                (birth_year(PREFIX, form))
            }
            (time_zone(PREFIX, form))
            input type="hidden" name="next" value=(form.value("next"));
            button class="button" type="submit" { "Start talking" }
        }
    }
}

fn country(prefix: &str, form: &FormView) -> Markup {
    let id = format!("{prefix}-country");
    let (chosen, error) = (form.value("country"), form.error("country"));
    html! {
        div class="field" {
            (label(&id, "Country", false))
            select id=(id) name="country" autocomplete="country" data-guess="country"
                aria-invalid=[error.map(|_| "true")] aria-describedby=[described_by(&id, true, error.is_some())] {
                option value="" { "Choose" }
                @for (code, name) in COUNTRIES {
                    option value=(code) selected[*code == chosen] { (name) }
                }
            }
            (beneath(&id, Some("For the right help lines."), error))
        }
    }
}

fn birth_year(prefix: &str, form: &FormView) -> Markup {
    let id = format!("{prefix}-birth_year");
    let error = form.error("birth_year");
    html! {
        div class="field" {
            (label(&id, "Birth year", false))
            input id=(id) name="birth_year" type="text" inputmode="numeric" pattern="[0-9]{4}" maxlength="4"
                title="Four digits, such as 2004" autocomplete="bday-year" value=(form.value("birth_year"))
                aria-invalid=[error.map(|_| "true")]
                aria-describedby=[described_by(&id, true, error.is_some())];
            (beneath(&id, Some("Younger people get more care."), error))
        }
    }
}

fn time_zone(prefix: &str, form: &FormView) -> Markup {
    let id = format!("{prefix}-timezone");
    let error = form.error("timezone");
    html! {
        div class="field" {
            (label(&id, "Time zone", false))
            input id=(id) name="timezone" type="text" list="zones" autocomplete="off" autocapitalize="none"
                spellcheck="false" maxlength="64" value=(form.value("timezone")) data-guess="timezone"
                aria-invalid=[error.map(|_| "true")]
                aria-describedby=[described_by(&id, true, error.is_some())];
            datalist id="zones" {}
            (beneath(&id, Some("So that your day begins when it does, such as Asia/Kolkata."), error))
        }
    }
}
