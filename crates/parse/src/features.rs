//! What the network sees of a word: its form, its ends, its shape, each as a number.

use crate::hash::hash;

/// How many features a word has.
pub const COUNT: usize = 10;

/// The features of a word as hashes, ready for the model's table of known ones.
///
/// In order: the form as written, the form in small letters with digits as `0`, its last one to four characters,
/// its first two and three, its shape (`Xx`, `dd.d`), and its case together with whether it begins the sentence.
#[derive(Debug, Default)]
pub struct Reader {
    small: String,
    shape: String,
}

/// The only feature of the root, the artificial word that governs the sentence.
pub fn root() -> u32 {
    hash(99, b"")
}

impl Reader {
    /// Reads a word; `first` says whether it begins its sentence.
    pub fn read(&mut self, word: &str, first: bool) -> [u32; COUNT] {
        let form = plain(word);
        self.small.clear();
        self.shape.clear();
        let mut last = ('\0', 0);
        for c in form.chars() {
            if c.is_ascii() {
                self.small.push(if c.is_ascii_digit() {
                    '0'
                } else {
                    c.to_ascii_lowercase()
                });
            } else {
                self.small.extend(c.to_lowercase());
            }
            let kind = match c {
                _ if c.is_numeric() => 'd',
                _ if c.is_uppercase() => 'X',
                _ if c.is_alphabetic() => 'x',
                _ => c,
            };
            last = if last.0 == kind {
                (kind, last.1 + 1)
            } else {
                (kind, 1)
            };
            if last.1 <= 2 {
                self.shape.push(kind);
            }
        }
        let small = self.small.as_str();
        let case = match self.shape.as_bytes() {
            [b'X', b'x', ..] => b'T',
            [b'X', b'X', ..] => b'U',
            [b'X', ..] => b'X',
            [b'x', ..] => b'x',
            [b'd', ..] => b'd',
            _ => b'.',
        };
        [
            hash(0, form.as_bytes()),
            hash(1, small.as_bytes()),
            hash(2, end(small, 1)),
            hash(3, end(small, 2)),
            hash(4, end(small, 3)),
            hash(5, end(small, 4)),
            hash(6, start(small, 2)),
            hash(7, start(small, 3)),
            hash(8, self.shape.as_bytes()),
            hash(9, &[case, u8::from(first)]),
        ]
    }
}

/// Curly and doubled marks as the treebanks mostly write them.
fn plain(word: &str) -> &str {
    match word {
        "’" | "‘" | "‛" => "'",
        "’s" => "'s",
        "’S" => "'S",
        "n’t" => "n't",
        "N’T" => "N'T",
        "’m" => "'m",
        "’d" => "'d",
        "’ll" => "'ll",
        "’re" => "'re",
        "’ve" => "'ve",
        "''" | "``" | "«" | "»" | "„" => "\"",
        "–" => "-",
        "—" | "―" => "--",
        "…" => "...",
        _ => word,
    }
}

fn end(word: &str, characters: usize) -> &[u8] {
    let at = word
        .char_indices()
        .rev()
        .nth(characters - 1)
        .map_or(0, |(i, _)| i);
    word.as_bytes().get(at..).unwrap_or_default()
}

fn start(word: &str, characters: usize) -> &[u8] {
    let at = word
        .char_indices()
        .nth(characters)
        .map_or(word.len(), |(i, _)| i);
    word.as_bytes().get(..at).unwrap_or_default()
}
