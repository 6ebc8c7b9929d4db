//! What bytes are, told by themselves and never by a file's name.

use std::collections::BTreeSet;

/// What kind of text a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A web page, whole or in part.
    Html,
    /// Plain text or Markdown.
    Plain,
}

/// What holds documents, and is told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Packed with gzip.
    Gzip,
    /// Packed with Zstandard.
    Zstd,
    /// A ZIP archive; a web archive in one (WACZ) is told by what it holds.
    Zip,
    /// A web archive, records one after the other.
    Warc,
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

/// What holds documents, told by its first bytes.
pub fn container(head: &[u8]) -> Option<Container> {
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

/// What text holds that is no article: JSON, whole or a value a line; XML that is no page; mail; a table. None of them is read yet.
pub fn data(text: &str) -> Option<&'static str> {
    let is_json = |words: &str| serde_json::from_str::<serde::de::IgnoredAny>(words).is_ok();
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return xml(start);
    }
    if is_mail(start) {
        return Some("mail");
    }
    if is_table(start) {
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

/// Feeds (RSS, Atom) and other XML; XHTML is a page.
fn xml(start: &str) -> Option<&'static str> {
    let head = crate::lists::head(start, 4096).to_ascii_lowercase();
    let feed = ["<rss", "<feed", "<rdf:rdf"]
        .iter()
        .any(|root| head.starts_with(root) || head.starts_with("<?xml") && head.contains(root));
    if head.contains("<html") {
        None
    } else if feed {
        Some("a feed (XML)")
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

/// Whether the first line names columns, one of them an article's, and the next record has as many.
fn is_table(start: &str) -> bool {
    let Some((header, records)) = start.split_once('\n') else {
        return false;
    };
    [',', ';', '\t'].iter().any(|sign| {
        let names: Vec<&str> = header
            .split(*sign)
            .map(|name| name.trim().trim_matches('"'))
            .collect();
        let short = |name: &&str| !name.is_empty() && name.len() <= 30;
        let known = |name: &&str| {
            ["text", "body", "title", "url"].contains(&name.to_ascii_lowercase().as_str())
        };
        names.len() >= 3
            && names.iter().all(short)
            && names.iter().any(known)
            && fields(records, *sign) == names.len()
    })
}

/// How many fields the first record has; signs and line ends between quotation marks part none (RFC 4180).
fn fields(records: &str, sign: char) -> usize {
    let (mut quoted, mut count) = (false, 1);
    for c in records.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            c if c == sign && !quoted => count += 1,
            _ => {}
        }
    }
    count
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
            assert_eq!(container(head), what, "{head:?}");
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
