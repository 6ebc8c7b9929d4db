//! Scope: a count that holds what another leaves beside it.
//!
//! "Two lighthouses and some 40 beacons" and "over 40 beacons, including the lighthouses" may be one number and are
//! not one claim: the first counts the lighthouses beside the beacons, the second among them. Both must count
//! things of one class, and one kind of thing must stand beside the one and inside the other.

use super::reading::{Clause, Story, is_small};
use super::{Finding, Point, numbers, topic};
use crate::words::{self, Stem};
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Figure, Span};
use std::collections::BTreeMap;

/// Words between a count and "including".
const REACH: usize = 5;
/// Words between "including" and what is included.
const NAMED: usize = 3;
/// What two counts of one thing have in common beside the unit.
const COMMON: f64 = 1.0;

/// A count of which it is told what it holds.
struct Scoped<'a> {
    article: usize,
    figure: &'a Figure,
    clause: &'a Clause,
    span: Span,
    other: Stem,
    other_span: Span,
    included: bool,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut by_kind: BTreeMap<(String, u64), Vec<Scoped>> = BTreeMap::new();
    for member in story.members {
        for figure in story.article(*member).into_iter().flat_map(|a| &a.figures) {
            for scoped in scoped(story, *member, figure) {
                let key = (numbers::unit(figure), scoped.other.0);
                by_kind.entry(key).or_default().push(scoped);
            }
        }
    }
    by_kind
        .values()
        .filter_map(|all| finding(story, all))
        .collect()
}

fn scoped<'a>(story: &'a Story, article: usize, figure: &'a Figure) -> Vec<Scoped<'a>> {
    let found = || {
        let clause = story.clauses.get(story.clause_at(article, figure.span)?)?;
        let first = clause.around.clone().find(|i| {
            story
                .tokens
                .get(*i)
                .is_some_and(|t| t.span.overlaps(figure.span))
        })?;
        Some((clause, first))
    };
    let Some((clause, first)) = found() else {
        return Vec::new();
    };
    let form = |i: usize| {
        let token = story.tokens.get(i).filter(|_| clause.around.contains(&i));
        token.map(|t| words::fold(story.quote(article, t.span)))
    };
    let noun = |i: usize| {
        let token = story.tokens.get(i).filter(|_| clause.around.contains(&i))?;
        token.noun.map(|_| (token.stem, token.span))
    };
    let make = |(other, other_span): (Stem, Span), included: bool| Scoped {
        article,
        figure,
        clause,
        span: figure.span.cover(other_span),
        other,
        other_span,
        included,
    };
    let joined = first
        .checked_sub(1)
        .and_then(form)
        .is_some_and(|w| is_small("beside", &w));
    let beside = first.checked_sub(2).filter(|_| joined).and_then(noun);
    let behind = first..first + REACH + 1;
    let including = behind
        .into_iter()
        .find(|i| form(*i).is_some_and(|w| is_small("including", &w)));
    let included = including.and_then(|at| (at + 1..=at + NAMED).find_map(noun));
    let both = [
        beside.map(|n| make(n, false)),
        included.map(|n| make(n, true)),
    ];
    both.into_iter().flatten().collect()
}

fn finding(story: &Story, all: &[Scoped]) -> Option<Finding> {
    let apart = |a: &Scoped, b: &Scoped| {
        a.included != b.included
            && story.one_matter(a.clause, b.clause, numbers::UNIT, true, COMMON)
            && numbers::comparable(a.figure, b.figure)
    };
    let with = |scoped: &&Scoped| {
        let near = all.iter().take(super::COMPARED);
        near.into_iter().any(|other| apart(scoped, other))
    };
    let points: Vec<&Scoped> = all.iter().take(super::COMPARED).filter(with).collect();
    let first = points.first()?;
    let other = story.quote(first.article, first.other_span);
    Some(Finding {
        kind: CollationKind::Number,
        topic: format!(
            "whether {other} are counted in: {}",
            topic::clause(story, first.clause)
        ),
        verdict: Verdict::Differ,
        points: points
            .iter()
            .map(|s| Point {
                article: s.article,
                span: s.span,
                value: format!(
                    "{} {}",
                    story.quote(s.article, s.other_span),
                    if s.included {
                        "counted in"
                    } else {
                        "counted beside"
                    }
                )
                .into(),
                said_by: s.clause.voice.referent(),
            })
            .collect(),
    })
}
