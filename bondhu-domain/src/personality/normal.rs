//! The standard normal distribution.

/// The share of a standard normal distribution that lies below `z`: erfc(−z/√2)/2 (Abramowitz & Stegun 1964, 26.2.29 with
/// 7.1.2). `libm` computes it in the same way on every machine.
pub(super) fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::cdf;

    #[test]
    fn agrees_with_the_tables() {
        // Abramowitz & Stegun 1964, table 26.1.
        for (z, share) in
            [(0.0, 0.5), (1.0, 0.841_344_746_07), (1.28, 0.899_727_432_05), (2.0, 0.977_249_868_05)]
        {
            assert!((cdf(z) - share).abs() < 1e-10, "{z}");
            assert!((cdf(-z) - (1.0 - share)).abs() < 1e-10, "-{z}");
        }
    }
}
