//! What models are shown: whole prompts as golden files, and laws that hold for any text.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod conversations;
mod goldens;
mod laws;
