//! What a statement does; figures; commitments.
//!
//! In: an article with its names and statements. Out: acts, negation and conditions of each statement
//! ([`acts`]), quantities ([`figures`]), who is said to owe whom what ([`commitments`]), and who does what to whom
//! ([`events`]).
//!
//! How: a statement's act is that of its reporting word (`data/cues.tsv` of the quote stage), with what the
//! content shows beside it: phrases (`data/signs.tsv`), and clauses by who does what, denied or not, done or to
//! come (`data/moves.tsv` over the groups of `data/verbs.tsv`). Conditions are clauses after "if", "unless",
//! "should" (`data/conditions.txt`). A denial or rejection answers the last statement that names what it takes up
//! ([`Statement::answers`]). Figures are numerals with a noun (`data/numbers.txt`). Commitments come from
//! constructions (`data/duties.tsv`); their creditors stand with certain verbs and prepositions
//! (`data/creditors.tsv`). [`plover`] gives categories of event data.
//!
//! Not yet: irony; more than one condition a statement, its contrary apart; duties whose debtor is only understood or is
//! nobody's name ("foreign ships").

mod clause;
mod commitment;
mod condition;
mod event;
mod figure;
mod moves;
pub mod plover;
mod sign;
#[cfg(test)]
mod testing;
mod voice;
mod words;

mod answer;

pub use commitment::commitments;
pub use event::events;
pub use figure::figures;

use clause::{Mood, Subject};
use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_quote::lexicon::{Entry, lexicon};
use rapporteur_record::{
    Act, ActEvidence, Article, Condition, Polarity, Span, Statement, StatementId,
};
use std::collections::BTreeMap;
use voice::Voice;

/// Fills in acts, negation and conditions of statements.
pub fn acts(article: &Article, parsed: &Parsed, names: &Names, statements: &mut [Statement]) {
    let inner = reported(statements);
    for (number, statement) in statements.iter_mut().enumerate() {
        let inner = inner.get(&number).map(Vec::as_slice).unwrap_or_default();
        let contents: Vec<words::Sentence<'_>> = statement
            .content
            .iter()
            .flat_map(|span| words::sentences(article, parsed, *span))
            .collect();
        statement.condition = condition::find(&contents);
        statement.negated = is_negated(article, parsed, statement);
        let shown = acts_of(article, parsed, names, statement, &contents, inner);
        statement.acts = shown.iter().map(|(act, _)| *act).collect();
        statement.acts.dedup();
        statement.act_evidence = shown
            .into_iter()
            .filter_map(|(act, span)| Some(ActEvidence { act, span: span? }))
            .collect();
        statement.aimed_at = answer::aimed_at(parsed, names, statement);
    }
    answer::link(article, parsed, names, statements);
}

