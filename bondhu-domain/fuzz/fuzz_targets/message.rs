//! Any message, with an earlier one: score and detect must end, must not panic, and must keep to their ranges.

#![no_main]

use bondhu_domain::safety::{Detector, Tier};
use bondhu_domain::sentiment::Analyzer;
use libfuzzer_sys::{Corpus, fuzz_target};

/// No message is longer, in characters.
const LONGEST: usize = 5_000;

fuzz_target!(|data: &[u8]| -> Corpus {
    // The first byte that no text has parts the message from an earlier one; the rest is read as text, whatever it is.
    let (now, earlier) = data.split_at(data.iter().position(|byte| *byte == 0xff).unwrap_or(data.len()));
    let [now, earlier] = [now, earlier].map(|part| {
        String::from_utf8_lossy(part.strip_prefix(&[0xff]).unwrap_or(part)).chars().take(LONGEST).collect::<String>()
    });
    let analyzer = Analyzer::shared();
    if let Some(reading) = analyzer.score(&now) {
        assert!((-1.0..=1.0).contains(&reading.valence), "valence {}", reading.valence);
        assert!((-1.0..=1.0).contains(&reading.vader_compound));
        assert!((0.0..=1.0).contains(&reading.sentiment_score()));
        assert!(reading.sd > 0.0 && reading.sd.is_finite(), "deviation {}", reading.sd);
        assert_eq!(analyzer.score(&now), Some(reading));
    }
    let detector = Detector::global();
    let alone = detector.detect(&now, &[]);
    let after = detector.detect(&now, &[&earlier]);
    assert!(after.tier >= alone.tier, "a longer history lowers nothing");
    assert!(alone.flags.iter().all(|flag| after.flags.contains(flag)));
    assert!(alone.flags.windows(2).all(|pair| pair[0] < pair[1]));
    let both = detector.detect(&format!("{now}\n{earlier}"), &[]);
    let most = alone.tier.max(detector.detect(&earlier, &[]).tier);
    assert!(most < Tier::Ideation || both.tier >= most, "company lowers nothing from tier 2 on");
    Corpus::Keep
});
