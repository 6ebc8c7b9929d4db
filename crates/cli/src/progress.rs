//! A progress bar on standard error for work of over a second; none where nobody looks.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use rapporteur_read::Tally;
use std::fmt::Write;
use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a bar looks at the file under way.
const LOOK: Duration = Duration::from_millis(250);

/// Of more bytes than this a bar tells the bytes too: a single file may take minutes.
const LARGE: u64 = 64 * 1024 * 1024;

/// A bar over so many files and bytes, which appears once the work has taken a second.
pub struct Progress {
    shared: Arc<Shared>,
}

/// What the thread that looks at the file under way sees too.
struct Shared {
    bar: ProgressBar,
    shown: Once,
    begun: Instant,
    allowed: bool,
    /// Bytes of the files that are done.
    done: AtomicU64,
    /// How many files are done.
    files: Arc<AtomicU64>,
    /// The large file under way.
    under_way: Mutex<Option<Tally>>,
    ended: AtomicBool,
}

impl Progress {
    /// A bar over `files` files of `bytes` bytes in all; 0 where nobody knows. `quiet` forbids it.
    pub fn new(what: &'static str, files: usize, bytes: u64, quiet: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
        let template = match bytes {
            0 => "{prefix} {files}, {bytes}, {elapsed}",
            LARGE.. => "{prefix} [{bar:30}] {files}, {bytes} of {total_bytes}, {eta} left",
            _ => "{prefix} [{bar:30}] {files}, {eta} left",
        };
        let done = Arc::new(AtomicU64::new(0));
        if let Ok(style) = ProgressStyle::with_template(template) {
            let done = Arc::clone(&done);
            let count = move |_: &ProgressState, out: &mut dyn Write| {
                let (done, all) = (done.load(Ordering::Relaxed), files as u64);
                // A bar that cannot be drawn is no reason to stop.
                let _ = write!(out, "{}/{}", HumanCount(done), HumanCount(all));
            };
            bar.set_style(style.with_key("files", count).progress_chars("=> "));
        }
        bar.set_prefix(what);
        Progress {
            shared: Arc::new(Shared {
                bar,
                shown: Once::new(),
                begun: Instant::now(),
                allowed: !quiet && console::user_attended_stderr(),
                done: AtomicU64::new(0),
                files: done,
                under_way: Mutex::new(None),
                ended: AtomicBool::new(false),
            }),
        }
    }

    /// One piece of work whose length nobody knows: what is done, and for how long already.
    pub fn waiting(what: &'static str, quiet: bool) -> Progress {
        let progress = Progress::new(what, 0, 0, quiet);
        let bar = &progress.shared.bar;
        if let Ok(style) = ProgressStyle::with_template("{prefix}, {elapsed}") {
            bar.set_style(style);
        }
        if progress.shared.allowed {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(PATIENCE);
        }
        progress
    }

    /// One file more, of so many bytes, is done.
    pub fn one(&self, bytes: u64) {
        self.shared.files.fetch_add(1, Ordering::Relaxed);
        self.shared.done.fetch_add(bytes, Ordering::Relaxed);
        *self.shared.file() = None;
        self.shared.show();
    }

    /// So many bytes more were read of a file whose end is [`Progress::one`] with 0.
    pub fn bytes(&self, count: u64) {
        self.shared.done.fetch_add(count, Ordering::Relaxed);
        self.shared.show();
    }

    /// A file of so many bytes is being read: if it is large, its bytes are shown as they are read.
    pub fn under_way(&self, tally: &Tally, bytes: u64) {
        let shared = &self.shared;
        if !shared.allowed || (1..LARGE).contains(&bytes) {
            return;
        }
        *shared.file() = Some(tally.clone());
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            while !shared.ended.load(Ordering::Relaxed) && shared.file().is_some() {
                shared.show();
                std::thread::sleep(LOOK);
            }
        });
    }

    /// The same bytes, shown as they are read.
    pub fn reading<R: Read>(&self, bytes: R) -> Shown<'_, R> {
        Shown {
            bytes,
            progress: self,
        }
    }
}

impl Shared {
    fn file(&self) -> std::sync::MutexGuard<'_, Option<Tally>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self) {
        let of_file = self.file().as_ref().map_or(0, Tally::bytes);
        self.bar
            .set_position(self.done.load(Ordering::Relaxed) + of_file);
        if self.allowed && self.begun.elapsed() > PATIENCE {
            self.shown
                .call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.shared.bar.finish_and_clear();
    }
}

/// Bytes whose reading a bar shows.
pub struct Shown<'a, R> {
    bytes: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Shown<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        // A file of many gigabytes is not read to its end for somebody who wants to stop.
        if crate::stop::asked() {
            return Err(std::io::Error::other("stopped"));
        }
        let n = self.bytes.read(buffer)?;
        self.progress.bytes(n as u64);
        Ok(n)
    }
}
