//! Ways: whether a thing was taken or given, and whether a quarrel ended in a victory or in a paper.
//!
//! Two accounts may tell one outcome by two deeds. Who took a thing and whom it was given to are the same, and yet
//! "the guild seized the mill" and "the miller handed the mill over to the guild" differ in whose doing it was.
//! And a fight that one account ends in a defeat may end in an agreement in another.

use super::reading::{Claim, Clause, Event, Story, Token};
use super::{Finding, Point, topic};
use crate::stories::day_number;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{ReferentKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Events by which one takes what another held.
const TAKES: [&str; 2] = ["seize", "free"];
/// An event by which one gives what another then holds.
const GIVES: &str = "return";
/// What can be taken and given: things that lie somewhere.
const HELD: [&str; 7] = [
    "land",
    "settlement",
    "building",
    "island",
    "water",
    "mountain",
    "vessel",
];
/// Words between a deed and the last word of what it was done to.
const REACH: usize = 14;
/// Words between a deed and the name of who did it, or whom it was given to.
const NAMED: usize = 3;
/// Events and things that end a quarrel in one's favour, and what is agreed upon.
const DECIDED: [&str; 2] = ["win", "lose"];
const FIGHTS: [&str; 2] = ["war", "standoff"];
/// What two accounts of one end have in common, where no day ties them.
const COMMON: f64 = 5.0;

/// First and last day, counted from 1970.
type Days = (i32, i32);

/// How it came about, and where that is told.
struct Way<'a> {
    clause: &'a Clause,
    span: Span,
    value: String,
    /// The first of two ways: taken, decided.
    taken: bool,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut findings = hands(story);
    findings.extend(ends(story));
    findings
}

/// The words of a clause's sentence from the clause on, said by the same voice.
fn onwards<'s>(story: &'s Story, clause: &Clause, at: usize) -> &'s [Token] {
    let from = clause.tokens.start + at + 1;
    story.words(from..clause.around.end.max(from))
}

fn place(story: &Story, token: &Token) -> bool {
    let kind = token.referent.and_then(|r| story.referents.shared.get(r));
    token.name && kind.is_some_and(|r| r.kind == ReferentKind::Place)
}

fn held(token: &Token) -> bool {
    token.noun.is_some_and(|class| HELD.contains(&class.0))
}

/// Who has it in the end, by whichever way.
fn hands(story: &Story) -> Vec<Finding> {
    let mut by_holder: BTreeMap<u64, (&str, Vec<Way>)> = BTreeMap::new();
    for clause in &story.clauses {
        for event in clause.events.iter().filter(|e| e.claim == Claim::So) {
            let way = match event.class.0 {
                class if TAKES.contains(&class) => taken(story, clause, event),
                GIVES => given(story, clause, event),
                _ => None,
            };
            if let Some((holder, way)) = way {
                let name = story.quote(clause.article, holder.span);
                let (_, ways) = by_holder.entry(holder.stem.0).or_insert((name, Vec::new()));
                ways.push(way);
            }
        }
    }
    let told = |(name, ways): &(&str, Vec<Way>)| {
        finding(story, ways, CollationKind::Role, |way| {
            format!("how it came to {name}: {}", topic::clause(story, way))
        })
    };
    by_holder.values().filter_map(told).collect()
}

/// "the guild seized the mill": the guild.
fn taken<'s, 'a>(
    story: &'s Story,
    clause: &'a Clause,
    event: &Event,
) -> Option<(&'s Token, Way<'a>)> {
    let before = story.words(clause.tokens.start..clause.tokens.start + event.at);
    let passive = before.iter().rev().take(2).any(|t| t.small.be);
    let holder = before.iter().rev().take(NAMED).find(|t| t.name)?;
    let thing = onwards(story, clause, event.at)
        .iter()
        .take(REACH)
        .take_while(|t| !t.small.speech)
        .find(|t| held(t))?;
    let name = story.quote(clause.article, holder.span);
    (!passive).then(|| {
        let way = Way {
            clause,
            span: clause.span.cover(thing.span),
            value: format!("taken by {name}"),
            taken: true,
        };
        (holder, way)
    })
}

/// "the miller handed the mill over to the guild", "the mill was returned to the guild": the guild.
fn given<'s, 'a>(
    story: &'s Story,
    clause: &'a Clause,
    event: &Event,
) -> Option<(&'s Token, Way<'a>)> {
    let before = story.words(clause.tokens.start..clause.tokens.start + event.at);
    let behind = onwards(story, clause, event.at);
    let to = behind.iter().take(REACH).position(|t| t.small.to)?;
    let between = behind.get(..to)?;
    // "the return of the mill to the guild" is nobody's deed.
    if between.first().is_some_and(|t| t.small.preposition) {
        return None;
    }
    let passive = before.iter().rev().take(3).any(|t| t.small.be);
    let thing = match passive {
        true => before.iter().any(|t| held(t) || place(story, t)),
        false => between.iter().any(|t| held(t) || place(story, t)),
    };
    let holder = behind.get(to + 1..)?.iter().take(NAMED).find(|t| t.name)?;
    let mut named = before.iter().rev().take(NAMED);
    let giver = named.find(|t| t.name).filter(|_| !passive);
    let value = match giver {
        Some(giver) => format!("given by {}", story.quote(clause.article, giver.span)),
        None => "given".to_owned(),
    };
    (thing && (passive || giver.is_some())).then(|| {
        let way = Way {
            clause,
            span: clause.span.cover(holder.span),
            value,
            taken: false,
        };
        (holder, way)
    })
}

