//! How PostgreSQL goes about the statements that run often or over many rows, as the role that runs them: by an index,
//! in the order of the index.

use bondhu_testkit::ephemeral_postgres::EphemeralPostgres;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row};

use super::{
    PostgresOptions, PostgresStore, achievements, activity_days, auth_tokens, chat_summaries, facts,
    idempotency, message_search, messages, personality, sessions,
};

const OF_PEOPLE: [&str; 22] = [
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
    activity_days::ONE,
    chat_summaries::NEWEST,
    chat_summaries::OLDER,
    facts::ONE,
    facts::ALL,
    personality::ASSESSMENTS,
    personality::LEDGER,
    personality::NEWEST_OF,
];
const OF_THE_PROGRAM: [&str; 7] = [
    sessions::IDLE,
    auth_tokens::FIND,
    auth_tokens::FIND_MANY,
    auth_tokens::PURGE,
    activity_days::ALL,
    achievements::UNLOCKED,
    idempotency::PURGE,
];

#[tokio::test]
async fn no_statement_scans_or_sorts() {
    let url = EphemeralPostgres::shared().await.empty_database();
    PostgresStore::connect(&PostgresOptions::at(&url).unwrap()).await.unwrap().migrate().await.unwrap();
    let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    // Tables without rows are scanned for a whim; what matters is whether there is an index to use.
    connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off").await.unwrap();
    for (role, statements) in [("bondhu_app", &OF_PEOPLE[..]), ("bondhu_worker", &OF_THE_PROGRAM[..])] {
        connection.execute(AssertSqlSafe(format!("SET ROLE {role}"))).await.unwrap();
        for statement in statements {
            let plan = plan(&mut connection, statement).await;
            assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{statement}\n{plan}");
            assert!(plan.contains("Index Cond") || !statement.contains("user_id"), "{statement}\n{plan}");
            // A session has one of both, and few reactions are on a message: what is sorted there is small.
            let few = [messages::REACTIONS, activity_days::ALL, achievements::UNLOCKED].contains(statement);
            assert!(few || !plan.contains("Sort"), "{statement}\n{plan}");
        }
    }
}

/// Row-level security lets the index be used only because the search is part of the policy.
#[tokio::test]
async fn a_persons_search_uses_the_index_of_tokens() {
    let url = EphemeralPostgres::shared().await.empty_database();
    PostgresStore::connect(&PostgresOptions::at(&url).unwrap()).await.unwrap().migrate().await.unwrap();
    let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    // One chat of many messages, without what they refer to.
    let fill = "ALTER TABLE chat_search DROP CONSTRAINT chat_search_user_id_message_id_fkey; SET ROLE bondhu_worker; \
                INSERT INTO chat_search (user_id, message_id, tokens) SELECT '00000000-0000-7000-8000-000000000001', \
                gen_random_uuid(), array_to_tsvector(ARRAY['t' || number]) FROM generate_series(1, 20000) AS number; \
                RESET ROLE; ANALYZE chat_search";
    connection.execute(fill).await.unwrap();
    let by_index = [message_search::BY_INDEX, message_search::BY_INDEX_OF_ALL];
    for (role, by_index) in ["bondhu_app", "bondhu_worker"].into_iter().zip(by_index) {
        connection.execute(AssertSqlSafe(format!("SET ROLE {role}"))).await.unwrap();
        let older = plan(&mut connection, by_index).await;
        assert!(older.contains("Bitmap Index Scan on chat_search_tokens"), "{role}\n{older}");
        connection.execute("SET enable_bitmapscan = off; SET enable_seqscan = off").await.unwrap();
        let recent = plan(&mut connection, message_search::AMONG_NEWEST).await;
        assert!(recent.contains("Index Scan Backward using chat_search_pkey"), "{role}\n{recent}");
        connection.execute("RESET enable_bitmapscan; RESET enable_seqscan").await.unwrap();
    }
}

/// The plan for any values, as it is used once a statement has run a few times.
async fn plan(connection: &mut PgConnection, statement: &str) -> String {
    let prepare = format!("PREPARE it AS {statement}");
    connection.execute(AssertSqlSafe(prepare)).await.unwrap();
    let arguments = (1..=10).rev().find(|number| statement.contains(&format!("${number}"))).unwrap_or(0);
    let nulls = vec!["NULL"; arguments].join(", ");
    connection.execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE it ({nulls})");
    let lines = connection.fetch_all(AssertSqlSafe(explain)).await.unwrap();
    connection.execute("DEALLOCATE it").await.unwrap();
    lines.iter().map(|line| line.get::<String, _>(0)).collect::<Vec<_>>().join("\n")
}
