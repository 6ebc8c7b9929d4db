//! Web archives in a ZIP archive (WACZ 1.1.1, Webrecorder): `archive/*.warc.gz` with the captures, and
//! `pages/*.jsonl` with the titles of the pages that a person wanted.
//!
//! The crate `zip` reads the directory of the archive; its files are unpacked as they come ([`packed`]), none is
//! ever written anywhere. The directory is at the end, so what comes through a pipe is held, up to the limit.

use super::packed::{self, Packing};
use super::{Anywhere, Input, Opened, open_layer, whole};
use crate::document::{Document, Documents};
use crate::tally::{Counted, Tally};
use crate::{Refusal, Settings, lists};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read, Result as IoResult, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use zip::{CompressionMethod, ZipArchive};

/// Lists of pages are read up to so many bytes: their titles are held.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

/// No title has more bytes than this.
const LONGEST_TITLE: usize = 1000;

/// Opens a ZIP archive that holds web archives.
///
/// # Errors
/// It is another kind of ZIP archive, or damaged, or comes through a pipe and is larger than a document may be.
pub(super) fn open(mut input: Input, source: &str, settings: &Settings) -> Result<Opened, Refusal> {
    let (tally, depth) = (input.tally(), input.depth);
    let bytes: Box<dyn Anywhere> = match input.anywhere.take() {
        Some(file) => file,
        None => Box::new(Cursor::new(held(input, source, settings)?)),
    };
    let directory = directory(bytes, source)?;
    if !directory.entries.iter().any(Entry::is_warc) {
        return Err(Refusal::Binary {
            source_name: source.to_owned(),
            what: "a ZIP archive (or an office document)",
        });
    }
    let titles = directory.titles(&tally);
    let refused = directory.refused.clone();
    let archives: Vec<Entry> = directory
        .entries
        .iter()
        .filter(|e| e.is_warc())
        .cloned()
        .collect();
    let (source, settings) = (source.to_owned(), settings.clone());
    let documents = archives.into_iter().flat_map(move |entry| {
        let bytes = Box::new(directory.stored(&entry, &tally));
        let input = Input::within(bytes, depth + 1, tally.clone());
        let name = format!("{source}#{}", entry.name);
        let opened = input.map_err(|error| Refusal::io(&name, error));
        let opened = opened.and_then(|input| match entry.is_deflated {
            true => packed::open(input, Packing::Deflate, &source, &settings),
            false => open_layer(input, &source, &settings),
        });
        match opened {
            Ok(Opened::Many(documents)) => documents,
            // Called a web archive, and none inside.
            Ok(Opened::One(_)) => once(Refusal::Record {
                source_name: name,
                expected: "a web archive".to_owned(),
                found: "something else".to_owned(),
            }),
            Err(refusal) => once(refusal),
        }
    });
    let documents = documents.map(move |document| {
        let mut document = document?;
        let title = document.told.url.as_ref().and_then(|url| titles.get(url));
        document.told.title = title.cloned();
        Ok(document)
    });
    Ok(Opened::Many(Box::new(
        refused.into_iter().map(Err).chain(documents),
    )))
}

fn once(refusal: Refusal) -> Documents {
    Box::new(std::iter::once(Err::<Document, _>(refusal)))
}

/// All bytes of an archive that comes through a pipe, or lies in another one.
fn held(input: Input, source: &str, settings: &Settings) -> Result<Vec<u8>, Refusal> {
    whole(input.rest, source, settings).map_err(|refusal| match refusal {
        Refusal::TooLarge { source_name, limit } => Refusal::Piped { source_name, limit },
        other => other,
    })
}

/// The files of a ZIP archive.
struct Directory {
    bytes: Arc<Mutex<Box<dyn Anywhere>>>,
    /// By name.
    entries: Vec<Entry>,
    refused: Vec<Refusal>,
}

/// A file in a ZIP archive.
#[derive(Clone)]
struct Entry {
    name: String,
    /// Where its bytes lie.
    start: u64,
    length: u64,
    is_deflated: bool,
}

