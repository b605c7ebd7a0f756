//! The whole server without its network: a router over a real SQLite file, and one person who is signed in.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use bondhu_domain::ids::UserId;
use bondhu_domain::messages::{Message, Sender, next_instant};
use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::Scope;
use bondhu_server::config::{Environment, Flag, Settings, Sources};
use bondhu_server::http::{Options, Web, router};
use bondhu_server::tasks::Tasks;
use bondhu_server::wiring::{Wired, open_store, wire};
use tempfile::TempDir;
use tower::ServiceExt;

/// A server and its person.
pub struct Served {
    pub router: Router,
    pub wired: Wired,
    pub token: String,
    pub user: UserId,
    _directory: TempDir,
}

impl Served {
    /// With what is cached at `cache`, a URL as in the settings; on the database at a URL, or in a file.
    pub async fn start(cache: &str, database: Option<&str>) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let data_dir = directory.path().display().to_string();
        let mut flags = vec![
            Flag { name: "--data-dir", key: "server.data_dir", value: data_dir },
            Flag { name: "--cache", key: "cache.url", value: cache.to_owned() },
        ];
        if let Some(url) = database {
            flags.push(Flag { name: "--database", key: "database.url", value: url.to_owned() });
        }
        let working_dir = directory.path().to_owned();
        let sources = Sources { config: None, working_dir, environment: Environment::default(), flags };
        let settings = Settings::load(&sources).expect("settings");
        let store = open_store(&settings).await.expect("a store");
        store.migrate().await.expect("a schema");
        let wired = wire(&settings, store).expect("an app");
        let options = Options::new(&settings, "http://127.0.0.1:8080", 1);
        let web = Web::new(wired.app.clone(), Tasks::default(), options);
        let mut served = Self {
            router: router(web),
            wired,
            token: String::new(),
            user: UserId::from_uuid(uuid::Uuid::nil()),
            _directory: directory,
        };
        let body = r#"{"email":"bench@example.com","password":"a bench to sit on"}"#;
        let answer = served.call("POST", "/api/v1/auth/register", body).await;
        let granted: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        granted["token"].as_str().expect("a token").clone_into(&mut served.token);
        served.user = granted["user_id"].as_str().expect("an id").parse().expect("an id");
        served
    }

    /// The body of an answer that must be a success.
    pub async fn call(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let peer: SocketAddr = ([127, 0, 0, 1], 1).into();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .extension(ConnectInfo(peer))
            .body(Body::from(body.to_owned()))
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec()
    }

    /// Fills the chat with so many messages by way of the store, in one commit.
    pub async fn fill(&self, messages: usize) {
        self.call("POST", "/api/v1/chat/send", r#"{"message":"The first one."}"#).await;
        let random = &self.wired.app.random;
        let mut work = self.wired.store.port().begin(Scope::Person(self.user)).await.expect("a unit of work");
        let session = work.sessions().latest(self.user).await.expect("a read").expect("a session");
        let mut at = work.messages().newest_at(self.user).await.expect("a read");
        for number in 0..messages {
            let created_at = next_instant(at, Timestamp::UNIX_EPOCH);
            at = Some(created_at);
            let message = Message {
                id: bondhu_domain::ids::MessageId::new(created_at, random.entropy()),
                user_id: self.user,
                session_id: session.id,
                sender: Sender::User,
                text: format!("Message number {number}, about as long as people's messages tend to be."),
                mood: None,
                sentiment_score: None,
                has_personality_context: false,
                safety_tier: 0,
                off_the_record: false,
                in_reply_to: None,
                authorship: None,
                reactions: Vec::new(),
                created_at,
            };
            work.messages().insert(&message).await.expect("a write");
        }
        work.commit().await.expect("a commit");
    }
}
