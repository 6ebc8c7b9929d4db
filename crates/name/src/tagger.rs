//! Which words name people, places and organisations: a linear model over words and what surrounds them.
//!
//! In: a sentence's words with their tags and heads. Out: for each word whether it begins or goes on with the name of
//! a person, an organisation or a place. How: each word has some eighty features, each hashed to a row of weights; the
//! best sequence is found over pairs of neighbours (Viterbi). The weights are `models/names.bin`, made by the crate
//! `train` (structured perceptron, Collins 2002); what they were made from is in the model's card.

use crate::gazetteer;
use crate::kinds;
use rapporteur_parse::Analysis;
use rapporteur_parse::closed::{Class, class_of};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Rows of weights; a feature's hash is taken modulo this.
pub const ROWS: usize = 1 << 17;

/// What a word can be to a name, in the order of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Label {
    /// No part of a name.
    Outside,
    /// The first word of a person's name.
    BeginsPerson,
    /// A later word of it.
    InPerson,
    /// The first word of an organisation's name.
    BeginsOrganisation,
    /// A later word of it.
    InOrganisation,
    /// The first word of a place's name.
    BeginsPlace,
    /// A later word of it.
    InPlace,
}

/// All labels, in the order of the weights.
pub const LABELS: [Label; 7] = [
    Label::Outside,
    Label::BeginsPerson,
    Label::InPerson,
    Label::BeginsOrganisation,
    Label::InOrganisation,
    Label::BeginsPlace,
    Label::InPlace,
];

impl Label {
    /// Whether this label may stand after another: what goes on with a name needs one to go on with.
    pub fn may_follow(self, before: Option<Label>) -> bool {
        use Label::{
            BeginsOrganisation, BeginsPerson, BeginsPlace, InOrganisation, InPerson, InPlace,
        };
        match self {
            InPerson => matches!(before, Some(BeginsPerson | InPerson)),
            InOrganisation => matches!(before, Some(BeginsOrganisation | InOrganisation)),
            InPlace => matches!(before, Some(BeginsPlace | InPlace)),
            _ => true,
        }
    }
}

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

/// The rows of the features of each word of a sentence.
pub fn features(words: &[&str], tags: &[Analysis], usage: &Usage) -> Vec<Vec<u32>> {
    let lower: Vec<String> = words
        .iter()
        .map(|w| w.to_lowercase().replace('’', "'"))
        .collect();
    let shapes: Vec<String> = words.iter().map(|w| shape(w)).collect();
    let places = gazetteer::places_in(words);
    let capitals = words.iter().filter(|w| is_capital(w)).count();
    let case = match (capitals * 10 >= words.len() * 7, capitals) {
        (true, _) if words.len() > 2 => "allcap",
        (_, 0) => "nocap",
        _ => "mixed",
    };
    let listed: Vec<String> = (0..words.len())
        .map(|at| listed(words, &lower, &places, at))
        .collect();
    (0..words.len())
        .map(|at| {
            let mut row = Rows(Vec::with_capacity(90));
            row.word(&lower, &shapes, &listed, tags, at);
            let shape = shapes.get(at).map_or("", String::as_str);
            row.add(30, 0, &[case, shape]);
            if let Some(word) = lower.get(at) {
                let uses = usage.of(word);
                for bit in USES {
                    if uses & bit != 0 {
                        row.add(31, bit as i8, &[shape]);
                    }
                }
                row.add(32, uses as i8, &[]);
            }
            row.0
        })
        .collect()
}

