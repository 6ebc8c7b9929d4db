//! The bytes of a file's streams, unpacked no further than the limit (ISO 32000-1, 7.4).
//!
//! The parser of the file's objects unpacks a stream whole, however large it turns out, so that is done here: what
//! Flate packed by flate2, the rest below. Damaged streams give what stands before the damage. Rows that a predictor
//! wrote are left to the parser once the stream is known to be within the limit; no content of a page has them.

use flate2::read::DeflateDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use std::borrow::Cow;
use std::io::Read;

/// More would be unpacked, read or shown than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Over;

/// How many bytes may still be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room(pub u64);

impl Room {
    /// Takes so many bytes of it.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Over> {
        self.0 = self.0.checked_sub(bytes as u64).ok_or(Over)?;
        Ok(())
    }
}

/// The bytes of a stream, taken from the room; none where they are a picture or cannot be unpacked.
pub(super) fn unpacked(stream: &Stream<'_>, room: &mut Room) -> Result<Option<Vec<u8>>, Over> {
    let about = parameters(stream.dict());
    let mut data: Cow<'_, [u8]> = stream.raw_data();
    let mut whole = true;
    for (number, filter) in stream.filters().into_iter().enumerate() {
        let early = about.get(number).and_then(|a| a.get::<u8>("EarlyChange")) != Some(0);
        let most = usize::try_from(room.0.saturating_add(1)).unwrap_or(usize::MAX);
        let next = match filter {
            Filter::Crypt if number == 0 => continue,
            Filter::FlateDecode => {
                let (bytes, ended) = inflated(&data, most);
                whole &= ended;
                bytes
            }
            Filter::LzwDecode => from_lzw(&data, early, most),
            Filter::RunLengthDecode => from_runs(&data, most),
            Filter::Ascii85Decode => from_base_85(&data, most),
            Filter::AsciiHexDecode => from_hex(&data),
            _ => return Ok(None),
        };
        if next.len() as u64 > room.0 {
            return Err(Over);
        }
        data = Cow::Owned(next);
    }
    let columns = about.iter().filter_map(|about| {
        let predicted = about.get::<u32>("Predictor").unwrap_or(1) > 1;
        predicted.then(|| about.get::<usize>("Columns").unwrap_or(1))
    });
    let data = match columns.max() {
        None => data.into_owned(),
        Some(columns) if whole && columns <= data.len() => match stream.decoded_data() {
            Ok(data) => data.into_owned(),
            Err(_) => return Ok(None),
        },
        Some(_) => return Ok(None),
    };
    room.take(data.len())?;
    Ok(Some(data))
}

/// What is said of each filter of a stream, in order.
fn parameters<'a>(dict: &Dict<'a>) -> Vec<Dict<'a>> {
    for key in ["DP", "DecodeParms"] {
        if let Some(one) = dict.get::<Dict<'a>>(key) {
            return vec![one];
        }
        if let Some(list) = dict.get::<Array<'a>>(key) {
            let all = list.iter::<Object<'a>>();
            return all.map(|o| o.into_dict().unwrap_or_default()).collect();
        }
    }
    Vec::new()
}

/// At most so many bytes of what Flate packed, and whether they came to their end. The sum at the end is not looked
/// at: it is often wrong.
fn inflated(data: &[u8], most: usize) -> (Vec<u8>, bool) {
    let packed = match data {
        [first, second, rest @ ..]
            if first & 0x0f == 8
                && second & 0x20 == 0
                && u16::from_be_bytes([*first, *second]).is_multiple_of(31) =>
        {
            rest
        }
        data => data,
    };
    let mut bytes = Vec::new();
    let read = DeflateDecoder::new(packed)
        .take(most as u64)
        .read_to_end(&mut bytes);
    (bytes, read.is_ok())
}

/// At most so many bytes of what LZW packed, and the rest of a string.
fn from_lzw(data: &[u8], early: bool, most: usize) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    const FIRST: usize = 258;
    const STRINGS: usize = 4096 - FIRST;
    let mut bytes: Vec<u8> = Vec::new();
    // Each string of the table by its place in what was unpacked.
    let mut strings: Vec<(usize, usize)> = Vec::new();
    let mut before: Option<(usize, usize)> = None;
    let (mut held, mut bits) = (0usize, 0u32);
    for byte in data {
        held = held << 8 | usize::from(*byte);
        bits += 8;
        let width = match FIRST + strings.len() + usize::from(early) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if bits < width {
            continue;
        }
        bits -= width;
        let code = held >> bits;
        held &= (1 << bits) - 1;
        if code == CLEAR {
            strings.clear();
            before = None;
            continue;
        }
        if code == END || bytes.len() > most {
            break;
        }
        if let Some((start, length)) = before
            && strings.len() < STRINGS
        {
            strings.push((start, length + 1));
        }
        let at = bytes.len();
        match code.checked_sub(FIRST) {
            None => bytes.extend(u8::try_from(code)),
            // The string may go on into itself.
            Some(number) => match strings.get(number) {
                Some((start, length)) => {
                    for place in *start..start + length {
                        bytes.extend(bytes.get(place).copied());
                    }
                }
                None => break,
            },
        }
        before = Some((at, bytes.len() - at));
    }
    bytes
}

