//! Bytes to documents: what a file is, is told by its first bytes; a container is opened and gives its
//! documents one after the other, anything else is one document.
//!
//! Nothing is held but the document under way: a container of any size is read in the memory of its largest
//! document, and no document is larger than [`Settings::max_bytes`]. Feeds, single JSON objects and mails are read
//! whole: of these the file itself may not be larger.

pub(crate) mod columns;
mod entry;
mod feed;
mod json;
mod line;
pub(crate) mod mail;
mod packed;
mod table;
mod tape;
mod wacz;
mod warc;

use crate::document::{Document, Documents, Told};
use crate::kind::{self, Container};
use crate::tally::Tally;
use crate::{Refusal, Settings};
use std::fs::File;
use std::io::{Cursor, Read, Seek};

/// Bytes as they come, with the beginning looked at.
pub(crate) struct Input {
    /// The beginning, at most [`HEAD`] bytes; `rest` begins with them too.
    pub head: Vec<u8>,
    /// All bytes.
    pub rest: Box<dyn Read + Send>,
    /// The same bytes where they can be read in any order: a file, not a pipe.
    anywhere: Option<Box<dyn Anywhere>>,
    /// How many bytes there are, where that is known.
    size: Option<u64>,
    /// How many layers of packing lie around them.
    depth: usize,
    /// Counts what is read.
    tally: Tally,
}

/// Bytes that can be read in any order.
trait Anywhere: Read + Seek + Send {}
impl<T: Read + Seek + Send> Anywhere for T {}

/// How many bytes tell what a file is.
const HEAD: usize = 64 * 1024;

impl Input {
    /// Looks at the beginning of what comes.
    pub(crate) fn new(bytes: Box<dyn Read + Send>) -> std::io::Result<Input> {
        let tally = Tally::default();
        Input::within(Box::new(tally.counting(bytes)), 0, tally)
    }

    /// Looks at the beginning of a file.
    pub(crate) fn of_file(file: File) -> std::io::Result<Input> {
        let again = file.try_clone()?;
        let size = file
            .metadata()
            .ok()
            .filter(|m| m.is_file())
            .map(|m| m.len());
        let mut input = Input::new(Box::new(file))?;
        if size.is_some() {
            input.anywhere = Some(Box::new(again));
        }
        input.size = size;
        Ok(input)
    }

    /// Looks at the beginning of bytes that came out of another input, which counts them.
    fn within(
        mut bytes: Box<dyn Read + Send>,
        depth: usize,
        tally: Tally,
    ) -> std::io::Result<Input> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Input {
            rest: Box::new(Cursor::new(head.clone()).chain(bytes)),
            head,
            anywhere: None,
            size: None,
            depth,
            tally,
        })
    }

    /// What counts this input's bytes.
    pub(crate) fn tally(&self) -> Tally {
        self.tally.clone()
    }
}

/// What a source holds.
pub(crate) enum Opened {
    /// It is a document.
    One(Box<Document>),
    /// It holds documents.
    Many(Documents),
}

/// Opens a source.
///
/// # Errors
/// Where it cannot be read as a whole. Where only one document in it cannot, that is an item.
pub(crate) fn open(input: Input, source: &str, settings: &Settings) -> Result<Opened, Refusal> {
    Ok(match open_layer(input, source, settings)? {
        Opened::Many(documents) => Opened::Many(distinct(documents)),
        one => one,
    })
}

/// Opens what lies under so many layers.
fn open_layer(input: Input, source: &str, settings: &Settings) -> Result<Opened, Refusal> {
    let text = settings.columns.of(columns::Field::Text);
    let Some(container) = kind::container(&input.head, text) else {
        return document(input, source, settings);
    };
    Ok(Opened::Many(match container {
        Container::Gzip => return packed::open(input, packed::Packing::Gzip, source, settings),
        Container::Zstd => return packed::open(input, packed::Packing::Zstd, source, settings),
        Container::Zip => return wacz::open(input, source, settings),
        Container::Warc => warc::documents(input, source, settings),
        Container::Feed => feed::open(input, source, settings)?,
        Container::JsonLines => json::lines(input, source, settings),
        Container::JsonList => json::list(input, source, settings),
        Container::JsonObject => json::object(input, source, settings)?,
        Container::Table(sign) => table::open(input, sign, source, settings)?,
        Container::Mail => mail::open(input, source, settings)?,
        Container::Mbox => mail::open_box(input, source, settings),
    }))
}

/// A source that is one document.
fn document(input: Input, source: &str, settings: &Settings) -> Result<Opened, Refusal> {
    if input.size.is_some_and(|size| size > settings.max_bytes) {
        return Err(too_large(source, settings));
    }
    Ok(Opened::One(Box::new(Document {
        bytes: whole(input.rest, source, settings)?,
        source: source.to_owned(),
        told: Told::default(),
    })))
}

/// All bytes of one document, which may not be larger than the limit.
pub(crate) fn whole(
    bytes: impl Read,
    source: &str,
    settings: &Settings,
) -> Result<Vec<u8>, Refusal> {
    let mut all = Vec::new();
    bytes
        .take(settings.max_bytes.saturating_add(1))
        .read_to_end(&mut all)
        .map_err(|error| Refusal::io(source, error))?;
    if all.len() as u64 > settings.max_bytes {
        return Err(too_large(source, settings));
    }
    Ok(all)
}

fn too_large(source: &str, settings: &Settings) -> Refusal {
    Refusal::TooLarge {
        source_name: source.to_owned(),
        limit: settings.max_bytes,
    }
}

/// Gives every document its own name: the second of one name is called `NAME~2`.
fn distinct(documents: Documents) -> Documents {
    let mut names = entry::Names::new("");
    Box::new(documents.map(move |document| {
        let mut document = document?;
        document.source = names.alone(document.source, 2);
        Ok(document)
    }))
}
