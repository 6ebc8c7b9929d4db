//! A progress bar on standard error for work of over a second; none where nobody looks.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Once;
use std::time::{Duration, Instant};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar over so many things, which appears once the work has taken a second.
pub struct Progress {
    bar: ProgressBar,
    shown: Once,
    begun: Instant,
    allowed: bool,
}

impl Progress {
    /// A bar over `count` files. `quiet` forbids it.
    pub fn new(what: &'static str, count: usize, quiet: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        let template = "{prefix} [{bar:30}] {human_pos}/{human_len}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what);
        Progress {
            bar,
            shown: Once::new(),
            begun: Instant::now(),
            allowed: !quiet && console::user_attended_stderr(),
        }
    }

    /// One piece of work whose length nobody knows: what is done, and for how long already.
    pub fn waiting(what: &'static str, quiet: bool) -> Progress {
        let progress = Progress::new(what, 0, quiet);
        if let Ok(style) = ProgressStyle::with_template("{prefix}, {elapsed}") {
            progress.bar.set_style(style);
        }
        if progress.allowed {
            progress.bar.set_draw_target(ProgressDrawTarget::stderr());
            progress.bar.enable_steady_tick(PATIENCE);
        }
        progress
    }

    /// One more is done.
    pub fn one(&self) {
        self.bar.inc(1);
        if self.allowed && self.begun.elapsed() > PATIENCE {
            self.shown
                .call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
