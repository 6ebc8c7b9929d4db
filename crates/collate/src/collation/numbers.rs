//! Numbers: counts of one thing, as each account has them.
//!
//! Two figures count one thing where their units are of one class and the words around them are alike.
//! They differ where no number fits both as they are meant: "about 300" and 312 fit, "some 280" and 312 do
//! not. A later figure that says of itself that it is new ("has risen to 15") differs from nothing.
//! Beside that, two figures without a unit, or of one unit, that one paragraph gives from two voices
//! or as a correction.

use super::reading::{self, Clause, Story};
use super::{Finding, Point, topic};
use crate::cluster;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Figure, FigureMod, Quantity, Span};
use std::collections::{BTreeMap, BTreeSet};

/// How alike the surroundings of two counts of one thing are.
const ALIKE: f64 = 0.22;
/// What two counts of one thing have in common beside the unit.
const COMMON: f64 = 1.0;
/// The same where the unit is a measure.
const COMMON_MEASURED: f64 = 6.0;
/// Numbers more times apart than this are no two counts of one thing.
const MOST_TIMES: f64 = 5.0;
/// A number above this is a mark, not a count.
const MOST: f64 = 1e12;
/// So many counts of one unit by one voice may be of one thing, corrected.
const LIST: usize = 2;
/// Two counts by one voice that are so many times apart are of two things.
const FAR: f64 = 2.5;
/// The same for counts of things that have no class: the noun itself tells more.
const ALIKE_NOUN: f64 = 0.12;
/// Marks such a noun.
const NOUN: char = '=';
/// The unit's class is common to all of a group.
pub(super) const UNIT: reading::Class = reading::Class("");
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
            findings.extend(parts(group).iter().filter_map(|part| finding(story, part)));
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
        fits: fits(figure).filter(|f| f.1 < MOST)?,
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

/// Whether some number fits both.
pub(crate) fn fit(a: &Figure, b: &Figure) -> bool {
    let (Some(a), Some(b)) = (fits(a), fits(b)) else {
        return false;
    };
    a.0 <= b.1 && b.0 <= a.1
}

/// The numbers that a figure may mean, where it is a count.
pub(super) fn bounds(figure: &Figure) -> Option<(f64, f64)> {
    fits(figure).filter(|f| f.1 < MOST)
}

/// Whether two numbers are not so far apart that they count two things.
pub(super) fn near(a: (f64, f64), b: (f64, f64)) -> bool {
    a.0.max(b.0) <= MOST_TIMES * a.1.min(b.1)
}

/// Whether two figures may be counts of one thing.
pub(super) fn comparable(a: &Figure, b: &Figure) -> bool {
    let (a, b) = (bounds(a), bounds(b));
    a.zip(b).is_some_and(|(a, b)| near(a, b))
}

/// What is counted, as far as it must be the same: a class of things, or the noun itself.
pub(super) fn unit(figure: &Figure) -> String {
    let nouns: Vec<words::Word> = words::words(&figure.unit).collect();
    let class = nouns.iter().rev().find_map(|w| reading::noun_class(w.form));
    match (class, nouns.last()) {
        (Some(reading::Class(class)), _) => class.to_owned(),
        (None, Some(noun)) => format!("{NOUN}{:x}", words::stem(noun.form).0),
        (None, None) => figure.unit.trim().to_owned(),
    }
}

/// Parts a group between numbers of which one is more than [`FAR`] times the other, where one voice gives both:
/// it counts two things ("300 passengers, 41 of them children").
fn parts<'a, 'b>(mut group: Vec<&'b Count<'a>>) -> Vec<Vec<&'b Count<'a>>> {
    group.sort_by(|a, b| a.fits.0.total_cmp(&b.fits.0).then(a.span.cmp(&b.span)));
    let mut parts: Vec<Vec<&Count>> = Vec::new();
    for (i, count) in group.iter().enumerate() {
        let below = group.get(..i).unwrap_or_default();
        let above = group.get(i..).unwrap_or_default();
        let gap = below.last().is_some_and(|b| b.fits.1 * FAR < count.fits.0);
        let voice = |c: &&Count| (c.article, c.clause.voice);
        // Gaps are few, whatever the numbers: each is a multiplication.
        let parted = gap && {
            let voices: BTreeSet<_> = below.iter().map(voice).collect();
            above.iter().any(|c| voices.contains(&voice(c)))
        };
        match parts.last_mut() {
            Some(part) if !parted => part.push(count),
            _ => parts.push(vec![count]),
        }
    }
    parts
}