impl Entry {
    fn is_warc(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        let is_warc = [".warc", ".warc.gz", ".warc.zst"]
            .iter()
            .any(|end| name.ends_with(end));
        name.starts_with("archive/") && is_warc
    }

    fn is_list(&self) -> bool {
        self.name.starts_with("pages/") && self.name.ends_with(".jsonl")
    }
}

/// Reads the directory, and of each file where its bytes lie.
fn directory(bytes: Box<dyn Anywhere>, source: &str) -> Result<Directory, Refusal> {
    let damaged = |error: zip::result::ZipError| Refusal::Zip {
        source_name: source.to_owned(),
        found: error.to_string(),
    };
    let mut archive = ZipArchive::new(BufReader::new(bytes)).map_err(damaged)?;
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    for number in 0..archive.len() {
        let file = match archive.by_index_raw(number) {
            Ok(file) => file,
            Err(error) => {
                refused.push(damaged(error));
                continue;
            }
        };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let source_name = format!("{source}#{name}");
        if climbs(&name) {
            refused.push(Refusal::Climbs { source_name });
            continue;
        }
        let method = file.compression();
        let entry = Entry {
            name,
            start: file.data_start().unwrap_or_default(),
            length: file.compressed_size(),
            is_deflated: method != CompressionMethod::Stored,
        };
        let odd = match method {
            _ if file.encrypted() => Some("an encrypted one".to_owned()),
            CompressionMethod::Stored => None,
            method if method.to_string().eq_ignore_ascii_case("deflated") => None,
            method => Some(format!("one that is {method}")),
        };
        match odd {
            Some(found) if entry.is_warc() => refused.push(Refusal::Entry { source_name, found }),
            Some(_) => {}
            None => entries.push(entry),
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Directory {
        bytes: Arc::new(Mutex::new(archive.into_inner().into_inner())),
        entries,
        refused,
    })
}

/// Whether a name leads out of the archive.
fn climbs(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with(['/', '\\']) || drive || name.split(['/', '\\']).any(|part| part == "..")
}

impl Directory {
    /// The bytes of a file as they lie in the archive.
    fn stored(&self, entry: &Entry, tally: &Tally) -> Counted<Part> {
        tally.counting(Part {
            bytes: Arc::clone(&self.bytes),
            at: entry.start,
            left: entry.length,
        })
    }

    /// The titles that the lists of pages give, by address. What cannot be read in them is passed over: the
    /// pages have titles of their own.
    fn titles(&self, tally: &Tally) -> BTreeMap<String, String> {
        let mut titles = BTreeMap::new();
        let mut left = LONGEST_LIST;
        for list in self.entries.iter().filter(|entry| entry.is_list()) {
            let stored = self.stored(list, tally);
            let bytes: Box<dyn Read> = match list.is_deflated {
                true => Box::new(flate2::read::DeflateDecoder::new(stored)),
                false => Box::new(stored),
            };
            let mut lines = BufReader::new(bytes.take(left));
            let mut line = Vec::new();
            while matches!(lines.read_until(b'\n', &mut line), Ok(1..)) {
                left = left.saturating_sub(line.len() as u64);
                if let Ok(page) = serde_json::from_slice::<Page>(&line) {
                    let title = lists::squeezed(lists::head(page.title.trim(), LONGEST_TITLE));
                    // Tools write the address where they know no title.
                    if !title.is_empty() && title != page.url {
                        titles.entry(page.url).or_insert(title);
                    }
                }
                line.clear();
            }
        }
        titles
    }
}

/// A line of a list of pages.
#[derive(Deserialize)]
struct Page {
    url: String,
    title: String,
}

/// The bytes of one file in the archive.
struct Part {
    bytes: Arc<Mutex<Box<dyn Anywhere>>>,
    at: u64,
    left: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.seek(SeekFrom::Start(self.at))?;
        let n = bytes.by_ref().take(self.left).read(buffer)?;
        self.at += n as u64;
        self.left -= n as u64;
        Ok(n)
    }
}
