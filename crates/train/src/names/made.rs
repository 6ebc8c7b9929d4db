//! Sentences with other names in place of theirs.
//!
//! Most names of a new text were in none that a model learned from, and the parser knows the words of its treebank too
//! well. So every document is learned once more with its names exchanged, the same name everywhere for the same one:
//! for one of the lists, or another of its kind and length in the data. Tags and heads are found anew.

use super::data::{self, Document, Sentence, going_on};
use crate::layers::Random;
use rapporteur_name::tagger::Label;
use std::collections::BTreeMap;

/// How often a name comes from the lists, how often from the data; else it stays.
const LISTED: f32 = 0.5;
const OTHERS: f32 = 0.4;

/// How often a name of the right length is looked for in the lists.
const TRIES: usize = 20;

/// Names to put in.
pub struct Names {
    given: Vec<String>,
    surnames: [Vec<String>; 2],
    places: [Vec<String>; 4],
    firms: Vec<String>,
    /// Those of the data by kind and number of words.
    others: BTreeMap<(Label, usize), Vec<Vec<String>>>,
}

/// The names of a list, with a capital at the start of each word.
fn list(file: &str) -> Vec<String> {
    let lines = file
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty());
    let names = lines.flat_map(|l| l.split('\t').take(1).flat_map(|c| c.split(", ")));
    names.map(titled).collect()
}

fn titled(name: &str) -> String {
    let mut first = true;
    let each = name.chars().flat_map(|c| {
        let capital = first;
        first = !c.is_alphabetic() && c != '\'';
        let same = (!capital).then_some(c);
        same.into_iter()
            .chain(c.to_uppercase().filter(move |_| capital))
    });
    each.collect()
}

impl Names {
    /// The lists of the program, and the names of documents.
    pub fn of<'a>(documents: impl Iterator<Item = &'a Document>) -> Names {
        let mut others: BTreeMap<(Label, usize), Vec<Vec<String>>> = BTreeMap::new();
        for sentence in documents.flatten() {
            for (start, end, kind) in data::names(&sentence.labels) {
                let words = sentence.forms[start..end].to_vec();
                others.entry((kind, end - start)).or_default().push(words);
            }
        }
        let towns = list(include_str!("../../../name/data/towns.txt"));
        Names {
            given: list(include_str!("../../../name/data/given-names.tsv")),
            surnames: [
                list(include_str!("../../../name/data/surnames.txt")),
                list(include_str!("../../../name/data/rare-surnames.txt")),
            ],
            // Towns twice: they are half of what is put in.
            places: [
                list(include_str!("../../../name/data/regions.txt")),
                list(include_str!("../../../name/data/cities.txt")),
                towns.clone(),
                towns,
            ],
            firms: list(include_str!("../../../name/data/firms.txt")),
            others,
        }
    }

    /// Another name of a kind, of as many words.
    fn another(&self, kind: Label, words: &[String], random: &mut Random) -> Vec<String> {
        let chance = random.unit();
        let listed = || self.listed(kind, words.len(), random);
        let found = (chance < LISTED).then(listed).flatten();
        if let Some(found) = found {
            return found;
        }
        match self.others.get(&(kind, words.len())) {
            Some(list) if chance < LISTED + OTHERS => pick(list, random).clone(),
            _ => words.to_vec(),
        }
    }

    fn listed(&self, kind: Label, count: usize, random: &mut Random) -> Option<Vec<String>> {
        match (kind, count) {
            (Label::BeginsPerson, 1) => {
                let lists = [&self.given, &self.surnames[0], &self.surnames[1]];
                let list = *pick(&lists, random);
                Some(vec![pick(list, random).clone()])
            }
            (Label::BeginsPerson, 2) => Some(vec![
                pick(&self.given, random).clone(),
                pick(&self.surnames[1], random).clone(),
            ]),
            (Label::BeginsPlace | Label::BeginsOrganisation, _) => (0..TRIES).find_map(|_| {
                let list = match kind {
                    Label::BeginsPlace => pick(&self.places, random),
                    _ => &self.firms,
                };
                let words: Vec<String> = pick(list, random).split(' ').map(str::to_owned).collect();
                (words.len() == count).then_some(words)
            }),
            _ => None,
        }
    }
}

fn pick<'a, T>(list: &'a [T], random: &mut Random) -> &'a T {
    &list[(random.next() % list.len() as u64) as usize]
}

/// The documents once more with other names, as far as sentences have any.
pub fn documents(all: &[Document], names: &Names, random: &mut Random) -> Vec<Document> {
    let each = all.iter().map(|document| {
        let mut known = BTreeMap::new();
        let named = document
            .iter()
            .filter(|s| s.labels.iter().any(|l| *l != Label::Outside));
        named
            .map(|s| exchanged(s, names, &mut known, random))
            .collect()
    });
    each.collect()
}

fn exchanged(
    sentence: &Sentence,
    names: &Names,
    known: &mut BTreeMap<(Label, String), Vec<String>>,
    random: &mut Random,
) -> Sentence {
    let mut made = Sentence::default();
    let mut at = 0;
    for (start, end, kind) in data::names(&sentence.labels) {
        made.forms.extend_from_slice(&sentence.forms[at..start]);
        made.labels.extend_from_slice(&sentence.labels[at..start]);
        let words = &sentence.forms[start..end];
        let key = (kind, words.join(" ").to_lowercase());
        let new = known
            .entry(key)
            .or_insert_with(|| names.another(kind, words, random));
        let small = words[0].starts_with(char::is_lowercase);
        let shouted = words
            .iter()
            .all(|w| w.len() > 3 && !w.chars().any(char::is_lowercase));
        for (n, word) in new.iter().enumerate() {
            made.forms.push(match (small, shouted) {
                (true, _) => word.to_lowercase(),
                (_, true) => word.to_uppercase(),
                _ => word.clone(),
            });
            made.labels.push(if n == 0 { kind } else { going_on(kind) });
        }
        at = end;
    }
    made.forms.extend_from_slice(&sentence.forms[at..]);
    made.labels.extend_from_slice(&sentence.labels[at..]);
    made
}
