//! How a command ends.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A command that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All of it.
    Done,
    /// All but what could not be read, which was listed.
    SomeRefused,
    /// What was begun before Ctrl-C.
    Stopped,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Outcome::Done => 0,
            Outcome::SomeRefused => 1,
            Outcome::Stopped => 130,
        })
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Whoever read our output has gone: no failure at all.
    #[error("the reader of the output has gone")]
    ClosedPipe,
    /// The record.
    #[error(transparent)]
    Store(#[from] rapporteur_store::Error),
    /// Tables.
    #[error(transparent)]
    Tables(#[from] rapporteur_tables::Error),
    /// A file to write.
    #[error("{}: expected to write there, but found: {why}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// Standard input or output.
    #[error("expected {what} that works, but found: {why}")]
    Pipe {
        /// Which.
        what: &'static str,
        /// What the system says.
        why: String,
    },
    /// The server.
    #[error(transparent)]
    Serve(#[from] rapporteur_serve::Fault),
    /// The file of corrections.
    #[error(transparent)]
    Corrections(#[from] rapporteur_correct::Fault),
    /// The user's file of names.
    #[error("{}: {why}", path.display())]
    Names {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The page.
    #[error("expected to write the page, but found: {0}")]
    Page(String),
    /// A fault of ours.
    #[error(
        "expected to {what}, but found a fault in the program ({why}); nothing stored is lost. Please report it"
    )]
    Fault {
        /// What was being done.
        what: &'static str,
        /// What the fault says.
        why: String,
    },
    /// Ctrl-C in the middle of what is done whole or not at all.
    #[error("stopped; nothing was stored")]
    Stopped,
    /// Arguments that do not go together.
    #[error("{0}\nTry --help.")]
    Use(String),
}

impl Failure {
    /// An error on a file that is written.
    pub fn write(path: &Path, error: &std::io::Error) -> Failure {
        Failure::Write {
            path: path.to_owned(),
            why: error.to_string(),
        }
    }

    /// An error on standard input.
    pub fn stdin(error: &std::io::Error) -> Failure {
        Failure::Pipe {
            what: "a standard input",
            why: error.to_string(),
        }
    }

    /// An error on standard output.
    pub fn stdout(error: &std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Pipe {
                what: "a standard output",
                why: error.to_string(),
            },
        }
    }
}
