//! Roles: who did it, who was first, whose idea it was.
//!
//! Where some account says that somebody did a thing *first*, or the thing can have only one author (a
//! proposal, a beginning, a provocation), all accounts of that event that name a doer are lined up. They
//! differ where no chain of shared names and nouns leads from one doer to the other.

use super::reading::{Claim, Class, Clause, Story, Token};
use super::{Finding, Point, topic};
use crate::cluster;
use crate::stories::day_number;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{ReferentKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// How alike the surroundings of two accounts of one event are.
const ALIKE: f64 = 0.15;
/// What two accounts of one event have in common beside it.
const COMMON: f64 = 2.0;
/// Words between "first" and the event.
const FIRST: usize = 3;
/// Classes of things that do nothing themselves.
const DO_NOT_ACT: [&str; 6] = ["war", "standoff", "paper", "money", "vote", "measure"];
/// Events of which the first decides who began.
const BLOWS: [&str; 4] = ["fire", "attack", "breach", "kill"];
/// Events that have one author.
const ONE_AUTHOR: [&str; 4] = ["propose", "begin", "provoke", "blame"];

/// Who is said to have done something.
struct Deed<'a> {
    clause: &'a Clause,
    doer: Doer,
    first: bool,
}

#[derive(Clone)]
struct Doer {
    /// Its referents and nouns.
    marks: BTreeSet<u64>,
    name: String,
    /// Whether it is a referent: who "the candidate" is, the article may say elsewhere.
    known: bool,
    span: Span,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut by_event: BTreeMap<Class, Vec<Deed>> = BTreeMap::new();
    // The event that the paragraph asked about or told last.
    let mut last: Option<(usize, Class)> = None;
    for (i, clause) in story.clauses.iter().enumerate() {
        let tokens = story.words(clause.tokens.clone());
        let asked = last.filter(|(paragraph, _)| *paragraph == clause.paragraph);
        if let (Some((_, class)), Some(doer)) = (asked, cleft(story, clause)) {
            let deed = Deed {
                clause,
                doer,
                first: false,
            };
            by_event.entry(class).or_default().push(deed);
        }
        for event in &clause.events {
            last = Some((clause.paragraph, event.class));
            if event.claim == Claim::So
                && let Some(doer) = doer(story, i, event.at)
            {
                let first = is_first(tokens, event.at);
                by_event.entry(event.class).or_default().push(Deed {
                    clause,
                    doer,
                    first,
                });
            }
        }
    }
    let mut findings = Vec::new();
    for (class, deeds) in &by_event {
        let one_author = ONE_AUTHOR.contains(&class.0);
        if !one_author && !deeds.iter().any(|d| d.first) {
            continue;
        }
        let points: Vec<cluster::Point> = deeds.iter().map(|d| story.point(d.clause)).collect();
        for group in cluster::group(&points, ALIKE, 1.0, |_| 1.0) {
            let group: Vec<&Deed> = group.iter().filter_map(|i| deeds.get(*i)).collect();
            if one_author || group.iter().any(|d| d.first) {
                findings.extend(finding(story, *class, &group));
            }
        }
    }
    findings
}

/// Whether it is told as the first of its kind: "fired first", "the first to fire", and of blows "the first
/// shot". A first meeting is only the first of several.
fn is_first(tokens: &[Token], at: usize) -> bool {
    let blow = tokens
        .get(at)
        .and_then(|t| t.event)
        .is_some_and(|c| BLOWS.contains(&c.0));
    let first = |i: usize| tokens.get(i).is_some_and(|t| t.small.first);
    let to = at
        .checked_sub(1)
        .is_some_and(|i| tokens.get(i).is_some_and(|t| t.small.to));
    let before = (1..=FIRST).any(|n| at.checked_sub(n).is_some_and(first));
    let behind = if blow { FIRST } else { 1 };
    (1..=behind).any(|n| first(at + n)) || (before && (blow || to))
}

