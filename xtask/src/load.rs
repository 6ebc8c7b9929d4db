//! How fast the pages of a large record are: `crates/load`, built for speed.

use crate::{Fault, root, run as run_command, target_folder};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Makes a record, serves it, and has many readers ask for every view. `small` is for every run; the full size
/// is 20,000 articles with 300,000 statements and takes minutes.
pub fn run(full: bool) -> Result<(), Fault> {
    let (articles, statements, seconds) = match full {
        true => ("20000", "300000", "10"),
        false => ("400", "6000", "1"),
    };
    run_command(
        Command::new("cargo")
            .args([
                "build",
                "--release",
                "--quiet",
                "-p",
                "rapporteur-cli",
                "-p",
                "rapporteur-load",
            ])
            .current_dir(root()),
    )?;
    let folder = root().join("target/load");
    let failed = |path: String| move |source| Fault::File { path, source };
    std::fs::create_dir_all(&folder).map_err(failed(folder.display().to_string()))?;
    let record = folder.join(format!("{articles}.db"));
    let load = target_folder().join("release/rapporteur-load");
    if !full || !record.exists() {
        run_command(
            Command::new(&load)
                .arg("make")
                .arg(&record)
                .args([articles, statements]),
        )?;
    }
    let program = target_folder().join("release/rapporteur");
    let shown = program.display().to_string();
    let mut server = Command::new(&program)
        .arg("serve")
        .arg(&record)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed(shown))?;
    let said = server
        .stderr
        .take()
        .map(BufReader::new)
        .and_then(|r| r.lines().map_while(Result::ok).next());
    let address = said
        .as_deref()
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap_or_default()
        .to_owned();
    let done = run_command(Command::new(&load).args(["run", &address, "32", seconds]));
    // A server that has ended already need not be stopped.
    drop(server.kill());
    drop(server.wait());
    done
}
