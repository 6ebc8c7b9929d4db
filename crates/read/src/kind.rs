//! What bytes are, told by themselves and never by a file's name.

use crate::container::columns;
use std::collections::BTreeSet;

/// What kind of text a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A web page, whole or in part.
    Html,
    /// Plain text or Markdown.
    Plain,
    /// The words of a mail: plain text with quoted lines and a signature.
    Mail,
}

/// What holds documents, or is packed around what does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// Packed with gzip.
    Gzip,
    /// Packed with Zstandard.
    Zstd,
    /// A ZIP archive; a web archive in one (WACZ) is told by what it holds.
    Zip,
    /// A web archive, records one after the other.
    Warc,
    /// RSS or Atom.
    Feed,
    /// One JSON value a line.
    JsonLines,
    /// A JSON list of objects.
    JsonList,
    /// One JSON object.
    JsonObject,
    /// A table whose fields are parted by this sign.
    Table(u8),
    /// One mail, or a page that was saved as one.
    Mail,
    /// Mails, one after the other.
    Mbox,
}

/// What a source holds, by its beginning; `None` where it is a document itself, or is refused by name. `named` is a
/// column that the user named as that of the text: a table has it.
pub(crate) fn container(head: &[u8], named: Option<&str>) -> Option<Container> {
    if let Some(known) = by_first_bytes(head) {
        return Some(known);
    }
    if binary(head).is_some() {
        return None;
    }
    let words = crate::charset::decode(head).text;
    let start = words.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return (xml(start) == Some(FEED)).then_some(Container::Feed);
    }
    if start.starts_with(['{', '[']) {
        return json(start);
    }
    if is_mbox(start) {
        return Some(Container::Mbox);
    }
    if is_mail(start) {
        return Some(Container::Mail);
    }
    table(start, named).map(Container::Table)
}

/// What a text that begins with a bracket holds. A list must begin with an object, an object with a name: text may
/// well begin with a bracket too.
fn json(start: &str) -> Option<Container> {
    let is_value = |line: &str| {
        line.trim_start().starts_with('{')
            && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
    };
    let opens = |words: &str| {
        let inside = words.strip_prefix('{').map(str::trim_start);
        inside.is_some_and(|inside| inside.starts_with(['"', '}']))
    };
    if let Some(inside) = start.strip_prefix('[') {
        return opens(inside.trim_start()).then_some(Container::JsonList);
    }
    let mut lines = start.lines().filter(|line| !line.trim().is_empty()).take(3);
    let first = lines.next().unwrap_or_default();
    // The first line alone may be the broken one; the last may be cut off.
    let others: Vec<&str> = lines.collect();
    let by_line = match others.as_slice() {
        [] => false,
        others => is_value(first) || opens(first) && others.iter().any(|line| is_value(line)),
    };
    match by_line {
        true => Some(Container::JsonLines),
        false => opens(start).then_some(Container::JsonObject),
    }
}

/// Whether text has the tags of a page in it, wherever it begins.
pub(crate) fn has_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "<p>", "<p ", "</p>", "<br>", "<br/>", "<br />", "</div>", "</a>",
    ];
    of_text(text) == Kind::Html || text.contains('<') && TAGS.iter().any(|tag| text.contains(tag))
}

/// What a container begins with. Sources: RFC 1952, RFC 8878 (a frame, or one that is no data), APPNOTE.TXT of
/// ZIP (a file, or the end of an archive without any), ISO 28500.
const CONTAINERS: &[(&[u8], Container)] = &[
    (b"\x1f\x8b", Container::Gzip),
    (b"\x28\xb5\x2f\xfd", Container::Zstd),
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"WARC/", Container::Warc),
];

/// What is told by its first bytes alone.
fn by_first_bytes(head: &[u8]) -> Option<Container> {
    if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = head {
        return Some(Container::Zstd);
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = start.trim_ascii_start();
    let known = CONTAINERS.iter().find(|(magic, what)| match what {
        Container::Warc => start.starts_with(magic),
        _ => head.starts_with(magic),
    });
    known.map(|(_, what)| *what)
}

/// The first bytes of well-known formats that are not text. Source: the formats' own specifications.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (picture, sound or film)"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
];

/// What bytes are, where they are not text.
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    if let Some((_, what)) = known {
        return Some(what);
    }
    if crate::charset::utf16(bytes).is_some() {
        return None;
    }
    let head = bytes.get(..64 * 1024).unwrap_or(bytes);
    // Escape (terminal colours) and the C0 characters of text are lawful; the others hardly ever occur.
    let odd = head
        .iter()
        .filter(|b| matches!(b, 0x00..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F))
        .count();
    let nul = head.contains(&0);
    let binary = odd * 20 > head.len() || nul && odd * 1000 > head.len();
    binary.then_some("bytes that are not text")
}

