//! The suite of every queue.

use std::sync::Arc;

use bondhu_adapters::system_clock::SystemClock;
use bondhu_testkit::conformance::job_queue::JobBench;

use super::fixtures::{Bench, bench, quick};

async fn make() -> (JobBench, Bench) {
    let bench = bench(quick()).await;
    let subject = JobBench {
        store: Arc::new(bench.store.clone()),
        queue: Arc::new(bench.queue.clone()),
        clock: Arc::new(SystemClock),
    };
    (subject, bench)
}

bondhu_testkit::job_queue_conformance!(make);
