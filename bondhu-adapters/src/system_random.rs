//! The operating system's randomness: the one place that asks for it.

use bondhu_ports::randomness::Randomness;
use rand::TryRng;
use rand::rngs::SysRng;

/// Bytes from the operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Randomness for SystemRandom {
    /// # Panics
    /// When the operating system has no randomness: going on would mean tokens that can be guessed.
    fn fill(&self, bytes: &mut [u8]) {
        SysRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bondhu_ports::randomness::RandomnessExt;

    #[test]
    fn every_byte_is_filled_and_no_two_calls_agree() {
        assert_ne!(SystemRandom.secret(), SystemRandom.secret());
        let mut large = [0_u8; 4_096];
        SystemRandom.fill(&mut large);
        // A generator that leaves a tail unfilled would show 64 zeros in a row.
        assert!(large.windows(64).all(|part| part.iter().any(|byte| *byte != 0)));
    }
}
