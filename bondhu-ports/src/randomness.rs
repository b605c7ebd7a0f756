//! Randomness as a port, so that tests are repeatable.

use bondhu_domain::ids::Entropy;

/// A source of unpredictable bytes, good enough for tokens.
pub trait Randomness: Send + Sync {
    /// Fills `bytes`. Two calls give different bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Conveniences over [`Randomness`].
pub trait RandomnessExt: Randomness {
    /// The random part of an id.
    fn entropy(&self) -> Entropy {
        let mut bytes = Entropy::default();
        self.fill(&mut bytes);
        bytes
    }

    /// 32 bytes for a token.
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// A seed for a deterministic choice.
    fn seed(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

impl<R: Randomness + ?Sized> RandomnessExt for R {}