/// The doer of the event at a place of a clause: after "by" or "from" behind it, else before it; of a clause
/// that begins with "who", the last one spoken of.
fn doer(story: &Story, clause: usize, at: usize) -> Option<Doer> {
    let this = story.clauses.get(clause)?;
    let tokens = story.words(this.tokens.clone());
    let form = |t: &Token| words::fold(story.quote(this.article, t.span)).into_owned();
    let behind = tokens.get(at + 1..)?;
    if let Some(by) = behind
        .iter()
        .position(|t| matches!(form(t).as_str(), "by" | "from"))
    {
        return phrase(story, this, behind.get(by + 1..)?);
    }
    let before = tokens.get(..at)?;
    if before.iter().rev().take(2).any(|t| t.small.be) {
        // "was fired at": by nobody.
        return None;
    }
    if let Some(found) = phrase(story, this, before) {
        return Some(found);
    }
    // "the idea was hers"
    let owner = behind
        .iter()
        .find(|t| t.referent.is_some() && behind.len() <= 5)
        .filter(|_| behind.iter().any(|t| t.small.be));
    if let Some(owner) = owner {
        return phrase(story, this, std::slice::from_ref(owner));
    }
    let relative = tokens
        .first()
        .is_some_and(|t| matches!(form(t).as_str(), "who" | "which" | "that"));
    let previous = story.clauses.get(clause.checked_sub(1)?)?;
    (relative && previous.sentence == this.sentence)
        .then(|| phrase(story, previous, story.words(previous.tokens.clone())))
        .flatten()
}

/// "it was the guard"
fn cleft(story: &Story, clause: &Clause) -> Option<Doer> {
    let tokens = story.words(clause.tokens.clone());
    let form = |i: usize| {
        tokens
            .get(i)
            .map(|t| words::fold(story.quote(clause.article, t.span)))
    };
    let cleft = form(0)? == "it" && matches!(form(1)?.as_ref(), "was" | "is");
    cleft
        .then(|| phrase(story, clause, tokens.get(2..)?))
        .flatten()
}

/// Whether some words speak of one who can act: papers and messages do nothing, whoever's they are. What is
/// spoken of stands before "of", "in" and the like.
fn acts(story: &Story, tokens: &[Token]) -> bool {
    let adjunct = tokens.iter().take_while(|t| t.small.preposition).count();
    let phrase = tokens.get(adjunct..).unwrap_or_default();
    let mut pieces = phrase.split(|t| t.small.preposition);
    let inert = |t: &Token| {
        let kind = t
            .referent
            .and_then(|r| story.referents.shared.get(r))
            .map(|r| r.kind);
        let paper = matches!(
            kind,
            Some(ReferentKind::Agreement | ReferentKind::Law | ReferentKind::Event)
        );
        t.small.inert || (t.name && paper)
    };
    // "on Friday guards fired": where the adjunct ends is not seen.
    adjunct > 0 || !pieces.next().unwrap_or_default().iter().any(inert)
}

/// The referents and nouns of some words, and the words.
fn phrase(story: &Story, clause: &Clause, tokens: &[Token]) -> Option<Doer> {
    if !acts(story, tokens) {
        return None;
    }
    let mut features = BTreeSet::new();
    let mut told: Vec<&Token> = Vec::new();
    let able = |t: &&Token| !t.noun.is_some_and(|class| DO_NOT_ACT.contains(&class.0));
    for token in tokens.iter().filter(|t| !t.small.speech).filter(able) {
        if let Some(referent) = token.referent {
            features.insert(words::mix(3, [referent as u64].into_iter()));
        } else if token.name
            || token
                .noun
                .is_some_and(|class| words::stem(class.0) != token.stem)
        {
            features.insert(token.stem.0);
        } else if token.noun.is_none() {
            continue;
        }
        told.push(token);
    }
    let known = told.iter().any(|t| t.referent.is_some());
    let span = told.first()?.span.cover(told.last()?.span);
    let name = story
        .quote(clause.article, span)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!features.is_empty()).then_some(Doer {
        marks: features,
        name,
        known,
        span,
    })
}

/// Doers that share a name or noun with each other, directly or over others.
fn chains(deeds: &[&Deed]) -> Vec<usize> {
    let mut chain: Vec<usize> = (0..deeds.len()).collect();
    let mut holder: BTreeMap<u64, usize> = BTreeMap::new();
    fn root(chain: &[usize], mut i: usize) -> usize {
        while let Some(up) = chain.get(i).filter(|up| **up != i) {
            i = *up;
        }
        i
    }
    for (i, deed) in deeds.iter().enumerate() {
        for feature in &deed.doer.marks {
            let other = *holder.entry(*feature).or_insert(i);
            let (a, b) = (root(&chain, i), root(&chain, other));
            if let Some(up) = chain.get_mut(a.max(b)) {
                *up = a.min(b);
            }
        }
    }
    (0..deeds.len()).map(|i| root(&chain, i)).collect()
}

