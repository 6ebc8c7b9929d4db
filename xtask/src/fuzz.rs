//! Spoilt articles through the whole library: `crates/fuzz`, built for speed.

use crate::{Fault, root, run as run_command};
use std::process::Command;

/// Runs it with the words that follow: a number of inputs, or a file to try again.
pub fn run(words: &[&str]) -> Result<(), Fault> {
    run_command(
        Command::new("cargo")
            .args(["run", "--release", "--quiet", "-p", "rapporteur-fuzz", "--"])
            .args(words)
            .current_dir(root()),
    )
}
