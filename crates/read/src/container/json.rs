//! JSON: an object a line, a list of objects, or one object that is an article or holds a list of them; JSON Feed.
//!
//! Lines and lists are read one object at a time. A broken one is refused with its line, and the rest goes on.

use super::Input;
use super::columns::{self, Columns, Field, at, folded};
use super::entry::{Entry, Names, filled};
use super::line::Lines;
use super::table::FIELDS;
use crate::document::{Document, Documents};
use crate::kind::Kind;
use crate::{Refusal, Settings, charset};
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Cursor, Read};

type Object = Map<String, Value>;

/// Opens JSON with an object a line.
pub(crate) fn lines(input: Input, source: &str, settings: &Settings) -> Documents {
    lines_of(charset::utf8(&input.head, input.rest), source, settings)
}

fn lines_of(bytes: Box<dyn Read + Send>, source: &str, settings: &Settings) -> Documents {
    let mut lines = Lines::new(bytes, settings.max_bytes);
    let mut reader = Reader::new(source, settings);
    let mut line = Vec::new();
    Box::new(std::iter::from_fn(move || {
        while !reader.ended {
            match lines.next(&mut line) {
                Err(error) => return reader.end(error),
                Ok(false) => return None,
                Ok(true) if line.is_empty() => return Some(Err(reader.over(lines.number))),
                Ok(true) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(true) => return Some(reader.read(lines.number, &line)),
            }
        }
        None
    }))
}

/// Opens a list of objects.
pub(crate) fn list(input: Input, source: &str, settings: &Settings) -> Documents {
    let mut elements = Elements {
        input: BufReader::with_capacity(64 * 1024, charset::utf8(&input.head, input.rest)),
        line: 1,
        limit: usize::try_from(settings.max_bytes).unwrap_or(usize::MAX),
        begun: false,
    };
    let mut reader = Reader::new(source, settings);
    Box::new(std::iter::from_fn(move || {
        if reader.ended {
            return None;
        }
        match elements.next() {
            Ok(None) => None,
            Ok(Some((line, Some(element)))) => Some(reader.read(line, &element)),
            Ok(Some((line, None))) => Some(Err(reader.over(line))),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                reader.ended = true;
                let found = "the end of the file; what stood before it was read".to_owned();
                Some(Err(reader.refusal(
                    elements.line,
                    "the end of the list",
                    found,
                )))
            }
            Err(error) => reader.end(error),
        }
    }))
}

/// Opens one object.
///
/// # Errors
/// It is broken, or holds no article's text.
pub(crate) fn object(
    input: Input,
    source: &str,
    settings: &Settings,
) -> Result<Documents, Refusal> {
    let mut bytes = BufReader::new(charset::utf8(&input.head, input.rest));
    // A first line may be longer than what tells the kinds of sources apart.
    let mut first = Vec::new();
    let more = bytes
        .by_ref()
        .take(settings.max_bytes)
        .read_until(b'\n', &mut first)
        .and_then(|_| Ok(bytes.fill_buf()?.iter().any(|b| !b.is_ascii_whitespace())))
        .map_err(|error| Refusal::io(source, error))?;
    let by_line = more && serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_ok();
    let all = Cursor::new(first).chain(bytes);
    if by_line {
        return Ok(lines_of(Box::new(all), source, settings));
    }
    let bytes = super::whole(all, source, settings)?;
    let object: Object = serde_json::from_slice(&bytes).map_err(|error| Refusal::Line {
        source_name: source.to_owned(),
        line: error.line() as u64,
        expected: "JSON",
        found: said(&error),
    })?;
    let is_feed = object
        .get("version")
        .and_then(Value::as_str)
        .is_some_and(|version| version.contains("jsonfeed.org"));
    if is_feed {
        return Ok(feed(&object, source));
    }
    if let Some(entry) = entry(&object, &settings.columns) {
        return Ok(Box::new(std::iter::once(Ok(
            entry.document(source.to_owned())
        ))));
    }
    // The longest list of objects: `{"status": "ok", "articles": […]}`.
    let lists = object.iter().filter_map(|(_, value)| value.as_array());
    let lists = lists.filter(|list| list.iter().any(Value::is_object));
    let Some(list) = lists.max_by_key(|list| list.len()) else {
        return Err(no_text(source, &object));
    };
    let mut reader = Reader::new(source, settings);
    let documents: Vec<_> = (1..)
        .zip(list)
        .map_while(|(number, value)| (!reader.ended).then(|| reader.take(number, value)))
        .collect();
    Ok(Box::new(documents.into_iter()))
}

