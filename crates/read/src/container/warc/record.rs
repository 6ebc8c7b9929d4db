//! The records of a web archive (ISO 28500, WARC/1.0 and 1.1), one after the other.
//!
//! A record whose length is wrong costs itself and no other: we read on from the next line that begins a
//! record. To find it again inside a body that was too long, a body is held, up to the limit; one beyond the
//! limit is not believed to be so long and ends where another record begins.

use crate::container::tape::Tape;
use std::io::{BufRead, Read, Result as IoResult};

/// The lines of a header may hold so many bytes.
const LONGEST_HEADER: usize = 64 * 1024;

/// The line that begins a record is no longer.
const LONGEST_MARK: usize = 16;

/// After so many wrong lengths none is believed against a line that begins a record, or a hostile file would
/// have every body read again for each of its records.
const WRONG: usize = 16;

/// The fields before a body; those of HTTP are alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// Names in lower case.
    fields: Vec<(String, String)>,
}

impl Header {
    /// Takes in a line `Name: value`; one that begins with a blank goes on with the line before.
    pub(super) fn add(&mut self, line: &str) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = self.fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            self.fields.push((name, value.trim().to_owned()));
        }
    }

    /// The first field of a name, given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub header: Header,
    /// The body, up to the limit.
    pub body: Vec<u8>,
    /// Whether that is all of it.
    pub whole: bool,
}

/// Why there is no record where one was expected.
#[derive(Debug)]
pub(super) enum Fault {
    /// No header that can be read, at this byte of the unpacked file.
    Header { at: u64, why: &'static str },
    /// The body is not as long as the header says.
    Length { header: Header, length: u64 },
    /// The file ends in the body, of a known length, or in the header.
    Cut { header: Header, length: Option<u64> },
    /// The file cannot be read any further.
    Io(std::io::Error),
}

/// Records, and what is none.
pub(super) struct Records {
    tape: Tape,
    /// No body of more bytes is held.
    limit: u64,
    wrong: usize,
    ended: bool,
}

impl Records {
    pub(super) fn new(bytes: Box<dyn Read + Send>, limit: u64) -> Records {
        Records {
            tape: Tape::new(bytes),
            limit,
            wrong: 0,
            ended: false,
        }
    }

    fn record(&mut self) -> IoResult<Option<Result<Record, Fault>>> {
        self.tape.skip_while(|byte| matches!(byte, b'\r' | b'\n'))?;
        let at = self.tape.place();
        if self.tape.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let fault = |why| Ok(Some(Err(Fault::Header { at, why })));
        // A mark at the beginning of the file is no fault.
        if at == 0 && self.tape.peek(3)? == b"\xef\xbb\xbf" {
            self.tape.consume(3);
        }
        if !begins_record(&self.line()?) {
            self.find_record()?;
            return fault("other words where a record should begin");
        }
        let Some(header) = self.header()? else {
            self.find_record()?;
            return fault("a header without end");
        };
        if self.tape.fill_buf()?.is_empty() && header.get("content-length") != Some("0") {
            let length = None;
            return Ok(Some(Err(Fault::Cut { header, length })));
        }
        let length = header.get("content-length").map(str::parse::<u64>);
        let Some(Ok(length)) = length else {
            self.find_record()?;
            return fault("a record that does not say its length in bytes");
        };
        self.body(header, length).map(Some)
    }

    /// The lines up to a blank one; none where there are too many.
    fn header(&mut self) -> IoResult<Option<Header>> {
        let mut header = Header::default();
        let mut size = 0;
        loop {
            let line = self.line()?;
            size += line.len();
            if line.trim_ascii().is_empty() {
                return Ok(Some(header));
            }
            if size > LONGEST_HEADER || begins_record(&line) {
                self.tape.unread(line);
                return Ok(None);
            }
            header.add(&String::from_utf8_lossy(&line));
        }
    }

    /// The next line with its end, or as much of it as a header may hold.
    fn line(&mut self) -> IoResult<Vec<u8>> {
        let mut line = Vec::new();
        let mut bytes = self.tape.by_ref().take(LONGEST_HEADER as u64);
        bytes.read_until(b'\n', &mut line)?;
        Ok(line)
    }

