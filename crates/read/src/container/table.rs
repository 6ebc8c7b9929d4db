//! Tables (CSV and the like): one article a row, the columns by their names in the first line.
//!
//! Rows are read one at a time. One with too many or too few fields is refused with its line, and the rest goes on.

use super::Input;
use super::columns::{self, Columns, Field, folded};
use super::entry::{Entry, Names, filled};
use super::tape::Tape;
use crate::document::{Document, Documents};
use crate::{Refusal, Settings, charset};
use csv::ByteRecord;
use std::io::BufRead;

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
    let mut records = Records {
        bytes: Tape::new(charset::utf8(&input.head, input.rest)),
        sign,
        limit: settings.max_bytes,
        line: 1,
        unclosed: 0,
    };
    let refused = |error| Refusal::io(source, error);
    let mut record = ByteRecord::new();
    let first = records.next().map_err(refused)?.unwrap_or_default();
    records.parse(&first.bytes, &mut record).map_err(refused)?;
    let names: Vec<String> = record.iter().map(words).collect();
    let places = Places::new(&names, &settings.columns, source)?;
    Ok(Box::new(Rows {
        records,
        record,
        fields: names.len(),
        places,
        names: Names::new(source),
        source: source.to_owned(),
        number: 0,
        ended: false,
    }))
}

/// The records of a table (RFC 4180). A quotation mark that is never closed would make a record of the rest of the file:
/// such a line is refused, and the next one read.
struct Records {
    bytes: Tape,
    sign: u8,
    /// No record is larger.
    limit: u64,
    /// The line that comes next, from one.
    line: u64,
    /// How many fields were not closed before the end or the limit.
    unclosed: usize,
}

/// After so many fields that were never closed none may go on over a line's end, or a hostile file would be read again
/// for each of its lines.
const UNCLOSED: usize = 16;

#[derive(Default)]
struct Raw {
    bytes: Vec<u8>,
    line: u64,
    /// Why it is no record.
    fault: Option<(&'static str, &'static str)>,
}

impl Records {
    /// The next record that is not blank.
    fn next(&mut self) -> std::io::Result<Option<Raw>> {
        loop {
            let line = self.line;
            let mut bytes = self.physical_line()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if bytes.iter().all(|b| matches!(b, b'\r' | b'\n')) {
                continue;
            }
            let first = bytes.len();
            let mut quote = after(&bytes, self.sign, Quote::None);
            while quote == Quote::Open && self.unclosed < UNCLOSED {
                let next = self.physical_line()?;
                let is_over = (bytes.len() + next.len()) as u64 > self.limit;
                quote = match next.is_empty() || is_over {
                    true => {
                        self.unclosed += 1;
                        Quote::Unclosed
                    }
                    false => after(&next, self.sign, quote),
                };
                bytes.extend(next);
            }
            let is_over = first as u64 > self.limit;
            if is_over || quote != Quote::None {
                let rest = bytes.split_off(first);
                self.line -= line_ends(&rest);
                self.bytes.unread(rest);
            }
            let fault = match quote {
                _ if is_over => {
                    self.skip_line(&bytes)?;
                    Some(("a line within the limit", OVER))
                }
                Quote::None => None,
                _ => Some(("a quotation mark at the end of the field", NEVER)),
            };
            return Ok(Some(Raw { bytes, line, fault }));
        }
    }

    /// The next line with its end, or one byte more of it than the limit.
    fn physical_line(&mut self) -> std::io::Result<Vec<u8>> {
        let mut line = Vec::new();
        loop {
            let part = self.bytes.fill_buf()?;
            let end = part.iter().position(|b| matches!(b, b'\r' | b'\n'));
            let room = usize::try_from(self.limit.saturating_add(1)).unwrap_or(usize::MAX);
            let room = room.saturating_sub(line.len());
            let most = end.map_or(part.len(), |at| at + 1).min(room);
            line.extend_from_slice(part.get(..most).unwrap_or_default());
            self.bytes.consume(most);
            if most == 0 || line.ends_with(b"\n") || line.ends_with(b"\r") {
                self.line += line_ends(&line);
                return Ok(line);
            }
        }
    }

    /// Skips what is left of a line that was not read to its end.
    fn skip_line(&mut self, begun: &[u8]) -> std::io::Result<()> {
        if !begun.ends_with(b"\n") && !begun.ends_with(b"\r") {
            self.bytes.skip_while(|b| !matches!(b, b'\r' | b'\n'))?;
        }
        Ok(())
    }

    /// The fields of a record.
    fn parse(&self, bytes: &[u8], record: &mut ByteRecord) -> std::io::Result<()> {
        record.clear();
        csv::ReaderBuilder::new()
            .delimiter(self.sign)
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .read_byte_record(record)
            .map(|_| ())
            .map_err(std::io::Error::other)
    }
}

const OVER: &str = "a longer one; raise the limit with --max-size; the row was left out";
const NEVER: &str = "none up to the end of the file or the limit (--max-size), or one inside it; the row was left out";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// No quoted field is open.
    None,
    Open,
    /// One that went on over a line's end stopped where no field does.
    Unclosed,
}

/// How a line leaves a quoted field. A mark opens one only at a field's beginning.
fn after(line: &[u8], sign: u8, before: Quote) -> Quote {
    let mut open = before == Quote::Open;
    let (mut goes_on, mut begins) = (open, !open);
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if !open {
            open = begins && byte == b'"';
            begins = byte == sign;
        } else if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
            open = false;
            let next = bytes.peek();
            let ends = next.is_none_or(|b| *b == sign || b.is_ascii_whitespace());
            if goes_on && !ends {
                return Quote::Unclosed;
            }
            goes_on = false;
        }
    }
    if open { Quote::Open } else { Quote::None }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
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
    records: Records,
    record: ByteRecord,
    fields: usize,
    places: Places,
    names: Names,
    source: String,
    number: u64,
    ended: bool,
}

impl Iterator for Rows {
    type Item = Result<Document, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let raw = match self.records.next() {
            Ok(raw) => raw?,
            Err(error) => {
                self.ended = true;
                return Some(Err(Refusal::io(&self.source, error)));
            }
        };
        self.number += 1;
        let refuse = |expected, found| {
            Some(Err(Refusal::Line {
                source_name: self.source.clone(),
                line: raw.line,
                expected,
                found,
            }))
        };
        if let Some((expected, found)) = raw.fault {
            return refuse(expected, found.to_owned());
        }
        if let Err(error) = self.records.parse(&raw.bytes, &mut self.record) {
            return Some(Err(Refusal::io(&self.source, error)));
        }
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
