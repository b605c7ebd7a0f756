//! Server time of whole requests through the router, over a real SQLite file with every commit on disk.

#[path = "stage/served.rs"]
mod served;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

use self::served::Served;

/// Messages in the chat that is read.
const DEEP: usize = 100_000;

fn history(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(async {
        let served = Served::start("memory:", None).await;
        served.fill(DEEP).await;
        served
    });
    let mut group = criterion.benchmark_group("history of 50");
    group.bench_function("from the cache", |bencher| {
        bencher.to_async(&runtime).iter(|| served.call("GET", "/api/v1/chat/history/me?limit=50", ""));
    });
    // Every page asked for is another one, so none comes from the cache.
    let mut offset = 0;
    group.bench_function("from SQLite, near the newest", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            offset = (offset + 1) % 40;
            let before = offset;
            let served = &served;
            async move { black_box(served.wired.app.load_history(served.user, &page(before)).await) }
        });
    });
    let deep = runtime.block_on(async {
        let all = served.wired.app.export_messages(served.user, None).await.expect("messages");
        all[400].id
    });
    group.bench_function("from SQLite, at the far end", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            let query = bondhu_ports::messages::HistoryQuery { before: Some(deep), ..page(0) };
            let served = &served;
            async move { black_box(served.wired.app.load_history(served.user, &query).await) }
        });
    });
    group.bench_function("whole request that misses the cache", |bencher| {
        bencher.to_async(&runtime).iter_custom(|rounds| {
            let served = &served;
            async move {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let groups = bondhu_ports::cache::CacheGroup::ALL;
                    served.wired.app.cache.invalidate(served.user, &groups).await.expect("an invalidation");
                    let start = Instant::now();
                    black_box(served.call("GET", "/api/v1/chat/history/me?limit=50", "").await);
                    spent += start.elapsed();
                }
                spent
            }
        });
    });
    group.finish();
}

const fn page(offset: u64) -> bondhu_ports::messages::HistoryQuery {
    bondhu_ports::messages::HistoryQuery { session: None, before: None, offset, limit: 50 }
}

fn send(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let served = runtime.block_on(Served::start("memory:", None));
    criterion.bench_function("send with the built-in companion", |bencher| {
        bencher.to_async(&runtime).iter(|| {
            served.call(
                "POST",
                "/api/v1/chat/send",
                r#"{"message":"I had a long day and my tea went cold."}"#,
            )
        });
    });
}

criterion_group!(benches, history, send);
criterion_main!(benches);
