//! Deterministic choice: the same seed and the same text always give the same reply.

/// `SplitMix64` (Steele, Lea and Flood 2014): enough variety for picking lines, and the same on every platform.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Mixes the seed with the text answered, so that a caller who always passes one seed still gets variety.
    pub(super) fn new(seed: u64, text: &str, turn: usize) -> Self {
        // FNV-1a: any spread-out hash that is fixed for all time would do; std's hasher is not.
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ hash.rotate_left(17) ^ (turn as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of the items; `None` only when there are none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let len = u64::try_from(items.len()).ok().filter(|len| *len > 0)?;
        items.get(usize::try_from(self.next() % len).ok()?)
    }

    /// True in half of the cases.
    pub(super) fn coin(&mut self) -> bool {
        self.next() >> 63 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_published_sequence() {
        // First outputs of SplitMix64 for state 1234567, as in the reference implementation.
        let mut dice = Dice(1_234_567);
        assert_eq!(dice.next(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn picks_nothing_from_nothing() {
        assert_eq!(Dice::new(1, "", 0).pick::<u8>(&[]), None);
    }
}
