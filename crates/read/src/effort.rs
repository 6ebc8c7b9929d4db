//! How much work reading is: twice the input may not take four times the time.

use std::time::{Duration, Instant};

/// Checks that work on an input twice as long takes less than three times as long: what takes the square of the
/// length takes four times. `prepare` makes the input, and what is to be done with it.
pub(crate) fn is_linear<W: Fn()>(n: usize, prepare: impl Fn(usize) -> W) {
    let spent = |n| {
        let work = prepare(n);
        // The shortest of three: a busy machine only makes it longer.
        (0..3).map(|_| time_of(&work)).min().unwrap_or_default()
    };
    let (once, twice) = (spent(n), spent(2 * n));
    assert!(
        twice < once * 3 + Duration::from_millis(20),
        "{n}: {once:?}, twice that: {twice:?}"
    );
}

/// The time of the processor, where the system tells it; else that of the clock.
fn time_of(work: impl Fn()) -> Duration {
    let (start, clock) = (processor(), Instant::now());
    work();
    match (start, processor()) {
        (Some(start), Some(end)) => end - start,
        _ => clock.elapsed(),
    }
}

/// What this thread has taken of the processor (Linux).
fn processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let spent = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(spent))
}
