//! The suite of chat models on the adapters and on the layers around them.

use std::sync::Arc;
use std::time::Duration;

use bondhu_adapters::companion::Companion;
use bondhu_adapters::layers::chat_model::{
    FailoverChatModel, GuardedChatModel, GuardedConfig, LimitedChatModel, MeteredChatModel,
    RetryingChatModel, RetryingConfig, RotatingChatModel, TimedChatModel, TimedConfig,
};
use bondhu_ports::chat_model::{Capability, ChatModel, ChatModelErrorKind};
use bondhu_ports::rate_limiter::Limit;
use bondhu_testkit::conformance::chat_model::ChatModelSubject;
use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::scripted_chat_model::{Script, ScriptedChatModel};
use bondhu_testkit::scripted_rate_limiter::UnlimitedRateLimiter;
use bondhu_testkit::seeded_random::SeededRandom;
use bondhu_testkit::wire_server::{WireReply, WireServer};

use super::vendor::Vendor;

/// A model that answers, and at most so many that are broken.
async fn subject(vendor: Vendor, most: usize) -> (ChatModelSubject, Vec<WireServer>) {
    let server = vendor.server().await;
    let begun = vendor.stream().bytes(vendor.event("Half an ans"));
    let mut servers = Vec::new();
    for reply in [
        begun.clone().cut(),
        WireReply::status(503),
        begun.clone(),
        begun.clone().reset(),
        begun.bytes(vendor.broken_event()),
        WireReply::status(200).bytes("<html>hello</html>"),
        vendor.stream().bytes(vendor.end()),
    ]
    .into_iter()
    .take(most)
    {
        servers.push(WireServer::always(reply).await);
    }
    let broken = servers.iter().map(|server| vendor.model(server)).collect();
    let model = vendor.model(&server);
    servers.push(server);
    (ChatModelSubject { model, lacks: &[Capability::Seed], broken }, servers)
}

/// `Gemini`.
async fn gemini() -> (ChatModelSubject, impl Sized) {
    subject(Vendor::Gemini, 7).await
}

/// `OpenAi`.
async fn openai() -> (ChatModelSubject, impl Sized) {
    subject(Vendor::OpenAi, 7).await
}

mod of_gemini {
    use super::gemini;

    bondhu_testkit::chat_model_conformance!(gemini);
}

mod of_openai {
    use super::openai;

    bondhu_testkit::chat_model_conformance!(openai);
}

/// All layers of one provider around a model.
fn layered(model: Arc<dyn ChatModel>) -> Arc<dyn ChatModel> {
    let clock = Arc::new(ManualClock::default());
    let patience = Duration::from_mins(5);
    let model = TimedChatModel::new(model, TimedConfig { silence: patience, total: patience });
    let model = MeteredChatModel::new(Arc::new(model), clock.clone());
    let config = GuardedConfig {
        failures: 3,
        cool_down: patience,
        refused_key: patience,
        day_ends: bondhu_adapters::gemini::next_pacific_midnight,
    };
    let model = GuardedChatModel::new(Arc::new(model), config, clock.clone());
    let model = RotatingChatModel::new(Arc::new(model), Vec::new());
    let limit = Limit { service: "llm", count: 1_000, window: patience };
    let model = LimitedChatModel::new(Arc::new(model), Arc::new(UnlimitedRateLimiter), limit, clock.clone());
    let config = RetryingConfig { retries: 0, pause: Duration::ZERO, patience };
    let random = Arc::new(SeededRandom::default());
    Arc::new(RetryingChatModel::new(Arc::new(model), config, clock, random))
}

async fn layers() -> (ChatModelSubject, impl Sized) {
    let (subject, servers) = subject(Vendor::Gemini, 2).await;
    let broken = subject.broken.into_iter().map(layered).collect();
    (ChatModelSubject { model: layered(subject.model), broken, ..subject }, servers)
}

/// A chain whose first provider is away, and whose second answers.
async fn chain() -> (ChatModelSubject, impl Sized) {
    let fails = || ScriptedChatModel::new([Script::fails_at_once(ChatModelErrorKind::Unavailable)]);
    let away = || Arc::new(fails().lacking(&[Capability::Seed]));
    let (subject, servers) = subject(Vendor::OpenAi, 2).await;
    let behind = |model| -> Arc<dyn ChatModel> { Arc::new(FailoverChatModel::new(away(), vec![model])) };
    let broken = subject.broken.into_iter().map(behind).collect();
    (ChatModelSubject { model: behind(subject.model), broken, ..subject }, servers)
}

/// A chain of the built-in companion alone, as it is with nothing configured.
async fn companion_alone() -> (ChatModelSubject, ()) {
    let lacks = &[Capability::JsonSchema, Capability::Usage];
    let model = Arc::new(FailoverChatModel::new(Arc::new(Companion), Vec::new()));
    (ChatModelSubject { model, lacks, broken: Vec::new() }, ())
}

mod of_layers {
    use super::layers;

    bondhu_testkit::chat_model_conformance!(layers);
}

mod of_chain {
    use super::chain;

    bondhu_testkit::chat_model_conformance!(chain);
}

mod of_companion_alone {
    use super::companion_alone;

    bondhu_testkit::chat_model_conformance!(companion_alone);
}
