//! What can go wrong with a record, each in one sentence that names the file.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why a record cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No file of that name.
    #[error("{}: expected a record, but found no such file; `rapporteur build` makes one", .0.display())]
    Missing(PathBuf),
    /// The folder of a new record does not exist.
    #[error("{}: expected an existing folder to write the record in, but found none", .0.display())]
    NoFolder(PathBuf),
    /// The file is something else.
    #[error("{}: expected a record made by rapporteur, but found {found}; the file is left as it is", path.display())]
    NotARecord {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// A newer program made it.
    #[error(
        "{}: expected a record of schema {} or lower, but found {found}; a newer rapporteur can open it, \
         or name another file with -o",
        path.display(), crate::VERSION
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// An older program made it: it can be read, but its tables lack what would be written.
    #[error(
        "{}: expected a record of schema {} to write in, but found {found}; name another file with -o and build \
         it anew from the same sources",
        path.display(), crate::VERSION
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// The file or its folder cannot be written to.
    #[error("{}: expected a file and a folder that can be written to, but found them read-only", .0.display())]
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    #[error("{}: expected a file that can be opened, but found: {why}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// Another program holds it.
    #[error("{}: expected to be the only one writing, but found the record locked by another program; \
             try again when it is done", .0.display())]
    Locked(PathBuf),
    /// No room.
    #[error("{}: expected room on the disk, but found it full; what was stored before is whole", .0.display())]
    Full(PathBuf),
    /// The disk or file system fails.
    #[error("{}: expected a disk that can be read and written, but found: {why}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// The file is broken.
    #[error("{}: expected a whole record, but found it damaged ({why}); build it again under another name", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is broken.
        why: String,
    },
    /// Rows do not fit together: a fault of the program that asks.
    #[error("{}: expected rows that fit together, but found: {why}", path.display())]
    Inconsistent {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// Anything else SQLite says.
    #[error("{}: {why}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
}

/// The result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What SQLite says, in our words.
    pub(crate) fn sqlite(path: &Path, error: rusqlite::Error) -> Error {
        let path = path.to_owned();
        let why = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Error::NotARecord {
                path,
                found: "a file that is not SQLite",
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Locked(path),
            Some(ErrorCode::DiskFull) => Error::Full(path),
            Some(ErrorCode::ReadOnly) => Error::ReadOnly(path),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Error::CannotOpen { path, why }
            }
            Some(ErrorCode::DatabaseCorrupt) => Error::Damaged { path, why },
            Some(ErrorCode::SystemIoFailure) => Error::Disk { path, why },
            Some(ErrorCode::ConstraintViolation) => Error::Inconsistent { path, why },
            // SQLite has no code of its own for this.
            _ if why.starts_with("no such table") => Error::Damaged { path, why },
            _ => Error::Sqlite { path, why },
        }
    }

    /// A stored object that does not read back.
    pub(crate) fn damaged(path: &Path, why: impl std::fmt::Display) -> Error {
        Error::Damaged {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}
