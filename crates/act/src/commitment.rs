//! Who is said to owe whom what, under which instrument.

use crate::figure::Holders;
use crate::words::{Sentence, sentences};
use rapporteur_name::Names;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Article, BlockKind, Commitment, CommitmentStatus, Mention, ReferentId, ReferentKind, Span,
    Statement, Time,
};
use std::sync::LazyLock;

/// A line of `data/duties.tsv`.
struct Construction {
    /// Whether an instrument obliges the debtor, who stands after the phrase; else the debtor stands before it.
    obliges: bool,
    phrase: Vec<&'static str>,
    status: CommitmentStatus,
}

static CONSTRUCTIONS: LazyLock<Vec<Construction>> = LazyLock::new(|| {
    let lines = include_str!("../data/duties.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'));
    lines.filter_map(construction).collect()
});

fn construction(line: &'static str) -> Option<Construction> {
    let mut columns = line.split('\t');
    let obliges = columns.next()? == "obliges";
    let phrase = columns.next()?.split(' ').collect();
    let status =
        serde_json::from_value(serde_json::Value::String(columns.next()?.to_owned())).ok()?;
    Some(Construction {
        obliges,
        phrase,
        status,
    })
}

/// Commitments of the body, in the order of the text. One is taken only where its debtor is somebody the
/// article names.
pub fn commitments(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    _times: &[Time],
    statements: &[Statement],
) -> Vec<Commitment> {
    let holders = Holders::of(statements);
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
                let said_by = holders.innermost(what);
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
    let mut duties = Vec::new();
    for construction in CONSTRUCTIONS.iter().filter(|c| c.obliges) {
        let Some(verb) = sentence.find(&construction.phrase) else {
            continue;
        };
        let mut following = (verb + 1..sentence.words.len()).take(12);
        let to = following.find(|n| sentence.words.get(*n).is_some_and(|w| w.lower == "to"));
        let Some((from, until, what)) = to.and_then(|to| {
            Some((
                sentence.words.get(verb)?.span,
                sentence.words.get(to)?.span,
                duty(sentence, to + 1)?,
            ))
        }) else {
            continue;
        };
        let between = mentions
            .iter()
            .filter(|m| m.span.start() >= from.end() && m.span.end() <= until.start());
        let debtors = between
            .filter_map(|m| m.referent)
            .filter(|r| can_owe(names, *r));
        duties.extend(debtors.map(|r| (r, what, construction.status)));
    }
    duties
}

/// "X undertook to do it", "X shall do it".
fn undertaken(sentence: &Sentence<'_>, mentions: &[&Mention], names: &Names) -> Vec<Duty> {
    let mut duties = Vec::new();
    for construction in CONSTRUCTIONS.iter().filter(|c| !c.obliges) {
        let Some(at) = sentence.find(&construction.phrase) else {
            continue;
        };
        let Some(verb) = sentence.words.get(at) else {
            continue;
        };
        let near = |m: &&&Mention| {
            m.span.end() <= verb.span.start() && verb.span.start() - m.span.end() < 40
        };
        let debtor = mentions
            .iter()
            .filter(near)
            .filter_map(|m| m.referent)
            .rfind(|r| can_owe(names, *r));
        let what = duty(sentence, at + construction.phrase.len());
        duties.extend(
            debtor
                .zip(what)
                .map(|(debtor, what)| (debtor, what, construction.status)),
        );
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_construction_is_read_in_its_example() {
        for line in include_str!("../data/duties.tsv")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "four columns: {line}");
            // A breach is only taken where an instrument stands beside it.
            let words = format!(
                "The council met Corvel. {} So the Pass Accord says, the Corvel council noted.",
                columns[3]
            );
            let words = words.replace(
                "to clear the pass.",
                "to clear the pass under the Pass Accord.",
            );
            let (article, parsed) = crate::testing::read(words);
            let names = rapporteur_name::names(&article, &parsed);
            let found = commitments(&article, &parsed, &names, &[], &[]);
            let what = |c: &Commitment| article.text.quote(c.what).contains("clear the pass");
            if !columns[3].contains("Both towns") {
                assert!(
                    found.iter().any(what),
                    "{line}: {found:?} {:?}",
                    names.referents
                );
            }
        }
    }
}
