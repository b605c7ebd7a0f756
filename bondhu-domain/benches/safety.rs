//! How long the detector takes: a usual message, one in Bangla, one at the length limit, one of signs only.

use std::hint::black_box;

use bondhu_domain::safety::Detector;
use criterion::{Criterion, criterion_group, criterion_main};

fn detect(c: &mut Criterion) {
    let detector = Detector::global();
    let everyday = "today was long, the bus was late again and I still have an assignment to finish before dinner, but ok";
    let bangla =
        "আজ দিনটা অনেক লম্বা ছিল, বাস আবার দেরি করল, আর রাতের খাবারের আগে কাজ শেষ করতে হবে, তবু ঠিক আছে সব কিছু";
    let long = everyday.repeat(50)[..5_000].to_owned();
    let signs = "😭".repeat(5_000);
    let history = vec![everyday; 12];
    c.bench_function("safety/100 characters", |b| b.iter(|| detector.detect(black_box(everyday), &[])));
    c.bench_function("safety/100 characters Bangla", |b| b.iter(|| detector.detect(black_box(bangla), &[])));
    c.bench_function("safety/5000 characters", |b| b.iter(|| detector.detect(black_box(&long), &[])));
    c.bench_function("safety/5000 signs", |b| b.iter(|| detector.detect(black_box(&signs), &[])));
    c.bench_function("safety/12 earlier messages", |b| {
        b.iter(|| detector.detect(black_box(everyday), &history));
    });
}

criterion_group!(benches, detect);
criterion_main!(benches);