/// What the lists say of a word, as a short text: each letter a list.
fn listed(words: &[&str], lower: &[String], places: &[u8], at: usize) -> String {
    let mut found = String::new();
    let Some((word, low)) = words.get(at).zip(lower.get(at)) else {
        return found;
    };
    let part = low.trim_end_matches('.');
    if let Some(mark) = gazetteer::given_name(part) {
        found.push(if mark == 'f' { 'F' } else { 'M' });
    }
    if gazetteer::is_surname(part) {
        found.push('S');
    }
    match places.get(at) {
        Some(1) => found.push('C'),
        Some(2) => found.push('L'),
        Some(3) => found.push('O'),
        _ => {}
    }
    if kinds::is_demonym(word) {
        found.push('D');
    }
    for noun in kinds::nouns_of(low) {
        found.push(match noun {
            kinds::Noun::Office => 'o',
            kinds::Noun::Honorific => 'h',
            kinds::Noun::Occupation => 'w',
            kinds::Noun::Organisation => 'g',
            kinds::Noun::Place => 'p',
            kinds::Noun::Agreement | kinds::Noun::Law => 'l',
            kinds::Noun::Event => 'e',
            _ => continue,
        });
    }
    if is_firm(word) {
        found.push('f');
    }
    match class_of(low) {
        Class::Determiner => found.push('d'),
        Class::Preposition => found.push('i'),
        _ => {}
    }
    found
}

struct Rows(Vec<u32>);

impl Rows {
    fn add(&mut self, template: u8, place: i8, parts: &[&str]) {
        self.0.push(hash(template, place, parts));
    }

    fn word(
        &mut self,
        lower: &[String],
        shapes: &[String],
        listed: &[String],
        tags: &[Analysis],
        at: usize,
    ) {
        fn of(list: &[String], at: usize, by: i8) -> &str {
            at.checked_add_signed(isize::from(by))
                .and_then(|i| list.get(i))
                .map_or("<>", String::as_str)
        }
        let w = |by: i8| of(lower, at, by);
        let s = |by: i8| of(shapes, at, by);
        let l = |by: i8| of(listed, at, by);
        let t = |by: i8| {
            at.checked_add_signed(isize::from(by))
                .and_then(|i| tags.get(i))
                .map_or("<>", |t| t.xpos.as_str())
        };
        for by in -2..=2 {
            self.add(1, by, &[w(by)]);
            self.add(2, by, &[s(by)]);
            self.add(3, by, &[t(by)]);
            self.add(4, by, &[l(by)]);
        }
        for by in [-1, 0] {
            self.add(5, by, &[w(by), w(by + 1)]);
            self.add(6, by, &[l(by), l(by + 1)]);
            self.add(7, by, &[s(by), s(by + 1)]);
            self.add(8, by, &[t(by), t(by + 1)]);
            self.add(9, by, &[w(by), l(by + 1)]);
            self.add(10, by, &[l(by), w(by + 1)]);
        }
        let (word, shape, list) = (w(0), s(0), l(0));
        self.add(11, 0, &[shape, list]);
        self.add(12, 0, &[l(-1), shape, list]);
        self.add(13, 0, &[l(1), shape, list]);
        self.add(14, 0, &[s(-1), shape, s(1)]);
        self.add(15, 0, &[t(-1), t(0), t(1)]);
        self.add(16, 0, &[word, shape]);
        self.add(17, 0, &[w(-1), shape]);
        self.add(18, 0, &[w(1), shape]);
        self.add(19, 0, &[w(-2), w(-1), shape]);
        self.add(20, 0, &[w(1), w(2), shape]);
        for n in 1..=4 {
            self.add(21, n, &[start(word, n), shape]);
            self.add(22, n, &[end(word, n), shape]);
        }
        for by in [-1, 1] {
            self.add(23, by, &[end(w(by), 3)]);
        }
        if let Some(tag) = tags.get(at) {
            let of_head = |list: &[String]| -> String {
                let head = tag.head.and_then(|h| list.get(h as usize));
                head.cloned().unwrap_or_default()
            };
            let relation = tag.relation.as_str();
            self.add(24, 0, &[relation, shape]);
            self.add(25, 0, &[relation, &of_head(lower)]);
            self.add(26, 0, &[relation, &of_head(listed)]);
        }
        let first = i8::from(at == 0);
        let small = shape.starts_with('x') && word.len() > 1;
        self.add(if small { 27 } else { 28 }, first, &[list]);
    }
}

fn start(word: &str, characters: i8) -> &str {
    let cut = word
        .char_indices()
        .nth(characters as usize)
        .map_or(word.len(), |(i, _)| i);
    word.get(..cut).unwrap_or(word)
}

