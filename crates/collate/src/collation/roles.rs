//! Roles: who did it, who was first, whose idea it was.
//!
//! Where some account says that somebody did a thing *first*, or the thing can have only one author (a
//! proposal, a beginning, a provocation), all accounts of that event that name a doer are lined up. They
//! differ where no chain of shared names and nouns leads from one doer to the other.

use super::reading::{Claim, Class, Clause, Story, Token};
use super::{Finding, Point, topic};
use crate::cluster;
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
    (1..=FIRST).any(|n| first(at + n)) || (before && (blow || to))
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
        .find(|t| t.referent.is_some() && behind.len() <= 5);
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
