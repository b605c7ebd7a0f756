//! What every `Randomness` does.
#![expect(clippy::unused_async, reason = "the scenarios of all suites have one shape")]

use std::collections::HashSet;
use std::sync::Arc;

use bondhu_ports::randomness::{Randomness, RandomnessExt};

/// Runs the suite on a source. Takes the name of an async function `() -> (Arc<dyn Randomness>, impl Sized)`.
#[macro_export]
macro_rules! randomness_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            randomness_scenarios,
            [randomness],
            two_calls_give_different_bytes,
            threads_get_different_bytes,
            every_byte_is_filled,
            zeros_and_ones_are_as_frequent,
        );
    };
}

/// Two calls give different bytes, ten thousand times over, for every convenience.
pub async fn two_calls_give_different_bytes(random: Arc<dyn Randomness>) {
    let secrets: HashSet<_> = (0..10_000).map(|_| random.secret()).collect();
    let entropies: HashSet<_> = (0..10_000).map(|_| random.entropy()).collect();
    let seeds: HashSet<_> = (0..10_000).map(|_| random.seed()).collect();
    assert_eq!((secrets.len(), entropies.len(), seeds.len()), (10_000, 10_000, 10_000));
}

/// Calls on several threads give different bytes too.
pub async fn threads_get_different_bytes(random: Arc<dyn Randomness>) {
    let draw = || (0..2_000).map(|_| random.secret()).collect::<Vec<_>>();
    let drawn: HashSet<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(drawn.len(), 8_000);
}

/// Every byte is filled, whatever the length, and none beside it.
pub async fn every_byte_is_filled(random: Arc<dyn Randomness>) {
    random.fill(&mut []);
    for length in [1, 7, 8, 9, 31, 33, 4_097] {
        let mut ever = vec![0_u8; length];
        for _ in 0..64 {
            let mut bytes = vec![0; length];
            random.fill(&mut bytes);
            ever.iter_mut().zip(&bytes).for_each(|(seen, byte)| *seen |= byte);
        }
        // A byte stays without a certain bit in 64 draws once in 2⁶⁴ times.
        assert!(ever.iter().all(|seen| *seen == 0xff), "{length}");
    }
}

/// The bytes are unpredictable, as far as counting tells: about half of all bits are set, at every place of a byte.
pub async fn zeros_and_ones_are_as_frequent(random: Arc<dyn Randomness>) {
    let mut bytes = vec![0_u8; 100_000];
    random.fill(&mut bytes);
    for bit in 0..8 {
        let set = bytes.iter().filter(|byte| **byte & (1 << bit) != 0).count();
        // Beyond eight standard deviations, of 158 each.
        assert!((48_700..=51_300).contains(&set), "bit {bit} is set in {set} of 100,000 bytes");
    }
}
