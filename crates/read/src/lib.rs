//! Bytes to articles.
//!
//! **In:** files and folders, or bytes from anywhere. **Out:** [`Article`]s: the text, what kind of text
//! stands where (headline, byline, body, caption, …), the outlet, and the day it was published with the
//! words that say so. What a file is, is told by its content and never by its name.
//!
//! **How:** [`sources`] lists the files; [`read`] opens one, decodes it ([`charset`]), tells what it is
//! ([`kind`]) and hands it to the reader of that kind: [`plain`] for text and Markdown, [`html`] for pages, `pdf`
//! for PDF. All end in lines whose kinds are told by the same word lists in `data/` ([`furniture`]). What holds
//! several articles (feeds, tables, JSON, boxes of mail) is opened first (`container`), and read one by one.
//!
//! A page's text does not know yet which bytes of the saved file it came from.
//!
//! ```
//! use rapporteur_read::{Settings, read_bytes};
//! let page = "Ferry resumes after a week\n\nBy Ana Duarte\n5 March 2024\n\n\
//!             The ferry to Elvo sailed again on Tuesday, the harbour master said.\n";
//! let mut articles = read_bytes(page.as_bytes(), "-", &Settings::default()).unwrap();
//! let article = articles.next().unwrap().unwrap();
//! assert_eq!(article.text.quote(article.headline.unwrap()), "Ferry resumes after a week");
//! assert_eq!(article.text.quote(article.byline.unwrap()), "By Ana Duarte");
//! assert_eq!(article.published.date.unwrap().to_string(), "2024-03-05");
//! ```

pub mod charset;
mod container;
mod day;
mod document;
pub mod furniture;
mod given;
pub mod html;
pub mod kind;
mod language;
mod lists;
mod outlet;
mod pdf;
pub mod plain;
mod refusal;
mod source;

pub use container::columns::{Columns, ColumnsError};
pub use given::{Given, GivenError, given};
pub use refusal::Refusal;
pub use source::{Sources, fingerprint, sources};

use container::{Input, Opened};
use document::{Document, Told};
use kind::Kind;
use rapporteur_record::{Article, ArticleId};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// What a user may change about reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Files of more bytes are refused (`--max-size`). 100 MiB.
    pub max_bytes: u64,
    /// How deep the elements of a page are told apart (no command sets it); what lies deeper is read as if it
    /// stood in the deepest one. 512, as in browsers.
    pub max_depth: usize,
    /// Which columns of a table hold what (`--map`).
    pub columns: Columns,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            max_bytes: 100 * 1024 * 1024,
            max_depth: 512,
            columns: Columns::default(),
        }
    }
}

/// The articles of one source, one after the other. A text or a page holds one.
pub struct Articles(Box<dyn Iterator<Item = Result<Article, Refusal>> + Send>);

impl Iterator for Articles {
    type Item = Result<Article, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl std::fmt::Debug for Articles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Articles(..)")
    }
}

/// Reads one file.
///
/// # Errors
/// Where the file as a whole cannot be read. Where only one article in it cannot, that is an item.
pub fn read(path: &Path, settings: &Settings) -> Result<Articles, Refusal> {
    let source = path.display().to_string();
    let refuse = |error| Refusal::io(&source, error);
    if path.is_dir() {
        return Err(Refusal::Folder {
            source_name: source,
        });
    }
    let file = std::fs::File::open(path).map_err(refuse)?;
    read_from(file, &source, settings)
}

/// Reads bytes that came from anywhere, as standard input does, as they come.
///
/// # Errors
/// As [`read`].
pub fn read_from(
    bytes: impl Read + Send + 'static,
    source: &str,
    settings: &Settings,
) -> Result<Articles, Refusal> {
    let input = Input::new(Box::new(bytes)).map_err(|error| Refusal::io(source, error))?;
    Ok(Articles(match container::open(input, source, settings)? {
        Opened::One(document) => Box::new(std::iter::once(Ok(article(document, settings)?))),
        Opened::Many(documents) => {
            let settings = settings.clone();
            Box::new(documents.map(move |document| article(document?, &settings)))
        }
    }))
}

/// Reads bytes that are in memory.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], source: &str, settings: &Settings) -> Result<Articles, Refusal> {
    read_from(std::io::Cursor::new(bytes.to_vec()), source, settings)
}

/// The article of a document.
fn article(document: Document, settings: &Settings) -> Result<Article, Refusal> {
    let Document {
        bytes,
        source,
        told,
    } = document;
    let mut article = match told.kind {
        None if pdf::is(&bytes) => pdf::article(&bytes, &source)?,
        _ => text(&bytes, &source, &told, settings)?,
    };
    if article.text.as_str().trim().is_empty() {
        return Err(Refusal::Empty {
            source_name: source,
        });
    }
    article.id = id_of(&bytes, &told);
    article.source = source;
    language::tell(&mut article);
    told.tell(&mut article);
    Ok(article)
}

/// The article in a document's characters.
fn text(bytes: &[u8], source: &str, told: &Told, settings: &Settings) -> Result<Article, Refusal> {
    let refuse = |what| Refusal::Binary {
        source_name: source.to_owned(),
        what,
    };
    if let Some(what) = kind::binary(bytes) {
        return Err(refuse(what));
    }
    let decoded = charset::decode(bytes);
    let kind = match told.kind {
        Some(kind) => kind,
        None => match kind::data(&decoded.text) {
            Some(what) => return Err(refuse(what)),
            None => kind::of_text(&decoded.text),
        },
    };
    let words = told.headed(&decoded.text, kind);
    let mut article = match kind {
        Kind::Html => html::article(&words, settings),
        Kind::Plain => plain::article(words.into_owned()),
        Kind::Mail => {
            let mut article = plain::article(words.into_owned());
            container::mail::label(&mut article);
            article
        }
    };
    article.warnings.splice(0..0, decoded.warning);
    Ok(article)
}

/// The id of an article that came from these bytes, of which its container says this.
fn id_of(bytes: &[u8], told: &Told) -> ArticleId {
    let hasher = Sha256::new().chain_update(bytes).chain_update(told.mark());
    let mut digits = hex(&hasher.finalize());
    digits.truncate(16);
    ArticleId(digits)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
