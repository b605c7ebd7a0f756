//! A reload while an answer is being written.

use std::net::SocketAddr;
use std::sync::Arc;

use bondhu_testkit::manual_clock::ManualClock;
use bondhu_testkit::scripted_chat_model::{Gate, Script, ScriptedChatModel};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::chrome::Screen;
use super::in_process::in_process;
use super::visitor::Visitor;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_in_mid_stream_shows_the_whole_reply() {
    let gate = Gate::new();
    let script = Script::new().text("I am ").wait(&gate).text("here <for> you.").finished();
    let model = Arc::new(ScriptedChatModel::new([script]));
    let (_, router) = in_process(&ManualClock::default(), 1, |app| app.model = model.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, service).await });

    let mitu = Visitor::at(&origin, Screen::Desktop).await;
    mitu.sign_up().await;
    mitu.say("hi").await;
    mitu.until("document.querySelector('#log > .message-ai.is-streaming .text')?.textContent === 'I am '")
        .await;
    gate.reached().await;
    mitu.reload().await;
    mitu.until("document.querySelector('#log > .message-ai.is-streaming .text')?.textContent === 'I am '")
        .await;
    assert_eq!(mitu.chat().await, ["user: hi", "ai: I am "]);

    gate.open();
    mitu.until_answered(1).await;
    assert_eq!(mitu.chat().await, ["user: hi", "ai: I am here <for> you."]);
    mitu.reload().await;
    assert_eq!(mitu.chat().await, ["user: hi", "ai: I am here <for> you."]);
    assert_eq!(model.requests().len(), 1, "asked once");
    mitu.close().await;
}
