//! What only a file can do wrong.

use bondhu_adapters::sqlite::{SqliteOptions, SqliteStore};
use bondhu_ports::job_queue::{Queue, TaskState, Work};

use super::database::Database;
use super::fixtures::{Doing, On, bench, quick};

/// The engine's `setup` would switch synchronous writes off, and an index of its would slow every acknowledgement.
#[tokio::test]
async fn the_file_stays_as_durable_as_the_store_made_it() {
    let bench = bench(On::Sqlite, quick()).await;
    let working = bench.work(&Queue::ALL, Doing::nothing());
    let id = bench.enqueue(Work::PurgeExpired).await;
    bench.until(id, TaskState::Succeeded).await;
    working.stop().await;
    assert_eq!(bench.number("SELECT count(*) FROM sqlite_schema WHERE name = 'LIdx'").await, 0);
    assert_eq!(bench.number("SELECT count(*) FROM _sqlx_migrations").await, 11);
    let Database::Sqlite(path) = &bench.database else { panic!("not a file") };
    let store = SqliteStore::open(&SqliteOptions::at(path)).await.unwrap();
    assert_eq!(store.durability().await.unwrap(), 2, "FULL");
}
