//! Feeds: RSS of every version (0.9x, 1.0, 2.0) and Atom. Each item is an article.
//!
//! The text is the item's content, else its summary; the outlet is the source an item names, else the feed's title.
//! Feeds are often not lawful XML: marks that are not escaped, entities of HTML and end tags of another name are taken
//! as meant. An element without its end ends where its item does, an item where the next one begins. Where nothing can be
//! meant, what stood before is kept.

use super::Input;
use super::entry::{Entry, Names, filled};
use crate::document::{Document, Documents};
use crate::kind::{self, Kind};
use crate::{Refusal, Settings, charset, html};
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// Opens a feed.
///
/// # Errors
/// It is larger than one document may be, or cannot be read.
pub(crate) fn open(input: Input, source: &str, settings: &Settings) -> Result<Documents, Refusal> {
    let text = charset::decode(&super::whole(input.rest, source, settings)?).text;
    let mut feed = Feed::default();
    let broken = feed.read(&text, settings).err();
    let mut names = Names::new(source);
    let refuse = |line, expected, found| Refusal::Line {
        source_name: source.to_owned(),
        line,
        expected,
        found,
    };
    let mut documents: Vec<Result<Document, Refusal>> = Vec::new();
    let count = feed.items.len();
    for (number, item) in (1..).zip(feed.items) {
        let Item { mut entry, line } = item;
        if entry.text.trim().is_empty() {
            let found = "none; it was left out".to_owned();
            documents.push(Err(refuse(line, "the text of an item", found)));
            continue;
        }
        entry.outlet = entry.outlet.or_else(|| feed.title.clone());
        if entry.authors.is_empty() {
            entry.authors.clone_from(&feed.authors);
        }
        let id = entry.id.clone().or_else(|| entry.url.clone());
        let name = names.name(id.as_deref(), number);
        documents.push(Ok(entry.document(name)));
    }
    if let Some(Broken { at, why }) = broken {
        let line = line_at(&text, at);
        let found = match count {
            0 => why,
            1 => format!("{why}; the item before it was read"),
            n => format!("{why}; the {n} items before it were read"),
        };
        documents.push(Err(refuse(line, "a whole feed", found)));
    } else if documents.is_empty() {
        documents.push(Err(refuse(1, "a feed with items", "none".to_owned())));
    }
    Ok(Box::new(documents.into_iter()))
}

/// The line of a byte, from one.
fn line_at(text: &str, at: usize) -> u64 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|b| **b == b'\n').count() as u64
}

#[derive(Default)]
struct Feed {
    title: Option<String>,
    authors: Vec<String>,
    items: Vec<Item>,
}

#[derive(Default)]
struct Item {
    entry: Entry,
    line: u64,
}

/// Where a feed cannot be read any further.
struct Broken {
    at: usize,
    why: String,
}

