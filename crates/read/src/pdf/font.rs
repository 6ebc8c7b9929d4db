//! Which characters the codes of a font are, and how wide.

use super::stream::{Over, Room, unpacked};
use crate::lists;
use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A font, as far as reading needs it.
pub(super) struct Font {
    /// The file's own table of characters; it outranks all else.
    table: Option<CMap>,
    /// The character of each byte, where codes are bytes.
    bytes: Vec<Option<String>>,
    /// How codes are cut.
    codes: Codes,
    /// By code, in parts of the font's size.
    widths: BTreeMap<u32, f32>,
    other_width: f32,
}

#[derive(Clone, Copy, PartialEq)]
enum Codes {
    Bytes,
    /// Two bytes each; numbers of glyphs.
    Pairs,
    /// UTF-16.
    Utf16,
}

/// One glyph that is shown.
pub(super) struct Glyph {
    /// Its characters; `None` where nothing tells them.
    pub words: Option<String>,
    /// In parts of the font's size.
    pub width: f32,
    /// Whether the space between words is added to it.
    pub is_space: bool,
}

impl Font {
    /// A font; its table of characters is unpacked within the room.
    pub(super) fn new(font: &Dict<'_>, room: &mut Room) -> Result<Font, Over> {
        let table = match font.get::<Stream<'_>>("ToUnicode") {
            Some(table) => unpacked(&table, room)?,
            None => None,
        };
        let table = table.and_then(|data| CMap::parse(&data, |_| None));
        Ok(match name(font, "Subtype").as_str() {
            "Type0" => Font::composite(font, table),
            _ => Font::simple(font, table),
        })
    }

    fn simple(font: &Dict<'_>, table: Option<CMap>) -> Font {
        let subtype = name(font, "Subtype");
        let scale = match subtype.as_str() {
            "Type3" => numbers(font.get::<Array<'_>>("FontMatrix"))
                .first()
                .copied()
                .unwrap_or(0.001),
            _ => 0.001,
        };
        let first = font.get::<u32>("FirstChar").unwrap_or(0);
        let listed = numbers(font.get::<Array<'_>>("Widths"));
        let missing = font
            .get::<Dict<'_>>("FontDescriptor")
            .and_then(|about| about.get::<f32>("MissingWidth"))
            .filter(|width| *width > 0.0);
        Font {
            table,
            bytes: bytes(font),
            codes: Codes::Bytes,
            other_width: missing.map_or(0.5, |width| width * scale),
            widths: (first..=LAST_CODE)
                .zip(listed.into_iter().map(|width| width * scale))
                .collect(),
        }
    }

    fn composite(font: &Dict<'_>, table: Option<CMap>) -> Font {
        let inner = font
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
            .unwrap_or_default();
        let encoding = name(font, "Encoding");
        let is_text = encoding.contains("UCS2") || encoding.contains("UTF16");
        Font {
            table,
            bytes: Vec::new(),
            codes: if is_text { Codes::Utf16 } else { Codes::Pairs },
            widths: widths(inner.get::<Array<'_>>("W")),
            other_width: inner.get::<f32>("DW").unwrap_or(1000.0) / 1000.0,
        }
    }

    /// The glyphs of a string.
    pub(super) fn glyphs(&self, string: &[u8]) -> impl Iterator<Item = Glyph> {
        let size = if self.codes == Codes::Bytes { 1 } else { 2 };
        let codes = string
            .chunks(size)
            .map(|code| code.iter().fold(0, |n, b| n << 8 | u32::from(*b)));
        codes.map(move |code| Glyph {
            words: self.words(code),
            width: self.widths.get(&code).copied().unwrap_or(self.other_width),
            is_space: size == 1 && code == 32,
        })
    }

    fn words(&self, code: u32) -> Option<String> {
        let told = self
            .table
            .as_ref()
            .and_then(|table| table.lookup_bf_string(code));
        let words = match told {
            Some(BfString::Char(one)) => Some(one.to_string()),
            Some(BfString::String(words)) => Some(words),
            None if self.codes == Codes::Utf16 => char::from_u32(code).map(String::from),
            None => self.bytes.get(code as usize).cloned().flatten(),
        };
        words.filter(|words| {
            !words.contains(|c: char| c.is_control() && c != '\t' || c == '\u{fffd}')
        })
    }
}

/// A code has two bytes at most.
const LAST_CODE: u32 = 0xFFFF;

/// By glyph: `[first [w w …] first last w …]`.
fn widths(list: Option<Array<'_>>) -> BTreeMap<u32, f32> {
    let mut widths = BTreeMap::new();
    let mut listed = 0;
    let mut open: Vec<f32> = Vec::new();
    for object in list.iter().flat_map(|list| list.iter::<Object<'_>>()) {
        match object {
            Object::Array(inner) => {
                let first = open.first().copied().unwrap_or(0.0) as u32;
                let inner = numbers(Some(inner)).into_iter().map(|width| width / 1000.0);
                let from_here: BTreeMap<u32, f32> = (first..=LAST_CODE).zip(inner).collect();
                listed += from_here.len();
                widths.extend(from_here);
                open.clear();
            }
            object => open.extend(object.into_f32()),
        }
        if let [first, last, width] = open.as_slice() {
            let codes = *first as u32..=(*last as u32).min(LAST_CODE);
            listed += codes.clone().count();
            widths.extend(codes.map(|code| (code, *width / 1000.0)));
            open.clear();
        }
        // A list that says more than one width a code says nothing sound.
        if listed > LAST_CODE as usize {
            break;
        }
    }
    widths
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    let name = dict.get::<Name<'_>>(key);
    name.map(|name| name.as_str().to_owned())
        .unwrap_or_default()
}

fn numbers(list: Option<Array<'_>>) -> Vec<f32> {
    list.iter().flat_map(|list| list.iter::<f32>()).collect()
}

/// The characters of the 256 bytes: a table by its name, and where the font departs from it.
fn bytes(font: &Dict<'_>) -> Vec<Option<String>> {
    let own = font.get::<Dict<'_>>("Encoding").unwrap_or_default();
    let base = match name(font, "Encoding") {
        base if base.is_empty() => name(&own, "BaseEncoding"),
        base => base,
    };
    let is_true_type = name(font, "Subtype") == "TrueType";
    let mut bytes: Vec<Option<String>> = (0..=255)
        .map(|byte| of_table(&base, is_true_type, byte))
        .collect();
    let mut at = 0usize;
    let differences = own.get::<Array<'_>>("Differences");
    for object in differences
        .iter()
        .flat_map(|list| list.iter::<Object<'_>>())
    {
        match object {
            Object::Name(name) => {
                if let Some(place) = bytes.get_mut(at) {
                    *place = named(name.as_str());
                }
                at = at.saturating_add(1);
            }
            object => {
                at = object
                    .into_i32()
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(at)
            }
        }
    }
    bytes
}

/// The character of a byte in a named table.
fn of_table(table: &str, is_true_type: bool, byte: u8) -> Option<String> {
    let with = |encoding: &'static encoding_rs::Encoding| {
        let byte_alone = [byte];
        let (words, _) = encoding.decode_without_bom_handling(&byte_alone);
        Some(words.into_owned())
            .filter(|words| byte >= 0x20 && !words.starts_with(char::is_control))
    };
    match table {
        "WinAnsiEncoding" => with(encoding_rs::WINDOWS_1252),
        "MacRomanEncoding" => with(encoding_rs::MACINTOSH),
        // What such fonts hold, if they do not say so.
        _ if is_true_type => with(encoding_rs::WINDOWS_1252),
        _ => match STANDARD.get(&byte) {
            Some(name) => named(name),
            None => Some(char::from(byte).to_string()).filter(|_| (0x20..0x7F).contains(&byte)),
        },
    }
}

static NAMES: LazyLock<BTreeMap<&'static str, String>> = LazyLock::new(|| {
    entries()
        .filter(|(name, _)| !name.starts_with('='))
        .map(|(name, codes)| {
            let codes = codes
                .split(' ')
                .filter_map(|code| u32::from_str_radix(code, 16).ok());
            (name, codes.filter_map(char::from_u32).collect())
        })
        .collect()
});