fn end(word: &str, characters: i8) -> &str {
    let cut = word
        .char_indices()
        .rev()
        .nth(characters as usize - 1)
        .map_or(0, |(i, _)| i);
    word.get(cut..).unwrap_or(word)
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

/// FNV-1a (Fowler, Noll, Vo) over the parts, with a mark between them, folded to the number of rows.
fn hash(template: u8, place: i8, parts: &[&str]) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut byte = |b: u8| hash = (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    byte(template);
    byte(place as u8);
    for part in parts {
        part.bytes().for_each(&mut byte);
        byte(0xff);
    }
    ((hash ^ (hash >> 29)) % ROWS as u64) as u32
}

/// The weights: a row of seven for each feature, then for each label seven for the label before it.
pub struct Weights<'a>(pub &'a [i16]);

impl Weights<'_> {
    fn row(&self, row: usize) -> &[i16] {
        self.0
            .get(row * LABELS.len()..(row + 1) * LABELS.len())
            .unwrap_or_default()
    }

    /// The best labels for words with these features.
    pub fn label(&self, features: &[Vec<u32>]) -> Vec<Label> {
        let scores: Vec<[i32; LABELS.len()]> = features
            .iter()
            .map(|rows| {
                let mut sum = [0i32; LABELS.len()];
                for row in rows {
                    for (total, weight) in sum.iter_mut().zip(self.row(*row as usize)) {
                        *total += i32::from(*weight);
                    }
                }
                sum
            })
            .collect();
        best(&scores, |before, label| {
            let row = self.row(ROWS + label);
            row.get(before).map_or(0, |w| i32::from(*w))
        })
    }
}

/// The best lawful sequence for given scores of each label at each word.
pub fn best<N>(scores: &[[N; LABELS.len()]], step: impl Fn(usize, usize) -> N) -> Vec<Label>
where
    N: Copy + PartialOrd + std::ops::Add<Output = N> + Default,
{
    let mut back: Vec<[usize; LABELS.len()]> = Vec::with_capacity(scores.len());
    let mut sums: Vec<Option<N>> = Vec::new();
    for score in scores {
        let mut next: Vec<Option<N>> = Vec::with_capacity(LABELS.len());
        let mut from = [0; LABELS.len()];
        for (n, label) in LABELS.iter().enumerate() {
            let here = score.get(n).copied().unwrap_or_default();
            if sums.is_empty() {
                next.push(label.may_follow(None).then_some(here));
                continue;
            }
            let mut top: Option<(N, usize)> = None;
            for (b, before) in LABELS.iter().enumerate() {
                let Some(sum) = sums.get(b).copied().flatten() else {
                    continue;
                };
                if !label.may_follow(Some(*before)) {
                    continue;
                }
                let sum = sum + step(b, n);
                if top.is_none_or(|(t, _)| sum > t) {
                    top = Some((sum, b));
                }
            }
            if let (Some((_, b)), Some(place)) = (top, from.get_mut(n)) {
                *place = b;
            }
            next.push(top.map(|(sum, _)| sum + here));
        }
        sums = next;
        back.push(from);
    }
    let mut at = 0;
    for (n, sum) in sums.iter().enumerate() {
        let best = sums.get(at).copied().flatten();
        if let Some(sum) = sum
            && best.is_none_or(|b| *sum > b)
        {
            at = n;
        }
    }
    let mut labels = Vec::with_capacity(scores.len());
    for from in back.iter().rev() {
        labels.extend(LABELS.get(at).copied());
        at = from.get(at).copied().unwrap_or_default();
    }
    labels.reverse();
    labels
}

/// The weights that ship.
pub fn shipped() -> Weights<'static> {
    static WEIGHTS: LazyLock<Vec<i16>> = LazyLock::new(|| {
        let file: &[u8] = include_bytes!("../../../models/names.bin");
        let pair = |b: &[u8]| {
            b.first()
                .zip(b.get(1))
                .map(|(a, b)| i16::from_le_bytes([*a, *b]))
        };
        file.chunks(2).filter_map(pair).collect()
    });
    Weights(&WEIGHTS)
}
