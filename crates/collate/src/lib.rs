//! Across articles: copies, stories, referents, and the same thing as each account has it.
//!
//! In: the articles, each read by itself. Out: [`Collated`].
//!
//! | module | what it finds |
//! |---|---|
//! | `copies` | articles that carry one text, and whose it is |
//! | `stories` | articles on one matter, over weeks |
//! | `referents` | one person, body, place or paper under all its names |
//! | [`Corrections`] | what a person says about names: `names.toml` |
//! | `collation` | the same thing as each account has it, and whether they differ; by which [`rules`] |
//! | `register` | each duty with what every voice says of it, in the order of the days |
//!
//! Below these: `words` (words and stems), `weight` (how telling a word is), `cluster` (grouping
//! by likeness). Nothing compares all with all; all is decided by the articles alone, whatever order they
//! come in.
//!
//! Cannot do yet: what was changed in a copy as a list of its own; changes of position in other words than before
//! ("ruled out a test", "has nothing against an appeal"); roles without a finite verb or a
//! noun for the deed, "both sides" against one side; a claim and its denial in words of different classes
//! ("victory", "signing of a statement"); papers known by a description only; languages other than
//! English.

mod cluster;
mod collation;
mod copies;
mod corrections;
mod referents;
mod register;
mod script;
mod stories;
#[cfg(test)]
mod testing;
mod weight;
mod words;
mod work;

pub use corrections::{Corrections, CorrectionsError, Role};

use rapporteur_record::record::{Collated, Copies, Story};
use rapporteur_record::{Annotated, Article};

/// Lines articles up. The result does not depend on the order of the articles; of articles with one id
/// (the same bytes twice) one is taken.
///
/// ```
/// use rapporteur_record::{Annotated, ArticleId, Text, record::{CollationKind, Verdict}};
/// let article = |id: &str, words: &str| {
///     let mut annotated = Annotated::default();
///     annotated.article.id = ArticleId(id.into());
///     annotated.article.text = Text::new(words);
///     annotated
/// };
/// let collated = rapporteur_collate::collate(&[
///     article("a", "The bakers of Elm were paid for the bread they brought."),
///     article("b", "The bakers of Elm were not paid for the bread they brought."),
/// ]);
/// let collation = &collated.collations[0];
/// assert_eq!((collation.kind, collation.verdict), (CollationKind::Status, Verdict::Differ));
/// assert_eq!(collation.accounts[1].quote, "The bakers of Elm were not paid for the bread they brought");
/// ```
pub fn collate(articles: &[Annotated]) -> Collated {
    collate_with(articles, &Corrections::default())
}

/// The same, with what a person says about names.
pub fn collate_with(articles: &[Annotated], corrections: &Corrections) -> Collated {
    let articles = in_order(articles);
    let plain: Vec<&Article> = articles.iter().map(|a| &a.article).collect();
    let groups = copies::find(&plain);
    let stories = stories::find(&plain, &groups);
    let referents = referents::find(&articles, &stories, corrections);
    let named = stories::name(&plain, &stories);
    let collations = collation::find(&articles, &groups, &stories, &named, &referents);
    let duties = register::find(&articles, &groups, &referents);
    Collated {
        copies: groups
            .iter()
            .map(|group| copies_of(&plain, group))
            .collect(),
        referents: referents.shared,
        stories: named,
        collations,
        duties,
    }
}

/// The rules by which accounts are lined up, as they stand in [`Collation::rule`](rapporteur_record::record::Collation::rule):
/// the name of each, and in a line what it lines up.
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = collation::RULES.iter().chain([&collation::POSITIONS]);
    all.map(|rule| (rule.name, rule.about))
}

/// Copies and stories alone, of articles in any order: [`collate`] does this first.
pub fn copies_and_stories(articles: &[&Article]) -> (Vec<Copies>, Vec<Story>) {
    let mut articles: Vec<&Article> = articles.to_vec();
    articles.sort_by_cached_key(|a| (a.id.clone(), a.source.clone()));
    articles.dedup_by(|b, a| a.id == b.id);
    let groups = copies::find(&articles);
    let stories = stories::find(&articles, &groups);
    let copies = groups.iter().map(|group| copies_of(&articles, group));
    (copies.collect(), stories::name(&articles, &stories))
}

/// The referents alone, of articles whose stories (places in `articles`) are known. [`collate`] does this among the rest.
pub fn shared_referents(
    articles: &[Annotated],
    stories: &[Vec<usize>],
    corrections: &Corrections,
) -> Vec<rapporteur_record::record::SharedReferent> {
    let articles: Vec<&Annotated> = articles.iter().collect();
    referents::find(&articles, stories, corrections).shared
}

/// By id, each once.
fn in_order(articles: &[Annotated]) -> Vec<&Annotated> {
    let mut sorted: Vec<&Annotated> = articles.iter().collect();
    let key = |a: &Annotated| (a.article.id.clone(), a.article.source.clone());
    sorted.sort_by_cached_key(|a| key(a));
    sorted.dedup_by(|b, a| a.article.id == b.article.id);
    sorted
}

fn copies_of(articles: &[&Article], group: &copies::Group) -> Copies {
    let id = |i: &usize| articles.get(*i).map(|a| a.id.clone());
    Copies {
        original: group.original.as_ref().and_then(id),
        articles: group.members.iter().filter_map(id).collect(),
        shared: (group.shared * 1000.0).round() / 1000.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{article, news};

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(24))]

        /// Any articles in any order: the same result, every article in one story.
        #[test]
        fn order_does_not_matter(
            seeds in proptest::collection::vec((0u64..6, 0usize..12), 0..9),
            turn in 0usize..9,
        ) {
            let mut articles: Vec<Annotated> = (0..)
                .zip(&seeds)
                .map(|(i, (seed, length)): (u32, _)| Annotated {
                    article: article(&format!("{i}"), &news(*seed, *length)),
                    ..Annotated::default()
                })
                .collect();
            let forth = collate(&articles);
            let middle = turn.min(articles.len());
            articles.rotate_left(middle);
            proptest::prop_assert_eq!(&forth, &collate(&articles));
            let mut told: Vec<_> = forth.stories.iter().flat_map(|s| s.articles.clone()).collect();
            told.sort();
            let mut all: Vec<_> = articles.iter().map(|a| a.article.id.clone()).collect();
            all.sort();
            proptest::prop_assert_eq!(told, all);
        }

        /// Any text at all: no panic, no empty topic, no passage that is not the text's.
        #[test]
        fn any_text_is_taken(bodies in proptest::collection::vec("\\PC{0,200}", 0..5)) {
            let articles: Vec<Annotated> = (0..)
                .zip(&bodies)
                .map(|(i, body): (u32, _)| Annotated {
                    article: article(&format!("{i}"), body),
                    ..Annotated::default()
                })
                .collect();
            for collation in collate(&articles).collations {
                proptest::prop_assert!(!collation.topic.trim().is_empty());
                for account in collation.accounts {
                    let text = articles.iter().find(|a| a.article.id == account.article);
                    let text = text.map(|a| a.article.text.as_str()).unwrap_or_default();
                    let words: String = text
                        .chars()
                        .skip(account.start)
                        .take(account.end - account.start)
                        .collect();
                    proptest::prop_assert_eq!(words, account.quote);
                }
            }
        }
    }
}
