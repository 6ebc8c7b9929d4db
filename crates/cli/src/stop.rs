//! Ctrl-C: once finishes the articles under way and stores them, twice stops at once.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on.
pub fn listen() {
    // Where the system lets nobody listen, Ctrl-C stops at once, which the record survives as well.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        crate::terminal::say(
            "Stopping: the articles under way are finished and stored. Ctrl-C again stops at once.",
        );
    });
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
