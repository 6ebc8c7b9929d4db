//! Whom a statement's acts are aimed at, and which statement it answers.

use crate::words::sentences;
use rapporteur_name::Names;
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{
    Act, Article, Mention, ReferentId, ReferentKind, Span, Speaker, Statement, StatementId,
};
use std::collections::BTreeSet;

/// Whom the acts are aimed at: those spoken to or accused, else the subject of the words that show an act, as far
/// as that is somebody other than the speaker.
pub(crate) fn aimed_at(parsed: &Parsed, names: &Names, statement: &Statement) -> Vec<ReferentId> {
    let aims = |act: &Act| {
        matches!(
            act,
            Act::Accuse
                | Act::Demand
                | Act::Threaten
                | Act::Warn
                | Act::Appeal
                | Act::Offer
                | Act::Promise
                | Act::Praise
                | Act::Reject
        )
    };
    if !statement.acts.iter().any(aims) {
        return Vec::new();
    }
    let mut aimed: Vec<ReferentId> = Vec::new();
    if statement.acts.contains(&Act::Accuse) {
        aimed.extend(&statement.about);
    }
    if aimed.is_empty() {
        aimed.extend(&statement.to);
    }
    if aimed.is_empty() {
        let own = match statement.speaker {
            Speaker::Known(id) => Some(id),
            Speaker::Unknown(_) => None,
        };
        let shown = statement.act_evidence.iter().filter(|e| aims(&e.act));
        let subjects = shown.filter_map(|e| party(parsed, names, statement, e.span));
        aimed.extend(subjects.filter(|id| Some(*id) != own).take(1));
    }
    // Nobody aims at themselves: such a reading of speaker or hearer is wrong.
    aimed.retain(|id| statement.speaker != Speaker::Known(*id));
    aimed.dedup();
    aimed
}

/// The first country, body, person or group that the words name; where those are the reporting word, that the
/// content names.
fn party(parsed: &Parsed, names: &Names, statement: &Statement, shown: Span) -> Option<ReferentId> {
    let in_cue = statement.cue.iter().any(|c| c.overlaps(shown));
    let place = if in_cue {
        *statement.content.first()?
    } else {
        shown
    };
    let first = names
        .mentions
        .partition_point(|m| m.span.start() < place.start());
    let inside = names
        .mentions
        .iter()
        .skip(first)
        .take_while(|m| m.span.end() <= place.end());
    let acting = |m: &&Mention| {
        let at = parsed
            .tokens
            .partition_point(|t| t.span.end() <= m.span.start());
        let tokens = parsed.tokens.iter().skip(at);
        tokens
            .take_while(|t| t.span.start() < m.span.end())
            .any(|t| {
                !in_cue
                    || matches!(
                        t.relation,
                        Relation::Nsubj
                            | Relation::NsubjPass
                            | Relation::Obj
                            | Relation::Iobj
                            | Relation::NmodPoss
                    )
            })
    };
    inside.filter(acting).filter_map(|m| m.referent).find(|id| {
        names.referents.get(id.0 as usize).is_some_and(|r| {
            matches!(
                r.kind,
                ReferentKind::Person
                    | ReferentKind::Organisation
                    | ReferentKind::Place
                    | ReferentKind::Group
            )
        })
    })
}

/// How many statements back an answer is looked for.
const BACK: usize = 24;

/// Finds for each denial, rejection and agreement the statement whose act it takes up: the last one before it by
/// somebody else, of an act that can be so answered, that shares the most words with it or is aimed at its speaker.
pub(crate) fn link(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    statements: &mut [Statement],
) {
    let words: Vec<BTreeSet<String>> = statements
        .iter()
        .map(|s| content_words(article, parsed, s))
        .collect();
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|n| statements.get(*n).and_then(|s| s.content.first().copied()));
    let mut links: Vec<(usize, usize)> = Vec::new();
    for (place, n) in order.iter().enumerate() {
        let Some(answer) = statements.get(*n) else {
            continue;
        };
        let earlier = order
            .get(place.saturating_sub(BACK)..place)
            .unwrap_or_default();
        let best = earlier
            .iter()
            .rev()
            .filter_map(|m| {
                let asked = statements.get(*m)?;
                let weight = taken_up(names, answer, asked, words.get(*n)?, words.get(*m)?)?;
                Some((weight, *m))
            })
            // The nearest of equals: `max_by_key` takes the last, so nearer ones must come last.
            .rev()
            .max_by_key(|(weight, _)| *weight);
        links.extend(best.map(|(_, m)| (*n, m)));
    }
    for (n, m) in links {
        if let Some(statement) = statements.get_mut(n) {
            statement.answers = Some(StatementId(m as u32));
        }
    }
}

/// How strongly one statement takes up another; `None` where it does not.
fn taken_up(
    names: &Names,
    answer: &Statement,
    asked: &Statement,
    answering: &BTreeSet<String>,
    asking: &BTreeSet<String>,
) -> Option<usize> {
    let answers = |own: Act, acts: &[Act]| {
        answer.acts.contains(&own) && asked.acts.iter().any(|a| acts.contains(a))
    };
    let fits = answers(Act::Deny, &[Act::Accuse, Act::Report])
        || answers(Act::Justify, &[Act::Accuse])
        || answers(Act::Accuse, &[Act::Accuse])
        || answers(
            Act::Reject,
            &[
                Act::Accuse,
                Act::Demand,
                Act::Offer,
                Act::Threaten,
                Act::Appeal,
                Act::Justify,
                Act::Deny,
            ],
        )
        || answers(Act::Agree, &[Act::Demand, Act::Offer, Act::Appeal]);
    let (Speaker::Known(own), Speaker::Known(other)) = (&answer.speaker, &asked.speaker) else {
        return None;
    };
    if !fits
        || own == other
        || answer.reported_in.is_some() && answer.reported_in == asked.reported_in
    {
        return None;
    }
    let shared = answering.intersection(asking).count();
    let aimed = asked.aimed_at.contains(own) || speaks_for(names, *own, &asked.aimed_at);
    let weight = 2 * shared + 3 * usize::from(aimed);
    (weight >= 4).then_some(weight)
}

/// Whether a person's offices name one of these: the minister of Estmark speaks for Estmark.
fn speaks_for(names: &Names, speaker: ReferentId, parties: &[ReferentId]) -> bool {
    let Some(speaker) = names.referents.get(speaker.0 as usize) else {
        return false;
    };
    let described = || std::iter::once(&speaker.name).chain(&speaker.roles);
    parties.iter().any(|id| {
        names
            .referents
            .get(id.0 as usize)
            .is_some_and(|party| described().any(|words| words.contains(&party.name)))
    })
}

/// Dictionary forms of the nouns, verbs and adjectives of a content.
fn content_words(article: &Article, parsed: &Parsed, statement: &Statement) -> BTreeSet<String> {
    let sentences = statement
        .content
        .iter()
        .flat_map(|span| sentences(article, parsed, *span));
    sentences
        .flat_map(|s| {
            s.words
                .iter()
                .filter(|w| {
                    matches!(
                        w.token.upos,
                        Upos::Noun | Upos::Verb | Upos::Propn | Upos::Adj
                    )
                })
                .map(|w| w.lemma())
                .collect::<Vec<_>>()
        })
        .collect()
}
