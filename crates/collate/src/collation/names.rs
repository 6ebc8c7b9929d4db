//! Names: two names of one thing.
//!
//! A text that says so itself is the evidence: "the Elm, which they call the Ash", "Elm (also known as
//! Ash)", "Elm, the island others call Ash". Every article of the story that uses one of the two names
//! then gives an account: its first use of each. Neither is the right one. A paper of one day under two nouns
//! ("agreement", "statement") is the same.

use super::reading::{self, Class, Story, Token};
use super::{Finding, Point};
use crate::referents::{self, Referents};
use crate::weight;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{ReferentKind, Span, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A word in more of a thousand articles is none that describes a paper.
const TELLING: f64 = 250.0;
/// Words between a name and the verb that gives another.
const REACH: usize = 7;
/// Words between that verb and the other name.
const GIVEN: usize = 3;

/// A name as printed: a run of capitalised words.
struct Phrase {
    article: usize,
    sentence: usize,
    tokens: Range<usize>,
    span: Span,
    key: Vec<String>,
    referent: Option<usize>,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let phrases = phrases(story);
    let mut pairs: BTreeSet<(Vec<String>, Vec<String>)> = BTreeSet::new();
    for clause in &story.clauses {
        for at in clause.tokens.clone() {
            if story.tokens.get(at).is_some_and(|t| t.small.naming) {
                pairs.extend(pair(story, &phrases, clause.article, clause.sentence, at));
            }
        }
    }
    // Three names of one thing are one collation.
    let mut groups: Vec<BTreeSet<Vec<String>>> = Vec::new();
    for (a, b) in pairs {
        let (with, without): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|g| g.contains(&a) || g.contains(&b));
        let mut joined: BTreeSet<Vec<String>> = with.into_iter().flatten().collect();
        joined.extend([a, b]);
        groups = without;
        groups.push(joined);
    }
    let tied = groups
        .iter()
        .filter_map(|names| finding(story, &phrases, names));
    tied.chain(papers(story)).collect()
}

/// Papers of one day under different nouns: "the statement of 2 June 1987", "the June 2, 1987, agreement".
fn papers(story: &Story) -> Vec<Finding> {
    let mut by_day: BTreeMap<&str, BTreeMap<u64, Vec<Point>>> = BTreeMap::new();
    for member in story.members {
        for time in story.article(*member).into_iter().flat_map(|a| &a.times) {
            let day = time
                .value
                .as_ref()
                .filter(|v| v.days().is_some_and(|(a, b)| a == b));
            if let (Some(day), Some((noun, point))) = (day, paper(story, *member, time)) {
                by_day
                    .entry(day.as_str())
                    .or_default()
                    .entry(noun)
                    .or_default()
                    .push(point);
            }
        }
    }
    let several = by_day.into_iter().filter(|(_, nouns)| nouns.len() > 1);
    several
        .map(|(day, nouns)| {
            let called: BTreeSet<String> = nouns
                .values()
                .flatten()
                .filter_map(|p| p.value.as_str())
                .map(str::to_owned)
                .collect();
            let called: Vec<String> = called.into_iter().collect();
            Finding {
                kind: CollationKind::Name,
                topic: format!("what the paper of {day} is called: {}", called.join(" / ")),
                verdict: Verdict::Differ,
                points: nouns.into_values().flatten().collect(),
            }
        })
        .collect()
}