fn finding(story: &Story, event: Class, deeds: &[&Deed]) -> Option<Finding> {
    let one_author = ONE_AUTHOR.contains(&event.0);
    let chains = chains(deeds);
    let first = deeds.first()?;
    let told: Vec<(&&Deed, &usize)> = deeds.iter().zip(&chains).collect();
    let against = |(a, x): &(&&Deed, &usize), (b, y): &(&&Deed, &usize)| {
        let least = if a.first && b.first || one_author {
            0.0
        } else {
            COMMON
        };
        let known = a.doer.known && b.doer.known;
        let known = known || a.clause.article != b.clause.article;
        x != y && known && story.one_matter(a.clause, b.clause, event, true, least)
    };
    let differ = super::pairs(&told).any(|(a, b)| against(a, b));
    let articles = deeds
        .iter()
        .any(|d| d.clause.article != first.clause.article);
    if !differ && !articles {
        return None;
    }
    let lead = deeds.iter().find(|d| d.first).unwrap_or(first);
    let words = topic::clause(story, lead.clause);
    let name = |chain: usize| {
        deeds
            .get(chain)
            .map(|d| d.doer.name.clone())
            .unwrap_or_default()
    };
    Some(Finding {
        kind: CollationKind::Role,
        topic: format!(
            "{}: {words}",
            if lead.first {
                "who was first"
            } else {
                "whose doing"
            }
        ),
        verdict: if differ {
            Verdict::Differ
        } else {
            Verdict::Agree
        },
        points: deeds
            .iter()
            .zip(&chains)
            .map(|(d, chain)| Point {
                article: d.clause.article,
                // "it was the guard" and "who fired" are two clauses.
                span: d.clause.span.cover(d.doer.span),
                value: name(*chain).into(),
                said_by: d.clause.voice.referent(),
            })
            .collect(),
    })
}

/// Events that one thing undergoes once: who did it can be asked.
pub(super) const DONE_ONCE: [&str; 13] = [
    "end", "close", "open", "destroy", "sink", "seize", "detain", "breach", "jam", "remove",
    "expel", "order", "hide",
];
/// How telling what it was done to must be: a name, or a word that few clauses of the story hold.
pub(super) const TELLING: f64 = 2.5;
/// What two accounts of one deed have in common beside it: what it was done to, and something more or less.
const DEED: f64 = 2.5;
/// Words of what a deed is done to.
const PATIENT: usize = 6;

/// A deed with what it was done to.
struct Done<'a> {
    deed: Deed<'a>,
    /// What it was done to: features of its names and nouns, with their weights.
    patient: BTreeMap<u64, f64>,
    days: Option<(i32, i32)>,
}

/// Who did one thing to one thing: accounts of an event that one thing undergoes once, with another doer.
pub(crate) fn deeds(story: &Story) -> Vec<Finding> {
    let mut by_event: BTreeMap<(Class, u64), Vec<Done>> = BTreeMap::new();
    for (i, clause) in story.clauses.iter().enumerate() {
        for event in clause.events.iter().filter(|e| e.claim == Claim::So) {
            if !DONE_ONCE.contains(&event.class.0) {
                continue;
            }
            let Some((doer, patient)) = agent(story, i, event.at) else {
                continue;
            };
            let days = days(story, clause);
            let telling = patient.iter().filter(|(_, w)| **w >= TELLING);
            for (feature, _) in telling {
                let deed = Deed {
                    clause,
                    doer: doer.clone(),
                    first: false,
                };
                let list = by_event.entry((event.class, *feature)).or_default();
                list.push(Done {
                    deed,
                    patient: patient.clone(),
                    days,
                });
            }
        }
    }
    by_event
        .values()
        .filter_map(|all| contested(story, all))
        .collect()
}

/// The doer of an event and what it was done to: "the belts were stopped by the guards", "guards stopped the
/// belts".
fn agent(story: &Story, clause: usize, at: usize) -> Option<(Doer, BTreeMap<u64, f64>)> {
    let this = story.clauses.get(clause)?;
    let tokens = story.words(this.tokens.clone());
    let (before, behind) = (tokens.get(..at)?, tokens.get(at + 1..)?);
    let is = |t: &Token, word: &str| words::fold(story.quote(this.article, t.span)) == word;
    let by = behind.iter().position(|t| is(t, "by"));
    // "the sinking of a trawler" is told by a noun: whose it was is not said.
    let form = words::fold(story.quote(this.article, tokens.get(at)?.span));
    if passive(before) != by.is_some() || !words::is_past(&form) {
        return None;
    }
    let doer = match by {
        Some(by) => named(story, this, &phrase_of(behind.get(by + 1..)?)),
        None => doer(story, clause, at),
    };
    Some((doer?, patient(story, this, at)))
}

