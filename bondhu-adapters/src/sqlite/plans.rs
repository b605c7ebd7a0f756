//! How SQLite goes about the statements that run often or over many rows: by an index, in the order of the index.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row};

use super::{
    achievements, activity_days, auth_tokens, chat_summaries, facts, idempotency, insights, message_search,
    messages, personality, sessions,
};

#[tokio::test]
async fn no_statement_scans_or_sorts() {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
    sqlx::migrate!("../migrations/sqlite").run_direct(None, &mut connection, false).await.unwrap();
    let statements = [
        messages::ONE,
        messages::REPLY,
        messages::NEWEST_AT,
        messages::PAGE,
        messages::PAGE_OF_SESSION,
        messages::PAGE_FORWARD,
        messages::COUNT,
        messages::COUNT_OF_SESSION,
        messages::COUNT_WRITTEN,
        messages::REACTIONS,
        sessions::OPEN,
        sessions::NEWEST,
        sessions::ONE,
        sessions::PAGE,
        sessions::IDLE,
        auth_tokens::FIND,
        auth_tokens::FIND_MANY,
        auth_tokens::PURGE,
        activity_days::ONE,
        activity_days::ALL,
        achievements::UNLOCKED,
        idempotency::PURGE,
        chat_summaries::NEWEST,
        chat_summaries::OLDER,
        facts::ONE,
        facts::ALL,
        personality::ASSESSMENTS,
        personality::LEDGER,
        personality::NEWEST_OF,
        personality::TRAITS,
        insights::ACTIVE,
    ];
    let mut plans = String::new();
    for statement in statements {
        for step in plan(&mut connection, statement).await {
            assert!(step.starts_with("SEARCH "), "{statement}\n{step}");
            plans.push_str(&step);
            plans.push('\n');
        }
    }
    for step in plan(&mut connection, message_search::OLDER).await {
        assert!(step.contains("USING INDEX chat_messages_unsearched"), "{step}");
    }
    let plan_of_search = plan(&mut connection, message_search::CANDIDATES).await;
    let [.., index, message, _] = &plan_of_search[..] else { panic!("{plan_of_search:?}") };
    assert!(index.starts_with("SCAN s VIRTUAL TABLE INDEX") && index.contains('M'), "{index}");
    assert!(message.starts_with("SEARCH m USING INDEX chat_messages_searched"), "{message}");
    // Counts, and pages at any depth, read no more of the index than they must.
    for by in [
        "USING INDEX chat_messages_newest (user_id=? AND id<?)",
        "USING INDEX chat_messages_of_session (user_id=? AND session_id=? AND id<?)",
        "USING COVERING INDEX chat_messages_of_session (user_id=? AND session_id=?)",
        "USING COVERING INDEX chat_messages_written (user_id=? AND created_at>?)",
        "USING INDEX user_sessions_idle (last_seen<?)",
    ] {
        assert!(plans.contains(by), "{by}\n{plans}");
    }
}

/// Removing somebody looks their rows up; no table is read from end to end.
#[tokio::test]
async fn every_reference_to_a_person_has_an_index() {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
    sqlx::migrate!("../migrations/sqlite").run_direct(None, &mut connection, false).await.unwrap();
    let references = connection
        .fetch_all(
            "SELECT t.name, group_concat(f.\"from\", ' = ?1 AND ') FROM sqlite_schema AS t, \
             pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table' GROUP BY t.name, f.id",
        )
        .await
        .unwrap();
    assert!(references.len() >= 11, "{}", references.len());
    for reference in references {
        let (table, columns): (String, String) = (reference.get(0), reference.get(1));
        let find = format!("SELECT 1 FROM {table} WHERE {columns} = ?1");
        for step in plan(&mut connection, &find).await {
            assert!(step.starts_with("SEARCH "), "{find}\n{step}");
        }
    }
}

async fn plan(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps = connection.fetch_all(explain).await.unwrap();
    steps.iter().map(|step| step.get("detail")).collect()
}
