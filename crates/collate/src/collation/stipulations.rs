//! Stipulations: whether a paper (an agreement, law, resolution) provides for something.
//!
//! Clauses that speak of one paper and say that it provides, allows, obliges, forbids. They differ where one
//! affirms and another denies it, and what is provided for is alike.

use super::reading::{Claim, Clause, Story};
use super::{Finding, Point, topic};
use crate::cluster;
use rapporteur_record::ReferentKind;
use rapporteur_record::record::{CollationKind, Verdict};
use std::collections::BTreeMap;

/// How alike two stipulations of one paper are.
const ALIKE: f64 = 0.2;

/// What a clause says that a paper holds.
struct Term<'a> {
    clause: &'a Clause,
    so: bool,
}

pub(crate) fn find(story: &Story) -> Vec<Finding> {
    let mut by_paper: BTreeMap<usize, Vec<Term>> = BTreeMap::new();
    for clause in story.clauses.iter().filter(|c| !c.question) {
        let mut events = clause.events.iter();
        let provides = events.find(|e| e.class.0 == "provide" && e.claim != Claim::Open);
        if let (Some(event), Some(paper)) = (provides, paper(story, clause)) {
            let so = event.claim == Claim::So;
            by_paper.entry(paper).or_default().push(Term { clause, so });
        }
    }
    let mut findings = Vec::new();
    for (paper, terms) in &by_paper {
        let points: Vec<cluster::Point> = terms.iter().map(|t| story.point(t.clause)).collect();
        for group in cluster::group(&points, ALIKE, 1.0, |_| 1.0) {
            let group: Vec<&Term> = group.iter().filter_map(|i| terms.get(*i)).collect();
            findings.extend(finding(story, *paper, &group));
        }
    }
    findings
}

/// The paper a clause speaks of: in it, or in what the same voice says around it.
fn paper(story: &Story, clause: &Clause) -> Option<usize> {
    [clause.tokens.clone(), clause.around.clone()]
        .into_iter()
        .find_map(|range| {
            story.words(range).iter().find_map(|token| {
                let kind = story.referents.shared.get(token.referent?)?.kind;
                matches!(kind, ReferentKind::Agreement | ReferentKind::Law)
                    .then_some(token.referent?)
            })
        })
}

fn finding(story: &Story, paper: usize, terms: &[&Term]) -> Option<Finding> {
    let first = terms.first()?;
    let differ = terms.iter().any(|t| t.so != first.so);
    let articles = terms
        .iter()
        .any(|t| t.clause.article != first.clause.article);
    if !differ && !articles {
        return None;
    }
    let name = story
        .referents
        .shared
        .get(paper)
        .map_or("it", |r| r.name.as_str());
    let words = topic::clause(story, first.clause);
    Some(Finding {
        kind: CollationKind::Stipulation,
        topic: format!("whether {name} provides for this: {words}"),
        verdict: if differ {
            Verdict::Differ
        } else {
            Verdict::Agree
        },
        points: terms
            .iter()
            .map(|t| Point {
                article: t.clause.article,
                span: t.clause.span,
                value: if t.so {
                    "provides".into()
                } else {
                    "does not provide".into()
                },
                said_by: t.clause.voice.referent(),
            })
            .collect(),
    })
}
