//! What every `Clock` does.
#![expect(clippy::unused_async, reason = "the scenarios of all suites have one shape")]

use std::sync::Arc;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::clock::Clock;

/// Runs the suite on a clock. Takes the name of an async function `() -> (Arc<dyn Clock>, impl Sized)`.
#[macro_export]
macro_rules! clock_conformance {
    ($make:ident) => {
        $crate::__scenarios!(
            $make,
            clock_scenarios,
            [clock],
            it_shows_a_time_of_our_era,
            its_time_comes_back_from_text,
        );
    };
}

/// The current instant is after this was written and before the year 2200: not seconds, milliseconds or nanoseconds
/// taken for microseconds, and not the epoch.
pub async fn it_shows_a_time_of_our_era(clock: Arc<dyn Clock>) {
    let (written, late) = (Timestamp::from_seconds(1_767_225_600), Timestamp::from_seconds(7_258_118_400));
    let now = clock.now();
    assert!(written < now && now < late, "{now}");
}

/// The instant is truncated to microseconds: its text, which has six digits, gives it back.
pub async fn its_time_comes_back_from_text(clock: Arc<dyn Clock>) {
    let now = clock.now();
    assert_eq!(now.to_string().parse(), Ok(now));
}
