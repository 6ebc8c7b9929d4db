//! The HTTP response in a record (RFC 9110, RFC 9112): status, fields, and the payload as the reader saw it.
//!
//! Archiving programs store what they like: some undo the transfer coding or the content coding and leave the
//! field that names it. So a coding is undone only where the bytes have it.

use super::record::Header;
use crate::container::packed::{Frames, breaks_off};
use crate::container::tape::Tape;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{Cursor, Read};

/// More codings than this, one over the other, are nobody's.
const CODINGS: usize = 3;

/// A response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response {
    pub status: u16,
    pub header: Header,
    pub payload: Vec<u8>,
}

/// Parts a record's body; none where it is no response.
pub(super) fn response(mut body: Vec<u8>) -> Option<Response> {
    let end = end_of_header(&body)?;
    let payload = body.split_off(end);
    let head = String::from_utf8_lossy(&body);
    let mut lines = head.lines();
    let mut words = lines.next()?.split_ascii_whitespace();
    if !words.next()?.starts_with("HTTP/") {
        return None;
    }
    let status = words.next()?.parse().ok()?;
    let mut header = Header::default();
    lines.for_each(|line| header.add(line));
    Some(Response {
        status,
        header,
        payload,
    })
}

/// Where the payload begins: after the first blank line.
fn end_of_header(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            return Some(at);
        }
    }
    // A response without payload, cut after its fields.
    body.starts_with(b"HTTP/").then_some(body.len())
}

/// A payload without its codings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// As far as it could be had.
    pub bytes: Vec<u8>,
    /// Which data are not whole, and what is wrong with them.
    pub fault: Option<(&'static str, String)>,
    /// Whether there is more than the limit; then `bytes` are not to be used.
    pub too_large: bool,
}

/// Undoes the transfer coding and the content codings of a payload.
pub(super) fn plain(header: &Header, payload: Vec<u8>, limit: u64) -> Plain {
    let mut plain = Plain {
        bytes: payload,
        ..Plain::default()
    };
    let coded = |field| list(header.get(field).unwrap_or_default());
    if coded("transfer-encoding").iter().any(|c| c == "chunked")
        && let Some(whole) = without_chunks(&plain.bytes)
    {
        let (bytes, is_whole) = whole;
        plain.bytes = bytes;
        let broken = || ("chunked data", "that they break off".to_owned());
        plain.fault = (!is_whole).then(broken);
    }
    // A transfer may be packed as well; nobody does it, and it is undone in the same way.
    let mut codings = coded("content-encoding");
    codings.extend(
        coded("transfer-encoding")
            .into_iter()
            .filter(|c| c != "chunked"),
    );
    for coding in codings.iter().rev().take(CODINGS) {
        undo(coding, &mut plain, limit);
    }
    plain
}

/// The words of a field, in lower case.
fn list(value: &str) -> Vec<String> {
    let words = value
        .split(',')
        .map(|word| word.trim().to_ascii_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

/// The chunks put together, and whether the last one was there; none where there are no chunks.
fn without_chunks(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut whole = Vec::new();
    let mut rest = bytes;
    loop {
        let (size, after) = match chunk_size(rest) {
            Some(chunk) => chunk,
            None if rest.len() == bytes.len() => return None,
            None => return Some((whole, false)),
        };
        if size == 0 {
            return Some((whole, true));
        }
        let Some((chunk, after)) = after.split_at_checked(size) else {
            whole.extend_from_slice(after);
            return Some((whole, false));
        };
        whole.extend_from_slice(chunk);
        let after = after.strip_prefix(b"\r").unwrap_or(after);
        rest = after.strip_prefix(b"\n").unwrap_or(after);
    }
}

/// The size on the line before a chunk, and what follows the line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let line = bytes.iter().take(1024).position(|byte| *byte == b'\n')?;
    let (line, after) = bytes.split_at_checked(line + 1)?;
    let line = std::str::from_utf8(line).ok()?;
    let digits = line.split(';').next().unwrap_or_default().trim();
    let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let size = usize::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    Some((size, after))
}

fn undo(coding: &str, plain: &mut Plain, limit: u64) {
    let bytes = plain.bytes.as_slice();
    let (what, decoder): (_, Box<dyn Read + '_>) = match coding {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => {
            ("gzip data", Box::new(MultiGzDecoder::new(bytes)))
        }
        "deflate" if is_zlib(bytes) => ("deflated data", Box::new(ZlibDecoder::new(bytes))),
        // What the standard calls deflate has a header; many servers left it out.
        "deflate" => ("deflated data", Box::new(DeflateDecoder::new(bytes))),
        "br" => (
            "brotli data",
            Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        ),
        "zstd" if is_zstd(bytes) => {
            let tape = Tape::new(Box::new(Cursor::new(bytes.to_vec())));
            ("zstd data", Box::new(Frames::new(tape)))
        }
        _ => return,
    };
    let mut unpacked = Vec::new();
    let read = decoder
        .take(limit.saturating_add(1))
        .read_to_end(&mut unpacked);
    plain.too_large |= unpacked.len() as u64 > limit;
    match read {
        Ok(_) => {}
        // Stored as it came out.
        Err(_) if unpacked.is_empty() && is_words(bytes) => return,
        Err(error) => {
            let found = match breaks_off(&error) {
                true => "that they break off".to_owned(),
                false => "damage".to_owned(),
            };
            plain.fault = plain.fault.take().or(Some((what, found)));
        }
    }
    plain.bytes = unpacked;
}

