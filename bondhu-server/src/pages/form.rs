//! What the sign-in and sign-up forms share: kept values, messages beside their fields, a summary above.

use std::collections::BTreeMap;

use maud::{Markup, html};

/// The key in [`FormView::errors`] of a message that belongs to no single field.
pub const FORM_ERROR: &str = "";

/// A form as it is shown: empty at first, and after a mistake with what was typed and what to change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormView {
    /// Version of the assets.
    pub version: String,
    /// What was typed, by field name. A `password` in here is ignored.
    pub fields: BTreeMap<String, String>,
    /// What to change, by field name; [`FORM_ERROR`] for the form as a whole.
    pub errors: BTreeMap<String, String>,
}

impl FormView {
    /// What was typed into `field`, or nothing.
    pub fn value(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// What to change in `field`.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.get(field).map(String::as_str)
    }
}

/// One labelled input.
pub(super) struct Field<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub kind: &'a str,
    pub autocomplete: &'a str,
    pub hint: Option<&'a str>,
    pub required: bool,
    pub min_length: Option<u32>,
}

/// Message of the whole form and a list of links to the fields that need a change.
///
/// `labels` are the form's fields as `(name, label)`, in the order in which they stand.
pub(super) fn summary(prefix: &str, view: &FormView, labels: &[(&str, &str)]) -> Markup {
    let wrong = labels.iter().filter_map(|(name, label)| Some((name, label, view.error(name)?)));
    html! {
        @if !view.errors.is_empty() {
            div class="notice notice-error" role="alert" tabindex="-1" {
                @if let Some(text) = view.error(FORM_ERROR) {
                    p { (text) }
                }
                @for (name, label, text) in wrong {
                    p { a href={ "#" (prefix) "-" (name) } { (label) ": " (text) } }
                }
            }
        }
    }
}

/// The input with its label, hint and message. A password is never filled in.
pub(super) fn input(prefix: &str, view: &FormView, field: &Field<'_>) -> Markup {
    let id = format!("{prefix}-{}", field.name);
    let error = view.error(field.name);
    let value = (field.kind != "password").then(|| view.value(field.name));
    html! {
        div class="field" {
            (label(&id, field.label, field.required))
            input id=(id) name=(field.name) type=(field.kind) value=[value] autocomplete=(field.autocomplete)
                required[field.required] minlength=[field.min_length] maxlength="256"
                autocapitalize=[(field.kind == "email").then_some("none")]
                aria-invalid=[error.map(|_| "true")]
                aria-describedby=[described_by(&id, field.hint.is_some(), error.is_some())];
            (beneath(&id, field.hint, error))
        }
    }
}

/// The label, with a word that says when a field may stay empty.
pub(super) fn label(id: &str, text: &str, required: bool) -> Markup {
    html! {
        label for=(id) {
            (text)
            @if !required { span class="optional" { " (optional)" } }
        }
    }
}

/// Hint and message under a control, under the ids that [`described_by`] names.
pub(super) fn beneath(id: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = hint {
            p class="hint" id={ (id) "-hint" } { (text) }
        }
        @if let Some(text) = error {
            p class="field-error" id={ (id) "-error" } { (text) }
        }
    }
}

/// The value of `aria-describedby`, or none.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<String> = [(hint, "hint"), (error, "error")]
        .into_iter()
        .filter(|(present, _)| *present)
        .map(|(_, part)| format!("{id}-{part}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
