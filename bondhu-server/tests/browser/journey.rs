//! One whole journey: sign up, talk, lose the server, come back.

use super::chrome::Screen;
use super::process::Server;
use super::visitor::Visitor;

async fn journey(screen: Screen) {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut server = Server::start(&data, 0);
    let port = server.origin.rsplit_once(':').unwrap().1.parse().unwrap();
    let mitu = Visitor::at(&server.origin, screen).await;
    fits(&mitu).await;
    mitu.sign_up().await;
    fits(&mitu).await;

    mitu.say("I had tea with my sister <b>today</b>").await;
    mitu.until_answered(1).await;
    mitu.click("#log > .message-ai .react").await;
    mitu.click("#picker [data-emoji=\"🙏\"]").await;
    mitu.until("document.querySelector('#log > .message-ai .reaction[data-emoji=\"🙏\"]')").await;
    mitu.until("document.querySelector('#announcer').textContent.includes('added')").await;
    let first = mitu.chat().await;
    assert_eq!(first[0], "user: I had tea with my sister <b>today</b>", "shown as text");
    mitu.reload().await;
    assert_eq!(mitu.chat().await, first);
    mitu.find("#log > .message-ai .reaction[data-emoji=\"🙏\"]").await;

    // What is said while the server is dead is kept here, and sent once when it is back.
    server.kill();
    mitu.say("Are you there?").await;
    mitu.until(
        "document.querySelector('#log > .message.is-waiting .state')?.textContent.includes('Not sent yet')",
    )
    .await;
    server = Server::start(&data, port);
    mitu.until("!document.querySelector('#log > .is-waiting')").await;
    mitu.until_answered(2).await;
    mitu.reload().await;
    mitu.until_answered(2).await;
    let all = mitu.chat().await;
    assert_eq!((&all[..2], all[2].as_str(), all.len()), (&first[..], "user: Are you there?", 4));
    mitu.find("#log > .message-ai .reaction[data-emoji=\"🙏\"]").await;
    mitu.until("[...document.querySelectorAll('[data-stat=current_streak_days]')].every((it) => it.textContent === '1')").await;
    mitu.until("document.querySelector('[data-stat=total_messages]').textContent === '2'").await;
    mitu.until("document.querySelector('[data-stat=total_sessions]').textContent === '1'").await;
    fits(&mitu).await;

    if matches!(screen, Screen::Phone) {
        mitu.click(".open-panel").await;
        fits(&mitu).await;
    }
    // By the keyboard: the panel above it fills as figures come, and a click on what moves can land beside it.
    mitu.find("[data-sign-out] button").await.send_keys("\u{e007}").await.unwrap();
    mitu.find(".page-welcome, body[data-page=welcome]").await;
    mitu.open("/sign-in").await;
    mitu.submit("/sign-in", &[("email", "mitu@example.org"), ("password", "tea without mitu")]).await;
    mitu.find("main [role=alert]").await;
    assert_eq!(mitu.eval("document.querySelector('main [name=email]').value").await, "mitu@example.org");
    mitu.submit("/sign-in", &[("password", "tea with mitu")]).await;
    mitu.find("#composer").await;
    assert_eq!(mitu.chat().await, all);
    mitu.close().await;
    drop(server);
}

/// Nothing lies beside the window.
async fn fits(visitor: &Visitor) {
    let beside = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(visitor.eval(beside).await, 0, "{}", visitor.eval("innerWidth").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_a_desk() {
    journey(Screen::Desktop).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone() {
    journey(Screen::Phone).await;
}