/// What two counts must have in common beside the unit.
fn least(a: &Count, b: &Count) -> f64 {
    match measured(a.figure) || measured(b.figure) {
        true => COMMON_MEASURED,
        false => COMMON,
    }
}

/// Whether two counts of a group differ: no number fits both, they speak of one thing, and no voice gives
/// both: who tells of 16 per cent and of 20 per cent tells of two things.
fn differ(story: &Story, group: &[&Count], a: &Count, b: &Count) -> bool {
    let apart = |x: &Count, y: &Count| x.fits.1 < y.fits.0 || y.fits.1 < x.fits.0;
    let both = || {
        let voices = |of: &Count, not: &Count| -> BTreeSet<_> {
            let fitting = group
                .iter()
                .take(super::COMPARED)
                .filter(|c| !apart(c, of) && apart(c, not));
            fitting.map(|c| (c.article, c.clause.voice)).collect()
        };
        !voices(a, b).is_disjoint(&voices(b, a))
    };
    let comparable = near(a.fits, b.fits);
    let least = if a.article == b.article {
        2.0 * least(a, b)
    } else {
        least(a, b)
    };
    apart(a, b)
        && comparable
        && !a.update
        && !b.update
        && story.one_matter(a.clause, b.clause, UNIT, false, least)
        && !both()
}

/// Whether the unit says how much and not of what: "per cent", "$", "years", nothing.
fn measured(figure: &Figure) -> bool {
    let class = words::words(&figure.unit)
        .last()
        .and_then(|w| reading::noun_class(w.form));
    class.is_none_or(|c| c.0 == "measure" || c.0 == "money")
        && (class.is_some() || words::words(&figure.unit).next().is_none())
}

/// Leaves out the counts of a voice that gives a whole list of them: they are of as many things.
fn without_lists<'a, 'b>(counts: &[&'b Count<'a>]) -> Vec<&'b Count<'a>> {
    let mut given: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    for count in counts {
        let voice = (count.article, count.clause.voice);
        given
            .entry(voice)
            .or_default()
            .insert(count.fits.0.to_bits());
    }
    let few = |c: &Count| {
        given
            .get(&(c.article, c.clause.voice))
            .is_some_and(|g| g.len() <= LIST)
    };
    counts.iter().copied().filter(|c| few(c)).collect()
}

/// The counts that agree with a count of another article: some number fits both, and they have in common what
/// two that differ must have. "One man" and "one silo" agree in nothing.
fn agreeing<'a, 'b>(story: &Story, counts: &[&'b Count<'a>]) -> Vec<&'b Count<'a>> {
    let agree = |a: &Count, b: &Count| {
        a.article != b.article
            && a.fits.0 <= b.fits.1
            && b.fits.0 <= a.fits.1
            && a.fits.1 > 1.0
            && story.one_matter(a.clause, b.clause, UNIT, true, least(a, b))
    };
    let first = counts.get(..super::COMPARED).unwrap_or(counts);
    let met = |c: &&&Count| first.iter().any(|d| agree(c, d));
    first.iter().filter(met).copied().collect()
}

fn finding(story: &Story, counts: &[&Count]) -> Option<Finding> {
    let counts = &without_lists(counts);
    let differ = super::pairs(counts).any(|(a, b)| differ(story, counts, a, b));
    let counts = &match differ {
        true => counts.clone(),
        false => agreeing(story, counts),
    };
    let first = counts.first()?;
    let largest = counts.iter().max_by(|a, b| a.fits.0.total_cmp(&b.fits.0));
    let unit = largest
        .map(|c| c.figure.unit.trim())
        .filter(|u| !u.is_empty());
    let words = topic::clause(story, first.clause);
    Some(Finding {
        kind: CollationKind::Number,
        topic: format!(
            "how many{}: {words}",
            unit.map(|u| format!(" {u}")).unwrap_or_default()
        ),
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
pub(super) fn value(figure: &Figure) -> serde_json::Value {
    let number = serde_json::to_value(figure.value).unwrap_or_default();
    let modifier = figure.modifier.and_then(|m| serde_json::to_value(m).ok());
    match modifier.as_ref().and_then(|m| m.as_str()) {
        Some(modifier) => serde_json::Value::String(format!("{modifier} {number}")),
        None => number,
    }
}
