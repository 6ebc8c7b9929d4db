//! Positions: two statements of one speaker, of two days, that do not fit.
//!
//! The days are those on which the statements were made, else those on which they were published. Two statements do
//! not fit where one affirms (or announces) what the other denies (or rules out), where one accepts and the other
//! rejects the same thing, or where they give two numbers of one thing of which neither says that it is an update.
//! Whoever says the same again has not changed position: words that are alike in all of this are never told.

use super::reading::{Claim, Class, Clause, Story, Token, Voice};
use super::{Finding, Point, numbers, topic};
use crate::stories::day_number;
use crate::words;
use rapporteur_record::record::{CollationKind, Verdict};
use rapporteur_record::{Act, Figure, Span, Speaker, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// What two statements on one matter have in common beside the event.
const COMMON: f64 = 4.5;
/// The same for acts that take up or refuse something: there is no event that ties them.
const COMMON_ACT: f64 = 8.0;
/// The same for two numbers of one unit.
const COMMON_NUMBER: f64 = 5.0;
/// Clauses of one speaker and event that are held against each other.
const COMPARED: usize = 40;

/// What one statement holds of an event or a thing.
struct Stance<'a> {
    article: usize,
    statement: usize,
    clause: &'a Clause,
    span: Span,
    days: (i32, i32),
    day: String,
    held: Held,
}

#[derive(Debug, Clone, PartialEq)]
enum Held {
    /// Whether it is so, or shall be.
    So(bool),
    /// Whether it is taken up or refused.
    Taken(bool),
    /// A number, its bounds and how it is written.
    Number((f64, f64), serde_json::Value),
}

/// What stances are held against each other: of one speaker, on one sort of thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Event(Class, bool),
    /// What somebody will or will not do, by its verb.
    Will(u64),
    Acts,
    Unit(String),
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut stances: BTreeMap<(usize, About), Vec<Stance>> = BTreeMap::new();
    for clause in story.clauses.iter().filter(|c| !c.question) {
        let Voice::Known(speaker) = clause.voice else {
            continue;
        };
        let Some((number, statement, said)) = statement(story, clause) else {
            continue;
        };
        // What hangs on a condition is no stance.
        let hangs = statement.condition.is_some_and(|c| {
            c.antecedent.overlaps(clause.span) || c.consequent.overlaps(clause.span)
        });
        if hangs {
            continue;
        }
        let make = |held: Held, span: Span| Stance {
            article: clause.article,
            statement: number,
            clause,
            span,
            days: said.0,
            day: said.1.clone(),
            held,
        };
        let mut put = |about: About, held: Held, span: Span| {
            let list = stances.entry((speaker, about)).or_default();
            list.push(make(held, span));
        };
        for event in &clause.events {
            let open = event.claim == Claim::Open;
            // A condition or wish is no stance; "will" and "will not" are.
            let Some(so) = stance(story, clause, event.at, event.claim) else {
                continue;
            };
            put(About::Event(event.class, open), Held::So(so), clause.span);
        }
        if let Some((verb, so)) = will(story, clause) {
            put(About::Will(verb), Held::So(so), clause.span);
        }
        if let Some(taken) = taken(statement) {
            put(About::Acts, Held::Taken(taken), clause.span);
        }
        for figure in figures(story, clause) {
            if let Some(bounds) = numbers::bounds(figure) {
                let held = Held::Number(bounds, numbers::value(figure));
                put(About::Unit(numbers::unit(figure)), held, figure.span);
            }
        }
    }
    let told = stances
        .iter()
        .flat_map(|((speaker, about), all)| findings(story, *speaker, about, all));
    distinct(told.collect())
}

/// The statement in whose content a clause stands, and the days on which it was made.
#[expect(clippy::type_complexity, reason = "said once, read once")]
fn statement<'s>(
    story: &'s Story,
    clause: &Clause,
) -> Option<(usize, &'s Statement, ((i32, i32), String))> {
    let article = story.article(clause.article)?;
    let found = story.statement_of(clause)?;
    let statement = article.statements.get(found)?;
    matches!(statement.speaker, Speaker::Known(_)).then_some(())?;
    let said = statement.said.value.as_ref();
    let said = said.and_then(|v| Some((v.days()?, v.as_str().to_owned())));
    let published = || {
        article
            .article
            .published
            .date
            .map(|d| ((d, d), d.to_string()))
    };
    let ((first, last), day) = said.or_else(published)?;
    Some((
        found,
        statement,
        ((day_number(first), day_number(last)), day),
    ))
}

/// Whether an event is said to be, or to come; `None` where that is left open.
fn stance(story: &Story, clause: &Clause, at: usize, claim: Claim) -> Option<bool> {
    match claim {
        Claim::So => return Some(true),
        Claim::NotSo => return Some(false),
        Claim::Open => {}
    }
    let tokens = story.words(clause.tokens.clone());
    let before = tokens.get(..at)?;
    let conditional = tokens.iter().any(|t| t.small.condition);
    let will = before.iter().any(|t| t.small.will);
    let denied = before.iter().filter(|t| t.small.negation).count() % 2 == 1;
    (will && !conditional).then_some(!denied)
}

