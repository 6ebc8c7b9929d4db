//! Which of the days that stand around an article is its day of publication.
//!
//! In order: a line of the head with a full date; one of the foot; a dateline with its year; and only
//! where there is none of these, the line that says when the article was last updated. A day in a caption
//! or in a sentence never counts, and a dateline without a year fixes nothing alone.

use super::line::Line;
use crate::day::{self, Day};
use jiff::civil::Date;
use rapporteur_record::{BlockKind, How, Published, Span, Text};
use std::ops::Range;

/// The days in lines that tell of a change, each with its words: candidates for the day of the last change.
pub(crate) fn changes(text: &Text, lines: &[Line<'_>], kinds: &[BlockKind]) -> Vec<(Date, Span)> {
    let dated = |kind: &BlockKind| {
        matches!(
            kind,
            BlockKind::Update | BlockKind::Dateline | BlockKind::Byline
        )
    };
    lines
        .iter()
        .zip(kinds)
        .filter(|(_, kind)| dated(kind))
        .flat_map(|(line, kind)| line.days.iter().map(move |day| (line, kind, day)))
        .filter(|(line, kind, day)| {
            day::is_of_change(line.words, day).unwrap_or(**kind == BlockKind::Update)
        })
        .filter_map(|(line, _, day)| {
            let start = line.span.start();
            let span = text.span(start + day.at.start, start + day.at.end)?;
            Some((day.date?, span))
        })
        .collect()
}

/// Chooses the day. `kinds` are those of `lines`, `body` the lines from the first to the last paragraph,
/// `places` the datelines.
pub(crate) fn choose(
    text: &Text,
    lines: &[Line<'_>],
    kinds: &[BlockKind],
    body: Range<usize>,
    places: &[Span],
) -> Published {
    let printed = |wanted: &'static [BlockKind], inside: Range<usize>| {
        lines
            .iter()
            .zip(kinds)
            .enumerate()
            .filter(move |(at, (_, kind))| inside.contains(at) && wanted.contains(kind))
            .find_map(|(_, (line, _))| of_line(text, line))
    };
    const DATED: &[BlockKind] = &[BlockKind::Dateline, BlockKind::Byline];
    const UPDATED: &[BlockKind] = &[BlockKind::Update];
    printed(DATED, 0..body.start)
        .or_else(|| printed(DATED, body.end..lines.len()))
        .or_else(|| places.iter().find_map(|place| of_place(text, *place)))
        .or_else(|| printed(UPDATED, 0..lines.len()))
        .map_or_else(Published::default, |(date, span)| Published {
            date: Some(date),
            how: How::Printed,
            evidence: vec![span],
            ..Published::default()
        })
}

fn of_line(text: &Text, line: &Line<'_>) -> Option<(Date, Span)> {
    // "Updated 4 May 2031, published 3 May 2031": a change counts only where nothing else does.
    let changed = |day: &&Day| day::is_of_change(line.words, day) == Some(true);
    let first = line.days.iter().filter(|day| !changed(day));
    first
        .chain(line.days.iter().filter(changed))
        .find_map(|found| {
            let start = line.span.start();
            Some((
                found.date?,
                text.span(start + found.at.start, start + found.at.end)?,
            ))
        })
}

fn of_place(text: &Text, place: Span) -> Option<(Date, Span)> {
    day::days(text.quote(place)).into_iter().find_map(|found| {
        let start = place.start();
        Some((
            found.date?,
            text.span(start + found.at.start, start + found.at.end)?,
        ))
    })
}
