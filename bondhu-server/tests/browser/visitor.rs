//! What a person does and sees on the page.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::chrome::{Chrome, Screen};

pub struct Visitor {
    chrome: Chrome,
    origin: String,
}

/// Longer than anything here takes; what is waited for longer will not come.
const PATIENCE: Duration = Duration::from_secs(45);

impl Visitor {
    pub async fn at(origin: &str, screen: Screen) -> Self {
        let chrome = Chrome::open(screen).await;
        let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), None);
        chrome.page.update_timeouts(patience).await.unwrap();
        let visitor = Self { chrome, origin: origin.to_owned() };
        visitor.open("/").await;
        visitor
    }

    fn page(&self) -> &Client {
        &self.chrome.page
    }

    pub async fn open(&self, path: &str) {
        self.page().goto(&format!("{}{path}", self.origin)).await.unwrap();
    }

    pub async fn reload(&self) {
        self.page().refresh().await.unwrap();
        self.find("#composer").await;
    }

    /// The first visible element that fits, as soon as it is there.
    pub async fn find(&self, css: &str) -> Element {
        let found = self.page().wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Fills fields of the form that goes to `action` and sends it.
    pub async fn submit(&self, action: &str, fields: &[(&str, &str)]) {
        let form = format!("main form[action=\"{action}\"]");
        for (name, value) in fields {
            self.find(&format!("{form} [name=\"{name}\"]")).await.send_keys(value).await.unwrap();
        }
        self.click(&format!("{form} button[type=submit]")).await;
    }

    pub async fn sign_up(&self) {
        self.submit(
            "/sign-up",
            &[("display_name", "Mitu"), ("email", "mitu@example.org"), ("password", "tea with mitu")],
        )
        .await;
        self.find("#composer").await;
    }

    /// Types a message and presses Enter.
    pub async fn say(&self, text: &str) {
        self.find("#message").await.send_keys(&format!("{text}{}", char::from(Key::Enter))).await.unwrap();
    }

    /// Waits until an expression of the page is true: looked at after each change of the document.
    pub async fn until(&self, condition: &str) {
        let script = "const [condition, done] = arguments;
            const holds = new Function(`return Boolean(${condition})`);
            const look = (observer) => { if (holds()) { observer?.disconnect(); done(true); return true; } };
            if (!look()) {
              const all = { subtree: true, childList: true, attributes: true, characterData: true };
              new MutationObserver((_, observer) => look(observer)).observe(document, all);
            }";
        if let Err(error) = self.page().execute_async(script, vec![json!(condition)]).await {
            panic!("{condition}: {error}\n{:#?}", self.chat().await);
        }
    }

    /// Waits until so many messages of the person are stored and answered.
    pub async fn until_answered(&self, count: usize) {
        self.until(&format!(
            "['user', 'ai'].every((side) => document.querySelectorAll(`#log > .message-${{side}}[data-id]:not([data-id=\"\"]):not(.is-streaming)`).length === {count})"
        ))
        .await;
    }

    pub async fn eval(&self, expression: &str) -> Value {
        self.page().execute(&format!("return {expression}"), vec![]).await.unwrap()
    }

    /// Everything in the log as `side: text`.
    pub async fn chat(&self) -> Vec<String> {
        let lines = "[...document.querySelectorAll('#log > .message')].map((one) => \
            `${one.dataset.sender}: ${one.querySelector('.text').textContent}`)";
        serde_json::from_value(self.eval(lines).await).unwrap()
    }

    pub async fn close(self) {
        self.chrome.close().await;
    }
}
