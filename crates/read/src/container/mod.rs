//! Bytes to documents: what a file is, is told by its first bytes; a container is opened and gives its
//! documents one after the other, anything else is one document.
//!
//! Nothing is held but the document under way: a container of any size is read in the memory of its largest
//! document, and no document is larger than [`Settings::max_bytes`].

pub(crate) mod columns;
mod entry;
mod feed;
mod json;
mod line;
pub(crate) mod mail;
mod table;

use crate::document::{Document, Documents, Told};
use crate::kind::{self, Holds};
use crate::{Refusal, Settings};
use std::io::{Cursor, Read};

/// Bytes as they come, with the beginning looked at.
pub(crate) struct Input {
    /// The beginning, at most [`HEAD`] bytes; `rest` begins with them too.
    pub head: Vec<u8>,
    /// All bytes.
    pub rest: Box<dyn Read + Send>,
}

/// How many bytes tell what a file is.
const HEAD: usize = 64 * 1024;

impl Input {
    /// Looks at the beginning.
    pub(crate) fn new(mut bytes: Box<dyn Read + Send>) -> std::io::Result<Input> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Input {
            rest: Box::new(Cursor::new(head.clone()).chain(bytes)),
            head,
        })
    }
}

/// What a source holds.
pub(crate) enum Opened {
    /// It is a document.
    One(Document),
    /// It holds documents.
    Many(Documents),
}

/// Opens a source.
///
/// # Errors
/// Where it cannot be read as a whole. Where only one document in it cannot, that is an item.
pub(crate) fn open(input: Input, source: &str, settings: &Settings) -> Result<Opened, Refusal> {
    let text = settings.columns.of(columns::Field::Text);
    Ok(Opened::Many(match kind::holds(&input.head, text) {
        Holds::Feed => feed::open(input, source, settings)?,
        Holds::JsonLines => json::lines(input, source, settings),
        Holds::JsonList => json::list(input, source, settings),
        Holds::JsonObject => json::object(input, source, settings)?,
        Holds::Table(sign) => table::open(input, sign, source, settings)?,
        Holds::Mail => mail::open(input, source, settings)?,
        Holds::Mbox => mail::open_box(input, source, settings),
        Holds::Document => {
            return Ok(Opened::One(Document {
                bytes: whole(input.rest, source, settings)?,
                source: source.to_owned(),
                told: Told::default(),
            }));
        }
    }))
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
        return Err(Refusal::TooLarge {
            source_name: source.to_owned(),
            limit: settings.max_bytes,
        });
    }
    Ok(all)
}
