//! Numbers: counts of one thing, as each account has them.
//!
//! Two figures count one thing where their units are of one class and the words around them are alike.
//! They differ where no number fits both as they are meant: "about 300" and 312 fit, "some 280" and 312 do
//! not. A later figure that says of itself that it is new ("has risen to 15") differs from nothing.
//! Beside that, two figures without a unit, or of one unit, that one paragraph gives from two voices
//! or as a correction.

use super::reading::{self, Clause, Story};
use super::{Finding, Point, cite};
use crate::cluster;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Figure, FigureMod, Quantity, Span};
use std::collections::BTreeMap;

/// How alike the surroundings of two counts of one thing are.
const ALIKE: f64 = 0.22;
/// The same for counts of things that have no class: the noun itself tells more.
const ALIKE_NOUN: f64 = 0.12;
/// Marks such a noun.
const NOUN: char = '=';
/// How far "about" reaches, as a share of the number.
const ABOUT: f64 = 0.05;

/// A figure in its clause.
struct Count<'a> {
    article: usize,
    figure: &'a Figure,
    clause: &'a Clause,
    fits: (f64, f64),
    /// The place of what is said of it.
    span: Span,
    update: bool,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut by_unit: BTreeMap<String, Vec<Count>> = BTreeMap::new();
    for member in story.members {
        for figure in story.article(*member).into_iter().flat_map(|a| &a.figures) {
            if let Some(count) = count(story, *member, figure) {
                by_unit.entry(unit(figure)).or_default().push(count);
            }
        }
    }
    let mut findings = Vec::new();
    for (unit, counts) in &by_unit {
        let points: Vec<cluster::Point> = counts.iter().map(|c| story.point(c.clause)).collect();
        for group in cluster::group(
            &points,
            if unit.starts_with(NOUN) {
                ALIKE_NOUN
            } else {
                ALIKE
            },
            1.0,
            |_| 1.0,
        ) {
            let group: Vec<&Count> = group.iter().filter_map(|i| counts.get(*i)).collect();
            findings.extend(finding(story, &group));
        }
    }
    findings
}

fn count<'a>(story: &'a Story, article: usize, figure: &'a Figure) -> Option<Count<'a>> {
    let clause = story.clauses.get(story.clause_at(article, figure.span)?)?;
    let words = story.words(clause.tokens.clone());
    Some(Count {
        article,
        figure,
        clause,
        fits: fits(figure)?,
        span: figure.span,
        update: words.iter().any(|t| t.small.update),
    })
}

/// The numbers that a figure may mean.
fn fits(figure: &Figure) -> Option<(f64, f64)> {
    let (low, high) = match figure.value? {
        Quantity::One(n) => (n, n),
        Quantity::Range(a, b) => (a.min(b), a.max(b)),
    };
    Some(match figure.modifier {
        Some(FigureMod::About) => (low - low.abs() * ABOUT, high + high.abs() * ABOUT),
        Some(FigureMod::MoreThan) => (low, low.abs() * 1.5),
        Some(FigureMod::LessThan) => (high - high.abs() * 0.5, high),
        None => (low, high),
    })
}

/// What is counted, as far as it must be the same: a class of things, or the noun itself.
fn unit(figure: &Figure) -> String {
    let nouns: Vec<words::Word> = words::words(&figure.unit).collect();
    let class = nouns.iter().rev().find_map(|w| reading::noun_class(w.form));
    match (class, nouns.last()) {
        (Some(reading::Class(class)), _) => class.to_owned(),
        (None, Some(noun)) => format!("{NOUN}{:x}", words::stem(noun.form).0),
        (None, None) => String::new(),
    }
}

fn differ(a: &Count, b: &Count) -> bool {
    let apart = a.fits.1 < b.fits.0 || b.fits.1 < a.fits.0;
    let others = a.article != b.article || a.clause.voice != b.clause.voice;
    apart && others && !a.update && !b.update
}

fn finding(story: &Story, counts: &[&Count]) -> Option<Finding> {
    let differ = counts
        .iter()
        .enumerate()
        .any(|(i, a)| counts.iter().skip(i + 1).any(|b| differ(a, b)));
    let articles = counts
        .iter()
        .any(|c| Some(c.article) != counts.first().map(|f| f.article));
    if !differ && !articles {
        return None;
    }
    let first = counts.first()?;
    let unit = counts
        .iter()
        .map(|c| c.figure.unit.trim())
        .find(|u| !u.is_empty());
    let words = cite(story.quote(first.article, first.clause.span));
    Some(Finding {
        kind: CollationKind::Number,
        topic: format!("number of {}: {words}", unit.unwrap_or("what is counted")),
        verdict: if differ {
            Verdict::Differ
        } else {
            Verdict::Agree
        },
        points: counts
            .iter()
            .map(|c| Point {
                article: c.article,
                span: c.span,
                value: value(c.figure),
                said_by: c.clause.voice.referent(),
            })
            .collect(),
    })
}

/// 300, "about 300", [200, 300].
fn value(figure: &Figure) -> serde_json::Value {
    let number = serde_json::to_value(figure.value).unwrap_or_default();
    let modifier = figure.modifier.and_then(|m| serde_json::to_value(m).ok());
    match modifier.as_ref().and_then(|m| m.as_str()) {
        Some(modifier) => serde_json::Value::String(format!("{modifier} {number}")),
        None => number,
    }
}
