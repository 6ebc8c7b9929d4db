//! What the model of names sees of a word: some hundred and fifty features, each a hash.
//!
//! Words, shapes, tags, heads, ends and starts; what the lists say of the word, its neighbours and listed names of
//! several words; the run of capitals that it stands in; what the document does with it elsewhere. What is asked of a
//! word often (its form, shape, ends) is hashed once; a feature mixes such numbers.

use crate::gazetteer::{self, small};
use crate::kinds;
use rapporteur_parse::Analysis;
use rapporteur_parse::closed::{Class, class_of};
use rapporteur_parse::hash::hash;
use std::collections::BTreeMap;
use std::ops::Range;

/// How a document uses its words: what one sentence shows of a name helps in another.
#[derive(Debug, Default)]
pub struct Usage {
    words: BTreeMap<String, u8>,
}

/// Used as a capital inside a sentence, in small letters, after a title or given name, before "Inc." and the like,
/// after a preposition of place.
const USES: [u8; 5] = [1, 2, 4, 8, 16];

impl Usage {
    /// Notes the words of one sentence; of a word in any case its small letters are kept.
    pub fn note(&mut self, words: &[&str]) {
        let capitals = words.iter().filter(|w| is_capital(w)).count();
        let shouted = capitals * 10 >= words.len() * 6;
        for (at, word) in words.iter().enumerate() {
            let mut uses = 0;
            let before = at.checked_sub(1).and_then(|b| words.get(b));
            let after = words.get(at + 1);
            if is_capital(word) {
                if at > 0 && !shouted {
                    uses |= 1;
                }
                let low = before.map(|b| b.to_lowercase()).unwrap_or_default();
                if before.is_some_and(|b| is_capital(b))
                    && (gazetteer::given_name(&low).is_some()
                        || kinds::is(&low, kinds::Noun::Honorific))
                {
                    uses |= 4;
                }
                if after.is_some_and(|a| is_firm(a)) {
                    uses |= 8;
                }
                if matches!(low.as_str(), "in" | "near" | "at" | "from") {
                    uses |= 16;
                }
            } else {
                uses |= 2;
            }
            if uses != 0 {
                *self.words.entry(word.to_lowercase()).or_default() |= uses;
            }
        }
    }

