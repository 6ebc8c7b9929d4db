//! Dictionary forms: `said` → `say`, `children` → `child`, `n't` → `not`.
//!
//! `models/lemmas.tsv` holds whole words and word ends with what they become, for each part of speech of the
//! Penn Treebank; the longest that fits wins. What nothing fits stays as it is, in small letters unless it is a
//! name. Made by `train lemmas`; its card is `models/lemmas.md`.

use crate::tags::Xpos;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Longest word end in the table, in bytes.
const LONGEST_END: usize = 6;

/// Whole words, and word ends with how many bytes to take off and what to put on.
#[derive(Default)]
struct Table {
    words: FxHashMap<(Xpos, &'static str), &'static str>,
    ends: FxHashMap<(Xpos, &'static str), (usize, &'static str)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in include_str!("../../../models/lemmas.tsv").lines() {
        let mut columns = line.split('\t');
        let (Some(tag), Some(from), Some(to)) = (columns.next(), columns.next(), columns.next())
        else {
            continue; // a comment
        };
        let tag = Xpos::of(tag);
        match from.strip_prefix('-') {
            Some(end) => {
                let to = to
                    .split_once(' ')
                    .and_then(|(cut, put)| Some((cut.parse().ok()?, put)));
                table.ends.extend(to.map(|to| ((tag, end), to)));
            }
            None => {
                table.words.insert((tag, from), to);
            }
        }
    }
    table
});

/// The dictionary form of a word.
///
/// ```
/// use rapporteur_parse::{Xpos, lemma};
/// assert_eq!(lemma("Children", Xpos::Nns), "child");
/// assert_eq!(lemma("replied", Xpos::Vbd), "reply");
/// assert_eq!(lemma("Halden", Xpos::Nnp), "Halden");
/// ```
pub fn lemma(word: &str, xpos: Xpos) -> Cow<'_, str> {
    let name = matches!(
        xpos,
        Xpos::Nnp | Xpos::Nnps | Xpos::Add | Xpos::Fw | Xpos::Unknown
    );
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_lowercase() || !b.is_ascii_alphabetic())
        && word.is_ascii();
    let form = if name || plain {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase().replace('’', "'"))
    };
    if let Some(lemma) = TABLE.words.get(&(xpos, form.as_ref())) {
        return Cow::Borrowed(lemma);
    }
    // A word end must leave at least a letter.
    for length in (0..=LONGEST_END.min(form.len().saturating_sub(1))).rev() {
        let end = form.get(form.len() - length..);
        let Some((cut, put)) = end.and_then(|end| TABLE.ends.get(&(xpos, end))) else {
            continue;
        };
        if *cut == 0 && put.is_empty() {
            return form;
        }
        let kept = form.len().checked_sub(*cut).and_then(|n| form.get(..n));
        if let Some(kept) = kept {
            return Cow::Owned(format!("{kept}{put}"));
        }
    }
    form
}