    fn body(&mut self, header: Header, length: u64) -> IoResult<Result<Record, Fault>> {
        match length <= self.limit && self.wrong < WRONG {
            true => self.held(header, length),
            false => self.doubted(header, length),
        }
    }

    /// A body that is held. Where the length turns out wrong, the next record may begin inside it.
    fn held(&mut self, header: Header, length: u64) -> IoResult<Result<Record, Fault>> {
        let mut body = Vec::new();
        self.tape.by_ref().take(length).read_to_end(&mut body)?;
        let cut = (body.len() as u64) < length;
        if !cut && self.at_end()? {
            let whole = true;
            return Ok(Ok(Record {
                header,
                body,
                whole,
            }));
        }
        self.wrong += 1;
        match record_in(&body) {
            Some(at) => self.tape.unread(body.split_off(at)),
            None if cut => {
                let length = Some(length);
                return Ok(Err(Fault::Cut { header, length }));
            }
            None => self.find_record_after(&body)?,
        }
        Ok(Err(Fault::Length { header, length }))
    }

    /// A body that ends at its length, or where another record begins.
    fn doubted(&mut self, header: Header, length: u64) -> IoResult<Result<Record, Fault>> {
        let mut body = Vec::new();
        let mut read = 0;
        let mut line_begins = true;
        let mut line = Vec::new();
        while read < length {
            let most = (length - read).min(LONGEST_HEADER as u64);
            line.clear();
            self.tape.by_ref().take(most).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                let length = Some(length);
                return Ok(Err(Fault::Cut { header, length }));
            }
            if line_begins && begins_record(&line) {
                self.tape.unread(line);
                return Ok(Err(Fault::Length { header, length }));
            }
            read += line.len() as u64;
            line_begins = line.ends_with(b"\n");
            let room = self.limit.saturating_sub(body.len() as u64);
            let room = usize::try_from(room).unwrap_or(usize::MAX);
            body.extend_from_slice(line.get(..room).unwrap_or(&line));
        }
        if !self.at_end()? {
            self.wrong += 1;
            self.find_record_after(&line)?;
            return Ok(Err(Fault::Length { header, length }));
        }
        let whole = length <= self.limit;
        Ok(Ok(Record {
            header,
            body,
            whole,
        }))
    }

    /// Whether another record, or nothing, follows the line ends that come next. Where not, one line end is left.
    fn at_end(&mut self) -> IoResult<bool> {
        // Two by the standard; some programs write one, some many.
        let ends = self.tape.skip_while(|byte| matches!(byte, b'\r' | b'\n'))?;
        let next = self.tape.peek(5)?;
        let is_end = next == b"WARC/" || next.is_empty();
        if !is_end && ends > 0 {
            self.tape.unread(b"\n".to_vec());
        }
        Ok(is_end)
    }

    /// Skips to the next line that begins a record, after a body: its last line may be the beginning of it.
    fn find_record_after(&mut self, body: &[u8]) -> IoResult<()> {
        let mut lines = body.rsplit(|byte| *byte == b'\n');
        match lines.next().filter(|last| LONGEST_MARK >= last.len()) {
            Some(last) => self.tape.unread(last.to_vec()),
            None => drop(self.line()?),
        }
        self.find_record()
    }

    /// Skips to the next line that begins a record, from the beginning of a line.
    fn find_record(&mut self) -> IoResult<()> {
        let mut line_begins = true;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(());
            }
            if line_begins && begins_record(&line) {
                self.tape.unread(line);
                return Ok(());
            }
            line_begins = line.ends_with(b"\n");
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.record().unwrap_or_else(|error| {
            self.ended = true;
            Some(Err(Fault::Io(error)))
        });
        self.ended |= next.is_none();
        next
    }
}

/// Whether a line is the first one of a record: `WARC/1.0` and nothing else.
fn begins_record(line: &[u8]) -> bool {
    line.strip_prefix(b"WARC/")
        .and_then(|version| version.strip_suffix(b"\n"))
        .map(|version| version.strip_suffix(b"\r").unwrap_or(version))
        .is_some_and(|version| {
            (1..=8).contains(&version.len())
                && version.iter().all(|b| b.is_ascii_digit() || *b == b'.')
        })
}

