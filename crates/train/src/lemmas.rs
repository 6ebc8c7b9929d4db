//! The table of lemmas: for each part of speech, word ends and what they become, and the words that go their own
//! way.

use crate::trees::Tree;
use std::collections::BTreeMap;

const LONGEST_END: usize = 6;

/// How a form becomes its lemma: bytes to take off, letters to put on.
type Change = (usize, String);

fn change(form: &str, lemma: &str) -> Change {
    let same = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(a, _)| a.len_utf8()).sum();
    (form.len() - same, lemma[same..].to_owned())
}

fn most(counts: &BTreeMap<Change, u32>) -> (&Change, u32) {
    let best = counts
        .iter()
        .max_by_key(|(change, n)| (**n, std::cmp::Reverse(change.1.len()), change.0));
    best.map(|(c, n)| (c, *n)).unwrap()
}

fn apply(form: &str, change: &Change) -> Option<String> {
    let kept = form.len().checked_sub(change.0)?;
    Some(format!("{}{}", form.get(..kept)?, change.1))
}

/// The lines of `models/lemmas.tsv`, from the training part.
pub fn table(trees: &[Tree]) -> String {
    // Part of speech, form → lemma → how often.
    let mut seen: BTreeMap<(String, String), BTreeMap<String, u32>> = BTreeMap::new();
    for word in trees.iter().flat_map(|t| &t.words) {
        let name = matches!(word.xpos.as_str(), "NNP" | "NNPS" | "ADD" | "FW");
        let form = if name {
            word.form.clone()
        } else {
            word.form.to_lowercase().replace('’', "'")
        };
        if word.lemma != "_" && word.xpos != "GW" && !form.contains('\t') {
            *seen
                .entry((word.xpos.clone(), form))
                .or_default()
                .entry(word.lemma.clone())
                .or_default() += 1;
        }
    }
    let best = |lemmas: &BTreeMap<String, u32>| -> String {
        lemmas
            .iter()
            .max_by_key(|(_, n)| **n)
            .map(|(l, _)| l.clone())
            .unwrap()
    };
    // Part of speech, end → change → how many different words.
    let mut ends: BTreeMap<(String, String), BTreeMap<Change, u32>> = BTreeMap::new();
    for ((tag, form), lemmas) in &seen {
        // The end of a name says nothing about it.
        if tag == "NNP" || tag == "ADD" || tag == "FW" {
            continue;
        }
        let change = change(form, &best(lemmas));
        for length in 0..=LONGEST_END.min(form.len().saturating_sub(1)) {
            if let Some(end) = form
                .get(form.len() - length..)
                .filter(|_| change.0 <= length.max(3))
            {
                *ends
                    .entry((tag.clone(), end.to_owned()))
                    .or_default()
                    .entry(change.clone())
                    .or_default() += 1;
            }
        }
    }
    // Short ends first: a longer one is kept only where it says something else.
    let mut order: Vec<_> = ends.into_iter().collect();
    order.sort_by(|a, b| (a.0.1.len(), &a.0).cmp(&(b.0.1.len(), &b.0)));
    let mut kept: BTreeMap<(String, String), Change> = BTreeMap::new();
    let look_up = |kept: &BTreeMap<(String, String), Change>, tag: &str, end: &str| -> Change {
        let mut lengths = (0..=end.len())
            .rev()
            .filter_map(|n| end.get(end.len() - n..));
        let found = lengths.find_map(|e| kept.get(&(tag.to_owned(), e.to_owned())));
        found.cloned().unwrap_or_default()
    };
    for ((tag, end), changes) in order {
        let (change, count) = most(&changes);
        if (count >= 2 || end.is_empty()) && *change != look_up(&kept, &tag, &end) {
            kept.insert((tag, end), change.clone());
        }
    }
    let mut lines = vec![
        "# Lemmas: part of speech, form or end of a form (after `-`), lemma or change (bytes to take off, letters to put on).".to_owned(),
        "# Made by `train lemmas` from UD English EWT (CC BY-SA 4.0) and GUM (CC BY 4.0); see lemmas.md. Example: VBD, -ied, 3 y.".to_owned(),
    ];
    for ((tag, end), (cut, put)) in &kept {
        lines.push(format!("{tag}\t-{end}\t{cut} {put}"));
    }
    for ((tag, form), lemmas) in &seen {
        let lemma = best(lemmas);
        let longest = form.len().saturating_sub(1).min(LONGEST_END);
        let mut lengths = (0..=longest)
            .rev()
            .filter_map(|n| form.get(form.len() - n..));
        let found = lengths.find_map(|e| kept.get(&(tag.clone(), e.to_owned())));
        let guess = found.map_or(Some(form.clone()), |c| apply(form, c));
        let often: u32 = lemmas.values().sum();
        // A name seen once, or whose lemma the treebanks do not agree on, says little about the next.
        let proper = tag.starts_with("NNP") || tag == "ADD" || tag == "FW";
        let agreed = lemmas.get(&lemma).is_some_and(|n| n * 3 >= often * 2);
        if guess.as_ref() != Some(&lemma) && !(proper && (often < 2 || !agreed)) {
            lines.push(format!("{tag}\t{form}\t{lemma}"));
        }
    }
    for (tag, form, lemma) in regular_forms(&seen) {
        let key = (tag, form);
        if seen.contains_key(&key) {
            continue;
        }
        let (tag, form) = key;
        let change = look_up(&kept, &tag, &form[1..]);
        if apply(&form, &change).as_ref() != Some(&lemma) {
            lines.push(format!("{tag}\t{form}\t{lemma}"));
        }
    }
    lines.join("\n") + "\n"
}

/// The regular past and -ing forms of words seen as verbs or nouns, where spelling leaves no doubt: "shell" gives
/// "shelled" and "shelling", "plan" nothing, because its consonant doubles.
fn regular_forms(
    seen: &BTreeMap<(String, String), BTreeMap<String, u32>>,
) -> Vec<(String, String, String)> {
    let mut bases: BTreeMap<&str, bool> = BTreeMap::new();
    for ((tag, form), lemmas) in seen {
        let verb = tag.starts_with("VB");
        let plain = form.len() > 3 && form.bytes().all(|b| b.is_ascii_lowercase());
        if (verb || tag == "NN") && plain {
            let lemmas = lemmas
                .keys()
                .filter(|l| l.len() > 3 && l.bytes().all(|b| b.is_ascii_lowercase()));
            lemmas.for_each(|l| *bases.entry(l).or_default() |= verb);
        }
    }
    let mut out = Vec::new();
    for base in bases.keys() {
        let vowel = |b: Option<u8>| b.is_some_and(|b| b"aeiou".contains(&b));
        let mut last = base.bytes().rev();
        let (z, y, x) = (last.next(), last.next(), last.next());
        let stem = match z {
            Some(b'e') if !vowel(y) => &base[..base.len() - 1],
            Some(b'e' | b'y' | b'i' | b'o' | b'u' | b'a') => continue,
            _ if vowel(y) && !vowel(x) => continue,
            _ => base,
        };
        // A stem that also makes another word ("plan" and "plane") is left alone.
        if stem != *base && bases.contains_key(stem) {
            continue;
        }
        for (tag, end) in [("VBD", "ed"), ("VBN", "ed"), ("VBG", "ing")] {
            out.push((tag.to_owned(), format!("{stem}{end}"), (*base).to_owned()));
        }
    }
    out
}
