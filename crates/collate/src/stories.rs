//! Stories: articles on one matter, over weeks.
//!
//! In: articles and which of them are copies of one text. Out: groups; every article is in exactly one.
//! Articles are compared by their words, rare ones and names counting most, and grouped by average
//! likeness ([`crate::cluster`]); the longer the time between two groups, the more alike they must be.
//! Of copies one stands for all.
//!
//! Cannot do: a matter told in two languages; a matter whose words change wholly on the way.

use crate::cluster::{self, Point, Vector};
use crate::copies::Group;
use crate::weight::Weights;
use crate::words::{self, Stem};
use jiff::civil::Date;
use rapporteur_record::{Article, Span, record::Story};
use std::collections::{BTreeMap, HashMap};

/// Average likeness of articles on one matter. Set on the training part of ECB+ (sub-topics).
const ALIKE: f64 = 0.22;
/// An article that stayed alone joins a story for this share of it.
const STRAGGLER: f64 = 0.6;
/// Words kept of an article: enough to tell its matter.
const KEPT: usize = 150;
/// A word printed as a name counts this many times.
const NAME: f64 = 1.5;
/// So many days between reports are nothing; after that likeness fades, by half in so many years.
const QUIET: i32 = 30;
const HALF: f64 = 4.0 * 365.0;
/// A headline made from the text is cut after so many characters.
const TITLE: usize = 100;

/// Groups articles by what they are about. `articles` must be in an order that depends on nothing but
/// them.
pub(crate) fn find(articles: &[&Article], copies: &[Group]) -> Vec<Vec<usize>> {
    // Of each group of copies the longest speaks.
    let mut stands_for: BTreeMap<usize, Vec<usize>> =
        (0..articles.len()).map(|i| (i, vec![i])).collect();
    let length = |i: &usize| articles.get(*i).map_or(0, |a| a.text.len());
    for group in copies {
        let Some(longest) = group
            .members
            .iter()
            .copied()
            .max_by_key(|i| (length(i), std::cmp::Reverse(*i)))
        else {
            continue;
        };
        for member in &group.members {
            stands_for.remove(member);
        }
        stands_for.insert(longest, group.members.clone());
    }
    let speakers: Vec<&Article> = stands_for
        .keys()
        .filter_map(|i| articles.get(*i).copied())
        .collect();
    let groups = cluster::group(&points(&speakers), ALIKE, STRAGGLER, fade);
    let members: Vec<&Vec<usize>> = stands_for.values().collect();
    let mut stories: Vec<Vec<usize>> = groups
        .into_iter()
        .map(|group| {
            let mut all: Vec<usize> = group
                .iter()
                .filter_map(|i| members.get(*i))
                .flat_map(|m| m.iter().copied())
                .collect();
            all.sort_by_key(|i| order(articles, *i));
            all
        })
        .collect();
    stories.sort_by_key(|story| {
        let first = story.first().map(|i| order(articles, *i));
        (std::cmp::Reverse(story.len()), first)
    });
    stories
}

/// Order of publication; articles without a day come last.
fn order(articles: &[&Article], i: usize) -> (bool, Option<Date>, usize) {
    let date = articles.get(i).and_then(|a| a.published.date);
    (date.is_none(), date, i)
}

fn fade(days: i32) -> f64 {
    0.5f64.powf(f64::from((days - QUIET).max(0)) / HALF)
}

/// Days since 1970.
pub(crate) fn day_number(date: Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1))
        .map_or(0, |span| span.get_days())
}

fn points(articles: &[&Article]) -> Vec<Point> {
    let stems: Vec<Vec<Stem>> = articles
        .iter()
        .map(|a| words::stems(&a.text, &told(a)))
        .collect();
    let weights = Weights::of(stems.iter().map(Vec::as_slice));
    articles
        .iter()
        .zip(&stems)
        .map(|(article, stems)| {
            let named = named(article);
            let mut counts: BTreeMap<Stem, f64> = BTreeMap::new();
            for stem in stems {
                *counts.entry(*stem).or_default() += 1.0;
            }
            let features = counts.into_iter().map(|(stem, count)| {
                let name = named.get(&stem).copied().unwrap_or_default() * 2.0 > count;
                let factor = if name { NAME } else { 1.0 };
                (stem.0, (1.0 + count.ln()) * weights.weight(stem) * factor)
            });
            let day = article.published.date.map(day_number);
            Point {
                vector: Vector::unit(features, KEPT),
                days: day.map(|d| (d, d)),
            }
        })
        .collect()
}

/// What an article tells: its headline and its body.
fn told(article: &Article) -> Vec<Span> {
    let mut spans = words::body(article);
    spans.extend(
        article
            .headline
            .filter(|h| !spans.iter().any(|s| s.overlaps(*h))),
    );
    spans
}

