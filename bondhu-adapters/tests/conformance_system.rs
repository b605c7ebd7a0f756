//! The suites of the machine's own clock and randomness.

use std::sync::Arc;

use bondhu_adapters::system_clock::SystemClock;
use bondhu_adapters::system_random::SystemRandom;
use bondhu_ports::clock::Clock;
use bondhu_ports::randomness::Randomness;

async fn clock() -> (Arc<dyn Clock>, ()) {
    (Arc::new(SystemClock), ())
}

async fn randomness() -> (Arc<dyn Randomness>, ()) {
    (Arc::new(SystemRandom), ())
}

bondhu_testkit::clock_conformance!(clock);
bondhu_testkit::randomness_conformance!(randomness);