/// Where the first record begins inside a body.
fn record_in(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if begins_record(line) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(length: usize, body: &str) -> String {
        format!("WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
    }

    fn read(bytes: impl Into<Vec<u8>>, limit: u64) -> Vec<String> {
        let bytes = std::io::Cursor::new(bytes.into());
        let shown = |record: Result<Record, Fault>| match record {
            Ok(r) if r.whole => String::from_utf8(r.body).unwrap(),
            Ok(r) => format!("{}…", String::from_utf8(r.body).unwrap()),
            Err(Fault::Header { at, why }) => format!("{at}: {why}"),
            Err(Fault::Length { length, .. }) => format!("not {length}"),
            Err(Fault::Cut { length, .. }) => format!("cut, not {}", length.unwrap_or_default()),
            Err(Fault::Io(error)) => error.to_string(),
        };
        Records::new(Box::new(bytes), limit).map(shown).collect()
    }

    #[test]
    fn records_follow_one_another() {
        let file = record(2, "ab") + &record(0, "") + &record(4, "c\r\nd");
        assert_eq!(read(file.clone(), 9), ["ab", "", "c\r\nd"]);
        assert_eq!(read(file.replace("\r\n", "\n"), 9).len(), 3);
        assert_eq!(read(file.trim_end(), 9), ["ab", "", "c\r\nd"]);
        assert_eq!(read("\u{feff}".to_owned() + &file, 9).len(), 3);
        assert_eq!(read("", 9), Vec::<String>::new());
    }

    #[test]
    fn a_wrong_length_costs_one_record() {
        let (good, long) = (record(2, "ab"), record(9, "c"));
        assert_eq!(read(record(1, "abc") + &good, 99), ["not 1", "ab"]);
        assert_eq!(
            read(record(50, "abc") + &good + &good, 99),
            ["not 50", "ab", "ab"]
        );
        assert_eq!(read(record(5000, "abc") + &good, 9999), ["not 5000", "ab"]);
        // Beyond the limit nothing is held, and the next record is found all the same.
        assert_eq!(read(record(5000, "abc") + &good, 10), ["not 5000", "ab"]);
        assert_eq!(read(record(99, "abc"), 999), ["cut, not 99"]);
        // However many: the hundredth is no slower than the first.
        let many = long.repeat(100) + &good;
        let read = read(many, 99);
        assert_eq!(read.len(), 101);
        assert_eq!(read.last().unwrap(), "ab");
    }

    #[test]
    fn any_number_of_blank_lines_between_records() {
        let (one, two) = (record(2, "ab"), record(2, "cd"));
        for blank in [0, 1, 6, 40_000] {
            let file = one.clone() + &"\r\n".repeat(blank) + &two;
            assert_eq!(read(file, 9), ["ab", "cd"], "{blank}");
        }
        let late = record(1, "a\r\n\r\nother words") + &two;
        assert_eq!(read(late, 9), ["not 1", "cd"]);
    }

    #[test]
    fn a_body_over_the_limit_is_passed_by() {
        let file = record(6, "abcdef") + &record(2, "gh");
        assert_eq!(read(file, 4), ["abcd…", "gh"]);
    }

    #[test]
    fn headers_that_cannot_be_read() {
        let good = record(2, "ab");
        let not_long = "0: a record that does not say its length in bytes";
        assert_eq!(read(good.replace("2", "two") + &good, 9), [not_long, "ab"]);
        let words = "0: other words where a record should begin";
        assert_eq!(
            read("no record\r\n\r\n".to_owned() + &good, 9),
            [words, "ab"]
        );
        let endless = format!("WARC/1.0\r\nX: {}\r\n{good}", "y".repeat(200_000));
        assert_eq!(read(endless, 9), ["0: a header without end", "ab"]);
    }

    #[test]
    fn a_hostile_file_of_false_lengths_takes_no_longer_than_its_size() {
        let start = std::time::Instant::now();
        let one = "WARC/1.0\r\nContent-Length: 90000000\r\n\r\n";
        let read = read(one.repeat(200_000), 100_000_000);
        assert_eq!(read.len(), 200_000);
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
