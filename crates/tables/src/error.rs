//! What can go wrong with tables, each in one sentence.

use crate::Kind;
use std::path::PathBuf;

/// Why a table cannot be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No such table.
    #[error("expected the name of a table of the record, but found {0:?}")]
    Table(String),
    /// A column is not there.
    #[error("expected a column {column} of {}, but found {found}", name(*.kind))]
    Column {
        /// The column.
        column: String,
        /// What it should hold.
        kind: Kind,
        /// What is there: another type, or the columns there are.
        found: String,
    },
    /// A cell holds something else.
    #[error("expected {} in column {column}, but found {found}", name(*.kind))]
    Cell {
        /// The column.
        column: String,
        /// What it should hold.
        kind: Kind,
        /// What it holds.
        found: &'static str,
    },
    /// Rows that are longer or shorter than their table.
    #[error("expected {expected} cells in a row of {table}, but found {found}")]
    Width {
        /// The table.
        table: String,
        /// Its columns.
        expected: usize,
        /// The cells.
        found: usize,
    },
    /// Arrow counts the words of a column in 32 bits.
    #[error(
        "expected less than 2 GiB of words in one batch, but found more; take fewer articles at once"
    )]
    Large,
    /// An object in a row cannot be taken.
    #[error("expected {what} in column object, but found: {why}")]
    Object {
        /// What of.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// What Arrow says.
    #[error("expected columns that fit together, but found: {0}")]
    Arrow(String),
    /// The record.
    #[error(transparent)]
    Store(#[from] rapporteur_store::Error),
    /// The folder cannot be read.
    #[error("{}: expected a folder of tables, but found: {why}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// No articles.
    #[error("{}: expected articles.parquet, or a folder articles with such files, but found neither", .0.display())]
    NoArticles(PathBuf),
    /// A file that cannot be read or written.
    #[error("{}: expected a file that can be read and written, but found: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A file that is something else, or broken.
    #[error("{}: expected a whole Parquet file, but found {found}", path.display())]
    NotParquet {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
    },
    /// A compression that is not built in.
    #[error(
        "{}: expected column {column} compressed with Snappy or not at all, but found {found}; write the file \
         with Snappy", path.display()
    )]
    Compression {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// How it is compressed.
        found: String,
    },
    /// A fault in a file, told by another of these.
    #[error("{}: {why}", path.display())]
    In {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: Box<Error>,
    },
}

/// The result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What a column holds, in words.
pub(crate) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "words",
        Kind::Integer => "whole numbers",
        Kind::Real => "numbers",
    }
}

impl From<arrow_schema::ArrowError> for Error {
    fn from(error: arrow_schema::ArrowError) -> Error {
        Error::Arrow(error.to_string())
    }
}
