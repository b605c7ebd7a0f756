//! The detector on own lines: each class, language and polarity, the third that was not used for tuning apart.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bondhu_domain::safety::{Detector, Tier};

struct Line {
    language: &'static str,
    held: bool,
    class: &'static str,
    least: Tier,
    text: &'static str,
    history: Vec<&'static str>,
}

fn lines() -> Vec<Line> {
    let files = [
        ("english", include_str!("data/safety/english.tsv")),
        ("hinglish", include_str!("data/safety/hinglish.tsv")),
        ("bangla", include_str!("data/safety/bangla.tsv")),
        ("bangla_latin", include_str!("data/safety/bangla_latin.tsv")),
        ("posts", include_str!("data/safety/posts.tsv")),
        ("wild", include_str!("data/safety/wild.tsv")),
        ("everyday", include_str!("data/safety/everyday.tsv")),
        ("fresh", include_str!("data/safety/fresh.tsv")),
    ];
    let mut lines = Vec::new();
    for (language, file) in files {
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<_> = line.split('\t').collect();
            let history = fields[4].split(" ⏎ ").filter(|text| !text.is_empty()).collect();
            lines.push(Line {
                language,
                held: fields[0] == "held",
                class: fields[1],
                least: fields[2].parse().ok().and_then(Tier::from_number).expect("a tier"),
                text: fields[3],
                history,
            });
        }
    }
    lines
}

/// Right answers and all, for a part of the lines.
#[derive(Default, Clone, Copy)]
struct Share(u32, u32);

impl Share {
    fn add(&mut self, right: bool) {
        self.0 += u32::from(right);
        self.1 += 1;
    }
    fn rate(self) -> f64 {
        f64::from(self.0) / f64::from(self.1.max(1))
    }
}

#[test]
fn sensitivity_and_specificity() {
    let detector = Detector::global();
    let mut totals: BTreeMap<(bool, &str), Share> = BTreeMap::new();
    let mut classes: BTreeMap<(bool, &str, &str), Share> = BTreeMap::new();
    let mut missed = String::new();
    for line in lines().iter().filter(|line| !["everyday", "fresh"].contains(&line.language)) {
        let found = detector.detect(line.text, &line.history);
        let positive = line.least > Tier::None;
        let right = if positive { found.tier > Tier::None } else { found.tier == Tier::None };
        totals
            .entry((line.held, if positive { "sensitivity" } else { "specificity" }))
            .or_default()
            .add(right);
        if line.least >= Tier::Ideation {
            totals.entry((line.held, "tier two")).or_default().add(found.tier >= Tier::Ideation);
        }
        if line.least >= Tier::Plan {
            totals.entry((line.held, "tier three")).or_default().add(found.tier == Tier::Plan);
        }
        let right = if positive { found.tier >= line.least } else { right };
        classes.entry((line.held, line.class, line.language)).or_default().add(right);
        if !right && !line.held {
            writeln!(missed, "{} {} {:?} {:?}", line.language, line.class, line.text, found)
                .expect("a text grows");
        }
    }
    let mut report = String::new();
    for ((held, class, language), share) in &classes {
        let part = if *held { "held-out" } else { "tuned" };
        writeln!(report, "{part}\t{class}\t{language}\t{}/{}", share.0, share.1).expect("a text grows");
    }
    for ((held, what), share) in &totals {
        writeln!(
            report,
            "{} {what} {:.3} ({}/{})",
            if *held { "held-out" } else { "tuned" },
            share.rate(),
            share.0,
            share.1
        )
        .expect("a text grows");
    }
    println!("{missed}\n{report}");
    for held in [false, true] {
        let rate = |what| totals[&(held, what)].rate();
        assert!(rate("sensitivity") >= 0.95, "{report}");
        assert!(rate("specificity") >= 0.92, "{report}");
        assert!(rate("tier two") >= 0.98, "{report}");
    }
}

/// A tier of 2 replaces the answer, so ordinary talk must almost never have it.
#[test]
fn ordinary_talk_is_left_alone() {
    let detector = Detector::global();
    let mut raised: BTreeMap<bool, [Share; 2]> = BTreeMap::new();
    let mut report = String::new();
    for line in lines().iter().filter(|line| line.language == "everyday") {
        let found = detector.detect(line.text, &line.history);
        let [any, two] = raised.entry(line.held).or_default();
        any.add(found.tier > Tier::None);
        two.add(found.tier >= Tier::Ideation);
        if !line.held && found.tier > Tier::None {
            writeln!(report, "{:?} {found:?}", line.text).expect("a text grows");
        }
    }
    for (held, [any, two]) in raised {
        writeln!(report, "held out {held}: tier 1 and above {}/{}, tier 2 {}/{}", any.0, any.1, two.0, two.1)
            .expect("a text grows");
        assert!(any.rate() <= 0.03, "{report}");
        assert!(two.rate() <= 0.003, "{report}");
    }
    println!("{report}");
}

/// The lists of `docs/safety.md` that were written before the tables of their time were looked at. List 9 was never tuned on,
/// so its floor says what new wording meets; the others must stay where tuning brought them.
#[test]
fn fresh_lists_keep_their_level() {
    let detector = Detector::global();
    let mut report = String::new();
    // Sensitivity, tier 2 where it must be, specificity, and the most ordinary lines at tier 2.
    for (list, floors) in [
        ("list7", [0.985, 0.985, 0.96, 0.018]),
        ("list8", [0.99, 0.98, 0.955, 0.018]),
        ("list9", [0.77, 0.81, 0.92, 0.016]),
    ] {
        let [mut sensitivity, mut explicit, mut specificity, mut too_serious] = [Share::default(); 4];
        for line in lines().iter().filter(|line| line.class.starts_with(list)) {
            let tier = detector.detect(line.text, &line.history).tier;
            if line.least == Tier::None {
                specificity.add(tier == Tier::None);
                too_serious.add(tier >= Tier::Ideation);
            } else {
                sensitivity.add(tier > Tier::None);
            }
            if line.least >= Tier::Ideation {
                explicit.add(tier >= Tier::Ideation);
            }
        }
        for share in [sensitivity, explicit, specificity, too_serious] {
            write!(report, "{list} {:.3} ({}/{})  ", share.rate(), share.0, share.1).expect("a text grows");
        }
        report.push('\n');
        assert!(sensitivity.rate() >= floors[0], "{report}");
        assert!(explicit.rate() >= floors[1], "{report}");
        assert!(specificity.rate() >= floors[2], "{report}");
        assert!(too_serious.rate() <= floors[3], "{report}");
    }
    println!("{report}");
}

#[test]
fn each_class_language_and_polarity_has_thirty_lines() {
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for line in lines().iter().filter(|line| !["wild", "everyday", "fresh"].contains(&line.language)) {
        *counts.entry((line.language, line.class)).or_default() += 1;
    }
    assert_eq!(counts.values().filter(|n| **n >= 30).count(), counts.len(), "{counts:?}");
    assert_eq!(counts.len(), 4 * (13 + 13 + 1) + 2, "{counts:?}");
}