/// The reporting word's act, and what the content shows beside it, each with the words that show it.
fn acts_of(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    statement: &Statement,
    contents: &[words::Sentence<'_>],
    inner: &[Span],
) -> Vec<(Act, Option<Span>)> {
    let cue = statement.cue.first().copied();
    let entry = cue.and_then(|cue| entry(article.text.quote(cue)));
    let by_cue = entry.map_or(Act::Report, |entry| entry.act);
    let mut acts = vec![(by_cue, cue)];
    // What is denied, demanded or promised is not itself said to be so.
    if matches!(
        by_cue,
        Act::Report | Act::Announce | Act::Warn | Act::Justify
    ) {
        let voice = Voice::of(names, statement);
        let mut own_future = false;
        // What somebody else is reported to say in it, the speaker does not do.
        let own = |span: Span| !inner.iter().any(|i| i.overlaps(span));
        for sentence in contents {
            let signs = sign::acts(sentence).into_iter();
            acts.extend(signs.filter(|(_, span)| own(*span)).map(some));
            if voice.is_instrument
                && let Some(at) = sentence.find(&["shall"])
            {
                acts.push((Act::Promise, sentence.span(at..at + 1)));
            }
            for clause in clause::clauses(sentence, &voice) {
                // What is only supposed is not done.
                let supposed = statement
                    .condition
                    .is_some_and(|c| c.antecedent.contains(clause.span));
                if !supposed && own(clause.span) {
                    own_future |= clause.mood == Mood::Future
                        && matches!(clause.subject, Subject::Speaker | Subject::None);
                    acts.extend(moves::acts(sentence, &clause).into_iter().map(some));
                }
            }
        }
        // Who declares a threat threatens.
        let does = |(act, _): &(Act, Option<Span>)| {
            matches!(
                act,
                Act::Accuse
                    | Act::Demand
                    | Act::Deny
                    | Act::Offer
                    | Act::Promise
                    | Act::Reject
                    | Act::Threaten
            )
        };
        if by_cue == Act::Announce && acts.iter().any(does) {
            acts.retain(|shown| *shown != (Act::Announce, cue));
        }
        // Who admits or confirms something accuses nobody of it, and does not deny it.
        if entry.is_some_and(|e| ADMISSIONS.contains(&e.lemma.as_str())) {
            acts.retain(|(act, _)| !matches!(act, Act::Accuse | Act::Deny));
        }
        if let Some(condition) = statement.condition {
            under_condition(article, parsed, condition, own_future, by_cue, &mut acts);
        }
    }
    acts.extend(
        contents
            .iter()
            .filter(|s| s.ends_with_question())
            .map(|s| (Act::Question, s.span(0..s.words.len()))),
    );
    acts.sort_unstable();
    acts.dedup();
    if acts.iter().any(|(act, _)| *act != Act::Report) {
        acts.retain(|(act, _)| *act != Act::Report);
    }
    acts
}

/// Reporting words of one's own doing, or of what is known anyway.
const ADMISSIONS: [&str; 5] = ["acknowledge", "admit", "concede", "confess", "confirm"];

/// For each statement the cues and contents of those it reports.
fn reported(statements: &[Statement]) -> BTreeMap<usize, Vec<Span>> {
    let mut inner: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    for statement in statements {
        if let Some(StatementId(outer)) = statement.reported_in {
            let spans = inner.entry(outer as usize).or_default();
            spans.extend(&statement.cue);
            spans.extend(&statement.content);
        }
    }
    inner
}

/// What a condition adds: who will act unless something is done threatens, and demands that it be done; who
/// agrees if something is done offers.
fn under_condition(
    article: &Article,
    parsed: &Parsed,
    condition: Condition,
    own_future: bool,
    by_cue: Act,
    acts: &mut Vec<(Act, Option<Span>)>,
) {
    let shown = condition.consequent;
    let denied = condition.polarity == Polarity::Unless
        || words::sentences(article, parsed, condition.antecedent)
            .iter()
            .flat_map(|s| &s.words)
            .any(|w| matches!(w.lower.as_str(), "not" | "n't" | "never"));
    let kind = |act: &Act| matches!(act, Act::Promise | Act::Offer | Act::Agree | Act::Announce);
    // "once", "as soon as", "provided": the condition is hoped for.
    let before = article
        .text
        .as_str()
        .get(..condition.antecedent.start())
        .unwrap_or_default();
    let opener = before
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_lowercase();
    let hoped = matches!(
        opener.as_str(),
        "once" | "as" | "provided" | "that" | "moment"
    );
    if own_future && hoped && !denied && !acts.iter().any(|(act, _)| *act == Act::Threaten) {
        acts.push((Act::Offer, Some(shown)));
    }
    // "warned that if it stays, we will go to court"
    let warned = by_cue == Act::Warn && !hoped;
    if own_future && (denied || warned) && !acts.iter().any(|(act, _)| kind(act)) {
        acts.push((Act::Threaten, Some(shown)));
    }
    if acts.iter().any(|(act, _)| *act == Act::Threaten) && denied {
        acts.push((Act::Demand, Some(condition.antecedent)));
    }
    for (act, span) in acts {
        if *act == Act::Agree && span.is_some_and(|s| s.overlaps(shown)) {
            *act = Act::Offer;
        }
    }
}

fn some((act, span): (Act, Span)) -> (Act, Option<Span>) {
    (act, Some(span))
}

/// The reporting word of a cue, wherever in it that stands: "has repeatedly accused".
fn entry(cue: &str) -> Option<&'static Entry> {
    let lower = cue.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    (0..words.len()).find_map(|from| {
        let rest = words.get(from..)?.iter().copied();
        Some(lexicon().longest(rest)?.0)
    })
}

/// "did not say", "never threatened": the reporting word itself is denied.
fn is_negated(article: &Article, parsed: &Parsed, statement: &Statement) -> bool {
    let Some(cue) = statement.cue.first() else {
        return false;
    };
    let at = parsed
        .tokens
        .partition_point(|t| t.span.start() < cue.start());
    let before = parsed
        .tokens
        .get(at.saturating_sub(2)..at)
        .unwrap_or_default();
    before.iter().any(|t| {
        matches!(
            article.text.quote(t.span).to_lowercase().as_str(),
            "not" | "n't" | "n’t" | "never"
        )
    })
}