static STANDARD: LazyLock<BTreeMap<u8, &'static str>> = LazyLock::new(|| {
    entries()
        .filter_map(|(byte, name)| {
            Some((u8::from_str_radix(byte.strip_prefix('=')?, 16).ok()?, name))
        })
        .collect()
});

fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    lists::lines(include_str!("../../data/glyphs.txt")).filter_map(|line| line.split_once('\t'))
}

/// The characters of a glyph's name.
fn named(name: &str) -> Option<String> {
    // "a.sc" is a form of "a".
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    if let Some(words) = NAMES.get(name) {
        return Some(words.clone());
    }
    let code = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))
        .filter(|code| code.len() >= 4);
    let coded = code
        .and_then(|code| u32::from_str_radix(code, 16).ok())
        .and_then(char::from_u32)
        .map(String::from);
    let alone = || Some(name.to_owned()).filter(|name| name.chars().count() == 1);
    coded.or_else(alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tables() {
        for (name, words) in [
            ("eacute", "é"),
            ("fi", "fi"),
            ("A", "A"),
            ("uni201C", "“"),
            ("seven", "7"),
            ("a.sc", "a"),
            ("Scaron", "Š"),
        ] {
            assert_eq!(named(name).as_deref(), Some(words), "{name}");
        }
        assert_eq!(named("g123"), None);
        assert_eq!(of_table("", false, 0x27).as_deref(), Some("’"));
        assert_eq!(of_table("", false, 0xAE).as_deref(), Some("fi"));
        assert_eq!(
            of_table("WinAnsiEncoding", false, 0x93).as_deref(),
            Some("“")
        );
        assert_eq!(
            of_table("MacRomanEncoding", false, 0x8E).as_deref(),
            Some("é")
        );
        assert_eq!(of_table("", false, 0x07), None);
    }
}