    fn of(&self, lower: &str) -> u8 {
        self.words.get(lower).copied().unwrap_or_default()
    }
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_firm(word: &str) -> bool {
    matches!(
        word.to_lowercase().trim_end_matches('.'),
        "inc"
            | "corp"
            | "co"
            | "ltd"
            | "llc"
            | "plc"
            | "ag"
            | "gmbh"
            | "company"
            | "corporation"
            | "university"
            | "group"
    )
}

/// The features of a sentence's words, one after another.
#[derive(Debug, Default, Clone)]
pub struct Features {
    /// Hashes.
    pub hashes: Vec<u32>,
    /// Where each word's end in `hashes`.
    pub ends: Vec<usize>,
}

/// How many letters the longest start and end have that are features.
const LETTERS: usize = 5;

/// What is known of a word by itself, mostly as hashes.
#[derive(Debug, Clone, Default)]
struct Word {
    form: u32,
    shape: u32,
    /// What the lists of words say: each byte a list.
    kinds: Vec<u8>,
    kind: u32,
    /// What the lists of names say, [`gazetteer::list`].
    listed: u32,
    tag: u32,
    starts: [u32; LETTERS],
    ends: [u32; LETTERS],
    uses: u8,
}

impl Features {
    /// Reads a sentence; `tags` are those of its words.
    pub fn read(words: &[&str], tags: &[Analysis], usage: &Usage) -> Features {
        let lower: Vec<String> = words.iter().map(|w| small(w)).collect();
        let sentence = Sentence {
            words: known(words, &lower, tags, usage),
            tags,
            runs: runs(words, &lower),
            case: case(words),
            none: Word {
                form: 1,
                ..Word::default()
            },
        };
        let mut features = Features::default();
        for at in 0..words.len() {
            let mut row = Row(&mut features.hashes);
            sentence.around(at, &mut row);
            sentence.own(at, &mut row);
            sentence.run(at, &mut row);
            features.ends.push(features.hashes.len());
        }
        features
    }
}

fn known(words: &[&str], lower: &[String], tags: &[Analysis], usage: &Usage) -> Vec<Word> {
    let places = gazetteer::places_in(words);
    let listed = gazetteer::lists_of(lower);
    let each = words.iter().zip(lower).enumerate();
    each.map(|(at, (word, lower))| {
        let kinds = kinds_of(word, lower, places.get(at).copied().unwrap_or(0));
        Word {
            form: text(lower),
            shape: text(&shape(word)),
            kind: hash(0, &kinds),
            kinds,
            listed: listed.get(at).copied().unwrap_or(0),
            tag: tags.get(at).map_or(0, |t| t.xpos as u32),
            starts: cuts(lower.char_indices().map(|(i, c)| i + c.len_utf8()), |i| {
                lower.get(..i)
            }),
            ends: cuts(lower.char_indices().rev().map(|(i, _)| i), |i| {
                lower.get(i..)
            }),
            uses: usage.of(lower),
        }
    })
    .collect()
}

/// Hashes of the parts that a word's places cut off; the whole word where it has fewer letters.
fn cuts<'a>(
    places: impl Iterator<Item = usize>,
    part: impl Fn(usize) -> Option<&'a str>,
) -> [u32; LETTERS] {
    let mut hashes = [0; LETTERS];
    let mut last = 0;
    let mut places = places;
    for slot in &mut hashes {
        if let Some(place) = places.next() {
            last = text(part(place).unwrap_or_default());
        }
        *slot = last;
    }
    hashes
}

fn text(text: &str) -> u32 {
    hash(0, text.as_bytes())
}

/// Of a sentence: 1 mostly capitals, 2 without any, 3 as usual.
fn case(words: &[&str]) -> u32 {
    let capitals = words.iter().filter(|w| is_capital(w)).count();
    match (capitals * 10 >= words.len() * 7, capitals) {
        (true, _) if words.len() > 2 => 1,
        (_, 0) => 2,
        _ => 3,
    }
}

/// For each word the run of capitals it belongs to, also over "of", "&", "-", "'s" between two; else itself.
fn runs(words: &[&str], lower: &[String]) -> Vec<Range<usize>> {
    let capital = |at: usize| words.get(at).is_some_and(|w| is_capital(w));
    let joins = |at: usize| {
        at > 0
            && capital(at - 1)
            && capital(at + 1)
            && lower
                .get(at)
                .is_some_and(|w| matches!(w.as_str(), "of" | "&" | "-" | "'s"))
    };
    let mut runs = Vec::with_capacity(words.len());
    while runs.len() < words.len() {
        let start = runs.len();
        let mut end = start;
        while end < words.len() && (capital(end) || joins(end)) {
            end += 1;
        }
        let run = start..end.max(start + 1);
        runs.extend(std::iter::repeat_n(run.clone(), run.len()));
    }
    runs
}

/// What the lists say of a word: each byte a list.
fn kinds_of(word: &str, lower: &str, place: u8) -> Vec<u8> {
    let mut found = Vec::new();
    let part = lower.trim_end_matches('.');
    if let Some(mark) = gazetteer::given_name(part) {
        found.push(if mark == 'f' { b'F' } else { b'M' });
    }
    if gazetteer::is_surname(part) {
        found.push(b'S');
    }
    match place {
        1 => found.push(b'C'),
        2 => found.push(b'L'),
        3 => found.push(b'O'),
        _ => {}
    }
    if kinds::is_demonym(word) {
        found.push(b'D');
    }
    for noun in kinds::nouns_of(lower) {
        found.push(match noun {
            kinds::Noun::Office => b'o',
            kinds::Noun::Honorific => b'h',
            kinds::Noun::Occupation => b'w',
            kinds::Noun::Organisation => b'g',
            kinds::Noun::Place => b'p',
            kinds::Noun::Agreement | kinds::Noun::Law => b'l',
            kinds::Noun::Event => b'e',
            _ => continue,
        });
    }
    if is_firm(word) {
        found.push(b'f');
    }
    match class_of(lower) {
        Class::Determiner => found.push(b'd'),
        Class::Preposition => found.push(b'i'),
        _ => {}
    }
    found
}

