//! What bytes are, told by themselves and never by a file's name.

/// What kind of text a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A web page, whole or in part.
    Html,
    /// Plain text or Markdown.
    Plain,
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

/// What text holds that is data for programs and no article: JSON, whole or a value a line.
pub fn data(text: &str) -> Option<&'static str> {
    let is_json = |words: &str| serde_json::from_str::<serde::de::IgnoredAny>(words).is_ok();
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let mut lines = start.lines().filter(|l| !l.trim().is_empty());
    let by_line = lines
        .next()
        .is_some_and(|line| line.starts_with('{') && is_json(line));
    (by_line || is_json(start)).then_some("JSON")
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
    fn what_is_not_text_is_named() {
        assert_eq!(binary(b"%PDF-1.7\n"), Some("a PDF file"));
        assert_eq!(binary(b"ab\0\x01\x02cd"), Some("bytes that are not text"));
        assert_eq!(binary(b"\x1b[31mred\x1b[0m words"), None);
        assert_eq!(binary("words".as_bytes()), None);
    }
}