/// The paper that a date belongs to: its noun, and where noun and date stand.
fn paper(story: &Story, article: usize, time: &Time) -> Option<(u64, Point)> {
    let clause = story.clauses.get(story.clause_at(article, time.span)?)?;
    let form = |i: usize| {
        story
            .tokens
            .get(i)
            .map_or("", |t| story.quote(article, t.span))
    };
    let is_paper = |i: &usize| {
        let token = story.tokens.get(*i);
        token.is_some_and(|t| t.noun == Some(Class("paper")))
    };
    let within = |i: &usize| {
        story
            .tokens
            .get(*i)
            .is_some_and(|t| t.span.overlaps(time.span))
    };
    // A date with commas runs over clauses.
    let around = clause.around.clone();
    let first = around.clone().find(within)?;
    let last = around.clone().rev().find(within)?;
    let behind = Some(last + 1)
        .filter(|i| around.contains(i))
        .filter(is_paper);
    let linked = |i: &usize| matches!(form(*i + 1), "on" | "of" | "dated");
    let before = first
        .checked_sub(2)
        .filter(|i| around.contains(i))
        .filter(is_paper)
        .filter(linked);
    let at = behind.or(before)?;
    // "said in a statement on Monday"
    let medium = (1..=3).any(|n| {
        at.checked_sub(n)
            .is_some_and(|i| matches!(form(i), "in" | "said"))
    });
    if medium && before.is_some() {
        return None;
    }
    let noun = story.tokens.get(at)?;
    // "a hard-won agreement"
    let telling = |i: &usize| {
        let token = story.tokens.get(*i);
        token.is_some_and(|t| weight::commonness(t.stem) < TELLING && !t.span.overlaps(time.span))
    };
    let begins = (around.start..at)
        .rev()
        .take(2)
        .take_while(telling)
        .last()
        .unwrap_or(at);
    let begins = story.tokens.get(begins)?;
    Some((
        noun.stem.0,
        Point {
            article,
            span: begins.span.cover(noun.span).cover(time.span),
            value: words::fold(form(at)).into_owned().into(),
            said_by: clause.voice.referent(),
        },
    ))
}

/// The names that are printed in the story.
fn phrases(story: &Story) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut sentence = usize::MAX;
    let mut open: Option<Range<usize>> = None;
    for clause in &story.clauses {
        if clause.sentence != sentence {
            sentence = clause.sentence;
            open = None;
        }
        for at in clause.tokens.clone() {
            let Some(token) = story.tokens.get(at) else {
                continue;
            };
            let adjoins = open
                .as_ref()
                .is_some_and(|o| adjoins(story, clause.article, o.end, at));
            match &mut open {
                Some(run) if token.name && adjoins => {
                    run.end = at + 1;
                    if let Some(last) = phrases.last_mut() {
                        *last = phrase(story, clause.article, clause.sentence, run.clone());
                    }
                }
                _ if token.name => {
                    open = Some(at..at + 1);
                    phrases.push(phrase(story, clause.article, clause.sentence, at..at + 1));
                }
                // "Strait of Elm"
                Some(run) if run.end == at && small(story.quote(clause.article, token.span)) => {}
                _ => open = None,
            }
        }
    }
    let in_time = |p: &Phrase| {
        let times = story.article(p.article).map_or(&[][..], |a| &a.times);
        let after = times.partition_point(|t| t.span.start() <= p.span.start());
        after
            .checked_sub(1)
            .and_then(|i| times.get(i))
            .is_some_and(|t| t.span.overlaps(p.span))
    };
    let capital = |p: &Phrase| story.quote(p.article, p.span).contains(char::is_uppercase);
    phrases.retain(|p| !p.key.is_empty() && capital(p) && !in_time(p));
    phrases
}

fn small(word: &str) -> bool {
    matches!(word, "of" | "the" | "de" | "la")
}

/// Whether nothing but a space or "of" stands between the end of a name and a word.
fn adjoins(story: &Story, article: usize, end: usize, at: usize) -> bool {
    let span = |i: usize| story.tokens.get(i).map(|t| t.span);
    let (Some(last), Some(next)) = (end.checked_sub(1).and_then(span), span(at)) else {
        return false;
    };
    let between = last.cover(next);
    let text = story.quote(article, between);
    let gap = text
        .get(last.len()..text.len().saturating_sub(next.len()))
        .unwrap_or_default();
    at <= end + 2 && gap.split_whitespace().all(small)
}

