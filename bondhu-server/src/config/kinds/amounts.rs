//! Amounts within a range: numbers, durations, sizes.

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use super::{TextKind, is_not, quoted};

/// A whole number from the first to the second, both allowed.
pub struct Whole<T>(pub T, pub T);

/// A duration from the first to the second, both allowed: `50ms`, `30s`, `5m`, `24h`, `7d`, `1h30m`.
pub struct Lasting(pub Duration, pub Duration);

/// A size in bytes from the first to the second, both allowed: `64KiB`, `20MiB`, `1GiB` or a plain number of bytes.
pub struct Bytes(pub u64, pub u64);

const TIME_UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
const SIZE_UNITS: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

impl<T: FromStr + PartialOrd + Display> TextKind for Whole<T> {
    type Value = T;

    fn describe(&self) -> String {
        format!("a whole number from {} to {}", self.0, self.1)
    }

    fn parse_text(&self, text: &str) -> Result<T, String> {
        let number = text.parse().map_err(|_| is_not(text, self))?;
        if number < self.0 || number > self.1 { Err(is_not(text, self)) } else { Ok(number) }
    }
}

impl TextKind for Lasting {
    type Value = Duration;

    fn describe(&self) -> String {
        format!("a duration from {} to {}", duration_text(self.0), duration_text(self.1))
    }

    fn parse_text(&self, text: &str) -> Result<Duration, String> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("{} has no unit: ms, s, m, h or d", quoted(text)));
        }
        let duration = sum_of_units(text, &TIME_UNITS).map(Duration::from_millis);
        duration.filter(|duration| (self.0..=self.1).contains(duration)).ok_or_else(|| is_not(text, self))
    }
}

impl TextKind for Bytes {
    type Value = u64;

    fn describe(&self) -> String {
        format!("a size from {} to {}", size_text(self.0), size_text(self.1))
    }

    fn parse_text(&self, text: &str) -> Result<u64, String> {
        let bytes = text.parse().ok().or_else(|| sum_of_units(text, &SIZE_UNITS));
        bytes.filter(|bytes| (self.0..=self.1).contains(bytes)).ok_or_else(|| is_not(text, self))
    }
}

/// The sum of one or more numbers with units; white space between them is ignored.
fn sum_of_units(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let mut rest = text.trim();
    let mut sum = None;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let after = after.trim_start();
        let (unit, after) =
            after.split_at(after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len()));
        let (_, factor) = units.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
        let amount = number.parse::<u64>().ok()?.checked_mul(*factor)?;
        sum = Some(sum.unwrap_or(0_u64).checked_add(amount)?);
        rest = after.trim_start();
    }
    sum
}

/// The shortest text that [`Lasting`] reads back.
pub fn duration_text(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    match millis {
        0 => "0s".to_owned(),
        // A single day reads better as 24h.
        1..172_800_000 => in_largest_unit(millis, &TIME_UNITS[1..]),
        172_800_000.. => in_largest_unit(millis, &TIME_UNITS),
    }
}

/// The shortest text that [`Bytes`] reads back.
pub fn size_text(bytes: u64) -> String {
    in_largest_unit(bytes, &SIZE_UNITS)
}

fn in_largest_unit(amount: u64, units: &[(&str, u64)]) -> String {
    let whole = units.iter().find(|(_, factor)| amount >= *factor && amount.is_multiple_of(*factor));
    whole.map_or_else(|| amount.to_string(), |(name, factor)| format!("{}{name}", amount / factor))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_need_a_unit_and_may_be_sums() {
        let kind = Lasting(Duration::ZERO, Duration::from_hours(48));
        assert_eq!(kind.parse_text("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(kind.parse_text("50 ms"), Ok(Duration::from_millis(50)));
        assert_eq!(kind.parse_text("30"), Err("\"30\" has no unit: ms, s, m, h or d".to_owned()));
        for bad in
            ["", "s", "1x", "1h30", "-1s", "1.5h", "99999999999999999999s", "18446744073709551615d", "49h"]
        {
            assert!(kind.parse_text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_may_be_plain_bytes() {
        let kind = Bytes(0, u64::MAX);
        assert_eq!(kind.parse_text("65536"), kind.parse_text("64 KiB"));
        assert!(kind.parse_text("64 KB").is_err(), "decimal units are not guessed at");
    }

    #[test]
    fn the_ends_of_a_range_are_in_it() {
        let kind = Whole(1_u32, 64);
        assert_eq!((kind.parse_text("1"), kind.parse_text("64")), (Ok(1), Ok(64)));
        assert_eq!(kind.parse_text("65"), Err("\"65\" is not a whole number from 1 to 64".to_owned()));
        assert!(
            kind.parse_text("0").is_err()
                && kind.parse_text("-1").is_err()
                && kind.parse_text("1.0").is_err()
        );
    }

    proptest! {
        #[test]
        fn texts_of_amounts_read_back(millis in 0_u64..100_000_000_000, bytes in 1..u64::MAX) {
            let duration = Duration::from_millis(millis);
            prop_assert_eq!(Lasting(Duration::ZERO, Duration::MAX).parse_text(&duration_text(duration)), Ok(duration));
            prop_assert_eq!(Bytes(0, u64::MAX).parse_text(&size_text(bytes)), Ok(bytes));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
            let _ = sum_of_units(&text, &TIME_UNITS);
            let _ = quoted(&text);
        }
    }
}
