//! How telling a word is: rare words tell much, common ones little.
//!
//! Inverse document frequency, counted over the articles at hand and, as a few articles on one matter
//! cannot show what is common, over a thousand articles of general news besides (`data/background.txt`).

use crate::words::{self, Stem};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Articles in the background.
const BACKGROUND: f64 = 1000.0;

/// How many of a thousand articles of general news hold a word.
static COMMONNESS: LazyLock<HashMap<Stem, f64>> = LazyLock::new(|| {
    let mut table: HashMap<Stem, f64> = HashMap::new();
    for (word, count) in words::entries(include_str!("../data/background.txt")) {
        let count: f64 = count.parse().unwrap_or_default();
        // Forms of one word mostly stand in different articles.
        let sum = table.entry(words::stem(word)).or_default();
        *sum = (*sum + count).min(BACKGROUND);
    }
    table
});

/// How many of a thousand articles of general news hold this word; nought for a rare one.
pub(crate) fn commonness(stem: Stem) -> f64 {
    COMMONNESS.get(&stem).copied().unwrap_or_default()
}

/// Counts of the articles at hand.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    articles: f64,
    holding: HashMap<Stem, u32>,
}

impl Weights {
    /// Takes the words of each article.
    pub(crate) fn of<'a>(articles: impl Iterator<Item = &'a [Stem]>) -> Weights {
        let mut weights = Weights::default();
        let mut once: Vec<Stem> = Vec::new();
        for stems in articles {
            once.clear();
            once.extend_from_slice(stems);
            once.sort_unstable();
            once.dedup();
            weights.articles += 1.0;
            for stem in &once {
                *weights.holding.entry(*stem).or_default() += 1;
            }
        }
        weights
    }

    /// The weight of a word: nought for one in every article, about seven for one seen here first.
    pub(crate) fn weight(&self, stem: Stem) -> f64 {
        let holding = self.holding.get(&stem).copied().map_or(0.0, f64::from);
        let share = (BACKGROUND + self.articles) / (0.5 + commonness(stem) + holding);
        share.max(1.0).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_weighs_more_than_a_common_one_even_if_all_articles_have_it() {
        let (the, mill) = (words::stem("the"), words::stem("windmill"));
        let both = [the, mill];
        let weights = Weights::of([&both[..], &both, &both].into_iter());
        assert!(weights.weight(the) < 0.2);
        assert!(weights.weight(mill) > 5.0);
        assert!(weights.weight(words::stem("unheard")) > weights.weight(mill));
    }
}