/// At most so many bytes of runs, and the rest of one.
fn from_runs(data: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = data;
    while let [length, after @ ..] = rest
        && bytes.len() <= most
        && *length != 128
    {
        let length = usize::from(*length);
        rest = match length {
            0..128 => {
                let (part, after) = after.split_at(after.len().min(length + 1));
                bytes.extend_from_slice(part);
                after
            }
            _ => {
                let byte = after.first().copied();
                bytes.extend(std::iter::repeat_n(byte, 257 - length).flatten());
                after.get(1..).unwrap_or_default()
            }
        };
    }
    bytes
}

/// At most so many bytes of five letters for four bytes, and the rest of four.
fn from_base_85(data: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut value, mut count) = (0u32, 0usize);
    for letter in data {
        match letter {
            b'!'..=b'u' => {
                value = value
                    .wrapping_mul(85)
                    .wrapping_add(u32::from(letter - b'!'));
                count += 1;
                if count == 5 {
                    bytes.extend(value.to_be_bytes());
                    (value, count) = (0, 0);
                }
            }
            b'z' if count == 0 => bytes.extend([0; 4]),
            b'~' => break,
            _ => {}
        }
        if bytes.len() > most {
            return bytes;
        }
    }
    if count > 1 {
        // The letters that were left out were the highest.
        let value = (count..5).fold(value, |value, _| value.wrapping_mul(85).wrapping_add(84));
        bytes.extend(value.to_be_bytes().into_iter().take(count - 1));
    }
    bytes
}

/// The bytes of hexadecimal digits.
fn from_hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|b| **b != b'>')
        .filter_map(|b| char::from(*b).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let byte = |pair: &[u8]| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).unwrap_or(&0);
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_is_packed_is_unpacked_to_the_limit() {
        let words = "The bridge is closed. ".repeat(99).into_bytes();
        let mut packed =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&words).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(inflated(&packed, 9999), (words.clone(), true));
        assert_eq!(inflated(&packed, 10).0, &words[..10]);
        let (part, whole) = inflated(&packed[..packed.len() - 9], 9999);
        assert!(words.starts_with(&part) && !whole);
    }

    #[test]
    fn the_other_filters() {
        // The example of ISO 32000-1, 7.4.4.2.
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(from_lzw(&lzw, true, 99), b"-----A---B");
        assert!(from_lzw(&lzw, true, 3).len() < 10);
        assert_eq!(from_runs(b"\x02abc\xfed\x80e", 99), b"abcddd");
        assert_eq!(from_base_85(b"87cURD]i,\"Ebo80~>", 99), b"Hello World!");
        assert_eq!(from_base_85(b"z87 cUR~>", 99), b"\0\0\0\0Hell");
        assert_eq!(from_base_85(b"87cURDZ~>", 99), b"Hello");
        assert_eq!(from_hex(b"48 65 6c6C 7>00"), b"Hellp");
    }

    #[test]
    fn strings_of_lzw_of_any_width() {
        // Codes of single letters, of so many bits as the table asks for by then.
        let (mut packed, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
        let codes = std::iter::once(256)
            .chain((0u32..3000).map(|n| n * 7 % 256))
            .chain([257]);
        for (number, code) in codes.enumerate() {
            // The reader's table lacks the string of the first letter.
            let size = 258 + number.saturating_sub(2) + 1;
            let width = match size {
                ..512 => 9,
                512..1024 => 10,
                1024..2048 => 11,
                _ => 12,
            };
            held = held << width | code;
            bits += width;
            while bits >= 8 {
                bits -= 8;
                packed.push((held >> bits) as u8);
                held &= (1 << bits) - 1;
            }
        }
        packed.push((held << (8 - bits)) as u8);
        let letters: Vec<u8> = (0u32..3000).map(|n| (n * 7 % 256) as u8).collect();
        assert_eq!(from_lzw(&packed, true, 9999), letters);
    }
}
