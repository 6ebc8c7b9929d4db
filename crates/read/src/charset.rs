//! Bytes to characters.
//!
//! In order: a byte order mark; UTF-16 told by its zero bytes; UTF-8 where it fits; the charset that is told, or
//! that a page declares, where the bytes fit it; UTF-8 with replacement where only a few bytes do not fit; else
//! the charset that the bytes look like.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use rapporteur_record::Warning;
use rapporteur_record::trace::{Run, Trace};
use std::io::Read;

/// Decoded bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, without a leading byte order mark; nothing else is changed.
    pub text: String,
    /// The charset by its WHATWG name.
    pub charset: &'static str,
    /// Said where characters were lost.
    pub warning: Option<Warning>,
}

/// Decodes bytes of any charset. Never fails: what fits nothing becomes U+FFFD, with a warning.
pub fn decode(bytes: &[u8]) -> Decoded {
    decode_as(bytes, None)
}

/// [`decode`] where somebody else has told the charset (an HTTP header): it comes before what a page declares.
pub fn decode_as(bytes: &[u8], told: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16(bytes) {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            charset: UTF_8.name(),
            warning: None,
        };
    }
    let fits = |encoding: &&'static Encoding| !encoding.decode_without_bom_handling(bytes).1;
    let told = told.and_then(|label| Encoding::for_label(label.as_bytes()));
    for encoding in [told, declared(bytes)].into_iter().flatten() {
        if encoding != UTF_8 && fits(&encoding) {
            return with(encoding, bytes);
        }
    }
    if is_mostly_utf8(bytes) {
        return with(UTF_8, bytes);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    with(detector.guess(None, chardetng::Utf8Detection::Allow), bytes)
}

/// A stream as UTF-8 without a mark, where its beginning tells that it is in another charset. What is UTF-8 so far
/// goes through as it is; [`decode`] reads what turns out otherwise piece by piece.
pub(crate) fn utf8(head: &[u8], bytes: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
    // The beginning may end inside a character.
    let cut = |error: std::str::Utf8Error| error.error_len().is_none();
    let is_utf8 = || std::str::from_utf8(head).map_or_else(cut, |_| true);
    let encoding = match (Encoding::for_bom(head), utf16(head)) {
        (Some((encoding, _)), _) | (None, Some(encoding)) => encoding,
        (None, None) if is_utf8() => return bytes,
        (None, None) => Encoding::for_label(decode(head).charset.as_bytes()).unwrap_or(UTF_8),
    };
    Box::new(Recoded {
        bytes,
        decoder: encoding.new_decoder_with_bom_removal(),
        read: vec![0; 16 * 1024],
        words: Vec::new(),
        at: 0,
        ended: false,
    })
}

/// A stream that is decoded as it is read.
struct Recoded {
    bytes: Box<dyn Read + Send>,
    decoder: encoding_rs::Decoder,
    read: Vec<u8>,
    words: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Recoded {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at >= self.words.len() && !self.ended {
            let count = self.bytes.read(&mut self.read)?;
            self.ended = count == 0;
            let mut words = String::with_capacity(
                self.decoder
                    .max_utf8_buffer_length(count)
                    .unwrap_or(4 * count)
                    + 16,
            );
            let read = self.read.get(..count).unwrap_or_default();
            let _ = self.decoder.decode_to_string(read, &mut words, self.ended);
            self.words = words.into_bytes();
            self.at = 0;
        }
        let rest = self.words.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        for (to, from) in out.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += count;
        Ok(count)
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, lost) = encoding.decode_without_bom_handling(bytes);
    let warning = lost.then(|| {
        let count = text.matches('\u{fffd}').count();
        let name = encoding.name();
        Warning {
            code: "encoding".to_owned(),
            message: format!(
                "{count} places are not lawful {name} and were read as the sign \u{fffd}; \
                 the words around them are as saved"
            ),
            span: None,
        }
    });
    Decoded {
        text: text.into_owned(),
        charset: encoding.name(),
        warning,
    }
}

/// From the decoded text to the bytes: `charset` is the name that [`decode`] told.
///
/// ```
/// use rapporteur_read::charset;
/// let bytes = b"caf\xe9 bar";
/// let trace = charset::trace(bytes, "windows-1252");
/// assert_eq!(trace.runs()[1].text, 3..5);
/// assert_eq!(trace.runs()[1].source, 3..4);
/// ```
pub fn trace(bytes: &[u8], charset: &str) -> Trace {
    let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
    let mark = Encoding::for_bom(bytes).map_or(0, |(_, mark)| mark);
    let mut trace = Trace::default();
    let (mut at, mut from) = (0, mark);
    let mut run = |length: usize, end: usize| {
        if length > 0 {
            trace.push(Run {
                text: at..at + length,
                source: from..end,
            });
            (at, from) = (at + length, end);
        }
    };
    let rest = bytes.get(mark..).unwrap_or_default();
    if encoding == UTF_8 {
        let mut end = mark;
        for chunk in rest.utf8_chunks() {
            end += chunk.valid().len();
            run(chunk.valid().len(), end);
            if !chunk.invalid().is_empty() {
                end += chunk.invalid().len();
                run('\u{fffd}'.len_utf8(), end);
            }
        }
        return trace;
    }
    // A byte at a time: what comes out belongs to the bytes since something came out last.
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0; 32];
    for (n, byte) in rest.iter().enumerate() {
        let last = n + 1 == rest.len();
        let (_, _, written, _) = decoder.decode_to_utf8(std::slice::from_ref(byte), &mut out, last);
        run(written, mark + n + 1);
    }
    trace
}

