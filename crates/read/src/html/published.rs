//! The day of publication of a page, and what else the page says of it.
//!
//! Every place that tells a day is a candidate. In order of trust: metadata under a name that means the day of
//! publication; the one element that says it holds it; an element named after it beside the article; a line above or below
//! the sentences; metadata under a name that may mean the last change; such an element elsewhere, or
//! one that names the author; the dateline of the first sentence; the address; the title; lines that tell of a change; the
//! last short line with a day. Where the same day stands in the article's text, its words are the evidence.

use super::mark::Marks;
use super::metadata::{Found, Metadata, day_of_url, elements};
use super::tree::Tree;
use crate::day::{self, Order};
use crate::lists;
use jiff::civil::Date;
use rapporteur_record::{Block, BlockKind, Candidate, Field, How, Published, Span, Text};

/// Days that stand in elements named after them.
pub(crate) struct Marked {
    /// Where one element, or several that agree, says that it is the day of publication.
    said: Option<Found<Date>>,
    /// Between the headline and the end of the body.
    beside: Option<Found<Date>>,
    /// Elsewhere: the nearest above, else the first below; else beside the author's name.
    elsewhere: Option<Found<Date>>,
    /// Of the last change.
    changed: Option<Found<Date>>,
}

impl Marked {
    /// `headline` and `body` are their nodes.
    pub(crate) fn new(
        tree: &Tree,
        own: &[Marks],
        handed: &[Marks],
        headline: Option<usize>,
        body: usize,
        order: Option<Order>,
    ) -> Marked {
        let start = headline.unwrap_or(body).min(body);
        let end = tree.nodes.get(body).map_or(0, |n| n.end);
        let of = |kind| elements::days(tree, own, handed, kind, order);
        let (days, changed) = (of(Marks::DATE), of(Marks::UPDATE));
        let within = |range: std::ops::Range<usize>| {
            days.iter()
                .filter(move |(at, _)| range.contains(at))
                .map(|(_, found)| found)
        };
        let mut said = days.iter().filter(|(at, _)| {
            tree.nodes
                .get(*at)
                .is_some_and(elements::is_publication_day)
        });
        let first = said.next().map(|(_, found)| found);
        let agreed = said.all(|(_, other)| first.is_some_and(|f| f.value == other.value));
        let author = || of(Marks::BYLINE).into_iter().map(|(_, found)| found).next();
        Marked {
            said: first.filter(|_| agreed).cloned(),
            beside: within(start..end).next().cloned(),
            elsewhere: within(0..start)
                .next_back()
                .or_else(|| within(end..usize::MAX).next())
                .cloned()
                .or_else(author),
            changed: changed.into_iter().map(|(_, found)| found).next(),
        }
    }
}

/// The day of publication, and every candidate for it and for the day of the last change.
pub(crate) fn published(
    text: &Text,
    blocks: &[Block],
    metadata: &Metadata,
    marked: &Marked,
) -> (Published, Vec<Candidate>) {
    let order = metadata.order;
    let printed = printed(text, blocks, order);
    let line = |update: bool, within: bool| {
        printed
            .iter()
            .find(move |p| p.update == update && p.within == within)
            .map(Printed::found)
    };
    let url = metadata.urls.iter().find_map(|url| {
        Some(Found {
            value: day_of_url(&url.value)?,
            words: url.value.clone(),
            from: "address".to_owned(),
        })
    });
    let changes: Vec<Found<Date>> = line(true, false)
        .into_iter()
        .chain(metadata.modified.iter().cloned())
        .chain(marked.changed.clone())
        .collect();
    let days: Vec<Found<Date>> = metadata
        .published
        .iter()
        .cloned()
        .chain(marked.said.clone())
        .chain(marked.beside.clone())
        .chain(line(false, false))
        .chain(metadata.dated.iter().cloned())
        .chain(marked.elsewhere.clone())
        .chain(dateline(text, blocks, order))
        .chain(url)
        .chain(title(metadata))
        .collect();
    let last = || {
        changes
            .first()
            .cloned()
            .or_else(|| line(false, true))
            .or_else(|| signed(text, blocks, order))
    };
    let chosen = days.first().cloned().or_else(last).map(|found| found.value);
    let candidates = of(Field::Published, &days, chosen)
        .chain(of(
            Field::Modified,
            &changes,
            changes.first().map(|found| found.value),
        ))
        .collect();
    let Some(date) = chosen else {
        return (Published::default(), candidates);
    };
    let evidence: Vec<Span> = printed
        .iter()
        .find(|p| p.date == date)
        .map(|p| p.span)
        .into_iter()
        .collect();
    let how = if evidence.is_empty() {
        How::Metadata
    } else {
        How::Printed
    };
    let published = Published {
        date: Some(date),
        how,
        evidence,
        ..Published::default()
    };
    (published, candidates)
}

