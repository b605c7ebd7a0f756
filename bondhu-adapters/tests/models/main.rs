//! Language models over HTTP, against servers that answer, refuse and break in every known way.
#![cfg(all(feature = "gemini", feature = "openai", feature = "companion"))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod conformance;
mod faults;
mod layers;
mod requests;
mod vendor;
