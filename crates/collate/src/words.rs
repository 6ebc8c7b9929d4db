//! Words and their stems: what two texts are compared by.
//!
//! A [`Word`] is a run of letters or digits with its place; its [`Stem`] is a number that is the same
//! for the inflected forms of one word ("fires", "fired", "firing"), whatever case and marks they are
//! written with. Stems are hashes of strings and nothing else, so they are the same on every machine.

use rapporteur_record::{Article, BlockKind, Span, Text};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A number for a word without its inflection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stem(pub u64);

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    /// As printed.
    pub form: &'a str,
    /// First byte within the piece of text that was split.
    pub start: usize,
}

impl Word<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.form.len()
    }

    pub(crate) fn capital(&self) -> bool {
        self.form.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words of a text: runs of letters and digits. An apostrophe stays inside a word (but the
/// possessive `'s` is left off), and `.`, `,` and `:` inside a number; hyphens part words.
///
/// "Ana's 44-day stay" is Ana, 44, day, stay.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = start + first.len_utf8();
        let mut last = first;
        while let Some(&(at, c)) = rest.peek() {
            let after = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
            let within = match c {
                '\'' | '’' => last.is_alphabetic() && after.is_some_and(char::is_alphabetic),
                '.' | ',' | ':' => {
                    last.is_ascii_digit() && after.is_some_and(|c| c.is_ascii_digit())
                }
                c => c.is_alphanumeric() || is_mark(c),
            };
            if !within {
                break;
            }
            end = at + c.len_utf8();
            last = c;
            rest.next();
        }
        let form = text.get(start..end)?;
        let form = ["'s", "’s"]
            .iter()
            .find_map(|s| form.strip_suffix(s))
            .unwrap_or(form);
        Some(Word { form, start })
    })
}

/// A combining mark, as in decomposed text.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Lower case and without marks: "Çağrı" and "cagri" fold to one string.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        if word.bytes().any(|b| b.is_ascii_uppercase()) {
            return Cow::Owned(word.to_ascii_lowercase());
        }
        return Cow::Borrowed(word);
    }
    let folded = word
        .nfkd()
        .filter(|c| !is_mark(*c))
        .flat_map(char::to_lowercase)
        .map(plain_letter)
        .collect();
    Cow::Owned(folded)
}

/// Letters that NFKD does not take apart.
fn plain_letter(c: char) -> char {
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        'ə' => 'a',
        'ß' => 's',
        '’' => '\'',
        c => c,
    }
}

/// The stem of a word.
pub(crate) fn stem(word: &str) -> Stem {
    let folded = fold(word);
    let base = IRREGULAR.get(folded.as_ref()).map(String::as_str);
    Stem(hash(&strip_inflection(base.unwrap_or(&folded))))
}

/// Whether a word, folded, is a past form: "stopped", "sunk".
pub(crate) fn is_past(folded: &str) -> bool {
    let irregular =
        IRREGULAR.contains_key(folded) && !folded.ends_with("ing") && !folded.ends_with('s');
    folded.ends_with("ed") || irregular
}

static IRREGULAR: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (base, forms) in entries(include_str!("../data/irregular.txt")) {
        for form in forms.split_whitespace() {
            table.insert(form.to_owned(), base.to_owned());
        }
    }
    table
});

/// The lines `key: rest` of a data file, without comments.
pub(crate) fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, rest)| (key.trim(), rest.trim()))
}

/// Takes off -s, -ed, -ing and what spelling does before them. The result need not be a word: it is
/// only ever compared with another result.
fn strip_inflection(word: &str) -> String {
    let vowel = |s: &str| s.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let mut base = word;
    if let Some(cut) = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")) {
        if cut.len() >= 3 && vowel(cut) {
            base = undouble(cut);
        }
    } else if let Some(cut) = word.strip_suffix("sses") {
        return format!("{cut}ss");
    } else if let Some(cut) = word.strip_suffix("ies").filter(|c| c.len() >= 2) {
        return format!("{cut}i");
    } else if let Some(cut) = word.strip_suffix("es").filter(|c| {
        c.len() >= 2 && (c.ends_with(['x', 'z', 'o']) || c.ends_with("sh") || c.ends_with("ch"))
    }) {
        base = cut;
    } else if let Some(cut) = word.strip_suffix('s')
        && cut.len() >= 3
        && !cut.ends_with(['s', 'u', 'i'])
    {
        base = cut;
    }
    let cut = base.trim_end_matches('e');
    if cut.len() >= 2 {
        base = cut;
    }
    match base.strip_suffix('y') {
        Some(cut) if cut.len() >= 2 && !cut.ends_with(['a', 'e', 'o', 'u']) => format!("{cut}i"),
        _ => base.to_owned(),
    }
}

/// "stopp" → "stop"; "fall" and "press" keep both letters.
fn undouble(word: &str) -> &str {
    let mut last = word.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && !matches!(a, 'l' | 's' | 'z' | 'e' | 'o') => {
            word.strip_suffix(a).unwrap_or(word)
        }
        _ => word,
    }
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo; public domain): the same everywhere, unlike the standard
/// library's hasher.
pub(crate) fn hash(word: &str) -> u64 {
    mix(0xcbf2_9ce4_8422_2325, word.bytes().map(u64::from))
}

/// Goes on with a hash.
pub(crate) fn mix(seed: u64, values: impl Iterator<Item = u64>) -> u64 {
    values.fold(seed, |hash, value| {
        (hash ^ value).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Where an article's own sentences stand: its body blocks, or all of it where nothing was told apart.
pub(crate) fn body(article: &Article) -> Vec<Span> {
    let body: Vec<Span> = article.blocks_of(BlockKind::Body).collect();
    if body.is_empty() && article.blocks.is_empty() {
        return vec![article.text.all()];
    }
    body
}

/// The stems of some stretches of a text, in order.
pub(crate) fn stems(text: &Text, spans: &[Span]) -> Vec<Stem> {
    let mut known = BTreeMap::new();
    spans
        .iter()
        .flat_map(|span| words(text.quote(*span)))
        .map(|word| *known.entry(word.form).or_insert_with(|| stem(word.form)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<&str> {
        words(text).map(|w| w.form).collect()
    }

    #[test]
    fn words_keep_numbers_and_apostrophes_and_leave_the_possessive() {
        assert_eq!(
            forms("Ana's 44-day, don’t — 1,250.5 at 23:50."),
            ["Ana", "44", "day", "don’t", "1,250.5", "at", "23:50"]
        );
        assert_eq!(forms("  …!"), [""; 0]);
    }

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for group in [
            &["fire", "fires", "fired", "firing", "FIRED"][..],
            &["stop", "stopped", "stopping"],
            &["carry", "carries", "carried"],
            &["shoot", "shot", "shots"],
            &["vessel", "vessels"],
            &["agree", "agreed", "agrees"],
            &["Çağrı", "cagri"],
            &["clash", "clashes"],
            &["city", "cities"],
        ] {
            let stems: Vec<_> = group.iter().map(|w| stem(w)).collect();
            assert!(stems.windows(2).all(|w| w[0] == w[1]), "{group:?}");
        }
        assert_ne!(stem("fire"), stem("fir tree"));
        assert_ne!(stem("press"), stem("pres"));
    }

    proptest::proptest! {
        #[test]
        fn every_word_stands_where_it_says(text in "\\PC*") {
            for word in words(&text) {
                proptest::prop_assert_eq!(text.get(word.start..word.end()), Some(word.form));
            }
        }
    }
}
