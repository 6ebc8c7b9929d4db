//! Two figures of one thing in one sentence or one correction.
//!
//! "The board puts the herd at 9,000 sheep, the drovers at 7,400": one sentence gives two numbers by two voices,
//! the second without its unit, both behind "at". And what an article corrects is told twice
//! within the correction: as it was and as it is.

use super::reading::{Clause, Story};
use super::{Finding, Point, numbers, topic};
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{BlockKind, Figure, Quantity, Span};

/// Words between the two figures.
const REACH: usize = 12;
/// Smaller numbers count all sorts of things.
const TELLING: f64 = 20.0;
/// Words of a figure's modifier ("no less than", "more than").
const MODIFIER: usize = 3;

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in story.members {
        let Some(article) = story.article(*member) else {
            continue;
        };
        let pairs = article.figures.iter().zip(article.figures.iter().skip(1));
        findings.extend(pairs.filter_map(|(a, b)| disputed(story, *member, a, b)));
        for block in article.article.blocks_of(BlockKind::Correction) {
            if let [a, b] = numbers_in(story, *member, block).as_slice() {
                findings.extend(corrected(story, *member, a, b));
            }
        }
    }
    findings
}

/// The numbers of a correction, which is no part of the body whose figures are read.
fn numbers_in(story: &Story, article: usize, block: Span) -> Vec<Figure> {
    let times = story.article(article).map_or(&[][..], |a| &a.times);
    let clauses = story.clauses.iter().filter(|c| c.article == article);
    let within = clauses.filter(|c| block.contains(c.span));
    let tokens = within.flat_map(|c| story.words(c.tokens.clone()));
    let dated = |span: Span| times.iter().any(|t| t.span.overlaps(span));
    tokens
        .filter(|t| t.number && !dated(t.span))
        .filter_map(|t| {
            let digits = story.quote(article, t.span).replace(',', "");
            Some(Figure {
                span: t.span,
                value: Some(Quantity::One(digits.parse().ok()?)),
                unit: String::new(),
                modifier: None,
                stated_in: None,
            })
        })
        .collect()
}

/// Whether the second counts what the first counts: the same unit, or none of its own.
fn one_unit(a: &Figure, b: &Figure) -> bool {
    b.unit.trim().is_empty() || numbers::unit(a) == numbers::unit(b)
}

fn apart(a: &Figure, b: &Figure) -> bool {
    one_unit(a, b) && numbers::comparable(a, b) && !numbers::fit(a, b)
}

fn corrected(story: &Story, article: usize, a: &Figure, b: &Figure) -> Option<Finding> {
    let clause = story.clauses.get(story.clause_at(article, a.span)?)?;
    if !apart(a, b) {
        return None;
    }
    // A number that is not small stands for the same count where the article gives it again.
    let figures = &story.article(article)?.figures;
    let again = figures.iter().filter(|f| {
        let same = |g: &Figure| f.value == g.value && f.span != g.span;
        let told = matches!(f.value, Some(Quantity::One(n)) if n >= TELLING);
        told && (same(a) || same(b))
    });
    let told: Vec<(&Figure, Option<usize>)> =
        [a, b].into_iter().chain(again).map(|f| (f, None)).collect();
    Some(finding(story, clause, &told, "corrected"))
}

fn disputed(story: &Story, article: usize, a: &Figure, b: &Figure) -> Option<Finding> {
    if !apart(a, b) {
        return None;
    }
    let clause = |f: &Figure| story.clauses.get(story.clause_at(article, f.span)?);
    let (first, second) = (clause(a)?, clause(b)?);
    if first.sentence != second.sentence || first.tokens == second.tokens {
        return None;
    }
    let range = first.tokens.start.min(first.around.start)..second.tokens.end;
    let at = |f: &Figure| {
        range.clone().find(|i| {
            story
                .tokens
                .get(*i)
                .is_some_and(|t| t.span.overlaps(f.span))
        })
    };
    let (i, j) = (at(a)?, at(b)?);
    if j <= i + 1 || j - i > REACH {
        return None;
    }
    let form = |i: usize| {
        let token = story.tokens.get(i);
        token.map(|t| words::fold(story.quote(article, t.span)))
    };
    // The preposition before a figure, over "no less than".
    let preposition = |at: usize| {
        (1..=MODIFIER + 1)
            .filter_map(|n| at.checked_sub(n))
            .find(|k| {
                story
                    .tokens
                    .get(*k)
                    .is_some_and(|t| t.small.preposition && *k >= range.start)
            })
    };
    let (p, q) = (preposition(i)?, preposition(j)?);
    // "puts it at"; "deals with one for 25 and with another for 20" are two things.
    let estimated = |at: usize| form(at).is_some_and(|w| w == "at");
    let voice = |before: usize, from: usize| {
        let tokens = story.words(from..before);
        let named = tokens.iter().rev().find(|t| t.referent.is_some() || t.name);
        named.map(|t| t.referent)
    };
    // Between the two figures another one is named who holds the second.
    let other = voice(q, i + 1)?;
    let own = voice(p, range.start)?;
    (estimated(p) && estimated(q) && (own != other || own.is_none()))
        .then(|| finding(story, first, &[(a, own), (b, other)], "disputed"))
}

fn finding(
    story: &Story,
    clause: &Clause,
    told: &[(&Figure, Option<usize>)],
    how: &str,
) -> Finding {
    let unit = told.first().map_or("", |(f, _)| f.unit.trim());
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    let point = |figure: &Figure, voice: Option<usize>| Point {
        article: clause.article,
        span: figure.span,
        value: numbers::value(figure),
        said_by: voice.or(clause.voice.referent()),
    };
    let span: Span = clause.span;
    Finding {
        kind: CollationKind::Number,
        topic: format!(
            "how many{unit} ({how}): {}",
            topic::cite(story.quote(clause.article, span))
        ),
        verdict: Verdict::Differ,
        points: told.iter().map(|(f, v)| point(f, *v)).collect(),
    }
}