/// How often a word is printed with a capital where no sentence begins.
fn named(article: &Article) -> HashMap<Stem, f64> {
    let mut counts = HashMap::new();
    for span in words::body(article) {
        let text = article.text.quote(span);
        let mut end = 0;
        for word in words::words(text) {
            let gap = text.get(end..word.start).unwrap_or_default();
            let begins = end == 0 || gap.contains(['.', '!', '?', '“', '"', '\n', ':']);
            if word.capital() && !begins {
                *counts.entry(words::stem(word.form)).or_default() += 1.0;
            }
            end = word.end();
        }
    }
    counts
}

/// Gives stories their ids and titles.
pub(crate) fn name(articles: &[&Article], stories: &[Vec<usize>]) -> Vec<Story> {
    (1..)
        .zip(stories)
        .map(|(n, story)| {
            let members: Vec<&Article> = story
                .iter()
                .filter_map(|i| articles.get(*i).copied())
                .collect();
            Story {
                id: format!("S{n}"),
                title: title(&members),
                articles: members.iter().map(|a| a.id.clone()).collect(),
            }
        })
        .collect()
}

/// The headline of the article that is most like all of the story; without headlines, the first words
/// of the text, or where it was read from.
fn title(story: &[&Article]) -> String {
    let points = points(story);
    let likeness = |i: usize| -> f64 {
        let vector = |i: usize| points.get(i).map(|p| &p.vector);
        // A hundred others show well enough what all are like.
        vector(i).map_or(0.0, |v| {
            (0..story.len())
                .take(100)
                .filter_map(vector)
                .map(|w| v.dot(w))
                .sum()
        })
    };
    let mut titled: Vec<(f64, usize, &str)> = story
        .iter()
        .enumerate()
        .filter_map(|(i, a)| Some((likeness(i), i, a.text.quote(a.headline?).trim())))
        .filter(|(_, _, title)| !title.is_empty())
        .collect();
    titled.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if let Some((_, _, title)) = titled.first() {
        return title.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let begins = |a: &&Article| -> Option<String> {
        let text = words::body(a)
            .into_iter()
            .map(|s| a.text.quote(s).trim())
            .find(|t| !t.is_empty())?;
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = line.chars().take(TITLE).collect();
        Some(if cut.len() < line.len() {
            format!("{} …", cut.trim_end())
        } else {
            cut
        })
    };
    let source = || story.first().map(|a| a.source.clone()).unwrap_or_default();
    story.iter().find_map(begins).unwrap_or_else(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{article, news};

    fn dated(id: &str, body: &str, date: &str) -> Article {
        let mut article = article(id, body);
        article.published.date = date.parse().ok();
        article
    }

    fn ids(articles: &[Article]) -> Vec<Vec<usize>> {
        find(&articles.iter().collect::<Vec<_>>(), &[])
    }

    const BRIDGE: [&str; 3] = [
        "The Ornell Bridge over the Vash fell on Monday night. Engineers of the Vash Bridge Office \
         had warned that its piers were cracked. Two lorries sank.",
        "Engineers said the cracked piers of the Ornell Bridge had been reported twice. Divers \
         searched the Vash for the lorries on Tuesday.",
        "Three weeks after the Ornell Bridge fell, divers have lifted both lorries from the Vash. \
         The Bridge Office denied that it knew of cracked piers.",
    ];
    const CONCERT: &str = "The choir of Elm will sing the winter songs in the market hall. Tickets are \
         sold out, said its director, who hopes for snow.";

    #[test]
    fn reports_over_weeks_are_one_story_and_a_concert_is_another() {
        let articles = [
            dated("a", BRIDGE[2], "2031-03-25"),
            dated("b", CONCERT, "2031-03-04"),
            dated("c", BRIDGE[0], "2031-03-04"),
            dated("d", BRIDGE[1], "?"),
        ];
        assert_eq!(ids(&articles), [vec![2, 0, 3], vec![1]]);
        let refs: Vec<&Article> = articles.iter().collect();
        let named = name(&refs, &ids(&articles));
        assert_eq!(named[0].id, "S1");
        assert!(named.iter().all(|s| !s.title.is_empty()));
    }

    #[test]
    fn one_article_is_one_story_and_none_is_none() {
        assert_eq!(ids(&[article("a", CONCERT)]), [[0]]);
        assert_eq!(ids(&[article("a", "")]), [[0]]);
        assert_eq!(ids(&[]), [[0usize; 0]; 0]);
    }

    #[test]
    fn a_thousand_copies_stand_in_one_story_with_their_matter() {
        let text = news(9, 30);
        let mut articles: Vec<Article> = (0..1000)
            .map(|i| article(&format!("{i:04}"), &text))
            .collect();
        articles.push(article("x", CONCERT));
        let refs: Vec<&Article> = articles.iter().collect();
        let stories = find(&refs, &crate::copies::find(&refs));
        assert_eq!(stories.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1]);
    }
}
