//! Evidence: the words by which an account was taken to tell of the same thing as the others.
//!
//! Whatever the rule, two accounts are lined up because their clauses have something in common: a class of events
//! or things, somebody or something they both speak of, a telling word. These words are shown, the heaviest
//! first to be taken, in the order of the text.

use super::Point;
use super::reading::{Story, Token};
use crate::weight;
use rapporteur_record::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Words shown of an account.
const SHOWN: usize = 6;
/// A word in more of a thousand articles shows nothing by itself.
const COMMON: f64 = 250.0;
/// Clauses of a passage that are looked at.
const CLAUSES: usize = 24;

/// For each point its evidence.
pub(super) fn of(story: &Story, points: &[Point]) -> Vec<Vec<Span>> {
    let marked: Vec<Vec<(Span, u64, f64)>> = points.iter().map(|p| features(story, p)).collect();
    // In how many points each feature stands.
    let mut holders: BTreeMap<u64, usize> = BTreeMap::new();
    for point in &marked {
        let held: BTreeSet<u64> = point.iter().map(|(_, f, _)| *f).collect();
        for feature in held {
            *holders.entry(feature).or_default() += 1;
        }
    }
    let shared = |f: &u64| holders.get(f).is_some_and(|n| *n > 1);
    marked
        .iter()
        .map(|point| {
            let mut weights: BTreeMap<Span, f64> = BTreeMap::new();
            for (span, _, weight) in point.iter().filter(|(_, f, _)| shared(f)) {
                *weights.entry(*span).or_default() += weight;
            }
            let mut best: Vec<(Span, f64)> = weights.into_iter().collect();
            best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let mut spans: Vec<Span> = best.into_iter().take(SHOWN).map(|(s, _)| s).collect();
            spans.sort_unstable();
            spans
        })
        .collect()
}

/// What the words of a passage, and of what the same voice says around it, are known by.
fn features(story: &Story, point: &Point) -> Vec<(Span, u64, f64)> {
    let Some(first) = story.clause_at(point.article, point.span) else {
        return Vec::new();
    };
    let clauses = story.clauses.iter().skip(first).take(CLAUSES);
    let within =
        clauses.take_while(|c| c.article == point.article && c.span.start() <= point.span.end());
    let ranges = within.map(|c| c.around.clone());
    let Some(all) = ranges.reduce(|a, b| Range {
        start: a.start.min(b.start),
        end: a.end.max(b.end),
    }) else {
        return Vec::new();
    };
    // "the" and "of" show nothing, though they stand in a name.
    let telling = |t: &&Token| t.event.is_some() || weight::commonness(t.stem) < COMMON;
    let tokens = story.words(all).iter().filter(telling);
    tokens
        .flat_map(|token| {
            let features = story.features(token).into_iter();
            features.map(move |(feature, weight)| (token.span, feature, weight))
        })
        .collect()
}
