//! Why a source cannot be read, each as one sentence for the person who named it.

use std::io;

/// Why a source, or one article of it, is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Nothing is there.
    #[error("{source_name}: expected a file or folder, but found nothing; check the path")]
    NotFound {
        /// As the user gave it.
        source_name: String,
    },
    /// The system does not let us.
    #[error(
        "{source_name}: expected to read it, but found no permission; change its permissions or copy it"
    )]
    Permission {
        /// As the user gave it.
        source_name: String,
    },
    /// A folder where one file was wanted.
    #[error("{source_name}: expected a file, but found a folder; list its files first")]
    Folder {
        /// As the user gave it.
        source_name: String,
    },
    /// A folder with no file to read.
    #[error(
        "{source_name}: expected files in this folder, but found none (hidden files are skipped)"
    )]
    NoFiles {
        /// As the user gave it.
        source_name: String,
    },
    /// No words.
    #[error(
        "{source_name}: expected an article, but found no text in it; remove it or save it again"
    )]
    Empty {
        /// As the user gave it.
        source_name: String,
    },
    /// Not text.
    #[error(
        "{source_name}: expected text or a web page, but found {what}; save it as .txt or .html"
    )]
    Binary {
        /// As the user gave it.
        source_name: String,
        /// What it is: "a PDF file", "bytes that are not text".
        what: &'static str,
    },
    /// One entry of a container is broken.
    #[error("{source_name}, line {line}: expected {expected}, but found {found}")]
    Line {
        /// As the user gave it.
        source_name: String,
        /// The line, from one.
        line: u64,
        /// What should stand there.
        expected: &'static str,
        /// What stands there, and what became of it.
        found: String,
    },
    /// A table or JSON in which no column holds the articles' text.
    #[error(
        "{source_name}: expected a column with the articles' text, but found {columns}; name it with --map text=COLUMN"
    )]
    NoTextColumn {
        /// As the user gave it.
        source_name: String,
        /// The columns' names.
        columns: String,
    },
    /// `--map` names a column that is not there.
    #[error("{source_name}: expected the column {wanted:?} of --map, but found {columns}")]
    NoColumn {
        /// As the user gave it.
        source_name: String,
        /// The column.
        wanted: String,
        /// The columns' names.
        columns: String,
    },
    /// A PDF that asks for a password.
    #[error(
        "{source_name}: expected a PDF file that opens without a password, but found an encrypted one; save it without"
    )]
    Encrypted {
        /// As the user gave it.
        source_name: String,
    },
    /// A PDF of pictures of pages.
    #[error(
        "{source_name}: expected a PDF file with text, but found no text layer; read it with an OCR program first"
    )]
    NoTextLayer {
        /// As the user gave it.
        source_name: String,
    },
    /// A PDF that cannot be read.
    #[error("{source_name}: expected a PDF file, but found {found}; save it again")]
    BrokenPdf {
        /// As the user gave it.
        source_name: String,
        /// What is wrong.
        found: &'static str,
    },
    /// Over the limit.
    #[error(
        "{source_name}: expected at most {limit} bytes, but found more; raise the limit with --max-size"
    )]
    TooLarge {
        /// As the user gave it.
        source_name: String,
        /// [`crate::Settings::max_bytes`].
        limit: u64,
    },
    /// Packed data that break off or are damaged.
    #[error(
        "{source_name}: expected whole {what}, but found {found}; what could be unpacked is read; fetch it again"
    )]
    Packing {
        /// As the user gave it.
        source_name: String,
        /// "gzip data".
        what: &'static str,
        /// "that they break off".
        found: String,
    },
    /// Packed, and packed again.
    #[error(
        "{source_name}: expected at most {limit} layers of packing, but found more; unpack it first"
    )]
    TooDeep {
        /// As the user gave it.
        source_name: String,
        /// How many are taken off.
        limit: usize,
    },
    /// A small file that would fill the machine.
    #[error(
        "{source_name}: expected at most {limit} times its own size when unpacked, but found more; \
         raise the limit with --max-ratio if you trust it"
    )]
    Bomb {
        /// As the user gave it.
        source_name: String,
        /// [`crate::Settings::max_ratio`].
        limit: u64,
    },
    /// A record of a web archive that is not as its header says.
    #[error(
        "{source_name}: expected {expected}, but found {found}; what follows it is read; fetch it again"
    )]
    Record {
        /// The file and the record's place in it.
        source_name: String,
        /// "a record of 300 bytes".
        expected: String,
        /// "other words where the next record should begin".
        found: String,
    },
    /// A container that ends inside a record.
    #[error("{source_name}: expected {expected}, but found the end; fetch it again")]
    Cut {
        /// The file and the record's place in it.
        source_name: String,
        /// "a record of 300 bytes".
        expected: String,
    },
    /// A page in a web archive that cannot be unpacked as its server said.
    #[error(
        "{source_name}: expected whole {what}, but found {found}; what could be unpacked is read"
    )]
    Payload {
        /// The file and the record's place in it.
        source_name: String,
        /// "brotli data".
        what: &'static str,
        /// "that they break off".
        found: String,
    },
    /// A ZIP archive that cannot be read.
    #[error("{source_name}: expected a whole ZIP archive, but found: {found}; fetch it again")]
    Zip {
        /// As the user gave it.
        source_name: String,
        /// What is wrong.
        found: String,
    },
    /// A name in an archive that leads out of it.
    #[error(
        "{source_name}: expected a file inside the archive, but found a name that leads out of it; \
         the rest is read"
    )]
    Climbs {
        /// The archive and the name in it.
        source_name: String,
    },
    /// A file in an archive that is packed in a way we do not read.
    #[error(
        "{source_name}: expected a stored or deflated file in the archive, but found {found}; unpack it first"
    )]
    Entry {
        /// The archive and the name in it.
        source_name: String,
        /// "an encrypted one".
        found: String,
    },
    /// An archive that must be read from its end, through a pipe.
    #[error(
        "{source_name}: expected at most {limit} bytes of a ZIP archive from a pipe, but found more; \
         save it as a file and name that, or raise the limit with --max-size"
    )]
    Piped {
        /// As the user gave it.
        source_name: String,
        /// [`crate::Settings::max_bytes`].
        limit: u64,
    },
    /// Anything else that the system says.
    #[error("{source_name}: expected to read it, but found an error of the system: {message}")]
    Io {
        /// As the user gave it.
        source_name: String,
        /// The system's words.
        message: String,
    },
}

