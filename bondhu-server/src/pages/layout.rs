//! The frame around every page: head, skip link, assets.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Which page this is; the script reads it from `data-page` to know what to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// For strangers, with the sign-up form.
    Welcome,
    /// Sign-in or sign-up on its own.
    Form,
    /// The conversation.
    Chat,
    /// Text only: errors, documents.
    Text,
}

impl Page {
    fn name(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Form => "form",
            Self::Chat => "chat",
            Self::Text => "text",
        }
    }

    fn modules(self) -> &'static [&'static str] {
        match self {
            Self::Welcome | Self::Form => &["forms"],
            Self::Chat => &[
                "announce",
                "api",
                "chat",
                "clock",
                "composer",
                "delivery",
                "events",
                "history",
                "log",
                "outbox",
                "reactions",
                "replies",
                "reply",
                "retry",
                "session",
                "stats",
                "status",
                "stream",
                "typing",
            ],
            Self::Text => &[],
        }
    }
}

/// What the frame needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Shell<'a> {
    /// Version of the assets; part of their address, so that a new release is never mixed with an old cache.
    pub version: &'a str,
    /// Without the name of the product, which is added.
    pub title: &'a str,
    /// See [`Page`].
    pub page: Page,
}

/// The address of an asset that may be cached for good.
pub fn asset(name: &str, version: &str) -> String {
    format!("/assets/{name}?v={version}")
}

/// A whole document around `body`, which holds the page's own header, main and footer.
pub fn layout(shell: Shell<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (shell.title) " · Bondhu" }
                meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf5ee";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#1a1614";
                meta name="description" content="Bondhu is an AI companion that remembers you. Talk when you like; nothing you said is lost.";
                link rel="icon" type="image/svg+xml" href=(asset("icon.svg", shell.version));
                link rel="manifest" href=(asset("manifest.webmanifest", shell.version));
                link rel="stylesheet" href=(asset("app.css", shell.version));
                // A module imports its neighbours without the version, so these addresses have none either.
                @for module in shell.page.modules() {
                    link rel="modulepreload" href={ "/assets/js/" (module) ".js" };
                }
                script type="module" src=(asset("app.js", shell.version)) {}
            }
            body class={ "page-" (shell.page.name()) } data-page=(shell.page.name()) {
                a class="skip" href="#main" { "Skip to the main part" }
                (PreEscaped(&body.0))
            }
        }
    }
}
