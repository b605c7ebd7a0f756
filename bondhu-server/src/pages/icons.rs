//! Drawings that stand inside the markup, so that they take the colour of the text around them.

use maud::{Markup, html};

/// The mark of the product.
pub fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false" {
            path class="mark-back" d="M16 3c7.7 0 13 4.9 13 11.4S23.7 26 16 26c-1.3 0-2.5-.1-3.7-.4L6.6 29c-.7.4-1.5-.2-1.3-1l1-4.7C4.2 21.1 3 18 3 14.4 3 7.9 8.3 3 16 3z" {}
            path class="mark-face" d="M10.5 15.5c1 3 3.1 4.5 5.5 4.5s4.5-1.5 5.5-4.5" {}
            circle class="mark-eye" cx="11.8" cy="11.2" r="1.4" {}
            circle class="mark-eye" cx="20.2" cy="11.2" r="1.4" {}
        }
    }
}

/// Three lines: opens the side panel.
pub fn menu() -> Markup {
    line("M4 7h16M4 12h16M4 17h10")
}

/// An upward arrow: sends.
pub fn send() -> Markup {
    line("M12 19V5M6 11l6-6 6 6")
}

/// A square: stops listening.
pub fn stop() -> Markup {
    line("M8 8h8v8H8z")
}

/// A face with a plus: opens the reactions.
pub fn react() -> Markup {
    line("M20.5 11A8.5 8.5 0 1 1 13 3.5M9 10v.1M15 10v.1M8.5 14.5c1.8 2.3 5.2 2.3 7 0M18 2.5v5M15.5 5h5")
}

/// A cross: closes.
pub fn close() -> Markup {
    line("M6 6l12 12M18 6L6 18")
}

/// A small flame: days in a row.
pub fn flame() -> Markup {
    line(
        "M12 3c.5 3.5 5.5 5.5 5.5 11a5.5 5.5 0 0 1-11 0c0-2 1-3.5 2-4.5.3 1.5 1 2.3 2 2.5-.5-3.5 0-6.5 1.5-9z",
    )
}

fn line(path: &str) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" {
            path d=(path) {}
        }
    }
}