/// "Xx", "dd", "X.X.": what kind of letters a word has, runs cut to two.
fn shape(word: &str) -> String {
    let mut shape = String::new();
    let mut last = ('\0', 0);
    for c in word.chars() {
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
            shape.push(kind);
        }
    }
    shape
}

struct Sentence<'a> {
    words: Vec<Word>,
    tags: &'a [Analysis],
    runs: Vec<Range<usize>>,
    case: u32,
    /// What stands beyond the ends.
    none: Word,
}

impl Sentence<'_> {
    fn word(&self, at: Option<usize>) -> &Word {
        at.and_then(|at| self.words.get(at)).unwrap_or(&self.none)
    }

    /// The word so many places on.
    fn by(&self, at: usize, by: isize) -> &Word {
        self.word(at.checked_add_signed(by))
    }

    /// Two words on either side, and pairs of neighbours.
    fn around(&self, at: usize, row: &mut Row<'_>) {
        let w = self.by(at, 0);
        for (place, by) in (0u32..).zip(-2..=2) {
            let x = self.by(at, by);
            row.add(1, place, [x.form]);
            row.add(2, place, [x.shape]);
            row.add(3, place, [x.tag]);
            row.add(4, place, [x.kind]);
            if by.abs() < 2 {
                row.add(5, place, [x.listed, w.shape]);
                for bit in (0..gazetteer::list::COUNT).filter(|b| x.listed >> b & 1 == 1) {
                    row.add(6, place, [bit, w.shape]);
                }
                for kind in &x.kinds {
                    row.add(7, place, [u32::from(*kind), w.shape]);
                }
            }
        }
        for (place, by) in (0u32..).zip([-1, 0]) {
            let (x, y) = (self.by(at, by), self.by(at, by + 1));
            row.add(8, place, [x.form, y.form]);
            row.add(9, place, [x.kind, y.kind]);
            row.add(10, place, [x.shape, y.shape]);
            row.add(11, place, [x.tag, y.tag]);
            row.add(12, place, [x.form, y.kind]);
            row.add(13, place, [x.kind, y.form]);
            row.add(14, place, [x.listed, y.listed]);
            row.add(15, place, [x.form, y.listed]);
            row.add(16, place, [x.listed, y.form]);
        }
        let (before, after) = (self.by(at, -1), self.by(at, 1));
        row.add(17, 0, [before.kind, w.shape, w.kind]);
        row.add(18, 0, [after.kind, w.shape, w.kind]);
        row.add(19, 0, [before.shape, w.shape, after.shape]);
        row.add(20, 0, [before.tag, w.tag, after.tag]);
        row.add(21, 0, [before.form, w.shape]);
        row.add(22, 0, [after.form, w.shape]);
        row.add(23, 0, [self.by(at, -2).form, before.form, w.shape]);
        row.add(24, 0, [after.form, self.by(at, 2).form, w.shape]);
        row.add(25, 0, [before.ends.get(2).copied().unwrap_or(0)]);
        row.add(25, 1, [after.ends.get(2).copied().unwrap_or(0)]);
    }

    /// The word itself, its head, its use elsewhere.
    fn own(&self, at: usize, row: &mut Row<'_>) {
        let w = self.by(at, 0);
        row.add(30, 0, [w.shape, w.kind]);
        row.add(31, 0, [w.form, w.shape]);
        for (place, part) in (0u32..).zip(w.starts.iter().chain(&w.ends)) {
            row.add(32, place, [*part, w.shape]);
        }
        if let Some(tag) = self.tags.get(at) {
            let head = self.word(tag.head.map(|h| h as usize));
            let relation = tag.relation as u32;
            row.add(33, 0, [relation, w.shape]);
            row.add(34, 0, [relation, head.form]);
            row.add(35, 0, [relation, head.kind]);
        }
        row.add(36, u32::from(at == 0), [w.kind, w.shape]);
        row.add(37, self.case, [w.shape]);
        row.add(38, 0, [u32::from(w.uses)]);
        for bit in USES.iter().filter(|b| w.uses & **b != 0) {
            row.add(39, u32::from(*bit), [w.shape]);
        }
    }

    /// The run of capitals that the word stands in, its first and last word and what stands on either side.
    fn run(&self, at: usize, row: &mut Row<'_>) {
        let Some(run) = self.runs.get(at) else { return };
        let w = self.by(at, 0);
        let first = self.word(Some(run.start));
        let last = self.word(run.end.checked_sub(1));
        let before = self.word(run.start.checked_sub(1));
        let after = self.word(Some(run.end));
        let ends = u32::from(at + 1 == run.end);
        let place = run.len().min(5) as u32 * 8 + (at - run.start).min(3) as u32 * 2 + ends;
        if run.len() > 1 {
            row.add(40, 0, [before.form, w.shape]);
            row.add(41, 0, [after.form, w.shape]);
            row.add(42, 0, [last.form]);
            row.add(43, 0, [last.kind, last.listed]);
            row.add(44, 0, [first.form]);
            row.add(45, 0, [first.kind, first.listed, place]);
            row.add(46, 0, [first.kind, last.kind, place]);
            row.add(47, 0, [last.form, place]);
        }
        row.add(48, 0, [place, w.shape, self.case]);
        row.add(49, 0, [before.form, after.form]);
        row.add(50, 0, [before.tag, after.tag, place]);
    }
}

