//! Status: whether it happened, whether a duty was kept.
//!
//! Clauses on one class of event whose surroundings are alike are lined up; they differ where one affirms
//! and the other denies. Keeping and breaking are one class with two poles; so are commitments under one
//! instrument, whose status the reading of each article gives.

use super::reading::{Claim, Class, Clause, Story};
use super::{Finding, Point, topic};
use crate::cluster;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Commitment, CommitmentStatus, Span, Speaker};
use std::collections::BTreeMap;

/// How alike the surroundings of a claim and its denial are.
const ALIKE: f64 = 0.3;
/// What a claim and its denial have in common beside the event.
const COMMON: f64 = 3.0;
/// What another claim has in common with one of these, with what is told around both.
const JOINED: f64 = 6.0;
/// Words of a claim that a short answer meets.
const SHORT: usize = 6;
/// How alike two duties under one instrument are, to be one duty.
const SAME_DUTY: f64 = 0.2;
/// Events of which much can be said at once without contradiction.
const LOOSE: [&str; 15] = [
    "begin",
    "end",
    "use",
    "agree",
    "warn",
    "propose",
    "talk",
    "find",
    "send",
    "lead",
    "accept",
    "invite",
    "order",
    "meet",
    "recognise",
];

pub(crate) fn events(story: &Story) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut by_event: BTreeMap<Class, Vec<(&Clause, bool)>> = BTreeMap::new();
    for clause in &story.clauses {
        // What a paper provides for is the stipulations' matter.
        if clause.events.iter().any(|e| e.class.0 == "provide") {
            continue;
        }
        for event in clause.events.iter().filter(|e| e.claim != Claim::Open) {
            if LOOSE.contains(&event.class.0) {
                continue;
            }
            // "is not known" says of nobody that he did not know it.
            if event.class.0 == "know" && is_passive(story, clause, event.at) {
                continue;
            }
            let (class, pole) = pole(event.class);
            let so = pole == (event.claim == Claim::So);
            by_event.entry(class).or_default().push((clause, so));
        }
    }
    for (class, claims) in &by_event {
        let points: Vec<cluster::Point> = claims.iter().map(|(c, _)| story.point(c)).collect();
        for group in cluster::group(&points, ALIKE, 1.0, |_| 1.0) {
            let group: Vec<&(&Clause, bool)> =
                group.iter().filter_map(|i| claims.get(*i)).collect();
            findings.extend(finding(story, *class, &group));
        }
    }
    findings
}

fn is_passive(story: &Story, clause: &Clause, at: usize) -> bool {
    let before = clause.tokens.start..clause.tokens.start + at;
    let token = story.words(clause.tokens.clone()).get(at);
    let known = token.is_some_and(|t| words::fold(story.quote(clause.article, t.span)) == "known");
    known && story.words(before).iter().rev().take(3).any(|t| t.small.be)
}

/// A class and whether it says yes or no of it.
fn pole(class: Class) -> (Class, bool) {
    match class.0 {
        "breach" => (Class("keep"), false),
        _ => (class, true),
    }
}

/// Whether a claim and a denial are of one thing: they have enough in common beside the event, or answer each
/// other in one paragraph ("We called, says one. Nobody called, says the other.").
fn contradict(story: &Story, class: Class, a: &Clause, b: &Clause) -> bool {
    let answer = a.paragraph == b.paragraph
        && a.sentence.abs_diff(b.sentence) <= 1
        && a.tokens.len().max(b.tokens.len()) <= SHORT;
    (answer && story.others(a, b)) || story.one_matter(a, b, class, false, COMMON)
}

