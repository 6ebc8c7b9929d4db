//! The word lists of `data/`, parsed once.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a stop after a word means, by the kinds of `data/abbreviations.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Stands before a name; never ends a sentence.
    Title,
    /// Only before a number or a letter.
    Number,
    /// A month or a day.
    Month,
    /// May end a sentence too.
    Either,
}

static ABBREVIATIONS: LazyLock<HashMap<&str, Abbreviation>> = LazyLock::new(|| {
    let kinds = [
        ("title", Abbreviation::Title),
        ("number", Abbreviation::Number),
        ("month", Abbreviation::Month),
        ("either", Abbreviation::Either),
    ];
    let rows = kinded(include_str!("../data/abbreviations.txt"));
    rows.filter_map(|(kind, word)| {
        let (_, kind) = kinds.iter().find(|(name, _)| *name == kind)?;
        Some((word, *kind))
    })
    .collect()
});
static UNITS: LazyLock<Words> = LazyLock::new(|| of_kind("unit"));
static CURRENCIES: LazyLock<Words> = LazyLock::new(|| of_kind("currency"));
static PREFIXES: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/prefixes.txt")));
static ELISIONS: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/elisions.txt")));
static OPENERS: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/openers.txt")));
static REPORTING: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/reporting.txt")));
static CONTRACTIONS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let rows = lines(include_str!("../data/contractions.txt")).flat_map(str::split_whitespace);
    rows.map(|row| {
        let mut cuts = Vec::new();
        let mut at = 0;
        for piece in row.split('+') {
            at += piece.len();
            cuts.push(at);
        }
        cuts.pop();
        (row.replace('+', ""), cuts)
    })
    .collect()
});

/// Membership only: the order of a hash set never shows.
type Words = std::collections::HashSet<&'static str>;

/// The kind of an abbreviation, written without its stop.
pub(crate) fn abbreviation(word: &str) -> Option<Abbreviation> {
    // No entry is longer; a cheap way out for most words.
    (word.len() <= 8).then(|| ABBREVIATIONS.get(word).copied())?
}

/// Whether a unit is split from the number before it.
pub(crate) fn is_unit(word: &str) -> bool {
    word.len() <= 4 && UNITS.contains(word)
}

/// Whether a currency sign joins these letters before it.
pub(crate) fn is_currency(word: &str) -> bool {
    word.len() <= 3 && CURRENCIES.contains(word)
}

/// Whether a hyphen after this does not split.
pub(crate) fn is_prefix(word: &str) -> bool {
    word.len() <= 7 && folded(word, |w| PREFIXES.contains(w))
}

/// Whether an apostrophe before this belongs to it.
pub(crate) fn is_elision(word: &str) -> bool {
    word.len() <= 5 && folded(word, |w| ELISIONS.contains(w))
}

/// Whether this, capitalised after an abbreviation, begins a sentence.
pub(crate) fn is_opener(word: &str) -> bool {
    OPENERS.contains(word)
}

/// Whether this verb tells who said the quotation before it.
pub(crate) fn is_reporting(word: &str) -> bool {
    REPORTING.contains(word)
}

/// Where a word written as one is cut in two ("can|not"): bytes from its start.
pub(crate) fn contraction(word: &str) -> Option<&'static [usize]> {
    (3..=7)
        .contains(&word.len())
        .then(|| folded(word, |w| CONTRACTIONS.get(w).map(Vec::as_slice)))?
}

/// Asks about a short ASCII word in lower case, without going to the heap.
fn folded<T: Default>(word: &str, ask: impl FnOnce(&str) -> T) -> T {
    let mut room = [0u8; 8];
    let bytes = word.as_bytes();
    let Some(room) = room.get_mut(..bytes.len()) else {
        return T::default();
    };
    for (to, from) in room.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    std::str::from_utf8(room).map_or_else(|_| T::default(), ask)
}

/// The lines of a data file without comments and blank lines.
fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    let bare = file
        .lines()
        .map(|l| l.split('#').next().unwrap_or(l).trim());
    bare.filter(|l| !l.is_empty())
}

/// All words of a plain list.
fn words(file: &'static str) -> Words {
    lines(file).flat_map(str::split_whitespace).collect()
}

/// The words of a list with kinds, each with its kind.
fn kinded(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(file)
        .filter_map(|l| l.split_once(':'))
        .flat_map(|(kind, words)| words.split_whitespace().map(move |w| (kind, w)))
}

fn of_kind(kind: &str) -> Words {
    let rows = kinded(include_str!("../data/units.txt"));
    rows.filter(|(k, _)| *k == kind).map(|(_, w)| w).collect()
}