/// What is announced in a clause, and whether it will be: "we will never open", "it would not be opened".
fn will(story: &Story, clause: &Clause) -> Option<(u64, bool)> {
    let tokens = story.words(clause.tokens.clone());
    if tokens.iter().any(|t| t.small.condition) {
        return None;
    }
    let at = tokens.iter().position(|t| t.small.will)?;
    let denied = |t: &&Token| t.small.negation;
    let behind = tokens.get(at + 1..)?;
    let verb = behind.iter().find(|t| !t.small.negation && !t.small.be)?;
    let denials = tokens.get(..=at)?.iter().filter(denied).count()
        + behind
            .iter()
            .take_while(|t| t.span < verb.span)
            .filter(denied)
            .count();
    Some((verb.stem.0, denials % 2 == 0))
}

/// Whether a statement takes something up or refuses it.
fn taken(statement: &Statement) -> Option<bool> {
    let any = |acts: &[Act]| statement.acts.iter().any(|a| acts.contains(a));
    let (takes, refuses) = (
        any(&[Act::Agree, Act::Promise, Act::Offer]),
        any(&[Act::Reject]),
    );
    (takes != refuses && !statement.negated && statement.condition.is_none()).then_some(takes)
}

fn figures<'s>(story: &'s Story, clause: &Clause) -> impl Iterator<Item = &'s Figure> {
    let all = story
        .article(clause.article)
        .map_or(&[][..], |a| &a.figures);
    let from = all.partition_point(|f| f.span.end() <= clause.span.start());
    let span = clause.span;
    let updated = story
        .words(clause.tokens.clone())
        .iter()
        .any(|t| t.small.update);
    all.iter()
        .skip(from)
        .take_while(move |f| f.span.start() < span.end())
        .filter(move |_| !updated)
}

/// Whether two stances do not fit.
fn against(story: &Story, about: &About, a: &Stance, b: &Stance) -> bool {
    let apart = a.days.1 < b.days.0 || b.days.1 < a.days.0;
    if !apart || (a.article, a.statement) == (b.article, b.statement) {
        return false;
    }
    let (class, least, unlike) = match (&a.held, &b.held) {
        (Held::So(x), Held::So(y)) => (event(about), COMMON, x != y),
        (Held::Taken(x), Held::Taken(y)) => (Class(""), COMMON_ACT, x != y),
        (Held::Number(x, _), Held::Number(y, _)) => {
            let unlike = (x.1 < y.0 || y.1 < x.0) && numbers::near(*x, *y);
            (Class(""), COMMON_NUMBER, unlike)
        }
        _ => return false,
    };
    unlike && story.common_ground(a.clause, b.clause, class, true) >= least && !same(story, a, b)
}

fn event(about: &About) -> Class {
    match about {
        About::Event(class, _) => *class,
        _ => Class(""),
    }
}

/// Whether one says again, word for word, what the other says.
fn same(story: &Story, a: &Stance, b: &Stance) -> bool {
    let stems = |s: &Stance| -> Vec<words::Stem> {
        story
            .words(s.clause.tokens.clone())
            .iter()
            .map(|t| t.stem)
            .collect()
    };
    stems(a) == stems(b)
}

fn findings(story: &Story, speaker: usize, about: &About, all: &[Stance]) -> Vec<Finding> {
    let first = all.get(..COMPARED).unwrap_or(all);
    // Who holds both in one breath tells of two things.
    let single = |s: &&Stance| {
        let place = (s.article, s.statement);
        let mut same = first.iter().filter(|t| (t.article, t.statement) == place);
        same.all(|t| t.held == s.held)
    };
    let mut all: Vec<&Stance> = first.iter().filter(single).collect();
    all.sort_by_key(|s| (s.days, s.article, s.span));
    let mut points: BTreeSet<usize> = BTreeSet::new();
    for (i, a) in all.iter().enumerate() {
        for (j, b) in all.iter().enumerate().skip(i + 1) {
            if against(story, about, a, b) {
                points.extend([i, j]);
            }
        }
    }
    let told: Vec<&&Stance> = points.iter().filter_map(|i| all.get(*i)).collect();
    let Some(first) = told.first() else {
        return Vec::new();
    };
    let name = story
        .referents
        .shared
        .get(speaker)
        .map_or("", |r| r.name.as_str());
    vec![Finding {
        kind: CollationKind::Position,
        topic: format!(
            "what {name} held on different days: {}",
            topic::clause(story, first.clause)
        ),
        verdict: Verdict::Differ,
        points: told
            .iter()
            .map(|s| Point {
                article: s.article,
                span: s.span,
                value: serde_json::json!({ "day": s.day, "held": held(&s.held) }),
                said_by: Some(speaker),
            })
            .collect(),
    }]
}

/// What is held, comparable among the accounts.
fn held(held: &Held) -> serde_json::Value {
    match held {
        Held::So(so) => if *so { "so" } else { "not so" }.into(),
        Held::Taken(taken) => if *taken { "taken up" } else { "refused" }.into(),
        Held::Number(_, value) => value.clone(),
    }
}

/// Leaves out what another finding tells of the same passages.
fn distinct(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|f| std::cmp::Reverse(f.points.len()));
    let mut seen: BTreeSet<(usize, Span)> = BTreeSet::new();
    findings.retain(|finding| {
        let places: Vec<(usize, Span)> =
            finding.points.iter().map(|p| (p.article, p.span)).collect();
        let new = places.iter().any(|p| !seen.contains(p));
        seen.extend(places);
        new
    });
    findings
}