fn finding(story: &Story, class: Class, claims: &[&(&Clause, bool)]) -> Option<Finding> {
    // What nobody denies is no part of it, unless it is told in the words of what is denied; that several say one
    // thing happened is no news.
    let near = claims.get(..super::COMPARED).unwrap_or(claims);
    let denied = |(c, so): &(&Clause, bool)| {
        let mut others = near.iter().filter(|(_, other)| other != so);
        others.any(|(d, _)| contradict(story, class, c, d))
    };
    let met: Vec<&(&Clause, bool)> = near.iter().copied().filter(|c| denied(c)).collect();
    let joins = |(c, _): &(&Clause, bool)| {
        let mut met = met.iter();
        met.any(|(d, _)| story.common_ground(c, d, class, true) >= JOINED)
    };
    let part = |c: &&(&Clause, bool)| !met.is_empty() && (denied(c) || joins(c));
    let claims: Vec<&(&Clause, bool)> = near.iter().copied().filter(part).collect();
    let (first, _) = claims.first()?;
    let affirmed = claims.iter().find(|(_, so)| *so).map_or(first, |(c, _)| c);
    let words = topic::clause(story, affirmed);
    Some(Finding {
        kind: CollationKind::Status,
        topic: format!("whether or not: {words}"),
        verdict: Verdict::Differ,
        points: claims
            .iter()
            .map(|(c, so)| Point {
                article: c.article,
                span: c.span,
                value: if *so { "so".into() } else { "not so".into() },
                said_by: c.voice.referent(),
            })
            .collect(),
    })
}

/// Commitments of one debtor under one instrument.
pub(crate) fn duties(story: &Story) -> Vec<Finding> {
    let mut by_duty: BTreeMap<(usize, usize), Vec<(usize, &Commitment)>> = BTreeMap::new();
    for member in story.members {
        for commitment in story
            .article(*member)
            .into_iter()
            .flat_map(|a| &a.commitments)
        {
            let shared = |local: u32| story.referents.of(*member, local);
            let instrument = commitment.instrument.and_then(|i| shared(i.0));
            if let (Some(instrument), Some(debtor)) = (instrument, shared(commitment.debtor.0)) {
                by_duty
                    .entry((instrument, debtor))
                    .or_default()
                    .push((*member, commitment));
            }
        }
    }
    by_duty
        .into_iter()
        .flat_map(|(key, list)| {
            let points: Vec<cluster::Point> =
                list.iter().map(|(m, c)| owed(story, *m, c)).collect();
            let same = |group: Vec<usize>| {
                let group: Vec<_> = group.iter().filter_map(|i| list.get(*i).copied()).collect();
                duty(story, key, &group)
            };
            cluster::group(&points, SAME_DUTY, 1.0, |_| 1.0)
                .into_iter()
                .filter_map(same)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What a commitment is about.
fn owed(story: &Story, article: usize, commitment: &Commitment) -> cluster::Point {
    match story
        .clause_at(article, commitment.what)
        .and_then(|c| story.clauses.get(c))
    {
        Some(clause) => story.point(clause),
        None => cluster::Point::default(),
    }
}

/// The words that say what became of a duty: what the speaker says, else what is owed.
fn passage(story: &Story, article: usize, commitment: &Commitment) -> Span {
    let annotated = story.article(article);
    let said = commitment
        .said_by
        .and_then(|s| annotated?.statement(s)?.content_cover());
    said.filter(|s| !s.is_empty()).unwrap_or(commitment.what)
}

fn duty(
    story: &Story,
    (instrument, debtor): (usize, usize),
    list: &[(usize, &Commitment)],
) -> Option<Finding> {
    let claimed: Vec<&(usize, &Commitment)> = list
        .iter()
        .filter(|(_, c)| c.status != CommitmentStatus::Owed)
        .collect();
    let first = claimed.first()?;
    if claimed.iter().all(|(_, c)| c.status == first.1.status) {
        return None;
    }
    let name = |r: usize| {
        story
            .referents
            .shared
            .get(r)
            .map_or("", |r| r.name.as_str())
    };
    let speaker = |article: usize, c: &Commitment| {
        let statement = story.article(article)?.statement(c.said_by?)?;
        match statement.speaker {
            Speaker::Known(r) => story.referents.of(article, r.0),
            Speaker::Unknown(_) => None,
        }
    };
    Some(Finding {
        kind: CollationKind::Status,
        topic: format!(
            "whether {} kept its duty under {}",
            name(debtor),
            name(instrument)
        ),
        verdict: Verdict::Differ,
        points: claimed
            .iter()
            .map(|(article, c)| Point {
                article: *article,
                span: passage(story, *article, c),
                value: serde_json::to_value(c.status).unwrap_or_default(),
                said_by: speaker(*article, c),
            })
            .collect(),
    })
}
