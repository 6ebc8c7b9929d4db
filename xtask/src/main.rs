//! The project's own chores. `cargo xtask` lists them.
//!
//! | module | chore |
//! |---|---|
//! | `test` | runs all tests; what they need beside Rust they install, or say that it is missing |
//! | `browser` | the views of the server in a real browser |
//! | `load` | how fast the pages of a large record are |
//! | `scores` | measures the program against annotated articles and writes `docs/scores.md` |
//! | `floors` | the least each figure may be: `docs/floors.tsv` |
//! | `fuzz` | spoilt articles through reading, analysis and reading back |
//! | `scale` | how copies, stories and collations grow with the articles |
//! | `stream` | a web archive of any size through the program, with little memory |

mod browser;
mod floors;
mod fuzz;
mod load;
mod scale;
mod scores;
mod stream;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test            run all tests; those in a browser need Node.js and Chromium, and are left out without
cargo xtask browser         only those in a browser; pictures of every view in target/browser/pictures
cargo xtask load [full]     how fast pages are with 32 readers at once; full: 20,000 articles, takes minutes
cargo xtask scores          measure again, write docs/scores.md, fail below a floor of docs/floors.tsv
cargo xtask scores --check  the same without writing
cargo xtask scores --raise  the same, and raise floors to what was measured
cargo xtask scores --folds  only time expressions, in fifths
cargo xtask fuzz [N]        2,000 (or N) spoilt articles: what panics is kept in target/fuzz/; fuzz FILE tries it again
cargo xtask scale [N]       copies and stories of up to 100,000 (or N) articles, a story of 200: fails past time or memory
cargo xtask stream [GB]     a web archive of 0.2 (or GB) gigabytes through the program: fails above 512 MiB of memory
";

/// What can go wrong in a chore.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("expected `{command}` to succeed, but it ended with {status}")]
    Command { command: String, status: String },
    #[error("{path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
    #[error("{path}:{line}: expected {expected}, but found {found:?}")]
    Line {
        path: String,
        line: usize,
        expected: &'static str,
        found: String,
    },
    #[error("expected JSON from {from}, but found: {source}")]
    Json {
        from: String,
        source: serde_json::Error,
    },
    #[error("expected every page read in 512 MiB of memory, but found otherwise")]
    Stream,
    #[error("{0} figures fell below their floors in docs/floors.tsv")]
    BelowFloor(usize),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::run(),
        ["browser"] => browser::run(),
        ["load"] => load::run(false),
        ["load", "full"] => load::run(true),
        ["scores"] => scores::run(scores::Mode::Write),
        ["scores", "--check"] => scores::run(scores::Mode::Check),
        ["scores", "--raise"] => scores::run(scores::Mode::Raise),
        ["scores", "--folds"] => scores::run(scores::Mode::Folds),
        ["fuzz", rest @ ..] if rest.len() < 2 => fuzz::run(rest),
        ["scale"] => scale::run(None),
        ["scale", most] => scale::run(Some(most)),
        ["stream", rest @ ..] if rest.len() < 2 => stream::run(rest),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// Where cargo builds.
fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Reads a file of the repository.
fn read(path: &std::path::Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|source| Fault::File {
        path: path.display().to_string(),
        source,
    })
}

/// Writes a file of the repository.
fn write(path: &std::path::Path, text: &str) -> Result<(), Fault> {
    std::fs::write(path, text).map_err(|source| Fault::File {
        path: path.display().to_string(),
        source,
    })
}

/// Runs a command to its end, its output shown.
fn run(command: &mut std::process::Command) -> Result<(), Fault> {
    let shown = format!("{command:?}").replace('"', "");
    eprintln!("$ {shown}");
    let status = command.status().map_err(|source| Fault::File {
        path: shown.clone(),
        source,
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Fault::Command {
        command: shown,
        status: status.to_string(),
    })
}