struct Row<'a>(&'a mut Vec<u32>);

impl Row<'_> {
    /// Adds a feature: numbers, mixed with its group and place as in MurmurHash3's last step (Appleby 2011).
    fn add<const N: usize>(&mut self, group: u32, place: u32, parts: [u32; N]) {
        let start = u64::from(group << 8 | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = parts.into_iter().fold(start, |state, part| {
            let state = (state ^ u64::from(part)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            state ^ state >> 32
        });
        self.0.push(mixed as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn capitals_make_runs_over_small_words_between_them() {
        let words = ["the", "Port", "of", "Elm", "opened"];
        let lower: Vec<String> = words.iter().map(|w| small(w)).collect();
        assert_eq!(runs(&words, &lower), [0..1, 1..4, 1..4, 1..4, 4..5]);
    }

    #[test]
    fn shapes_and_cuts() {
        assert_eq!(shape("McTavish-9"), "XxXxx-d");
        let ends = cuts("ab".char_indices().rev().map(|(i, _)| i), |i| "ab".get(i..));
        assert_eq!(
            ends,
            [text("b"), text("ab"), text("ab"), text("ab"), text("ab")]
        );
    }

    proptest! {
        #[test]
        fn every_word_has_features(words in proptest::collection::vec("\\PC{1,8}", 0..12)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut usage = Usage::default();
            usage.note(&words);
            let tags = vec![Analysis::default(); words.len()];
            let features = Features::read(&words, &tags, &usage);
            prop_assert_eq!(features.ends.len(), words.len());
            let mut last = 0;
            for end in &features.ends {
                prop_assert!(*end > last);
                last = *end;
            }
            prop_assert_eq!(last, features.hashes.len());
        }
    }
}
