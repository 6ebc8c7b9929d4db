//! Commitments: who is said to owe whom what, by instrument.

use super::Limits;
use crate::index::{Index, Who};
use crate::part::{Locator, Merged, More, Places, Voice, Words};
use crate::words;
use askama::Template;
use rapporteur_record::CommitmentStatus;
use rapporteur_record::json::CommitmentObject;
use std::collections::BTreeMap;

/// The section.
#[derive(Debug, Template)]
#[template(path = "section/commitments.html")]
pub struct Commitments {
    /// Agreements, laws, resolutions, by name; what stands under none comes last.
    pub instruments: Vec<Instrument>,
    /// Rows left out.
    pub more: Option<More>,
}

/// One instrument.
#[derive(Debug)]
pub struct Instrument {
    /// Its name; `None` for duties of which no instrument is named.
    pub name: Option<String>,
    /// The duties.
    pub rows: Vec<Row>,
}

/// One duty, as one voice tells it.
#[derive(Debug)]
pub struct Row {
    /// Who owes.
    pub debtor: String,
    /// To whom.
    pub creditor: Option<String>,
    /// What, as printed.
    pub what: Words,
    /// Under which article of the instrument.
    pub article: Option<String>,
    /// The day that orders the chain: when it was said, else the day of publication; ISO.
    day: Option<String>,
    /// By when, in words.
    pub due: Option<String>,
    /// What has become of it, as that voice says.
    pub status: &'static str,
    /// A sign beside the word.
    pub sign: &'static str,
    /// Whose voice.
    pub voice: Voice,
    /// Where.
    pub at: Places,
}

/// All duties, by instrument, then by debtor.
pub fn commitments(index: &Index, limits: &Limits) -> Commitments {
    let mut merged = Merged::new();
    for (n, article) in index.articles() {
        for commitment in &article.object.commitments {
            let range = (commitment.what.start, commitment.what.end);
            let Some(at) = Locator::new(index, n, Some(range)) else {
                continue;
            };
            let key = format!("{:?} {}", commitment.status, commitment.what.quote);
            merged.push(index, n, &key, at, || (n, commitment));
        }
    }
    let mut rows = merged.into_rows();
    let left = rows.len().saturating_sub(limits.rows);
    rows.truncate(limits.rows);
    let mut by_instrument: BTreeMap<(bool, String, Who), Vec<Row>> = BTreeMap::new();
    for ((n, commitment), at) in rows {
        let who = commitment
            .instrument
            .as_deref()
            .map_or(Who::Unknown, |id| index.who(n, id));
        let name = index.name(who).unwrap_or_default().to_owned();
        by_instrument
            .entry((name.is_empty(), name, who))
            .or_default()
            .push(row(index, n, commitment, at));
    }
    let instruments = by_instrument
        .into_iter()
        .map(|((unnamed, name, _), mut rows)| {
            // By debtor, and then as one voice answered another.
            rows.sort_by(|a, b| (&a.debtor, &a.day).cmp(&(&b.debtor, &b.day)));
            Instrument {
                name: (!unnamed).then_some(name),
                rows,
            }
        });
    Commitments {
        instruments: instruments.collect(),
        more: More::new(left, "commitment", "commitments"),
    }
}

fn row(index: &Index, n: usize, commitment: &CommitmentObject, at: Places) -> Row {
    let name = |id: &str| index.name_of(n, id).unwrap_or("not named").to_owned();
    let what = &commitment.what;
    Row {
        debtor: name(&commitment.debtor),
        creditor: commitment.creditor.as_deref().map(name),
        what: Words::new(index, n, &what.quote, (what.start, what.end), "commitment"),
        article: commitment.article.clone(),
        day: day(index, n, commitment),
        due: commitment.due.as_ref().map(words::time),
        status: words::status(commitment.status),
        sign: match commitment.status {
            CommitmentStatus::Owed => "○",
            CommitmentStatus::SaidFulfilled => "✓",
            CommitmentStatus::SaidBreached => "✗",
            CommitmentStatus::Denied => "∅",
            CommitmentStatus::Disputed => "?",
        },
        voice: Voice::of(index, n, commitment.said_by.as_deref()),
        at,
    }
}

fn day(index: &Index, n: usize, commitment: &CommitmentObject) -> Option<String> {
    let place = commitment
        .said_by
        .as_deref()
        .and_then(|id| index.statement_place(n, id));
    let said = place
        .and_then(|s| index.statement(n, s))
        .and_then(|s| s.said.value.as_ref()?.days())
        .map(|(first, _)| first.to_string());
    said.or_else(|| index.article(n)?.date.map(|d| d.to_string()))
}
