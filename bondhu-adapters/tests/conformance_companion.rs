//! The suite of chat models on the built-in companion.
#![cfg(feature = "companion")]

use std::sync::Arc;

use bondhu_adapters::companion::Companion;
use bondhu_ports::chat_model::Capability;
use bondhu_testkit::conformance::chat_model::ChatModelSubject;

async fn companion() -> (ChatModelSubject, ()) {
    let lacks = &[Capability::JsonSchema, Capability::Usage];
    (ChatModelSubject { model: Arc::new(Companion), lacks, broken: Vec::new() }, ())
}

bondhu_testkit::chat_model_conformance!(companion);
