//! The suite of chat models on the built-in companion.
#![cfg(feature = "companion")]

use std::sync::Arc;

use bondhu_adapters::companion::Companion;
use bondhu_testkit::conformance::chat_model::ChatModelSubject;

async fn companion() -> (ChatModelSubject, ()) {
    (ChatModelSubject { model: Arc::new(Companion), seeded: true, broken: Vec::new() }, ())
}

bondhu_testkit::chat_model_conformance!(companion);