/// The items of a JSON Feed (jsonfeed.org, versions 1 and 1.1).
fn feed(feed: &Object, source: &str) -> Documents {
    let mut names = Names::new(source);
    let string = |object: &Object, name: &str| filled(object.get(name).and_then(one));
    let authors = |object: &Object| {
        let value = object.get("authors").or_else(|| object.get("author"));
        value.map(many).unwrap_or_default()
    };
    let outlet = string(feed, "title");
    let own = authors(feed);
    let items = feed.get("items").and_then(Value::as_array);
    let documents: Vec<_> = (1..)
        .zip(items.into_iter().flatten())
        .map(|(number, item)| {
            let empty = Object::new();
            let item = item.as_object().unwrap_or(&empty);
            let html = string(item, "content_html");
            let kind = if html.is_some() {
                Kind::Html
            } else {
                Kind::Plain
            };
            let id = string(item, "id").or_else(|| string(item, "url"));
            let name = names.name(id.as_deref(), number);
            let text = html
                .or_else(|| string(item, "content_text"))
                .or_else(|| string(item, "summary"))
                .ok_or(Refusal::Empty {
                    source_name: name.clone(),
                })?;
            let authors = Some(authors(item)).filter(|a| !a.is_empty());
            let entry = Entry {
                id,
                text,
                kind: Some(kind),
                headline: string(item, "title"),
                authors: authors.unwrap_or_else(|| own.clone()),
                outlet: outlet.clone(),
                url: string(item, "url").or_else(|| string(item, "external_url")),
                published: string(item, "date_published"),
                modified: string(item, "date_modified"),
            };
            Ok(entry.document(name))
        })
        .collect();
    Box::new(documents.into_iter())
}

/// Makes documents of objects.
struct Reader {
    source: String,
    columns: Columns,
    names: Names,
    /// How many objects there were.
    count: u64,
    /// How many had no text while none had one.
    without: usize,
    any: bool,
    ended: bool,
}

/// After so many objects without any text nothing more is looked for.
const HOPELESS: usize = 100;

impl Reader {
    fn new(source: &str, settings: &Settings) -> Reader {
        Reader {
            source: source.to_owned(),
            columns: settings.columns.clone(),
            names: Names::new(source),
            count: 0,
            without: 0,
            any: false,
            ended: false,
        }
    }

    fn refusal(&self, line: u64, expected: &'static str, found: String) -> Refusal {
        Refusal::Line {
            source_name: self.source.clone(),
            line,
            expected,
            found,
        }
    }

    fn over(&self, line: u64) -> Refusal {
        let found = "more; raise the limit with --max-size".to_owned();
        self.refusal(line, "an object within the limit", found)
    }

    /// The stream itself is broken.
    fn end(&mut self, error: std::io::Error) -> Option<Result<Document, Refusal>> {
        self.ended = true;
        Some(Err(Refusal::io(&self.source, error)))
    }

    /// The document of an object in JSON.
    fn read(&mut self, line: u64, json: &[u8]) -> Result<Document, Refusal> {
        let value = match serde_json::from_slice::<Value>(json) {
            // Bytes of another charset in a stream of UTF-8.
            Err(_) if std::str::from_utf8(json).is_err() => {
                serde_json::from_str(&charset::decode(json).text)
            }
            read => read,
        };
        match value {
            Ok(value) => self.take(line, &value),
            Err(error) => {
                Err(self.refusal(line, "JSON", format!("{}; it was left out", said(&error))))
            }
        }
    }