/// "were", "had been" right before an event.
fn passive(before: &[Token]) -> bool {
    before.iter().rev().take(3).any(|t| t.small.be)
}

/// What stands before "in", "at" and the like, where that comes at all.
fn phrase_of(tokens: &[Token]) -> Vec<Token> {
    let phrase = tokens.iter().skip_while(|t| t.small.preposition);
    phrase
        .take_while(|t| !t.small.preposition)
        .copied()
        .collect()
}

/// What an event is done to: features of its names and nouns, with their weights.
pub(super) fn patient(story: &Story, clause: &Clause, at: usize) -> BTreeMap<u64, f64> {
    let tokens = story.words(clause.tokens.clone());
    let before = tokens.get(..at).unwrap_or_default();
    let behind = tokens.get(at + 1..).unwrap_or_default();
    let phrase = match passive(before) {
        true => before.iter().rev().copied().collect(),
        false => phrase_of(behind),
    };
    let near = phrase.iter().take(PATIENT);
    near.flat_map(|t| story.features(t)).collect()
}

/// Some words as a doer, also where they are neither names nor known nouns: "the night shift".
fn named(story: &Story, clause: &Clause, tokens: &[Token]) -> Option<Doer> {
    if let Some(doer) = phrase(story, clause, tokens) {
        return Some(doer);
    }
    let telling: Vec<&Token> = tokens
        .iter()
        .filter(|t| !t.number && !story.features(t).is_empty())
        .collect();
    let span = telling.first()?.span.cover(telling.last()?.span);
    let words = story.quote(clause.article, span).split_whitespace();
    Some(Doer {
        marks: telling.iter().map(|t| t.stem.0).collect(),
        name: words.collect::<Vec<_>>().join(" "),
        known: false,
        span,
    })
}

/// The first and last day that the words around a clause name.
fn days(story: &Story, clause: &Clause) -> Option<(i32, i32)> {
    let around = story.words(clause.around.clone());
    let span = around.first()?.span.cover(around.last()?.span);
    let times = &story.article(clause.article)?.times;
    let from = times.partition_point(|t| t.span.end() <= span.start());
    let within = times
        .iter()
        .skip(from)
        .take_while(|t| t.span.start() < span.end());
    let days = within.filter_map(|t| t.value.as_ref()?.days());
    days.map(|(a, b)| (day_number(a), day_number(b)))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Days between two accounts of one deed: who tells another doer may tell another hour too.
const NEAR: i32 = 2;

fn contested(story: &Story, all: &[Done]) -> Option<Finding> {
    let all = all.get(..super::COMPARED).unwrap_or(all);
    let deeds: Vec<&Deed> = all.iter().map(|d| &d.deed).collect();
    let chains = chains(&deeds);
    let told: Vec<(&Done, &usize)> = all.iter().zip(&chains).collect();
    let one_time = |a: &Done, b: &Done| match (a.days, b.days) {
        (Some(x), Some(y)) => x.0 <= y.1 + NEAR && y.0 <= x.1 + NEAR,
        _ => true,
    };
    let against = |(a, x): &(&Done, &usize), (b, y): &(&Done, &usize)| {
        let common: f64 = a
            .patient
            .iter()
            .filter(|(f, _)| b.patient.contains_key(f))
            .map(|(_, w)| w)
            .sum();
        // What nobody is quoted for, the outlets tell of two things more often than against each other.
        let voiced = |d: &Done| d.deed.clause.statement.is_some();
        x != y
            && (voiced(a) || voiced(b))
            && one_time(a, b)
            && common >= DEED
            && story.others(a.deed.clause, b.deed.clause)
    };
    let met = |d: &&(&Done, &usize)| told.iter().any(|e| against(d, e) || against(e, d));
    let points: Vec<&(&Done, &usize)> = told.iter().filter(met).collect();
    let (first, _) = points.first()?;
    let name = |chain: usize| all.get(chain).map(|d| d.deed.doer.name.clone());
    Some(Finding {
        kind: CollationKind::Role,
        topic: format!("who did it: {}", topic::clause(story, first.deed.clause)),
        verdict: Verdict::Differ,
        points: points
            .iter()
            .map(|(d, chain)| Point {
                article: d.deed.clause.article,
                span: d.deed.clause.span.cover(d.deed.doer.span),
                value: name(**chain).unwrap_or_default().into(),
                said_by: d.deed.clause.voice.referent(),
            })
            .collect(),
    })
}
