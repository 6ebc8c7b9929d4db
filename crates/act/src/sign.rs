//! Phrases of a content that show an act: `data/signs.tsv`.

use crate::words::{Sentence, Word};
use rapporteur_record::{Act, Span};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A phrase after its first word, and the act it shows.
type Rest = (Vec<&'static str>, Act);

/// Phrases by their first word.
static SIGNS: LazyLock<BTreeMap<&'static str, Vec<Rest>>> = LazyLock::new(|| {
    let mut signs: BTreeMap<&'static str, Vec<Rest>> = BTreeMap::new();
    for columns in lines(include_str!("../data/signs.tsv")) {
        let [act, phrase, ..] = columns.as_slice() else {
            continue;
        };
        let Some(act) = act_named(act) else { continue };
        let mut words = phrase.split(' ');
        let Some(first) = words.next() else { continue };
        signs.entry(first).or_default().push((words.collect(), act));
    }
    signs
});

pub(crate) fn act_named(name: &str) -> Option<Act> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// The lines of a table, a column a cell; lines that begin with "#" are comments.
pub(crate) fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(|l| l.split('\t').collect())
}

/// The acts that the words of a sentence show, with those words.
pub(crate) fn acts(sentence: &Sentence<'_>) -> Vec<(Act, Span)> {
    let mut acts = Vec::new();
    let lemmas: Vec<String> = sentence.words.iter().map(Word::lemma).collect();
    for (at, (word, lemma)) in sentence.words.iter().zip(&lemmas).enumerate() {
        let by_form = SIGNS.get(word.lower.as_str());
        let by_lemma = SIGNS.get(lemma.as_str()).filter(|_| *lemma != word.lower);
        for (rest, act) in by_form.into_iter().chain(by_lemma).flatten() {
            let mut following = sentence.words.iter().zip(&lemmas).skip(at + 1);
            let stands = rest.iter().all(|sign| {
                following
                    .next()
                    .is_some_and(|(w, lemma)| w.lower == *sign || lemma == sign)
            });
            if stands && let Some(span) = sentence.span(at..at + 1 + rest.len()) {
                acts.push((*act, span));
            }
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(words: &str, act: Act) -> bool {
        let (article, parsed) = crate::testing::read(words);
        let sentences = crate::words::sentences(&article, &parsed, article.text.all());
        sentences.iter().flat_map(acts).any(|(a, _)| a == act)
    }

    #[test]
    fn every_sign_is_read_in_its_example_and_not_in_its_counter_example() {
        let wrong: Vec<_> = lines(include_str!("../data/signs.tsv"))
            .filter(|columns| {
                let [act, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                let act = act_named(act).unwrap();
                !shows(example, act) || shows(counter, act)
            })
            .collect();
        let wrong: Vec<String> = wrong.iter().map(|c| c.join(" | ")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
