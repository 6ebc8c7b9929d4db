//! Tables (CSV and the like): one article a row, the columns by their names in the first line.
//!
//! Rows are read one at a time. One with too many or too few fields is refused with its line, and the rest goes on.

use super::Input;
use super::columns::{self, Columns, Field, folded};
use super::entry::{Entry, Names, filled};
use crate::document::{Document, Documents};
use crate::{Refusal, Settings, charset};
use csv::ByteRecord;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Opens a table whose fields are parted by a sign.
///
/// # Errors
/// No column of the text; no column that `--map` names.
pub(crate) fn open(
    input: Input,
    sign: u8,
    source: &str,
    settings: &Settings,
) -> Result<Documents, Refusal> {
    let left = Arc::new(AtomicU64::new(settings.max_bytes));
    let bytes = Metered {
        bytes: charset::utf8(&input.head, input.rest),
        left: Arc::clone(&left),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sign)
        .flexible(true)
        .from_reader(bytes);
    let names: Vec<String> = match reader.byte_headers() {
        Ok(names) => names.iter().map(words).collect(),
        Err(error) => return Err(refusal(source, settings, error)),
    };
    let places = Places::new(&names, &settings.columns, source)?;
    Ok(Box::new(Rows {
        reader,
        record: ByteRecord::new(),
        left,
        fields: names.len(),
        places,
        names: Names::new(source),
        source: source.to_owned(),
        settings: settings.clone(),
        number: 0,
        ended: false,
    }))
}

/// A stream of which only so many bytes may be read until somebody allows more: a quotation mark that is never
/// closed would make a record of the rest of the file.
struct Metered {
    bytes: Box<dyn Read + Send>,
    left: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let count = self.bytes.read(out)?;
        self.left
            .store(left.saturating_sub(count as u64), Ordering::Relaxed);
        Ok(count)
    }
}

fn refusal(source: &str, settings: &Settings, error: csv::Error) -> Refusal {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            Refusal::TooLarge {
                source_name: source.to_owned(),
                limit: settings.max_bytes,
            }
        }
        csv::ErrorKind::Io(error) => Refusal::io(source, error),
        other => Refusal::Io {
            source_name: source.to_owned(),
            message: format!("{other:?}"),
        },
    }
}

/// The columns' numbers.
struct Places(Vec<(Field, usize)>);

impl Places {
    fn new(names: &[String], columns: &Columns, source: &str) -> Result<Places, Refusal> {
        let shown = || columns::shown(names.iter().map(String::as_str));
        let mut places = Vec::new();
        let plain: Vec<String> = names.iter().map(|name| folded(name)).collect();
        for field in FIELDS {
            if let Some(wanted) = columns.of(field) {
                let exact = names.iter().position(|name| name == wanted);
                let alike = || plain.iter().position(|name| *name == folded(wanted));
                let at = exact.or_else(alike).ok_or_else(|| Refusal::NoColumn {
                    source_name: source.to_owned(),
                    wanted: wanted.to_owned(),
                    columns: shown(),
                })?;
                places.push((field, at));
            } else {
                let usual = columns::usual(field).iter();
                let mut found = usual.filter_map(|name| plain.iter().position(|n| n == name));
                places.extend(found.next().map(|at| (field, at)));
            }
        }
        match places.iter().any(|(field, _)| *field == Field::Text) {
            true => Ok(Places(places)),
            false => Err(Refusal::NoTextColumn {
                source_name: source.to_owned(),
                columns: shown(),
            }),
        }
    }

    fn of(&self, field: Field, record: &ByteRecord) -> Option<String> {
        let (_, at) = self.0.iter().find(|(f, _)| *f == field)?;
        filled(record.get(*at).map(words))
    }

    fn entry(&self, record: &ByteRecord) -> Option<Entry> {
        let of = |field| self.of(field, record);
        Some(Entry {
            text: of(Field::Text)?,
            id: of(Field::Id),
            kind: None,
            headline: of(Field::Headline),
            authors: of(Field::Author).into_iter().collect(),
            outlet: of(Field::Outlet),
            url: of(Field::Url),
            published: of(Field::Published),
            modified: of(Field::Modified),
        })
    }
}

/// All fields.
pub(super) const FIELDS: [Field; 8] = [
    Field::Text,
    Field::Headline,
    Field::Published,
    Field::Modified,
    Field::Outlet,
    Field::Url,
    Field::Author,
    Field::Id,
];

/// A field's characters. What is not UTF-8 in a stream that is UTF-8 elsewhere is read as what it looks like.
fn words(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(words) => words.to_owned(),
        Err(_) => charset::decode(bytes).text,
    }
}

struct Rows {
    reader: csv::Reader<Metered>,
    record: ByteRecord,
    left: Arc<AtomicU64>,
    fields: usize,
    places: Places,
    names: Names,
    source: String,
    settings: Settings,
    number: u64,
    ended: bool,
}

impl Iterator for Rows {
    type Item = Result<Document, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.left.store(self.settings.max_bytes, Ordering::Relaxed);
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.ended = true;
                return Some(Err(refusal(&self.source, &self.settings, error)));
            }
        }
        self.number += 1;
        let line = self.record.position().map_or(0, csv::Position::line);
        let refuse = |expected, found| {
            Some(Err(Refusal::Line {
                source_name: self.source.clone(),
                line,
                expected,
                found,
            }))
        };
        if self.record.len() != self.fields {
            let found = format!(
                "{}, where the first line has {}; the row was left out",
                self.record.len(),
                self.fields
            );
            return refuse("as many fields as columns", found);
        }
        match self.places.entry(&self.record) {
            Some(entry) => {
                let name = self.names.name(entry.id.as_deref(), self.number);
                Some(Ok(entry.document(name)))
            }
            None => refuse(
                "the text of an article",
                "an empty field; the row was left out".to_owned(),
            ),
        }
    }
}
