//! How copies, stories and collations grow with the articles: `crates/load`, built for speed.

use crate::{Fault, root, run as run_command, target_folder};
use std::process::Command;

/// So many articles at most, if nothing is said: what the program is made for.
const MOST: &str = "100000";

/// Lays growing numbers of articles side by side; fails where time, memory or growth pass a bound.
pub fn run(most: Option<&str>) -> Result<(), Fault> {
    run_command(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "-p", "rapporteur-load"])
            .current_dir(root()),
    )?;
    let load = target_folder().join("release/rapporteur-load");
    run_command(Command::new(load).args(["scale", most.unwrap_or(MOST)]))
}
