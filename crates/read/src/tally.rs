//! What a source has given so far: bytes, and captures that are no articles.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a capture in a web archive is no article. A crawler takes much that nobody asked for: it is counted and
/// not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// The server sent the reader elsewhere (status 3xx).
    Redirect,
    /// The server had no page (status 4xx, 5xx, or one that is none).
    Error,
    /// A picture, a script, a style sheet, data.
    NotPage,
    /// The same as an earlier capture, which is elsewhere (a `revisit` record).
    Repeat,
    /// A page with no words in it.
    Empty,
}

impl Skip {
    /// Every reason.
    pub const ALL: [Skip; 5] = [
        Skip::NotPage,
        Skip::Redirect,
        Skip::Error,
        Skip::Repeat,
        Skip::Empty,
    ];

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Skip::Redirect => "redirect",
            Skip::Error => "error",
            Skip::NotPage => "not-a-page",
            Skip::Repeat => "repeat",
            Skip::Empty => "empty",
        }
    }
}

/// Counts while a source is read; a clone counts the same source, from any thread.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    redirect: AtomicU64,
    error: AtomicU64,
    not_page: AtomicU64,
    repeat: AtomicU64,
    empty: AtomicU64,
}

impl Tally {
    /// How many bytes of the source were read, packed as they lie there.
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// How many captures were passed over, by why; without zeros.
    pub fn skipped(&self) -> BTreeMap<Skip, u64> {
        Skip::ALL
            .into_iter()
            .map(|why| (why, self.of(why).load(Ordering::Relaxed)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// One capture more is passed over.
    pub(crate) fn skip(&self, why: Skip) {
        self.of(why).fetch_add(1, Ordering::Relaxed);
    }

    /// The same bytes, counted as they are read.
    pub(crate) fn counting<R>(&self, bytes: R) -> Counted<R> {
        Counted {
            bytes,
            tally: self.clone(),
        }
    }

    fn of(&self, why: Skip) -> &AtomicU64 {
        match why {
            Skip::Redirect => &self.0.redirect,
            Skip::Error => &self.0.error,
            Skip::NotPage => &self.0.not_page,
            Skip::Repeat => &self.0.repeat,
            Skip::Empty => &self.0.empty,
        }
    }
}

/// Bytes that are counted as they are read.
pub(crate) struct Counted<R> {
    bytes: R,
    tally: Tally,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.tally.0.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