/// UTF-16 without a mark: in text of mostly Latin letters every other byte is zero.
pub(crate) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = bytes.get(..4096).unwrap_or(bytes);
    let pairs = head.chunks_exact(2);
    let total = pairs.len();
    let (mut first, mut second) = (0, 0);
    for pair in pairs {
        match pair {
            [0, b] if *b != 0 => first += 1,
            [b, 0] if *b != 0 => second += 1,
            _ => {}
        }
    }
    if total < 2 {
        None
    } else if second * 10 >= total * 6 && first * 20 < total {
        Some(UTF_16LE)
    } else if first * 10 >= total * 6 && second * 20 < total {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset that a page's head names (`<meta charset=…>`, `content="…; charset=…"`, `<?xml encoding=…?>`).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_ascii_lowercase();
    if !head.contains('<') {
        return None;
    }
    let (_, after) = head
        .split_once("charset=")
        .or_else(|| head.split_once("encoding="))?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let label = label
        .split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
        .next()?;
    Encoding::for_label(label.as_bytes())
}

/// Whether there are at least ten lawful characters of several bytes to each place that is not lawful.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut lawful, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        lawful += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    lawful >= broken * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, bool) {
        let decoded = decode(bytes);
        (decoded.text, decoded.charset, decoded.warning.is_some())
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(read("“Não”".as_bytes()), ("“Não”".into(), "UTF-8", false));
        assert_eq!(
            read("\u{feff}a\r\nb".as_bytes()),
            ("a\r\nb".into(), "UTF-8", false)
        );
    }

    #[test]
    fn utf16_of_both_orders_with_and_without_a_mark() {
        let words = "The ferry — “late” again.";
        for mark in [true, false] {
            let units: Vec<u16> = mark
                .then_some(0xFEFF)
                .into_iter()
                .chain(words.encode_utf16())
                .collect();
            let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
            assert_eq!(read(&little), (words.into(), "UTF-16LE", false));
            assert_eq!(read(&big), (words.into(), "UTF-16BE", false));
        }
    }

    #[test]
    fn a_stream_is_decoded_as_it_comes() {
        let words = "naïve “café” — ".repeat(5000);
        let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let old: Vec<u8> = encoding_rs::WINDOWS_1252.encode(&words).0.into_owned();
        let marked = [b"\xef\xbb\xbf", words.as_bytes()].concat();
        for bytes in [wide, old, marked, words.clone().into_bytes()] {
            let head = bytes.get(..999).unwrap().to_vec();
            let mut read = String::new();
            let stream = utf8(&head, Box::new(std::io::Cursor::new(bytes)));
            stream.take(u64::MAX).read_to_string(&mut read).unwrap();
            assert!(
                read == words,
                "{}",
                read.chars().take(40).collect::<String>()
            );
        }
    }

    #[test]
    fn a_declared_charset_is_taken_where_it_fits() {
        let page = b"<meta charset=\"windows-1251\"><p>\xcf\xf0\xe8\xe2\xe5\xf2";
        assert_eq!(read(page).1, "windows-1251");
        assert!(read(page).0.ends_with("Привет"));
        // Declares Latin letters, is UTF-8.
        let page = "<meta charset=iso-8859-1><p>Não".as_bytes();
        assert_eq!(read(page).1, "UTF-8");
    }

    #[test]
    fn legacy_text_without_a_word_about_it() {
        let (text, _, warned) = read(b"The caf\xe9 on the quay stayed open, said the fianc\xe9e of the ma\xeetre d'h\xf4tel.");
        assert!(text.contains("café") && text.contains("maître"), "{text}");
        assert!(!warned);
    }

    #[test]
    fn a_few_broken_bytes_are_replaced_and_counted() {
        let mut bytes = "“öäüöäüöäü” and more — so “it” goes, "
            .repeat(3)
            .into_bytes();
        bytes.extend(b"bro\xffken");
        let decoded = decode(&bytes);
        assert!(decoded.text.ends_with("bro\u{fffd}ken"));
        let warning = decoded.warning.unwrap();
        assert_eq!(warning.code, "encoding");
        assert!(
            warning.message.starts_with("1 places"),
            "{}",
            warning.message
        );
    }
}
