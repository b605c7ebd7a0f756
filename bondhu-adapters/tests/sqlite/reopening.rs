//! What was committed is in the files, whatever becomes of the process.

use super::fixtures::{a_turn, a_visit, chat, file_in, store, store_at, writing};

use bondhu_testkit::builders::a_message;

/// The files as a killed process leaves them: nobody closed anything, and one unit of work was open.
#[tokio::test]
async fn a_killed_process_loses_nothing_that_was_committed() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    for _ in 0..20 {
        a_turn(&store, &session, "kept").await.unwrap();
    }
    let mut open = writing(&store).await;
    open.messages().insert(&a_message().of(&session).text("not yet").build()).await.unwrap();

    let left = tempfile::tempdir().unwrap();
    for name in ["bondhu.db", "bondhu.db-wal"] {
        std::fs::copy(directory.path().join(name), left.path().join(name)).unwrap();
    }
    assert!(left.path().join("bondhu.db-wal").metadata().unwrap().len() > 0);
    let reopened = store_at(&file_in(&left)).await;
    let kept = chat(&reopened, &session).await;
    assert_eq!(kept.len(), 40);
    assert!(kept.iter().all(|message| message.text == "kept"));
    drop(open);
    assert_eq!(chat(&store, &session).await, kept);
}

/// A log that ends in the middle of a write is read up to the last whole commit.
#[tokio::test]
async fn a_torn_log_is_read_up_to_the_last_whole_commit() {
    let (store, directory) = store().await;
    let session = a_visit(&store).await;
    a_turn(&store, &session, "whole").await.unwrap();
    let whole = std::fs::metadata(directory.path().join("bondhu.db-wal")).unwrap().len();
    a_turn(&store, &session, "torn").await.unwrap();

    let left = tempfile::tempdir().unwrap();
    std::fs::copy(file_in(&directory), file_in(&left)).unwrap();
    let mut log = std::fs::read(directory.path().join("bondhu.db-wal")).unwrap();
    log.truncate(usize::try_from(whole).unwrap() + 1_000);
    std::fs::write(left.path().join("bondhu.db-wal"), log).unwrap();
    let texts: Vec<_> = chat(&store_at(&file_in(&left)).await, &session)
        .await
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(texts, ["whole", "whole"]);
}