/// Whether bytes begin with a frame, of data or of none (RFC 8878, 3.1).
fn is_zstd(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]
    )
}

fn is_zlib(bytes: &[u8]) -> bool {
    let [first, second, ..] = bytes else {
        return false;
    };
    first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31)
}

/// Whether bytes are words that nobody packed.
fn is_words(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    !head.is_empty() && !head.iter().any(|b| matches!(b, 0..=8 | 14..=31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn decoded(field: &str, value: &str, payload: &[u8]) -> (String, Option<&'static str>) {
        let mut header = Header::default();
        header.add(&format!("{field}: {value}"));
        let plain = plain(&header, payload.to_vec(), 1000);
        assert!(!plain.too_large);
        let words = String::from_utf8_lossy(&plain.bytes).into_owned();
        (words, plain.fault.map(|(what, _)| what))
    }

    #[test]
    fn a_response_is_parted() {
        let body = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No".to_vec();
        let response = response(body).unwrap();
        assert_eq!(response.status, 404);
        assert_eq!(response.header.get("content-type"), Some("text/html"));
        assert_eq!(response.payload, b"<p>No");
        for none in [
            "",
            "<p>words\n\nmore",
            "HTTP/1.1 x\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
        ] {
            assert_eq!(super::response(none.as_bytes().to_vec()), None, "{none}");
        }
    }

    #[test]
    fn chunks_are_put_together() {
        let chunked = |payload: &str| decoded("Transfer-Encoding", "chunked", payload.as_bytes());
        assert_eq!(
            chunked("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"),
            ("abcde".into(), None)
        );
        assert_eq!(
            chunked("<p>plain already"),
            ("<p>plain already".into(), None)
        );
        for cut in ["3\r\nabc\r\n9\r\nde", "3\r\nabc\r\n2", "3\r\nabc\r\nno\r\n"] {
            let (words, fault) = chunked(cut);
            assert!(words.starts_with("abc"), "{words}");
            assert_eq!(fault, Some("chunked data"), "{cut}");
        }
        assert_eq!(chunked("ffffffffffffffff\r\nabc").0, "abc");
        assert_eq!(chunked("fffffffffffffffff\r\nabc").1, None);
    }

    #[test]
    fn content_codings_are_undone() {
        let words = "The bridge is closed. ".repeat(9);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(words.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        let mut raw =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(words.as_bytes()).unwrap();
        let raw = raw.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(words.as_bytes()).unwrap();
        let zlib = zlib.finish().unwrap();
        let zst = ruzstd::encoding::compress_to_vec(
            words.as_bytes(),
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        // The eight bytes of brotli that say "abc", from the format's own example of stored data (RFC 7932, 9.2).
        let br = [0x0b, 0x01, 0x80, b'a', b'b', b'c', 0x03];
        assert_eq!(decoded("Content-Encoding", "br", &br), ("abc".into(), None));
        for (coding, bytes) in [
            ("gzip", &gz),
            ("deflate", &raw),
            ("deflate", &zlib),
            ("ZSTD", &zst),
            // Frames follow one another; one may be of no data.
            (
                "zstd",
                &[b"\x5a\x2a\x4d\x18\x02\0\0\0ab", zst.as_slice()].concat(),
            ),
        ] {
            assert_eq!(
                decoded("Content-Encoding", coding, bytes),
                (words.clone(), None)
            );
            let (part, fault) = decoded("Content-Encoding", coding, &bytes[..bytes.len() - 9]);
            assert!(
                words.starts_with(&part) && fault.is_some(),
                "{coding}: {part}"
            );
        }
        let frames = [zst.as_slice(), &zst].concat();
        assert_eq!(
            decoded("Content-Encoding", "zstd", &frames),
            (words.repeat(2), None)
        );
        for coding in ["gzip", "deflate", "br", "zstd", "unknown"] {
            let (stored, fault) = decoded("Content-Encoding", coding, b"<p>as it came out");
            assert_eq!(
                (stored.as_str(), fault),
                ("<p>as it came out", None),
                "{coding}"
            );
        }
        let mut header = Header::default();
        header.add("content-encoding: gzip");
        assert!(plain(&header, gz, 20).too_large);
    }
}
