//! A fault in the analysis of one article costs that article only.
//!
//! This is the one place where panics are caught. Library code is written not to panic; should it do so
//! all the same, the run goes on and the article is listed as refused.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Replaces the standard message and backtrace of a panic by one sentence, and by none inside [`guarded`].
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|fault| {
        if GUARDED.get() {
            return;
        }
        let place = fault
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        crate::terminal::say(&format!(
            "rapporteur: a fault in the program at {place}: {}. What was stored is whole. Please report it.",
            words(fault.payload())
        ));
    }));
}

/// Does the work, or says what the fault was.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    // What the work had in hand is dropped with it, so nothing half-changed is seen afterwards.
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    done.map_err(|fault| words(fault.as_ref()))
}

/// What is said of an article in which the program failed.
pub fn fault(source: &str, why: &str) -> String {
    format!(
        "{source}: expected to analyse it, but found a fault in the program ({why}); please report it"
    )
}

/// What a panic says of itself.
fn words(payload: &(dyn Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
    words
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_becomes_a_sentence() {
        quiet_panics();
        let none: Vec<u8> = Vec::new();
        assert_eq!(guarded(|| 1), Ok(1));
        let fault = guarded(|| none[3]).unwrap_err();
        assert!(fault.starts_with("index out of bounds"), "{fault}");
        assert!(!GUARDED.get());
        let said = super::fault("a.txt", &fault);
        assert!(said.starts_with("a.txt: expected to analyse it"), "{said}");
        assert!(said.contains(&fault), "{said}");
    }
}