impl Feed {
    /// Reads all that can be read.
    fn read(&mut self, text: &str, settings: &Settings) -> Result<(), Broken> {
        let mut reader = lenient(text);
        // Where the reader began.
        let mut from = 0;
        let mut item: Option<Item> = None;
        let (mut line, mut counted) = (1, 0);
        // The first element without end, and how many more there were.
        let (mut open, mut unclosed) = (None, 0);
        loop {
            let before = from + position(&reader);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).map(|at| from + at);
                    let at = at.unwrap_or(before);
                    let why = error.to_string();
                    return Err(open.unwrap_or(Broken { at, why }));
                }
            };
            match event {
                Event::Eof if item.is_some() => {
                    return Err(open.unwrap_or(Broken {
                        at: text.len(),
                        why: "its end inside an item".to_owned(),
                    }));
                }
                Event::Eof => return Ok(()),
                Event::Start(tag) => match known(tag.name().as_ref()).as_str() {
                    "item" | "entry" => {
                        line += newlines(text, counted..before);
                        counted = before;
                        let entry = Entry {
                            // RSS 1.0 names its items so.
                            id: attribute(&tag, "rdf:about"),
                            ..Entry::default()
                        };
                        // One before it may lack its end.
                        self.items.extend(item.replace(Item { entry, line }));
                    }
                    "rss" | "feed" | "rdf" | "channel" => {}
                    name => {
                        let begin = from + position(&reader);
                        let Some(end) = end_of(&mut reader, tag.name().as_ref(), name) else {
                            let why = format!("<{name}> without its end");
                            let broken = open.get_or_insert(Broken { at: before, why });
                            unclosed += 1;
                            if unclosed > UNCLOSED {
                                let (at, why) = (broken.at, std::mem::take(&mut broken.why));
                                return Err(Broken { at, why });
                            }
                            (reader, from) = (lenient(rest(text, begin)), begin);
                            continue;
                        };
                        let (end, is_closed) = (from + end.0, end.1);
                        let raw = text.get(begin..end).unwrap_or_default();
                        match &mut item {
                            Some(item) => item.entry.take(name, &tag, raw, settings),
                            None => self.take(name, raw, settings),
                        }
                        if !is_closed {
                            (reader, from) = (lenient(rest(text, end)), end);
                        }
                    }
                },
                Event::Empty(tag) => {
                    if let Some(item) = &mut item {
                        let name = known(tag.name().as_ref());
                        item.entry.take(&name, &tag, "", settings);
                    }
                }
                Event::End(tag) => {
                    let name = known(tag.name().as_ref());
                    if is_item(&name) || ["channel", "rss", "feed"].contains(&name.as_str()) {
                        self.items.extend(item.take());
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes an element that stands beside the items.
    fn take(&mut self, name: &str, raw: &str, settings: &Settings) {
        match name {
            "title" if self.title.is_none() => self.title = filled(Some(line(raw, settings))),
            "author" | "creator" => self.authors.extend(author(raw, settings)),
            _ => {}
        }
    }
}

/// After so many elements without any end a feed is left alone: for each all of it is looked through.
const UNCLOSED: usize = 16;

fn is_item(name: &str) -> bool {
    ["item", "entry"].contains(&name)
}

/// Elements of an item inside which no other one stands.
const PLAIN: [&str; 15] = [
    "title",
    "link",
    "guid",
    "id",
    "author",
    "creator",
    "pubdate",
    "published",
    "date",
    "issued",
    "updated",
    "modified",
    "category",
    "comments",
    "enclosure",
];

/// Those that may hold pages or elements of the same names.
const FULL: [&str; 5] = ["description", "summary", "content", "encoded", "source"];

/// Where the element ends whose tag was read last, and whether with its own end; one without ends where the item does,
/// or where another element of the item begins. None where nothing ends it.
fn end_of(reader: &mut Reader<&[u8]>, name: &str, known_as: &str) -> Option<(usize, bool)> {
    let is_plain = PLAIN.contains(&known_as);
    let mut depth = 1;
    loop {
        let at = position(reader);
        match reader.read_event().ok()? {
            Event::Eof => return None,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let (tag, is_start) = match &event {
                    Event::Start(tag) => (tag, true),
                    Event::Empty(tag) => (tag, false),
                    _ => continue,
                };
                let next = known(tag.name().as_ref());
                let next = next.as_str();
                if is_item(next) || is_plain && (PLAIN.contains(&next) || FULL.contains(&next)) {
                    return Some((at, false));
                }
                depth += usize::from(is_start && tag.name().as_ref() == name);
            }
            Event::End(tag) if is_item(&known(tag.name().as_ref())) => return Some((at, false)),
            Event::End(tag) if tag.name().as_ref() == name => {
                depth -= 1;
                if depth == 0 {
                    return Some((at, true));
                }
            }
            _ => {}
        }
    }
}

fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

impl Entry {
    /// Takes an element of an item.
    fn take(&mut self, name: &str, tag: &BytesStart<'_>, raw: &str, settings: &Settings) {
        let words = || filled(Some(inner(raw)));
        match name {
            "title" => {
                self.headline = self
                    .headline
                    .take()
                    .or_else(|| filled(Some(line(raw, settings))))
            }
            "encoded" => self.content(words()),
            "content" if self.kind.is_none() || self.text.is_empty() => self.content(words()),
            "description" | "summary" if self.text.is_empty() => self.summary(words()),
            "link" => {
                let rel = attribute(tag, "rel");
                let own = rel.is_none_or(|rel| rel == "alternate");
                let url = attribute(tag, "href").or_else(words).filter(|_| own);
                self.url = self.url.take().or(url);
            }
            "guid" => {
                let is_address = attribute(tag, "isPermaLink").is_none_or(|is| is == "true");
                let id = words();
                let address = id.clone().filter(|id| is_address && id.starts_with("http"));
                self.url = self.url.take().or(address);
                self.id = id;
            }
            "id" => self.id = words(),
            "author" | "creator" => self.authors.extend(author(raw, settings)),
            "pubdate" | "published" | "date" | "issued" => {
                self.published = self.published.take().or_else(words)
            }
            "updated" | "modified" => self.modified = self.modified.take().or_else(words),
            "source" => {
                let title = child(raw, "title").unwrap_or(raw);
                self.outlet = filled(Some(line(title, settings)));
            }
            _ => {}
        }
    }

    /// The item's text itself.
    fn content(&mut self, words: Option<String>) {
        if let Some(words) = words {
            self.kind = Some(kind_of(&words));
            self.text = words;
        }
    }

    /// What stands in for the text as long as there is none.
    fn summary(&mut self, words: Option<String>) {
        self.content(words);
        // Content that comes later takes its place.
        if self.kind == Some(Kind::Plain) {
            self.kind = None;
        }
    }
}

/// Feeds do not say reliably whether a text is a page's.
fn kind_of(words: &str) -> Kind {
    match kind::has_markup(words) || has_marks(words) {
        true => Kind::Html,
        false => Kind::Plain,
    }
}

/// Whether words hold a tag or an entity.
fn has_marks(words: &str) -> bool {
    let tag = |at: usize| {
        let next = words.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')
    };
    let entity = |at: usize| {
        let mut next = words.bytes().skip(at).take(12);
        next.position(|b| b == b';').is_some_and(|end| end >= 2)
    };
    words.match_indices('<').any(|(at, _)| tag(at))
        || words.match_indices('&').any(|(at, _)| entity(at))
}

/// One line of words: markup in it is read.
fn line(raw: &str, settings: &Settings) -> String {
    let words = inner(raw);
    match has_marks(&words) {
        true => html::words(&words, settings),
        false => words.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The name in `<author>`: Atom's `<name>`, RSS's `ana@torvane.example (Ana Roa)`, or the words.
fn author(raw: &str, settings: &Settings) -> Option<String> {
    let words = line(child(raw, "name").unwrap_or(raw), settings);
    let name = match words.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').to_owned(),
        _ => words,
    };
    filled(Some(name)).filter(|name| !name.contains('@'))
}

/// What stands inside an element of this name in a piece of a feed.
fn child<'t>(raw: &'t str, name: &str) -> Option<&'t str> {
    let mut reader = lenient(raw);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(tag) if known(tag.name().as_ref()) == name => {
                let inside = reader.read_to_end(tag.name()).ok()?;
                return raw.get(range(inside));
            }
            _ => {}
        }
    }
}

