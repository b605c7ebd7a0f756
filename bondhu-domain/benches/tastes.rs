//! How long tastes take: reading 100,000 plays, the profile of 50,000 items, 20 recommendations from 50,000 candidates.

use std::hint::black_box;

use bondhu_domain::recommendations::{Candidate, Listener, Origin, catalogue_candidates, recommend};
use bondhu_domain::safety::Allowances;
use bondhu_domain::tastes::history::{Collector, Stream};
use bondhu_domain::tastes::{ExportFile, Source, TasteItem, TasteKind, TasteProfile};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::DayStart;
use criterion::{Criterion, criterion_group, criterion_main};

const NOW: Timestamp = Timestamp::from_seconds(1_763_700_000);

/// Plays of `tracks` different tracks by a tenth as many artists, each a minute apart.
fn plays(count: usize, tracks: usize) -> Vec<TasteItem> {
    let mut collector = Collector::new(
        Source::Import(ExportFile::Spotify),
        NOW,
        chrono_tz::Asia::Kolkata,
        DayStart::default(),
    );
    for play in 0..count {
        let track = play * 7_919 % tracks;
        let names = (format!("Track number {track}"), format!("Artist {}", track % (tracks / 10)));
        let stopped =
            Timestamp::from_seconds(1_500_000_000 + i64::try_from(play).unwrap_or(0) * 60).to_string();
        let row = Stream {
            ts: Some(&stopped),
            ms_played: Some(180_000),
            track_name: Some(&names.0),
            album_artist_name: Some(&names.1),
            ..Stream::default()
        };
        collector.take(row.read()).expect("a play");
    }
    collector.finish().items
}

fn tastes(c: &mut Criterion) {
    let mut group = c.benchmark_group("tastes");
    group.sample_size(10);
    group.bench_function("100000 plays to items", |b| b.iter(|| plays(black_box(100_000), 20_000)));
    let items = plays(100_000, 46_000);
    group.bench_function("profile of 50000 items", |b| {
        b.iter(|| TasteProfile::of(TasteKind::Music, black_box(&items), |_| true));
    });
    let profile = TasteProfile::of(TasteKind::Music, &items, |_| true);
    let to_candidates = || items.iter().filter_map(|item| Candidate::of_item(item, Origin::Library));
    group.bench_function("50000 items to candidates", |b| b.iter(|| to_candidates().collect::<Vec<_>>()));
    let candidates: Vec<_> =
        to_candidates().chain(catalogue_candidates(TasteKind::Music).iter().cloned()).collect();
    let listener = Listener {
        profile: &profile,
        mood: None,
        allowances: Allowances::new(false),
        languages: &["en"],
        feedback: &[],
        shown: &[],
        personality: &[],
    };
    group.bench_function("20 recommendations from 50000", |b| {
        b.iter(|| recommend(black_box(&candidates), &listener, NOW, 7, 20));
    });
    group.finish();
}

criterion_group!(benches, tastes);
criterion_main!(benches);
