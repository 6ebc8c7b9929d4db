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
//! Compressed files and archives are opened and read as they come: one of any size takes the memory of its
//! largest page. Asked for it ([`Settings::trace`]), a text or a page tells for each word which bytes it was read
//! from.
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
#[cfg(test)]
mod effort;
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
mod tally;

pub use container::columns::{Columns, ColumnsError};
pub use given::{Given, GivenError, given};
pub use refusal::Refusal;
pub use source::{Sources, fingerprint, sources};
pub use tally::{Skip, Tally};

use container::{Input, Opened};
use document::{Document, Told};
use kind::Kind;
use rapporteur_record::{Article, ArticleId, Trace, Warning};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// What a user may change about reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Documents of more bytes are refused, unpacked (`--max-size`). 100 MiB. A file that holds documents may be
    /// of any size.
    pub max_bytes: u64,
    /// What is packed (gzip, zstd, ZIP, the streams of a PDF file) may unpack to so many times the bytes read (`--max-ratio`), or to
    /// `max_bytes` if that is more. 100: web archives unpack to 4 to 10 times their size.
    pub max_ratio: u64,
    /// How deep the elements of a page are told apart (no command sets it); what lies deeper is read as if it
    /// stood in the deepest one. 512, as in browsers.
    pub max_depth: usize,
    /// Whether articles tell where each word lay in the bytes of their source ([`Article::trace`]). No.
    pub trace: bool,
    /// Which columns of a table hold what (`--map`).
    pub columns: Columns,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            max_bytes: 100 * 1024 * 1024,
            max_ratio: 100,
            max_depth: 512,
            trace: false,
            columns: Columns::default(),
        }
    }
}

/// The articles of one source, one after the other. A text or a page holds one.
pub struct Articles {
    articles: Box<dyn Iterator<Item = Result<Article, Refusal>> + Send>,
    tally: Tally,
}

impl Articles {
    /// What was read so far: bytes, and captures of a web archive that are no articles. A clone can be asked
    /// while the next article is read.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

impl Iterator for Articles {
    type Item = Result<Article, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        self.articles.next()
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
    articles(Input::of_file(file).map_err(refuse)?, &source, settings)
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
    articles(input, source, settings)
}

/// The articles of what was opened.
fn articles(input: Input, source: &str, settings: &Settings) -> Result<Articles, Refusal> {
    let tally = input.tally();
    let articles: Box<dyn Iterator<Item = Result<Article, Refusal>> + Send> =
        match container::open(input, source, settings)? {
            Opened::One(document) => Box::new(std::iter::once(Ok(article(*document, settings)?))),
            Opened::Many(documents) => {
                let (settings, tally) = (settings.clone(), tally.clone());
                Box::new(
                    documents.filter_map(move |document| one_of_many(document, &settings, &tally)),
                )
            }
        };
    Ok(Articles { articles, tally })
}

/// The article of a document among many; none where a crawler took what is no article.
fn one_of_many(
    document: Result<Document, Refusal>,
    settings: &Settings,
    tally: &Tally,
) -> Option<Result<Article, Refusal>> {
    let document = match document {
        Ok(document) => document,
        Err(refusal) => return Some(Err(refusal)),
    };
    let crawled = document.told.crawled;
    match article(document, settings) {
        Err(Refusal::Empty { .. }) if crawled => tally.skip(Skip::Empty),
        Err(Refusal::Binary { .. }) if crawled => tally.skip(Skip::NotPage),
        article => return Some(article),
    }
    None
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
        mut told,
    } = document;
    let is_pdf = told.kind.is_none() && pdf::is(&bytes);
    let mut article = match is_pdf {
        true => pdf::article(&bytes, &source, settings)?,
        false => text(&bytes, &source, &told, settings)?,
    };
    if article.text.as_str().trim().is_empty() {
        return Err(Refusal::Empty {
            source_name: source,
        });
    }
    if is_pdf && settings.trace {
        article.warnings.push(no_trace());
    }
    if article.headline.is_none() && told.headline.is_none() && !is_pdf && told.title.is_some() {
        told.headline = told.title.take();
        article = text(&bytes, &source, &told, settings)?;
    }
    article.id = id_of(&bytes, &told);
    article.source = source;
    language::tell(&mut article);
    told.tell(&mut article);
    Ok(article)
}

fn no_trace() -> Warning {
    Warning {
        code: "no-trace".to_owned(),
        message: "expected a text or a page, whose words lie in its bytes, but found a PDF file, which draws \
                  them; their bytes were left out"
            .to_owned(),
        span: None,
    }
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
    let decoded = charset::decode_as(bytes, told.charset.as_deref());
    let kind = match told.kind {
        Some(kind) => kind,
        None => match kind::data(&decoded.text) {
            Some(what) => return Err(refuse(what)),
            None => kind::of_text(&decoded.text),
        },
    };
    let words = told.headed(&decoded.text, kind);
    let before = words.len() - decoded.text.len();
    let (mut article, trace) = match kind {
        Kind::Html => {
            let page = html::read(&words, settings);
            (page.article, page.trace)
        }
        Kind::Plain | Kind::Mail => {
            let trace = Trace::same(words.len());
            (plain::article(words.into_owned()), trace)
        }
    };
    if kind == Kind::Mail {
        container::mail::label(&mut article);
    }
    if settings.trace {
        let below = charset::trace(bytes, decoded.charset).after(before);
        article.trace = Some(trace.through(&below));
    }
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