/// The words inside an element: with its tags where elements stand in it, else without escapes.
fn inner(raw: &str) -> String {
    let mut reader = lenient(raw);
    let mut pieces: Vec<(&str, String)> = Vec::new();
    let mut tags = false;
    loop {
        let from = position(&reader);
        let Ok(event) = reader.read_event() else {
            break;
        };
        let as_is = raw.get(from..position(&reader)).unwrap_or_default();
        let words = match event {
            Event::Eof => break,
            Event::Text(words) => words.into_inner().into_owned(),
            Event::CData(words) => words.into_inner().into_owned(),
            Event::GeneralRef(name) => entity(name.as_ref()).unwrap_or_else(|| as_is.to_owned()),
            Event::Start(_) | Event::Empty(_) | Event::End(_) => {
                tags = true;
                String::new()
            }
            _ => String::new(),
        };
        let is_cdata = as_is.starts_with("<![CDATA[");
        pieces.push((if is_cdata { "" } else { as_is }, words));
    }
    let piece = |(as_is, words): (&str, String)| match as_is {
        "" => words,
        as_is if tags => as_is.to_owned(),
        _ => words,
    };
    pieces.into_iter().map(piece).collect()
}

/// The characters of an entity, `amp` or `#8217`.
fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).map(String::from)
}

/// An element's name in lower case without a prefix that feeds use for it; empty for elements of other vocabularies.
fn known(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.split_once(':') {
        None => name,
        Some(("atom" | "atom10" | "a10" | "rss" | "rdf" | "dc" | "dcterms", name)) => {
            name.to_owned()
        }
        Some(("content", "encoded")) => "encoded".to_owned(),
        Some(_) => String::new(),
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    filled(Some(inner(attribute.value.as_ref())))
}

fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn range(span: Range<u64>) -> Range<usize> {
    let at = |at| usize::try_from(at).unwrap_or(usize::MAX);
    at(span.start)..at(span.end)
}

fn newlines(text: &str, range: Range<usize>) -> u64 {
    let bytes = text.as_bytes().get(range).unwrap_or_default();
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}