/// What text holds that is no article: JSON, whole or a value a line; XML that is no page; a web archive; mail; a
/// table. Where it can be opened, [`container`] has said so already.
pub fn data(text: &str) -> Option<&'static str> {
    let is_json = |words: &str| serde_json::from_str::<serde::de::IgnoredAny>(words).is_ok();
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return xml(start);
    }
    if is_mail(start) {
        return Some("mail");
    }
    if table(start, None).is_some() {
        return Some("a table (CSV)");
    }
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let mut lines = start.lines().filter(|l| !l.trim().is_empty());
    let by_line = lines
        .next()
        .is_some_and(|line| line.starts_with('{') && is_json(line));
    (by_line || is_json(start)).then_some("JSON")
}

/// What a feed is called.
const FEED: &str = "a feed (XML)";

/// Feeds (RSS, Atom) and other XML; XHTML is a page.
fn xml(start: &str) -> Option<&'static str> {
    let head = crate::lists::head(start, 4096).to_ascii_lowercase();
    let page = head.find("<html").unwrap_or(head.len());
    let declared = head.starts_with("<?") || head.starts_with("<!");
    let feed = ["<rss", "<feed", "<rdf:rdf"].iter().any(|root| {
        head.starts_with(root) || declared && head.find(root).is_some_and(|at| at < page)
    });
    if page < head.len() && !feed {
        None
    } else if feed {
        Some(FEED)
    } else {
        head.starts_with("<?xml").then_some("XML")
    }
}

/// Fields of a mail's header (RFC 5322) that an article's own small header does not have.
const MAIL: &[&str] = &["received", "from", "subject", "mime-version", "message-id"];

/// Whether the lines before the first blank one are a mail's header.
fn is_mail(start: &str) -> bool {
    let mut known = BTreeSet::<&str>::new();
    for line in start.lines().take(200).take_while(|l| !l.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        let name = name.to_ascii_lowercase();
        known.extend(MAIL.iter().find(|field| **field == name));
    }
    known.len() >= 2
}

/// Whether mails lie here one after the other: a line `From ADDRESS DAY`, and a mail's header below it (RFC 4155).
fn is_mbox(start: &str) -> bool {
    start
        .split_once('\n')
        .is_some_and(|(line, rest)| is_envelope(line.as_bytes()) && is_mail(rest))
}

/// Whether a line parts two mails: `From ADDRESS Sat May  3 10:00:00 2031`.
pub(crate) fn is_envelope(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let clock =
        |part: &[u8]| matches!(part, [a, b':', b] if a.is_ascii_digit() && b.is_ascii_digit());
    rest.len() < 400 && rest.windows(3).any(clock)
}

/// The sign between the fields, where the first line names columns and one of the next records has as many fields.
/// One column is `named`, or has a usual name; or three records have as many fields, and at least four.
fn table(start: &str, named: Option<&str>) -> Option<u8> {
    let (header, rest) = start.split_once('\n').unwrap_or((start, ""));
    [b',', b';', b'\t'].into_iter().find(|sign| {
        let mut names: Vec<&str> = header
            .split(char::from(*sign))
            .map(|name| name.trim().trim_matches('"'))
            .collect();
        if rest.is_empty() && names.len() > MANY {
            // The first line goes on beyond what we see.
            names.pop();
        }
        let short = |name: &&str| name.len() <= 60 && !name.ends_with('.');
        let known = |name: &&str| columns::is_usual(name) || named == Some(*name);
        let known = names.iter().filter(|name| known(name)).count();
        let alone = names.iter().collect::<BTreeSet<_>>().len();
        if names.len() < 2 || !names.iter().all(short) || alone * 10 < names.len() * 9 {
            return false;
        }
        if rest.is_empty() {
            return names.len() > MANY && known > 0 || names.len() > 10 * MANY;
        }
        let fitting = fitting(rest, *sign, names.len());
        let telling = names.len() >= 3 || known == names.len() || named.is_some();
        telling && known > 0 && fitting >= 1 || names.len() >= 4 && fitting >= 3
    })
}

/// A line of so many names, one of them usual, is a table's, whatever follows; and one of ten times as many.
const MANY: usize = 100;

