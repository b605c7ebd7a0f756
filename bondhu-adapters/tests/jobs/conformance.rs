//! The suite of every queue.

use std::sync::Arc;

use bondhu_adapters::system_clock::SystemClock;
use bondhu_testkit::conformance::job_queue::JobBench;

use super::fixtures::{Bench, On, bench, quick};

async fn subject(on: On) -> (JobBench, Bench) {
    let bench = bench(on, quick()).await;
    let subject =
        JobBench { store: bench.store.clone(), queue: bench.queue.clone(), clock: Arc::new(SystemClock) };
    (subject, bench)
}

mod on_sqlite {
    use super::*;

    async fn make() -> (JobBench, Bench) {
        subject(On::Sqlite).await
    }

    bondhu_testkit::job_queue_conformance!(make);
}

mod on_postgres {
    use super::*;

    async fn make() -> (JobBench, Bench) {
        subject(On::Postgres).await
    }

    bondhu_testkit::job_queue_conformance!(make);
}
