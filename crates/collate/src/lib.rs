//! Across articles: copies, stories, referents, and the same thing as each account has it.
//!
//! In: the articles, each read by itself. Out: [`Collated`].
//!
//! | module | what it finds |
//! |---|---|
//! | `copies` | articles that carry one text, and whose it is |
//! | `stories` | articles on one matter, over weeks |
//! | `referents` | one person, body, place or paper under all its names |
//! | `collation` | the same thing as each account has it, and whether they differ |
//!
//! Below these: `words` (words and stems), `weight` (how telling a word is), `cluster` (grouping
//! by likeness). Nothing compares all with all; all is decided by the articles alone, whatever order they
//! come in.

mod cluster;
mod collation;
mod copies;
mod referents;
mod stories;
#[cfg(test)]
mod testing;
mod weight;
mod words;

use rapporteur_record::record::{Collated, Copies};
use rapporteur_record::{Annotated, Article};

/// Lines articles up. The result does not depend on the order of the articles; of articles with one id
/// (the same bytes twice) one is taken.
pub fn collate(articles: &[Annotated]) -> Collated {
    let articles = in_order(articles);
    let plain: Vec<&Article> = articles.iter().map(|a| &a.article).collect();
    let groups = copies::find(&plain);
    let stories = stories::find(&plain, &groups);
    let referents = referents::find(&articles, &stories);
    let named = stories::name(&plain, &stories);
    let collations = collation::find(&articles, &groups, &stories, &named, &referents);
    Collated {
        copies: groups
            .iter()
            .map(|group| copies_of(&plain, group))
            .collect(),
        referents: referents.shared,
        stories: named,
        collations,
    }
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
