//! Schedules. Every process keeps all of them and enqueues what is due under a key made of its time, so that each time
//! counts once.

use std::sync::Arc;
use std::time::Duration;

use bondhu_domain::timestamp::Timestamp;
use bondhu_ports::job_queue::Work;

use crate::app::App;
use crate::config::Schedule;
use crate::tasks::Tasks;

/// The clock is looked at this often, because it may be set.
const LOOK: Duration = Duration::from_secs(20);

/// What was due longer ago, while the machine slept, is left to the next time.
const CATCH_UP: Duration = Duration::from_hours(48);

/// Enqueues `work` whenever `schedule` says so, until the program stops.
pub(super) async fn keep(app: Arc<App>, tasks: Tasks, schedule: Schedule, work: Work) {
    let mut last = app.clock.now();
    loop {
        let now = app.clock.now();
        let step = step(&schedule, last, now);
        if let Some(at) = step.due
            && let Err(error) = app.enqueue_scheduled(work.clone(), at).await
        {
            // The next time does it.
            tracing::error!(
                work = work.name(),
                error = &error as &dyn std::error::Error,
                "work was not enqueued"
            );
        }
        last = step.last;
        tokio::select! {
            () = tokio::time::sleep(step.wait) => {}
            () = tasks.stopping() => return,
        }
    }
}

#[derive(Debug, PartialEq)]
struct Step {
    /// The time for which work is due now.
    due: Option<Timestamp>,
    /// From where the next step looks.
    last: Timestamp,
    /// How long until then.
    wait: Duration,
}

/// What is due at `now` when everything up to `last` has been seen to. Of several times that were slept through only
/// the latest is due. A clock that was set back starts over; the keys know what was done.
fn step(schedule: &Schedule, last: Timestamp, now: Timestamp) -> Step {
    let seen = last.min(now).max(now - CATCH_UP);
    let times = |from: Timestamp| schedule.after(&from.to_datetime()).map(Timestamp::from);
    let due = times(seen).take_while(|at| *at <= now).last();
    let wait = times(now).next().map_or(LOOK, |next| next.since(now)).min(LOOK);
    Step { due, last: now, wait: wait.max(Duration::from_millis(1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn steps(schedule: &str, last: &str, now: &str) -> Step {
        step(&schedule.parse().unwrap(), at(last), at(now))
    }

    #[test]
    fn a_time_is_due_once_it_has_come() {
        let early = steps("0 * * * * *", "2026-03-02T09:00:00Z", "2026-03-02T09:00:59.5Z");
        assert_eq!((early.due, early.wait), (None, Duration::from_millis(500)));
        let due = steps("0 * * * * *", "2026-03-02T09:00:59.5Z", "2026-03-02T09:01:00.1Z");
        assert_eq!(due.due, Some(at("2026-03-02T09:01:00Z")));
        let again = step(&"0 * * * * *".parse().unwrap(), due.last, at("2026-03-02T09:01:00.2Z"));
        assert_eq!(again.due, None);
    }

    #[test]
    fn of_what_was_slept_through_the_latest_is_due() {
        let due = |schedule| steps(schedule, "2024-01-01T00:00:00Z", "2026-03-02T09:30:00.5Z").due;
        assert_eq!(due("* * * * * *"), Some(at("2026-03-02T09:30:00Z")));
        assert_eq!(due("0 0 0 * * *"), Some(at("2026-03-02T00:00:00Z")));
    }

    #[test]
    fn a_clock_set_back_starts_over() {
        let step = steps("0 * * * * *", "2026-03-02T12:00:00Z", "2026-03-02T09:00:30Z");
        assert_eq!((step.due, step.last), (None, at("2026-03-02T09:00:30Z")));
        assert_eq!(step.wait, LOOK);
    }
}
