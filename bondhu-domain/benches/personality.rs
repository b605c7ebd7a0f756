//! One step of a trait's filter, and a replay of a long ledger.

use bondhu_domain::ids::LedgerRowId;
use bondhu_domain::personality::{Change, Estimate, Evidence, LedgerRow, Source, Trait, replay};
use bondhu_domain::timestamp::Timestamp;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use uuid::Uuid;

fn ledger(rows: u32) -> Vec<LedgerRow> {
    let row = |number: u32| {
        let source = if number.is_multiple_of(365) { Source::Questionnaire } else { Source::Text };
        let evidence = Evidence::new(source, f64::from(number % 7) - 3.0, 0.14, 1_000.0);
        evidence.map(|evidence| LedgerRow {
            id: LedgerRowId::from_uuid(Uuid::from_u128(number.into())),
            at: Timestamp::from_seconds(i64::from(number) * 86_400),
            of: Trait::Openness,
            change: Change::Seen(evidence),
            gain: 0.0,
            before: Estimate::UNKNOWN,
            after: Estimate::UNKNOWN,
            caused_by: Uuid::nil(),
        })
    };
    (0..rows).filter_map(row).collect()
}

fn personality(c: &mut Criterion) {
    let estimate = Estimate { theta: 0.3, variance: 0.4 };
    c.bench_function("personality/step", |bencher| {
        bencher.iter(|| black_box(estimate).drift(black_box(7), 0.2).see(black_box(1.2), black_box(0.14)));
    });
    let rows = ledger(10_000);
    c.bench_function("personality/replay_10000_rows", |bencher| {
        bencher.iter(|| replay(black_box(&rows), Trait::Openness));
    });
}

criterion_group!(benches, personality);
criterion_main!(benches);
