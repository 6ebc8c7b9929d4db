//! Who is said to owe whom what, under which instrument.

use crate::figure::innermost;
use crate::words::{Sentence, sentences};
use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Article, BlockKind, Commitment, CommitmentStatus, Mention, ReferentId, ReferentKind, Span,
    Statement, Time,
};

/// How a duty is put: the debtor before or after these words, and then "to" or nothing before the duty.
const BEFORE_DUTY: [(&[&str], CommitmentStatus); 15] = [
    (&["undertook", "to"], CommitmentStatus::Owed),
    (&["undertaken", "to"], CommitmentStatus::Owed),
    (&["pledged", "to"], CommitmentStatus::Owed),
    (&["promised", "to"], CommitmentStatus::Owed),
    (&["committed", "to"], CommitmentStatus::Owed),
    (&["is", "obliged", "to"], CommitmentStatus::Owed),
    (&["are", "obliged", "to"], CommitmentStatus::Owed),
    (&["was", "obliged", "to"], CommitmentStatus::Owed),
    (&["is", "required", "to"], CommitmentStatus::Owed),
    (&["was", "to"], CommitmentStatus::Owed),
    (&["were", "to"], CommitmentStatus::Owed),
    (&["shall"], CommitmentStatus::Owed),
    (&["failed", "to"], CommitmentStatus::SaidBreached),
    (&["has", "not", "yet"], CommitmentStatus::SaidBreached),
    (&["refuses", "to"], CommitmentStatus::SaidBreached),
];

/// Words between an instrument and its debtor: "obliges X to".
const OBLIGES: [&str; 10] = [
    "obliges",
    "obliged",
    "requires",
    "required",
    "binds",
    "commits",
    "committed",
    "obliging",
    "requiring",
    "tells",
];

/// Commitments of the body, in the order of the text. One is taken only where its debtor is somebody the
/// article names.
pub fn commitments(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    _times: &[Time],
    statements: &[Statement],
) -> Vec<Commitment> {
    let mut found: Vec<Commitment> = Vec::new();
    for block in article.blocks_of(BlockKind::Body) {
        for sentence in sentences(article, parsed, block) {
            let Some(span) = sentence.span(0..sentence.words.len()) else {
                continue;
            };
            let first = names
                .mentions
                .partition_point(|m| m.span.start() < span.start());
            let mentions: Vec<&Mention> = names
                .mentions
                .iter()
                .skip(first)
                .take_while(|m| m.span.start() < span.end())
                .collect();
            let duties = obliged(&sentence, &mentions, names)
                .into_iter()
                .chain(undertaken(&sentence, &mentions, names));
            for (debtor, what, status) in duties {
                if found
                    .iter()
                    .any(|c| c.debtor == debtor && c.what.overlaps(what))
                {
                    continue;
                }
                let instrument = instrument(&mentions, names);
                if status == CommitmentStatus::SaidBreached && instrument.is_none() {
                    continue;
                }
                let said_by = innermost(statements, what);
                found.push(Commitment {
                    debtor,
                    creditor: None,
                    what,
                    instrument,
                    due: None,
                    said_by,
                    status,
                });
            }
        }
    }
    found
}

type Duty = (ReferentId, Span, CommitmentStatus);

/// "The accord obliges X to do it": X and what follows "to".
fn obliged(sentence: &Sentence<'_>, mentions: &[&Mention], names: &Names) -> Vec<Duty> {
    let Some(verb) = sentence
        .words
        .iter()
        .position(|w| OBLIGES.contains(&w.lower.as_str()))
    else {
        return Vec::new();
    };
    let Some(to) = (verb + 1..sentence.words.len())
        .take(12)
        .find(|n| sentence.words.get(*n).is_some_and(|w| w.lower == "to"))
    else {
        return Vec::new();
    };
    let (Some(from), Some(until)) = (sentence.words.get(verb), sentence.words.get(to)) else {
        return Vec::new();
    };
    let between = mentions
        .iter()
        .filter(|m| m.span.start() >= from.span.end() && m.span.end() <= until.span.start());
    let Some(what) = duty(sentence, to + 1) else {
        return Vec::new();
    };
    between
        .filter_map(|m| m.referent)
        .filter(|r| can_owe(names, *r))
        .map(|r| (r, what, CommitmentStatus::Owed))
        .collect()
}

/// "X undertook to do it", "X shall do it".
fn undertaken(sentence: &Sentence<'_>, mentions: &[&Mention], names: &Names) -> Vec<Duty> {
    let mut duties = Vec::new();
    for (phrase, status) in BEFORE_DUTY {
        let Some(at) = sentence.find(phrase) else {
            continue;
        };
        let Some(verb) = sentence.words.get(at) else {
            continue;
        };
        let debtor = mentions
            .iter()
            .filter(|m| m.span.end() <= verb.span.start() && verb.span.start() - m.span.end() < 40)
            .filter_map(|m| m.referent)
            .rfind(|r| can_owe(names, *r));
        if let (Some(debtor), Some(what)) = (debtor, duty(sentence, at + phrase.len())) {
            duties.push((debtor, what, status));
        }
    }
    duties
}

/// The words of the duty: from its verb to the next mark.
fn duty(sentence: &Sentence<'_>, from: usize) -> Option<Span> {
    let words = sentence.words.len();
    let end = (from..words)
        .find(|n| {
            sentence.words.get(*n).is_some_and(|w| {
                matches!(w.text, "," | ";" | "." | ":" | "?" | "!" | "”" | "\"" | "—")
            })
        })
        .unwrap_or(words);
    (end > from).then(|| sentence.span(from..end)).flatten()
}

fn can_owe(names: &Names, id: ReferentId) -> bool {
    names.referents.get(id.0 as usize).is_some_and(|r| {
        matches!(
            r.kind,
            ReferentKind::Place
                | ReferentKind::Organisation
                | ReferentKind::Person
                | ReferentKind::Group
        )
    })
}

fn instrument(mentions: &[&Mention], names: &Names) -> Option<ReferentId> {
    mentions.iter().filter_map(|m| m.referent).find(|r| {
        names
            .referents
            .get(r.0 as usize)
            .is_some_and(|r| matches!(r.kind, ReferentKind::Agreement | ReferentKind::Law))
    })
}
