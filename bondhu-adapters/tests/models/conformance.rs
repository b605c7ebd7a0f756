//! The suite of chat models on the adapters and on the layers around them.

use bondhu_ports::chat_model::Capability;
use bondhu_testkit::conformance::chat_model::ChatModelSubject;
use bondhu_testkit::wire_server::{WireReply, WireServer};

use super::vendor::Vendor;

async fn subject(vendor: Vendor) -> (ChatModelSubject, Vec<WireServer>) {
    let server = vendor.server().await;
    let begun = vendor.stream().bytes(vendor.event("Half an ans"));
    let mut servers = Vec::new();
    for reply in [
        WireReply::status(503),
        WireReply::status(200).bytes("<html>hello</html>"),
        begun.clone(),
        begun.clone().cut(),
        begun.clone().reset(),
        begun.bytes(vendor.broken_event()),
        vendor.stream().bytes(vendor.end()),
    ] {
        servers.push(WireServer::always(reply).await);
    }
    let broken = servers.iter().map(|server| vendor.model(server)).collect();
    let model = vendor.model(&server);
    servers.push(server);
    (ChatModelSubject { model, lacks: &[Capability::Seed], broken }, servers)
}

/// `Gemini`.
async fn gemini() -> (ChatModelSubject, impl Sized) {
    subject(Vendor::Gemini).await
}

/// `OpenAi`.
async fn openai() -> (ChatModelSubject, impl Sized) {
    subject(Vendor::OpenAi).await
}

mod of_gemini {
    use super::gemini;

    bondhu_testkit::chat_model_conformance!(gemini);
}

mod of_openai {
    use super::openai;

    bondhu_testkit::chat_model_conformance!(openai);
}