/// How many of the first records have so many fields (RFC 4180); none, where more of them have not.
fn fitting(records: &str, sign: u8, fields: usize) -> usize {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sign)
        .has_headers(false)
        .flexible(true)
        .from_reader(crate::lists::head(records, 64 * 1024).as_bytes());
    let (mut fit, mut not) = (0, 0);
    for record in reader.byte_records().take(6).flatten() {
        match record.len() == fields {
            true => fit += 1,
            false => not += 1,
        }
    }
    if fit >= not { fit } else { 0 }
}

/// What kind of text this is.
pub fn of_text(text: &str) -> Kind {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let head = crate::lists::head(start, 4096).to_ascii_lowercase();
    let after = head.strip_prefix('<').unwrap_or_default();
    let opens = after.starts_with("!doctype html")
        || after.starts_with("!--")
        || after.starts_with("?xml") && head.contains("<html")
        || HTML_TAGS.iter().any(|tag| {
            after
                .strip_prefix(tag)
                .is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '\r', '\t', '/']))
        });
    if opens || head.contains("<!doctype html") || head.contains("<html") && head.contains("<head")
    {
        Kind::Html
    } else {
        Kind::Plain
    }
}

/// Tags with which a page, or a piece of one, begins.
const HTML_TAGS: &[&str] = &[
    "html",
    "head",
    "body",
    "div",
    "p",
    "article",
    "main",
    "section",
    "header",
    "h1",
    "h2",
    "title",
    "meta",
    "span",
    "table",
    "center",
    "font",
    "script",
    "style",
    "link",
    "blockquote",
    "figure",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_text() {
        for page in [
            "<!DOCTYPE html><p>a",
            "\n <html lang=en>",
            "<?xml version=\"1.0\"?>\n<html xmlns=\"\">",
            "<div class=x>words</div>",
            "<!-- saved from url=(0014)about:internet -->\n<html>",
        ] {
            assert_eq!(of_text(page), Kind::Html, "{page}");
        }
        for text in ["a < b", "<pause> he said", "# Title\n\n<b>x</b>", ""] {
            assert_eq!(of_text(text), Kind::Plain, "{text}");
        }
    }

    #[test]
    fn data_are_told_from_text() {
        for json in ["{\"a\": 1}", " [1,\n 2]\n", "{\"a\": 1}\n{\"b\": 2}\n"] {
            assert_eq!(data(json), Some("JSON"), "{json}");
        }
        for text in [
            "[Sic] he said.",
            "{unclosed",
            "words",
            "[1] A footnote, Orla said.",
        ] {
            assert_eq!(data(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_read_yet_is_named() {
        for (words, what) in [
            (
                "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel/></rss>",
                "a feed (XML)",
            ),
            (
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>",
                "a feed (XML)",
            ),
            ("<?xml version=\"1.0\"?><report/>", "XML"),
            (
                "From: Ana Roa <ana@torvane.example>\nSubject: Bridge\n\nIt is closed.",
                "mail",
            ),
            (
                "id,title,text\n1,Bridge,\"Closed, she\nsaid.\"\n",
                "a table (CSV)",
            ),
        ] {
            assert_eq!(data(words), Some(what), "{words}");
        }
        for words in [
            "<?xml version=\"1.0\"?>\n<html xmlns=\"\">",
            "<p>The bridge is closed.</p>",
            "title: Bridge closed\ndate: 2031-05-03\n\nIt is closed.",
            "From: the town hall\n\nThe bridge is closed.",
            "Text, title, url\n\nThe bridge is closed.",
        ] {
            assert_eq!(data(words), None, "{words}");
        }
    }

    #[test]
    fn containers_are_told_by_their_first_bytes() {
        for (head, what) in [
            (&b"\x1f\x8b\x08"[..], Some(Container::Gzip)),
            (b"\x28\xb5\x2f\xfd", Some(Container::Zstd)),
            (b"\x5d\x2a\x4d\x18", Some(Container::Zstd)),
            (b"PK\x03\x04", Some(Container::Zip)),
            (b"\r\nWARC/1.1\r\n", Some(Container::Warc)),
            (b"The WARC/1.1 form", None),
            (b"PK said no", None),
            (b"", None),
        ] {
            assert_eq!(container(head, None), what, "{head:?}");
        }
    }

    #[test]
    fn what_is_not_text_is_named() {
        assert_eq!(binary(b"%PDF-1.7\n"), Some("a PDF file"));
        assert_eq!(binary(b"ab\0\x01\x02cd"), Some("bytes that are not text"));
        assert_eq!(binary(b"\x1b[31mred\x1b[0m words"), None);
        assert_eq!(binary("words".as_bytes()), None);
    }
}
