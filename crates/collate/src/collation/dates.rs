//! Dates: when one thing happened, as each account has it.
//!
//! A day or time of day belongs to the event told in its clause. Two tell of one event where the events are
//! of one class and the words around them are alike. They differ where the days cannot be the same ("12 May"
//! and "May 1994" can), or where both give an hour and the hours are more than half an hour apart.

use super::reading::{Class, Clause, Story};
use super::{Finding, Point, roles, topic};
use crate::cluster;
use crate::stories::day_number;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Time, TimeKind};
use std::collections::BTreeMap;

/// How alike the surroundings of two dates of one event are.
const ALIKE: f64 = 0.3;
/// What two dates of one event have in common beside it.
const COMMON: f64 = 4.0;
/// Words between a date and its event, where they stand in different clauses.
const FAR: usize = 6;
/// Days of the longest month.
const MONTH: i32 = 31;
/// Words beside a date in a clause that has no verb of its own.
const ADVERBIAL: usize = 4;
/// Minutes within which two hours agree.
const CLOSE: i32 = 30;

/// A time in its clause.
#[derive(Clone)]
struct When<'a> {
    article: usize,
    time: &'a Time,
    clause: &'a Clause,
    /// First and last day, counted from 1970.
    days: (i32, i32),
    /// Minutes since midnight.
    minutes: Option<i32>,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut by_event: BTreeMap<Class, Vec<When>> = BTreeMap::new();
    for member in story.members {
        for time in story.article(*member).into_iter().flat_map(|a| &a.times) {
            if let Some((event, when)) = when(story, *member, time) {
                by_event.entry(event).or_default().push(when);
            }
        }
    }
    let mut findings = Vec::new();
    for (event, times) in &by_event {
        let points: Vec<cluster::Point> = times.iter().map(|w| story.point(w.clause)).collect();
        for group in cluster::group(&points, ALIKE, 1.0, |_| 1.0) {
            let group: Vec<&When> = group.iter().filter_map(|i| times.get(*i)).collect();
            findings.extend(finding(story, *event, &group));
        }
    }
    findings
}

/// Days between two dates of one deed to one thing; further apart it may have been done twice.
const NEAR: i32 = 7;

/// The days and hours of a deed that one thing undergoes once: what it is done to ties the accounts, whatever
/// else they tell.
pub(crate) fn deeds(story: &Story) -> Vec<Finding> {
    let mut by_deed: BTreeMap<(Class, u64), Vec<When>> = BTreeMap::new();
    for member in story.members {
        for time in story.article(*member).into_iter().flat_map(|a| &a.times) {
            let Some((class, found)) = when(story, *member, time) else {
                continue;
            };
            let event = found.clause.events.iter().find(|e| e.class == class);
            let Some(event) = event.filter(|_| roles::DONE_ONCE.contains(&class.0)) else {
                continue;
            };
            let patient = roles::patient(story, found.clause, event.at);
            for (feature, weight) in patient {
                if weight >= roles::TELLING {
                    by_deed
                        .entry((class, feature))
                        .or_default()
                        .push(found.clone());
                }
            }
        }
    }
    let told = by_deed.values().filter_map(|times| {
        let near = |a: &When, b: &When| {
            let apart = (a.days.0 - b.days.1).max(b.days.0 - a.days.1);
            apart <= NEAR && short(a) && short(b)
        };
        let against =
            |a: &When, b: &When| near(a, b) && apart(a, b) && story.others(a.clause, b.clause);
        let times = times.get(..super::COMPARED).unwrap_or(times);
        let met: Vec<&When> = times
            .iter()
            .filter(|a| times.iter().any(|b| against(a, b)))
            .collect();
        told(story, &met, true)
    });
    told.collect()
}

/// No longer than a day.
fn short(when: &When) -> bool {
    when.days.1 - when.days.0 <= 1
}

fn when<'a>(story: &'a Story, article: usize, time: &'a Time) -> Option<(Class, When<'a>)> {
    if !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
        return None;
    }
    let clause = story.clauses.get(story.clause_at(article, time.span)?)?;
    let value = time.value.as_ref()?;
    let (first, last) = value.days()?;
    // A night ends on the next day.
    let night = i32::from(value.as_str().ends_with("TNI"));
    Some((
        event(story, clause, time)?,
        When {
            article,
            time,
            clause,
            days: (day_number(first), day_number(last) + night),
            minutes: minutes(value.as_str()),
        },
    ))
}