/// How a fight ended.
fn ends(story: &Story) -> Vec<Finding> {
    let mut ways: Vec<(Way, Option<Days>)> = Vec::new();
    for (i, clause) in story.clauses.iter().enumerate() {
        // "ended with the signing" tells of a signing: the end is only looked for here.
        let words = story.words(clause.tokens.clone());
        let is_end = |t: &Token| t.event.is_some_and(|class| class.0 == "end");
        let Some(at) = words.iter().position(is_end) else {
            continue;
        };
        let before = words.get(..at).unwrap_or_default();
        if words.iter().any(|t| t.small.unreal || t.small.negation) {
            continue;
        }
        let fight = |t: &&Token| t.noun.is_some_and(|c| FIGHTS.contains(&c.0));
        let behind = onwards(story, clause, at);
        let with = behind
            .first()
            .map(|t| words::fold(story.quote(clause.article, t.span)));
        let with = with.is_some_and(|w| matches!(w.as_ref(), "with" | "in" | "by"));
        if before.iter().rev().take(REACH).find(fight).is_none() || !with {
            continue;
        }
        let decided = behind
            .iter()
            .find(|t| t.event.is_some_and(|c| DECIDED.contains(&c.0)));
        let agreed = behind
            .iter()
            .find(|t| t.noun.is_some_and(|c| c.0 == "paper"));
        let Some(sign) = decided.or(agreed) else {
            continue;
        };
        let end = story.clauses.get(i..).unwrap_or_default().iter();
        let sentence = end.take_while(|c| c.sentence == clause.sentence && c.voice == clause.voice);
        let span = sentence
            .map(|c| c.span)
            .reduce(Span::cover)
            .unwrap_or(clause.span);
        let way = Way {
            clause,
            span,
            value: words::fold(story.quote(clause.article, sign.span)).into_owned(),
            taken: decided.is_some(),
        };
        ways.push((way, days(story, clause.article, span)));
    }
    // Ends of one fight: of one day, or in words that are alike.
    let mut groups: Vec<(Vec<Way>, Option<Days>)> = Vec::new();
    for (way, days) in ways {
        let alike = |group: &[Way]| {
            group.iter().take(super::COMPARED).any(|w| {
                story.common_ground(w.clause, way.clause, super::reading::Class("end"), true)
                    >= COMMON
            })
        };
        let place = groups.iter().position(|(group, its)| match (days, its) {
            (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
            _ => alike(group),
        });
        match place.and_then(|n| groups.get_mut(n)) {
            Some((group, _)) => group.push(way),
            None => groups.push((vec![way], days)),
        }
    }
    let told = |(group, _): &(Vec<Way>, _)| {
        finding(story, group, CollationKind::Status, |way| {
            format!("how it ended: {}", topic::clause(story, way))
        })
    };
    groups.iter().filter_map(told).collect()
}

/// The days that a passage names.
fn days(story: &Story, article: usize, span: Span) -> Option<Days> {
    let times = &story.article(article)?.times;
    let from = times.partition_point(|t| t.span.end() <= span.start());
    let within = times
        .iter()
        .skip(from)
        .take_while(|t| t.span.start() < span.end());
    within
        .filter_map(|t| t.value.as_ref()?.days())
        .map(|(a, b)| (day_number(a), day_number(b)))
        .next()
}

/// The accounts of both ways, where two that can stand against each other tell it differently.
fn finding(
    story: &Story,
    ways: &[Way],
    kind: CollationKind,
    topic: impl Fn(&Clause) -> String,
) -> Option<Finding> {
    let ways = ways.get(..super::COMPARED).unwrap_or(ways);
    let against = |a: &Way, b: &Way| a.taken != b.taken && story.others(a.clause, b.clause);
    let met = |w: &&Way| ways.iter().any(|v| against(w, v));
    let points: Vec<&Way> = ways.iter().filter(met).collect();
    let first = points.first()?;
    // Who tells of both, one after the other, tells of two things.
    let voices = |taken: bool| -> BTreeSet<_> {
        let of = points.iter().filter(|w| w.taken == taken);
        of.map(|w| (w.clause.article, w.clause.voice)).collect()
    };
    let (one, other) = (voices(true), voices(false));
    if one.is_subset(&other) && other.is_subset(&one) {
        return None;
    }
    Some(Finding {
        kind,
        topic: topic(first.clause),
        verdict: Verdict::Differ,
        points: points
            .iter()
            .map(|w| Point {
                article: w.clause.article,
                span: w.span,
                value: w.value.clone().into(),
                said_by: w.clause.voice.referent(),
            })
            .collect(),
    })
}
