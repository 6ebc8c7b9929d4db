//! Whether a sentence ends at a gap between two tokens: a linear model over what stands around the gap.
//!
//! `models/sentences.bin` holds a weight for each hash of a feature; made by `train sentences`, its card is
//! `models/sentences.md`. It overrules the rules only by a margin, because the treebanks have much text that
//! goes by no rules (mails, reviews) and news has little.

use crate::sentences::{Block, walk};
use crate::tokens::{Piece, tokenize};

/// How many weights: a power of two.
pub const SIZE: usize = 1 << 15;

/// What a sum is divided by: weights are whole numbers.
pub const SCALE: f32 = 16.0;

static WEIGHTS: &[u8] = include_bytes!("../../../models/sentences.bin");

/// How far from zero the sum must be to overrule the rules.
const MARGIN: i32 = 16;

/// Whether a gap with these features ends a sentence.
pub(crate) fn decide(rule: bool, features: &[u32]) -> bool {
    let weight = |f: &u32| {
        WEIGHTS
            .get(*f as usize % SIZE)
            .map_or(0, |w| i32::from(*w as i8))
    };
    let sum: i32 = features.iter().map(weight).sum();
    sum > if rule { -MARGIN } else { MARGIN }
}

/// The gaps of a text that are open to doubt, for training: where the token after the gap begins, what the rules
/// say, and the features. `ends` tells for such a place whether a sentence truly begins there.
pub fn gaps(text: &str, ends: impl Fn(usize) -> bool) -> Vec<(usize, bool, Vec<u32>)> {
    let mut pieces: Vec<Piece> = Vec::new();
    tokenize(text, &mut pieces);
    let mut found = Vec::new();
    walk(text, &pieces, false, |gap, rule, features| {
        let place = pieces.get(gap).map_or(0, |p| p.start);
        found.push((place, rule, features.to_vec()));
        ends(place)
    });
    found
}

/// The features of one gap, in room that is used again.
#[derive(Default)]
pub(crate) struct Features {
    hashes: Vec<u32>,
}

impl Features {
    pub(crate) fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// Reads the gap before piece `gap` in the sentence that began at `start`.
    pub(crate) fn read(&mut self, block: &Block, start: usize, gap: usize, rule: bool) {
        let word = |at: Option<usize>| at.map_or("", |at| plain(block.word(at)));
        let (left, before) = (
            word(Some(gap - 1)),
            word(gap.checked_sub(2).filter(|b| *b >= start)),
        );
        let (right, after) = (plain(block.word(gap)), plain(block.word(gap + 1)));
        let (l, b, r, a) = (form(left), form(before), form(right), form(after));
        let (ls, bs, rs, as_) = (kind(left), kind(before), kind(right), kind(after));
        let rule = u32::from(rule);
        let length = length_class(gap - start);
        let rest = length_class(block.pieces.len() - gap) + 20;
        let open = self.open(block, start, gap);
        self.hashes.clear();
        let rows: [&[u32]; 20] = [
            &[1, rule],
            &[2, rule, l],
            &[3, rule, rs],
            &[4, l, rs],
            &[5, rule, r],
            &[6, ls, rs],
            &[7, b, l],
            &[8, r, as_],
            &[9, rule, length],
            &[10, rule, ls, rs, as_],
            &[11, bs, ls, rs],
            &[12, r],
            &[13, l],
            &[14, open, rule],
            &[15, rest, rule],
            &[16, length, ls, rs],
            &[17, l, r],
            &[18, bs, l, rs],
            &[19, r, a],
            &[20, length, rest, rule],
        ];
        for row in rows {
            let mut state = 0x811c_9dc5u32;
            for number in row {
                state = (state ^ number).wrapping_mul(0x0100_0193);
                state ^= state >> 15;
            }
            self.hashes.push(state);
        }
    }

    /// Whether brackets or quotation marks are open: looks back over at most thirty pieces.
    fn open(&self, block: &Block, start: usize, gap: usize) -> u32 {
        let (mut brackets, mut curly, mut straight) = (0i32, 0i32, 0u32);
        for at in start.max(gap.saturating_sub(30))..gap {
            match block.word(at) {
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets -= 1,
                "“" => curly += 1,
                "”" => curly -= 1,
                "\"" | "''" => straight ^= 1,
                _ => {}
            }
        }
        u32::from(brackets > 0) + 2 * u32::from(curly > 0) + 4 * straight
    }
}

/// Quotation marks of all kinds as three: opening, closing, straight.
fn plain(word: &str) -> &str {
    match word {
        "‘" | "«" | "„" | "``" => "“",
        "’" | "»" => "”",
        "'" | "''" => "\"",
        _ => word,
    }
}

/// A word's form in small letters, as a hash.
fn form(word: &str) -> u32 {
    let mut state = 0x811c_9dc5u32;
    for byte in word.bytes() {
        let byte = if byte.is_ascii_digit() {
            b'0'
        } else {
            byte.to_ascii_lowercase()
        };
        state = (state ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    state
}

/// What a word looks like: one of a few kinds, or the mark itself.
fn kind(word: &str) -> u32 {
    let mut chars = word.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else {
        return 0;
    };
    match (first, second) {
        _ if word.contains("://") || word.contains('@') || word.starts_with("www.") => 1,
        (f, Some(s)) if f.is_uppercase() && s.is_uppercase() => 2,
        (f, None) if f.is_uppercase() => 3,
        (f, _) if f.is_uppercase() => {
            if word.ends_with('.') {
                4
            } else {
                5
            }
        }
        (f, _) if f.is_numeric() => 6,
        (f, _) if f.is_alphabetic() => {
            if word.ends_with('.') {
                7
            } else {
                8
            }
        }
        (f, _) => f as u32,
    }
}

fn length_class(length: usize) -> u32 {
    match length {
        0..=5 => length as u32,
        6..=8 => 6,
        9..=14 => 7,
        15..=24 => 8,
        25..=39 => 9,
        _ => 10,
    }
}