fn phrase(story: &Story, article: usize, sentence: usize, tokens: Range<usize>) -> Phrase {
    let of = story.words(tokens.clone());
    let spans = of.iter().map(|t| t.span);
    let span = spans.reduce(Span::cover);
    let referent = of.iter().find_map(|t| t.referent);
    let words = span.map_or("", |s| story.quote(article, s));
    Phrase {
        article,
        sentence,
        tokens,
        span: span.unwrap_or_else(|| rapporteur_record::Text::default().all()),
        key: key(words),
        referent,
    }
}

/// A name without the order of its words and the habits of spelling.
fn key(name: &str) -> Vec<String> {
    let mut key: Vec<String> = referents::tokens(name, ReferentKind::Place)
        .iter()
        .map(|t| rapporteur_name::sound(t))
        .collect();
    key.sort_unstable();
    key
}

/// The two names that a naming verb at a place ties together.
fn pair(
    story: &Story,
    phrases: &[Phrase],
    article: usize,
    sentence: usize,
    at: usize,
) -> Option<(Vec<String>, Vec<String>)> {
    let first = phrases.partition_point(|p| p.tokens.start < at);
    let given = phrases
        .get(first)
        .filter(|p| p.tokens.start <= at + GIVEN && p.sentence == sentence)?;
    let before: Vec<&Phrase> = phrases
        .get(..first)?
        .iter()
        .rev()
        .take_while(|p| p.sentence == sentence)
        .collect();
    // Who gives the name stands right before the verb, if it is not "known as".
    let (givers, others): (Vec<&Phrase>, Vec<&Phrase>) =
        before.into_iter().partition(|p| p.tokens.end + 1 >= at);
    drop(givers);
    let between = |name: &Phrase| story.words(name.tokens.end..at);
    let tied = others
        .iter()
        .copied()
        .find(|p| p.tokens.end + REACH >= at && ties(story, article, p, at, between(p)));
    let other = match tied {
        Some(name) => name.key.clone(),
        None => event(story, &others, given)
            .or_else(|| kindred(story, phrases, article, given, at))
            .or_else(|| known(story.referents, given))?,
    };
    // "Elm Quay" is no person, whatever it was read as.
    let thing = |p: &Phrase| {
        let of = story.words(p.tokens.clone());
        [of.first(), of.last()].into_iter().flatten().any(|t| {
            let form = story.quote(p.article, t.span);
            reading::is_small("landmark", form)
        })
    };
    let person = |p: &Phrase| {
        if thing(p) {
            return false;
        }
        let kind = p
            .referent
            .and_then(|r| story.referents.shared.get(r))
            .map(|r| r.kind);
        kind == Some(ReferentKind::Person)
    };
    let disjoint = !other.iter().any(|t| given.key.contains(t));
    (disjoint && !person(given) && !tied.is_some_and(person)).then(|| (other, given.key.clone()))
}

/// Whether the words between a name and a naming verb tie the verb's object to the name: a bracket, "which",
/// or a noun in apposition ("Elm, the island others call").
fn ties(story: &Story, article: usize, name: &Phrase, at: usize, between: &[Token]) -> bool {
    let Some(verb) = story.tokens.get(at) else {
        return false;
    };
    let gap = story.quote(article, name.span.cover(verb.span));
    let gap = gap.get(name.span.len()..).unwrap_or_default();
    let bracket = gap.trim_start().starts_with('(') && !gap.contains(')');
    let comma = gap.trim_start().starts_with(',');
    let form = |t: Option<&Token>| t.map_or("", |t| story.quote(article, t.span));
    let relative = matches!(form(between.first()), "which" | "that");
    let article_word = matches!(form(between.first()), "the" | "a" | "an");
    let apposition = article_word && between.iter().any(|t| t.noun.is_some());
    let participle = matches!(form(Some(verb)), "known" | "called" | "named" | "dubbed");
    let passive = participle && between.len() <= 2;
    bracket || (comma && (relative || apposition || passive))
}

