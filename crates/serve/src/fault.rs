//! What can go wrong, each with the status that a browser gets.

use std::path::PathBuf;

/// Why the server cannot start, or a page cannot be shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The record.
    #[error(transparent)]
    Store(#[from] rapporteur_store::Error),
    /// The corrections.
    #[error(transparent)]
    Corrections(#[from] rapporteur_correct::Fault),
    /// `sides.toml`.
    #[error("{}: expected sides, but found: {why}", path.display())]
    Sides {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        why: String,
    },
    /// The address cannot be listened on.
    #[error("expected to listen on {address}, but found: {why}")]
    Listen {
        /// Address and port.
        address: String,
        /// What the system says.
        why: String,
    },
    /// Arguments that do not go together.
    #[error("{0}")]
    Use(String),
    /// The request names nothing that is there.
    #[error("{0}")]
    Missing(String),
    /// The request cannot be understood.
    #[error("{0}")]
    Bad(String),
    /// The request may not be made.
    #[error("{0}")]
    Forbidden(String),
    /// The page cannot be written: a fault of ours.
    #[error("expected to write the page, but found: {0}")]
    Page(#[from] askama::Error),
}

impl Fault {
    /// The HTTP status.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Fault::Missing(_) => 404,
            Fault::Bad(_) => 400,
            Fault::Forbidden(_) => 403,
            Fault::Store(rapporteur_store::Error::Locked(_)) => 503,
            _ => 500,
        }
    }
}
