//! Phrases of a content that show an act: `data/signs.tsv`.

use crate::words::Sentence;
use rapporteur_record::Act;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A phrase after its first word, and the act it shows.
type Rest = (Vec<&'static str>, Act);

/// Phrases by their first word.
static SIGNS: LazyLock<BTreeMap<&'static str, Vec<Rest>>> = LazyLock::new(|| {
    let mut signs: BTreeMap<&'static str, Vec<Rest>> = BTreeMap::new();
    for line in include_str!("../data/signs.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let mut columns = line.split('\t');
        let (Some(act), Some(phrase)) = (columns.next().and_then(act_named), columns.next()) else {
            continue;
        };
        let mut words = phrase.split(' ');
        let Some(first) = words.next() else { continue };
        signs.entry(first).or_default().push((words.collect(), act));
    }
    signs
});

fn act_named(name: &str) -> Option<Act> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// The acts that the words of a content show.
pub(crate) fn acts(sentences: &[Sentence<'_>]) -> Vec<Act> {
    let mut acts = Vec::new();
    for sentence in sentences {
        for (at, word) in sentence.words.iter().enumerate() {
            for (rest, act) in SIGNS.get(word.lower.as_str()).into_iter().flatten() {
                let following = sentence.words.iter().skip(at + 1);
                if following
                    .map(|w| w.lower.as_str())
                    .take(rest.len())
                    .eq(rest.iter().copied())
                {
                    acts.push(*act);
                }
            }
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_read_in_its_example() {
        for line in include_str!("../data/signs.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "three columns: {line}");
            let (article, parsed) = crate::testing::read(columns[2]);
            let sentences = crate::words::sentences(&article, &parsed, article.text.all());
            assert!(
                acts(&sentences).contains(&act_named(columns[0]).unwrap()),
                "{line}"
            );
        }
    }
}