impl Refusal {
    /// What an error of the system means for a source.
    pub(crate) fn io(source: &str, error: io::Error) -> Refusal {
        let source_name = source.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Refusal::NotFound { source_name },
            io::ErrorKind::PermissionDenied => Refusal::Permission { source_name },
            io::ErrorKind::IsADirectory => Refusal::Folder { source_name },
            _ => Refusal::Io {
                source_name,
                message: error.to_string(),
            },
        }
    }

    /// The source that was refused, as the user gave it.
    pub fn source_name(&self) -> &str {
        match self {
            Refusal::NotFound { source_name }
            | Refusal::Permission { source_name }
            | Refusal::Folder { source_name }
            | Refusal::NoFiles { source_name }
            | Refusal::Empty { source_name }
            | Refusal::Binary { source_name, .. }
            | Refusal::Line { source_name, .. }
            | Refusal::NoTextColumn { source_name, .. }
            | Refusal::NoColumn { source_name, .. }
            | Refusal::Encrypted { source_name }
            | Refusal::NoTextLayer { source_name }
            | Refusal::BrokenPdf { source_name, .. }
            | Refusal::TooLarge { source_name, .. }
            | Refusal::Packing { source_name, .. }
            | Refusal::TooDeep { source_name, .. }
            | Refusal::Bomb { source_name, .. }
            | Refusal::Record { source_name, .. }
            | Refusal::Cut { source_name, .. }
            | Refusal::Payload { source_name, .. }
            | Refusal::Zip { source_name, .. }
            | Refusal::Climbs { source_name }
            | Refusal::Entry { source_name, .. }
            | Refusal::Piped { source_name, .. }
            | Refusal::Io { source_name, .. } => source_name,
        }
    }
}

impl From<Refusal> for rapporteur_record::record::Refused {
    fn from(refusal: Refusal) -> Self {
        rapporteur_record::record::Refused {
            source: refusal.source_name().to_owned(),
            reason: refusal.to_string(),
        }
    }
}
