//! A headless Chromium with a profile of its own, which never outlives its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

pub struct Chrome {
    pub page: Client,
    driver: Driver,
    /// Removed last, when nobody writes into it any more.
    _profile: TempDir,
}

/// How large the window is, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub enum Screen {
    Desktop,
    Phone,
}

impl Chrome {
    pub async fn open(screen: Screen) -> Self {
        let mut driver = Driver::start();
        let profile = tempfile::tempdir().unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(screen, &profile));
        let page = builder.connect(&driver.address).await.expect("Chromium starts");
        driver.browser = page.capabilities().and_then(|it| it.get("goog:processID")).and_then(Value::as_u64);
        Self { page, driver, _profile: profile }
    }

    /// Ends the browser in an orderly way. Without it, it is killed.
    pub async fn close(self) {
        self.page.clone().close().await.unwrap();
        drop(self.driver);
    }
}

fn capabilities(screen: Screen, profile: &TempDir) -> Map<String, Value> {
    let mut args = vec![
        "--headless".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--no-proxy-server".to_owned(),
        format!("--user-data-dir={}", profile.path().display()),
    ];
    let mut options = json!({});
    match screen {
        Screen::Desktop => args.push("--window-size=1280,900".to_owned()),
        Screen::Phone => {
            let metrics =
                json!({"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true});
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
    }
    options["args"] = json!(args);
    let mut wanted = Map::new();
    wanted.insert("goog:chromeOptions".to_owned(), options);
    wanted.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
    wanted
}

/// A running chromedriver and the browser that it started.
struct Driver {
    child: Child,
    address: String,
    browser: Option<u64>,
}

impl Driver {
    fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!(
                "chromedriver cannot be started ({error}): install the packages chromium and chromium-driver"
            )
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let address = format!("http://127.0.0.1:{}", port.expect("chromedriver says its port"));
        Self { child, address, browser: None }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(pid) = self.browser {
            // Gone already after an orderly end.
            Command::new("kill").args(["-KILL", &pid.to_string()]).stderr(Stdio::null()).status().ok();
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