/// What was found as candidates, each once. What is found is few: its readers take no list whole.
fn of(
    field: Field,
    found: &[Found<Date>],
    chosen: Option<Date>,
) -> impl Iterator<Item = Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for found in found {
        let candidate = Candidate {
            field,
            value: found.words.clone(),
            from: found.from.clone(),
            chosen: chosen == Some(found.value),
        };
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates.into_iter()
}

fn title(metadata: &Metadata) -> Option<Found<Date>> {
    let title = metadata.title.as_deref()?;
    let day = day::days_by(lists::head(title, 400), metadata.order);
    Some(Found {
        value: day.into_iter().find_map(|day| day.date)?,
        words: title.to_owned(),
        from: "title".to_owned(),
    })
}

/// How far into the first sentence a day may stand.
const OPENING: usize = 60;

/// The day right behind the place that the first sentences begin with: "Elvo, (3.5.2031). The bridge …".
fn dateline(text: &Text, blocks: &[Block], order: Option<Order>) -> Option<Found<Date>> {
    let first = blocks.iter().find(|b| b.kind == BlockKind::Body)?;
    let head = lists::head(text.quote(first.span), OPENING);
    let day = day::days_by(head, order).into_iter().next()?;
    let before = head.get(..day.at.start)?;
    let place = before
        .split_whitespace()
        .all(|w| w.starts_with(|c: char| c.is_uppercase() || c == '('));
    let parted = before.trim_end().ends_with([',', '(', '-', '–']);
    (place && parted && before.split_whitespace().count() <= 4).then_some(Found {
        value: day.date?,
        words: head.get(day.at)?.to_owned(),
        from: "dateline".to_owned(),
    })
}

/// The day in the last short line that has one: "Elvo, 10 September 2031" below a letter.
fn signed(text: &Text, blocks: &[Block], order: Option<Order>) -> Option<Found<Date>> {
    blocks.iter().rev().find_map(|block| {
        let words = text.quote(block.span);
        let days = (words.len() <= 60).then(|| day::days_by(words, order))?;
        Some(Found {
            value: days.into_iter().find_map(|day| day.date)?,
            words: words.to_owned(),
            from: "last line".to_owned(),
        })
    })
}

/// A full day in a line that is no sentence.
struct Printed {
    date: Date,
    span: Span,
    words: String,
    /// The line tells of a change.
    update: bool,
    /// The line stands between sentences: in a table, in a box of facts.
    within: bool,
}

impl Printed {
    fn found(&self) -> Found<Date> {
        Found {
            value: self.date,
            words: self.words.clone(),
            from: if self.update {
                "update line"
            } else {
                "date line"
            }
            .to_owned(),
        }
    }
}

fn printed(text: &Text, blocks: &[Block], order: Option<Order>) -> Vec<Printed> {
    let is_body = |b: &Block| b.kind == BlockKind::Body;
    let first = blocks.iter().position(is_body).unwrap_or(blocks.len());
    let last = blocks.iter().rposition(is_body).unwrap_or(0);
    let mut found = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let update = block.kind == BlockKind::Update;
        if !(update || matches!(block.kind, BlockKind::Dateline | BlockKind::Byline)) {
            continue;
        }
        let line = lists::head(text.quote(block.span), 400);
        for day in day::days_by(line, order) {
            let update = day::is_of_change(line, &day).unwrap_or(update);
            let start = block.span.start();
            if let (Some(date), Some(span)) = (
                day.date,
                text.span(start + day.at.start, start + day.at.end),
            ) {
                found.push(Printed {
                    date,
                    span,
                    words: text.quote(span).to_owned(),
                    update,
                    within: at > first && at < last && !is_dateline(blocks, at),
                });
            }
        }
    }
    found
}

/// Whether the block stands in one paragraph with the sentences behind it, as a dateline does.
fn is_dateline(blocks: &[Block], at: usize) -> bool {
    let (Some(block), Some(next)) = (blocks.get(at), blocks.get(at + 1)) else {
        return false;
    };
    block.kind == BlockKind::Dateline
        && next.kind == BlockKind::Body
        && next.span.start() <= block.span.end() + 1
}
