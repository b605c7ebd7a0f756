//! Names that providers give: they become parts of URLs.

use crate::config::kinds::{TextKind, quoted};

/// A name such as `gemini-3.5-flash-lite`, `llama4:8b` or `meta-llama/llama-4`.
pub(super) struct Name;

impl TextKind for Name {
    type Value = String;

    fn describe(&self) -> String {
        "a name of letters, digits and `. _ - : / @ +`".to_owned()
    }

    fn parse_text(&self, text: &str) -> Result<String, String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-:/@+".contains(c);
        // Two dots would leave the path that the name is a part of.
        let is_name = !text.is_empty() && text.chars().all(fits) && !text.contains("..");
        if is_name {
            Ok(text.to_owned())
        } else {
            Err(format!("{} is not {}", quoted(text), self.describe()))
        }
    }
}