/// Of something that is no person, place or body: the one other such name in the sentence ("during the Long
/// Watch, under what others call the Siege").
fn event(story: &Story, others: &[&Phrase], given: &Phrase) -> Option<Vec<String>> {
    let kind = |p: &Phrase| {
        p.referent
            .and_then(|r| story.referents.shared.get(r))
            .map(|r| r.kind)
    };
    let event = |p: &Phrase| matches!(kind(p), None | Some(ReferentKind::Event)) && p.key.len() > 1;
    if !event(given) {
        return None;
    }
    let mut events = others.iter().filter(|p| event(p));
    match (events.next(), events.next()) {
        (Some(only), None) => Some(only.key.clone()),
        _ => None,
    }
}

/// "the waterway, which they call the Elm Sound": the last strait, sound or the like that the article named.
fn kindred(
    story: &Story,
    phrases: &[Phrase],
    article: usize,
    given: &Phrase,
    at: usize,
) -> Option<Vec<String>> {
    let near = story.words(at.saturating_sub(REACH)..at);
    let relative = |t: &Token| matches!(story.quote(article, t.span), "which" | "that");
    let mut pairs = near.iter().zip(near.iter().skip(1)).rev();
    let antecedent = pairs.find_map(|(noun, next)| noun.noun.filter(|_| relative(next)))?;
    let class = |p: &Phrase| -> Option<Class> {
        let of = story.words(p.tokens.clone());
        of.iter()
            .find_map(|t| reading::noun_class(story.quote(p.article, t.span)))
    };
    phrases
        .iter()
        .rev()
        .filter(|p| p.article == article && p.tokens.end < at && p.key.len() > 1)
        .find(|p| class(p) == Some(antecedent) && p.key != given.key)
        .map(|p| p.key.clone())
}

/// The commonest other name of what the article's own reading took for one.
fn known(referents: &Referents, given: &Phrase) -> Option<Vec<String>> {
    let shared = referents.shared.get(given.referent?)?;
    let uses = |f: &rapporteur_record::record::NameForm| f.outlets.values().sum::<u32>();
    let mut others: Vec<_> = shared
        .forms
        .iter()
        .map(|f| (std::cmp::Reverse(uses(f)), key(&f.form)))
        .filter(|(_, key)| {
            key.len() >= given.key.len() && !key.iter().any(|t| given.key.contains(t))
        })
        .collect();
    others.sort();
    others.into_iter().next().map(|(_, key)| key)
}

fn finding(story: &Story, phrases: &[Phrase], names: &BTreeSet<Vec<String>>) -> Option<Finding> {
    let mut printed: BTreeMap<&Vec<String>, String> = BTreeMap::new();
    let mut first: BTreeMap<(usize, &Vec<String>), &Phrase> = BTreeMap::new();
    for phrase in phrases.iter().filter(|p| names.contains(&p.key)) {
        let words = story.quote(phrase.article, phrase.span);
        printed
            .entry(&phrase.key)
            .or_insert_with(|| words.to_owned());
        first.entry((phrase.article, &phrase.key)).or_insert(phrase);
    }
    if printed.len() < 2 {
        return None;
    }
    let list: Vec<&str> = printed.values().map(String::as_str).collect();
    Some(Finding {
        kind: CollationKind::Name,
        topic: format!("what it is called: {}", list.join(" / ")),
        verdict: Verdict::Differ,
        points: first
            .values()
            .map(|p| Point {
                article: p.article,
                span: p.span,
                value: printed.get(&p.key).cloned().unwrap_or_default().into(),
                said_by: story
                    .clause_at(p.article, p.span)
                    .and_then(|c| story.clauses.get(c)?.voice.referent()),
            })
            .collect(),
    })
}
