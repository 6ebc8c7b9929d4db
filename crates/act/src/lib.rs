//! What a statement does; figures; commitments.
//!
//! In: an article with its names and statements. Out: acts, negation and conditions of each statement
//! ([`acts`]), quantities ([`figures`]), and who is said to owe whom what ([`commitments`]).
//!
//! How: a statement's act is that of its reporting word (`data/cues.tsv` of the quote stage), with what
//! the content's own words add (`data/signs.tsv`). Conditions are clauses after "if", "unless", "should".
//! Figures are numerals with a noun (`data/numbers.txt`). Commitments come from a few constructions:
//! "obliges X to", "X undertook to", "X shall".
//!
//! Not yet: who answers whom; commitments whose debtor is a pronoun or is only understood; due dates;
//! shares and fractions; conditions over sentence bounds.

mod commitment;
mod condition;
mod figure;
mod sign;
#[cfg(test)]
mod testing;
mod words;

pub use commitment::commitments;
pub use figure::figures;

use rapporteur_parse::Parsed;
use rapporteur_quote::lexicon::lexicon;
use rapporteur_record::{Act, Article, Statement};

/// Fills in acts, negation and conditions of statements.
pub fn acts(article: &Article, parsed: &Parsed, statements: &mut [Statement]) {
    for statement in statements {
        let contents: Vec<words::Sentence<'_>> = statement
            .content
            .iter()
            .flat_map(|span| words::sentences(article, parsed, *span))
            .collect();
        statement.condition = contents.iter().find_map(condition::find);
        statement.negated = is_negated(article, parsed, statement);
        statement.acts = acts_of(article, statement, &contents);
    }
}

/// The reporting word's act; where that is only "report", what the content shows instead.
fn acts_of(article: &Article, statement: &Statement, contents: &[words::Sentence<'_>]) -> Vec<Act> {
    let cue = statement
        .cue
        .first()
        .and_then(|cue| lexicon().entry_of(article.text.quote(*cue)));
    let by_cue = cue.map_or(Act::Report, |entry| entry.act);
    let mut acts = vec![by_cue];
    if matches!(
        by_cue,
        Act::Report | Act::Announce | Act::Warn | Act::Justify
    ) {
        acts.extend(sign::acts(contents));
    }
    if contents.iter().any(|s| s.ends_with_question()) {
        acts.push(Act::Question);
    }
    // "If X does not …, we will …" holds a threat over somebody else's doing.
    let conditional_future = statement.condition.is_some()
        && contents
            .iter()
            .any(|s| s.has_any(&["will", "would", "shall"]));
    if conditional_future
        && contents
            .iter()
            .any(|s| s.has_any(&["not", "n't", "unless"]))
    {
        acts.push(Act::Threaten);
    }
    acts.sort_unstable();
    acts.dedup();
    if acts.len() > 1 {
        acts.retain(|a| *a != Act::Report);
    }
    acts
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
