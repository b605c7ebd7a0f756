//! How well the layer reads own labelled lines, per language, against VADER alone.

#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use std::collections::BTreeMap;

use bondhu_domain::sentiment::Analyzer;

const CLASSES: [&str; 3] = ["pos", "neu", "neg"];

fn class(valence: f64) -> usize {
    if valence >= 0.05 {
        0
    } else if valence <= -0.05 {
        2
    } else {
        1
    }
}

/// Mean F1 of the classes that occur, from (truth, answer) pairs.
fn macro_f1(pairs: &[(usize, usize)]) -> f64 {
    let count = |truth: Option<usize>, answer: Option<usize>| {
        let hits = pairs
            .iter()
            .filter(|pair| truth.is_none_or(|t| t == pair.0) && answer.is_none_or(|a| a == pair.1));
        f64::from(u32::try_from(hits.count()).unwrap())
    };
    let f1 = |class: usize| {
        2.0 * count(Some(class), Some(class)) / (count(Some(class), None) + count(None, Some(class)))
    };
    (0..3).map(f1).sum::<f64>() / 3.0
}

/// Macro-F1 per language, of VADER alone and with the layer.
fn measure(table: &'static str) -> BTreeMap<&'static str, [f64; 2]> {
    let analyzer = Analyzer::shared();
    let mut pairs: BTreeMap<&str, [Vec<(usize, usize)>; 2]> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let truth = CLASSES.iter().position(|class| *class == fields[1]).unwrap();
        let reading = analyzer.score(fields[2]).unwrap();
        let [base, own] = pairs.entry(fields[0]).or_default();
        base.push((truth, class(reading.vader_compound)));
        own.push((truth, class(reading.valence)));
        if class(reading.valence) != truth {
            println!("{}\t{}\t{:.2}\t{}", fields[0], fields[1], reading.valence, fields[2]);
        }
    }
    let figures: BTreeMap<_, _> = pairs
        .into_iter()
        .map(|(language, [base, own])| (language, [macro_f1(&base), macro_f1(&own)]))
        .collect();
    println!("{figures:.3?}");
    figures
}

#[test]
fn the_labelled_lines_reach_their_figures() {
    let figures = measure(include_str!("data/sentiment_labelled.tsv"));
    for (language, least) in [("en", 0.95), ("hin", 0.95), ("bnl", 0.95), ("bn", 0.95), ("hi", 0.95)] {
        let [base, own] = figures[language];
        assert!(own >= least && own > base, "{language}: {own} is below {least} or VADER's {base}");
    }
}

#[test]
fn the_blind_lines_reach_their_figures() {
    let figures = measure(include_str!("data/sentiment_blind.tsv"));
    for (language, least) in [("en", 0.5), ("hin", 0.75), ("bnl", 0.75), ("bn", 0.75)] {
        let [base, own] = figures[language];
        assert!(own >= least && own > base, "{language}: {own} is below {least} or VADER's {base}");
    }
}