/// The event nearest to a time: in its clause, or close by in what the same voice says.
fn event(story: &Story, clause: &Clause, time: &Time) -> Option<Class> {
    let at = |i: usize| story.tokens.get(i);
    let place = clause
        .tokens
        .clone()
        .find(|i| at(*i).is_some_and(|t| t.span.end() > time.span.start()))?;
    let nearest = |range: std::ops::Range<usize>, far: usize| {
        range
            .filter(|i| i.abs_diff(place) <= far)
            .filter_map(|i| Some((i.abs_diff(place), i, at(i)?.event?)))
            .min_by_key(|(distance, i, _)| (*distance, *i))
            .map(|(_, _, class)| class)
    };
    // A date by itself ("…, on 5 March, …") belongs to what stands around it; one beside another verb does not,
    // even where that verb is of no class.
    let tokens = story.words(clause.tokens.clone());
    let adverbial = || {
        tokens
            .iter()
            .filter(|t| !t.span.overlaps(time.span))
            .count()
            <= ADVERBIAL
    };
    nearest(clause.tokens.clone(), usize::MAX)
        .or_else(|| adverbial().then(|| nearest(clause.around.clone(), FAR))?)
}

/// The minutes since midnight of `2024-03-05T01:40`.
fn minutes(value: &str) -> Option<i32> {
    let (_, clock) = value.split_once('T')?;
    let (hours, minutes) = clock.split_once(':')?;
    let minutes: i32 = minutes.get(..2)?.parse().ok()?;
    Some(hours.parse::<i32>().ok()? * 60 + minutes)
}

/// Whether two times cannot be the same.
fn apart(a: &When, b: &When) -> bool {
    match (a.minutes, b.minutes) {
        (Some(x), Some(y)) => ((a.days.0 - b.days.0) * 24 * 60 + x - y).abs() > CLOSE,
        _ => a.days.1 < b.days.0 || b.days.1 < a.days.0,
    }
}

fn differ(story: &Story, event: Class, a: &When, b: &When) -> bool {
    // "2008" and "Monday" are seldom told of one event.
    let long = |w: &When| w.days.1 - w.days.0 > MONTH;
    let apart = apart(a, b) && long(a) == long(b);
    let least = if a.article == b.article {
        2.0 * COMMON
    } else {
        COMMON
    };
    apart && story.one_matter(a.clause, b.clause, event, true, least)
}

/// The times that agree with one of another article: the days can be the same, and both speak of one matter.
fn agreeing<'a, 'b>(story: &Story, event: Class, times: &[&'b When<'a>]) -> Vec<&'b When<'a>> {
    let agree = |a: &When, b: &When| {
        let apart = apart(a, b);
        let short = |w: &When| w.days.1 - w.days.0 <= MONTH;
        a.article != b.article
            && !apart
            && short(a) == short(b)
            && story.one_matter(a.clause, b.clause, event, true, COMMON)
    };
    let first = times.get(..super::COMPARED).unwrap_or(times);
    let met = |c: &&&When| first.iter().any(|d| agree(c, d));
    first.iter().filter(met).copied().collect()
}

fn finding(story: &Story, event: Class, times: &[&When]) -> Option<Finding> {
    let differ = super::pairs(times).any(|(a, b)| differ(story, event, a, b));
    let times = &match differ {
        true => times.to_vec(),
        false => agreeing(story, event, times),
    };
    told(story, times, differ)
}

fn told(story: &Story, times: &[&When], differ: bool) -> Option<Finding> {
    let first = times.first()?;
    let words = topic::clause(story, first.clause);
    Some(Finding {
        kind: CollationKind::Date,
        topic: format!("when: {words}"),
        verdict: if differ {
            Verdict::Differ
        } else {
            Verdict::Agree
        },
        points: times
            .iter()
            .map(|t| Point {
                article: t.article,
                span: t.time.span,
                value: t
                    .time
                    .value
                    .as_ref()
                    .map_or_else(Default::default, |v| v.as_str().into()),
                said_by: t.clause.voice.referent(),
            })
            .collect(),
    })
}
