//! All tests: unit, property, snapshot and reading tests, the program itself, the documents' examples, the
//! server's pages in a browser, and their speed on a small record.

use crate::{Fault, root, run as run_command};
use std::process::Command;

/// Runs every test of the workspace. What a machine cannot do (mount a small
/// disk, drop rights) the tests concerned say and leave out.
pub fn run() -> Result<(), Fault> {
    let cargo =
        |arguments: &[&str]| run_command(Command::new("cargo").args(arguments).current_dir(root()));
    cargo(&["test", "--workspace", "--all-targets"])?;
    cargo(&["test", "--workspace", "--doc"])?;
    crate::browser::run()?;
    crate::load::run(false)
}