    /// The document of an object, by its number or line.
    fn take(&mut self, number: u64, value: &Value) -> Result<Document, Refusal> {
        let found = |what: &str| format!("{what}; it was left out");
        let Some(object) = value.as_object() else {
            return Err(self.refusal(number, "a JSON object", found("another value")));
        };
        self.count += 1;
        match entry(object, &self.columns) {
            Some(entry) => {
                self.any = true;
                let name = self.names.name(entry.id.as_deref(), self.count);
                Ok(entry.document(name))
            }
            None if self.any || self.without > 0 => {
                self.without += 1;
                self.ended = !self.any && self.without >= HOPELESS;
                Err(self.refusal(number, "the text of an article", found("none")))
            }
            None => {
                self.without += 1;
                Err(no_text(&self.source, object))
            }
        }
    }
}

fn no_text(source: &str, object: &Object) -> Refusal {
    Refusal::NoTextColumn {
        source_name: source.to_owned(),
        columns: columns::shown(object.keys().map(String::as_str)),
    }
}

/// What is wrong, without the line, which is said elsewhere.
fn said(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words
        .split_once(" at line ")
        .map_or(words.as_str(), |(words, _)| words);
    words.to_owned()
}

/// The entry in an object that has a text.
fn entry(object: &Object, columns: &Columns) -> Option<Entry> {
    let mut entry = Entry::default();
    let by_name: Vec<(String, &Value)> = object.iter().map(|(name, v)| (folded(name), v)).collect();
    for field in FIELDS {
        let value = match columns.of(field) {
            Some(path) => at(object, path),
            None => columns::usual(field)
                .iter()
                .filter_map(|usual| by_name.iter().find(|(name, _)| name == usual))
                .find(|(_, value)| !value.is_null())
                .map(|(_, value)| *value),
        };
        let Some(value) = value else { continue };
        let words = || filled(one(value));
        match field {
            Field::Text => entry.text = words()?,
            Field::Headline => entry.headline = words(),
            Field::Published => entry.published = words(),
            Field::Modified => entry.modified = words(),
            Field::Outlet => entry.outlet = words(),
            Field::Url => entry.url = words(),
            Field::Author => entry.authors = many(value),
            Field::Id => entry.id = words(),
        }
    }
    (!entry.text.is_empty()).then_some(entry)
}

/// A value as words: a list's first, an object's name.
fn one(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Some(words.join("\n\n"))
        }
        Value::Array(list) => list.iter().find_map(one),
        Value::Object(object) => ["name", "title", "quote", "date", "text"]
            .iter()
            .find_map(|name| object.get(*name)?.as_str().map(str::to_owned)),
        Value::Bool(_) | Value::Null => None,
    }
}

/// All names in a value.
fn many(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    }
}

/// The elements of a list, cut at their brackets without being understood.
struct Elements {
    input: BufReader<Box<dyn Read + Send>>,
    line: u64,
    limit: usize,
    begun: bool,
}

impl Elements {
    fn byte(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next element with the line where it begins, `None` in its place where it is over the limit.
    fn next(&mut self) -> std::io::Result<Option<(u64, Option<Vec<u8>>)>> {
        while let Some(byte) = self.byte()? {
            match byte {
                b']' => return Ok(None),
                b'[' if !self.begun => self.begun = true,
                b',' | b' ' | b'\t' | b'\r' => {}
                b'\n' => self.line += 1,
                _ => return self.element().map(Some),
            }
            self.input.consume(1);
        }
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }

    fn element(&mut self) -> std::io::Result<(u64, Option<Vec<u8>>)> {
        let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
        let begin = self.line;
        let mut element = Vec::new();
        let mut over = false;
        while let Some(byte) = self.byte()? {
            match byte {
                b',' | b']' if !quoted && depth == 0 => break,
                b'\\' if quoted => escaped = !escaped,
                b'"' if !escaped => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                // A string ends at the line's end at the latest: so a mark that is missing spoils one element.
                b'\n' => {
                    self.line += 1;
                    quoted = false;
                }
                _ => {}
            }
            escaped &= byte == b'\\';
            over |= element.len() >= self.limit;
            match over {
                true => element.clear(),
                false => element.push(byte),
            }
            self.input.consume(1);
            if depth == 0 && matches!(byte, b'}') {
                break;
            }
        }
        match depth > 0 && self.byte()?.is_none() {
            true => Err(std::io::ErrorKind::UnexpectedEof.into()),
            false => Ok((begin, (!over).then_some(element))),
        }
    }
}
