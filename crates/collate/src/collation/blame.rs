//! Blame: whose fault it is said to be that something does not go on.
//!
//! "Elm delays the talks", "the talks were blocked by Ash", "due to Elm's demands the talks led nowhere", "Ash should
//! not drag them out": each names one who is said to hinder. They stand against each other where what is hindered is
//! alike and no chain of shared names leads from one to the other. What both sides say of each other is kept as
//! said by them.

use super::reading::{Claim, Class, Clause, Story, Token};
use super::{Finding, Point, topic};
use crate::cluster;
use crate::words;
use rapporteur_record::Span;
use rapporteur_record::record::{CollationKind, Verdict};
use std::collections::BTreeSet;

/// How alike what is hindered is.
const ALIKE: f64 = 0.12;
/// What two accounts have in common beside the hindering and who hinders.
const COMMON: f64 = 3.0;
/// Words between a cause and who caused it.
const REACH: usize = 3;

/// Somebody who is said to hinder.
struct Fault<'a> {
    clause: &'a Clause,
    span: Span,
    who: usize,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut faults: Vec<Fault> = Vec::new();
    for clause in story.clauses.iter().filter(|c| !c.question) {
        faults.extend(hinders(story, clause).or_else(|| cause(story, clause)));
    }
    let points: Vec<cluster::Point> = faults.iter().map(|f| story.point(f.clause)).collect();
    cluster::group(&points, ALIKE, 1.0, |_| 1.0)
        .iter()
        .filter_map(|group| {
            let group: Vec<&Fault> = group.iter().filter_map(|i| faults.get(*i)).collect();
            finding(story, &group)
        })
        .collect()
}

/// "Elm delays the talks", "the talks were blocked by Elm", "Elm should not delay the talks".
fn hinders<'a>(story: &Story, clause: &'a Clause) -> Option<Fault<'a>> {
    let event = clause.events.iter().find(|e| e.class.0 == "hinder")?;
    let tokens = story.words(clause.tokens.clone());
    let (before, behind) = (tokens.get(..event.at)?, tokens.get(event.at + 1..)?);
    let denied = before.iter().filter(|t| t.small.negation).count() % 2 == 1;
    // What should not be done is said to be done; what is not done is not.
    let asked = event.claim == Claim::Open && denied;
    if event.claim != Claim::So && !asked {
        return None;
    }
    let form = words::fold(story.quote(clause.article, tokens.get(event.at)?.span));
    let passive = words::is_past(&form) && before.iter().rev().take(2).any(|t| t.small.be);
    let by = behind
        .iter()
        .position(|t| words::fold(story.quote(clause.article, t.span)) == "by");
    let who = match (passive, by) {
        (true, Some(by)) => behind
            .get(by + 1..)?
            .iter()
            .take(REACH)
            .find_map(|t| actor(story, t)),
        (true, None) => None,
        (false, _) => before.iter().rev().find_map(|t| actor(story, t)),
    }?;
    Some(Fault {
        clause,
        span: clause.span,
        who,
    })
}

/// "due to Elm's demands, the talks led nowhere": the clause with the cause, up to the end of the sentence.
fn cause<'a>(story: &Story, clause: &'a Clause) -> Option<Fault<'a>> {
    let tokens = story.words(clause.tokens.clone());
    let form = |t: &Token| words::fold(story.quote(clause.article, t.span)).into_owned();
    let starts = tokens.windows(2).position(|pair| {
        matches!(pair, [a, b] if matches!(
            (form(a).as_str(), form(b).as_str()),
            ("due", "to") | ("because", "of") | ("owing", "to") | ("thanks", "to")
        ))
    })?;
    let who = tokens
        .get(starts + 2..)?
        .iter()
        .take(REACH)
        .find_map(|t| actor(story, t))?;
    let place = story.clause_at(clause.article, clause.span)?;
    let around = story.clauses.get(place..)?.iter();
    let rest: Vec<&Clause> = around
        .take_while(|c| c.sentence == clause.sentence && c.article == clause.article)
        .collect();
    let failed = rest.iter().any(|c| {
        let tokens = story.words(c.tokens.clone());
        tokens
            .iter()
            .any(|t| t.small.negation || t.small.none || t.small.failing || t.small.lacking)
    });
    let span = rest.iter().map(|c| c.span).reduce(Span::cover)?;
    failed.then_some(Fault { clause, span, who })
}

/// Somebody who can act.
fn actor(story: &Story, token: &Token) -> Option<usize> {
    use rapporteur_record::ReferentKind::{Group, Organisation, Person, Place};
    let kind = story.referents.shared.get(token.referent?)?.kind;
    matches!(kind, Person | Organisation | Place | Group).then_some(token.referent?)
}

fn finding(story: &Story, faults: &[&Fault]) -> Option<Finding> {
    let class = Class("hinder");
    let faults = faults.get(..super::COMPARED).unwrap_or(faults);
    let against = |a: &Fault, b: &Fault| {
        a.who != b.who && story.one_matter(a.clause, b.clause, class, true, COMMON)
    };
    let met = |f: &&&Fault| faults.iter().any(|g| against(f, g));
    let points: Vec<&&Fault> = faults.iter().filter(met).collect();
    let first = points.first()?;
    let names: BTreeSet<&str> = points
        .iter()
        .filter_map(|f| Some(story.referents.shared.get(f.who)?.name.as_str()))
        .collect();
    if names.len() < 2 {
        return None;
    }
    Some(Finding {
        kind: CollationKind::Role,
        topic: format!("whose fault: {}", topic::clause(story, first.clause)),
        verdict: Verdict::Differ,
        points: points
            .iter()
            .map(|f| Point {
                article: f.clause.article,
                span: f.span,
                value: story
                    .referents
                    .shared
                    .get(f.who)
                    .map_or("", |r| r.name.as_str())
                    .into(),
                said_by: f.clause.voice.referent(),
            })
            .collect(),
    })
}
