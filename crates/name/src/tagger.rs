//! Which words name people, places and organisations: a linear-chain model over words and what surrounds them.
//!
//! In: a sentence's words with their tags and heads. Out: for each word whether it begins or goes on with the name of
//! a person, an organisation or a place. How: each word has some hundred and fifty features ([`Features`]), each with
//! a weight for each label; the best sequence is found over pairs of neighbours (Viterbi). The weights are
//! `models/names.bin`, made by the crate `train` (a conditional random field, Lafferty and others 2001); what they
//! were made from is in the model's card.

mod features;

pub use features::{Features, Usage};

use rapporteur_parse::layers::{File, Table};
use std::sync::LazyLock;

/// How a model file begins.
pub const MAGIC: &[u8] = b"rapporteur names 1\n";

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

/// A trained model: weights of features for each label, and of each label after another.
#[derive(Debug)]
pub struct Model {
    /// For each label those of the labels before it.
    steps: Vec<f32>,
    table: Table,
}

impl Model {
    /// Reads a model file; `None` if it is not one.
    pub fn read(file: &'static [u8]) -> Option<Model> {
        let mut file = File(file.strip_prefix(MAGIC)?);
        let steps = file.numbers()?;
        let table = Table::read(&mut file, LABELS.len())?;
        let whole = file.0.is_empty() && steps.len() == LABELS.len() * LABELS.len();
        whole.then_some(Model { steps, table })
    }

    /// The best labels for words with these features.
    pub fn label(&self, features: &Features) -> Vec<Label> {
        let mut scores = vec![0f32; features.ends.len() * LABELS.len()];
        self.table
            .add(&features.hashes, &features.ends, &mut scores);
        best(scores.as_chunks().0, |before, label| {
            let step = self.steps.get(label * LABELS.len() + before);
            step.copied().unwrap_or_default()
        })
    }
}

/// The model that ships; `None` only if the file in the binary is broken.
pub fn shipped() -> Option<&'static Model> {
    static SHIPPED: LazyLock<Option<Model>> =
        LazyLock::new(|| Model::read(include_bytes!("../../../models/names.bin")));
    SHIPPED.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_parse::analyse;

    fn labels(sentence: &str) -> Vec<Label> {
        let words: Vec<&str> = sentence.split(' ').collect();
        let mut usage = Usage::default();
        usage.note(&words);
        let features = Features::read(&words, &analyse(&words), &usage);
        shipped().unwrap().label(&features)
    }

    #[test]
    fn the_shipped_model_tells_names() {
        use Label::{BeginsOrganisation, BeginsPerson, InOrganisation, InPerson, Outside};
        assert_eq!(
            labels("Anna Perrin joined the Corvel Company ."),
            [
                BeginsPerson,
                InPerson,
                Outside,
                Outside,
                BeginsOrganisation,
                InOrganisation,
                Outside
            ]
        );
    }

    #[test]
    fn what_goes_on_follows_what_begins() {
        // The best single labels are unlawful here: a later word of a place's name after nothing.
        let mut scores = [[0i32; LABELS.len()]; 2];
        scores[0][Label::InPlace as usize] = 9;
        scores[0][Label::BeginsPlace as usize] = 2;
        scores[1][Label::InPlace as usize] = 5;
        assert_eq!(
            best(&scores, |_, _| 0),
            [Label::BeginsPlace, Label::InPlace]
        );
    }

    #[test]
    fn a_broken_file_is_no_model() {
        assert!(Model::read(b"rapporteur names 1\n\x01").is_none());
    }
}
