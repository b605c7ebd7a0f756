//! A real file with no room left.

use std::sync::Arc;

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use serde_json::json;

use super::stage::Stage;

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_no_half_turn() {
    let directory = tempfile::tempdir().unwrap();
    let options = SqliteOptions::at(directory.path().join("bondhu.db"));
    let roomy = SqliteStore::open(&options).await.unwrap();
    roomy.migrate().await.unwrap();
    roomy.close().await;
    let pages = std::fs::metadata(&options.path).unwrap().len() / 4_096;
    let max_pages = Some(u32::try_from(pages).unwrap() + 12);
    let cramped = SqliteStore::open(&SqliteOptions { max_pages, ..options.clone() }).await.unwrap();
    let stage = Stage::with(|app| app.store = Arc::new(cramped));
    let mitu = stage.person("mitu").await;

    let long = "a long story ".repeat(300);
    let mut keys = 0;
    let full = loop {
        let key = format!("key-{keys}");
        let call = stage.post("/api/v1/chat/send").by(&mitu).header("idempotency-key", &key);
        let answer = call.json(&json!({"message": long})).send().await;
        if answer.status != 200 {
            break answer;
        }
        keys += 1;
    };
    assert_eq!(full.code(), "unavailable");
    assert!(
        full.text().contains("no room left") || full.text().contains("could not be finished"),
        "{}",
        full.text()
    );
    let chat = stage.chat(&mitu).await;
    let asked = chat.iter().filter(|line| line.starts_with("user: ")).count();
    let replies = chat.len() - asked;
    assert_eq!(replies, keys, "each acknowledged turn is whole");
    assert!(asked - replies <= 1, "at most the last message waits for its reply");
    let stats = stage.get("/api/v1/activity-stats").by(&mitu).send().await.of(200).json();
    assert_eq!(stats["total_messages"].as_u64().unwrap(), asked as u64, "counted exactly when stored");

    // Room again: the same request under the same key finishes what was begun.
    let roomy = Arc::new(SqliteStore::open(&options).await.unwrap());
    let later = Stage::at(stage.clock.clone(), 2, |app| app.store = roomy);
    let call = later.post("/api/v1/chat/send").by(&mitu).header("idempotency-key", &format!("key-{keys}"));
    call.json(&json!({"message": long})).send().await.of(200);
    let chat = later.chat(&mitu).await;
    assert_eq!(chat.len(), 2 * (keys + 1));
}
