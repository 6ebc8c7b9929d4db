//! What quoted words count from: the day they were said.
//!
//! "I left yesterday," said on Monday, is Sunday, whenever it was printed. Time expressions are first read as
//! the article's own; once it is known when statements were said, those inside quotation marks are read again.

use crate::clause::Clauses;
use crate::contents::Contents;
use crate::discourse::quotes;
use crate::said::day_of_saying;
use crate::{Reading, read_from};
use jiff::civil::Date;
use rapporteur_parse::Parsed;
use rapporteur_record::{
    Anchor, AnchorKind, Article, Span, Statement, StatementKind, Text, Time, TimeKind,
};
use std::collections::BTreeMap;

/// How many bytes of the quotation on either side are read along with an expression.
const AROUND: usize = 300;

/// Values the relative dates of quoted words from the day they were said, where that day is known, and the
/// statements that those dates date in their turn.
pub fn quoted(
    article: &Article,
    parsed: &Parsed,
    times: &mut [Time],
    statements: &mut [Statement],
) {
    let clauses = Clauses {
        text: &article.text,
        parsed,
    };
    let contents = Contents::of(statements);
    let marks = quotes(article.text.as_str());
    let mut changed: BTreeMap<Span, usize> = BTreeMap::new();
    for (n, time) in times.iter_mut().enumerate() {
        let relative = time.anchor.is_none_or(|a| a.kind != AnchorKind::Itself);
        if !relative || !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
            continue;
        }
        let Some((statement, content)) = contents.innermost(time.span) else {
            continue;
        };
        let Some(statement) = statements.get(statement) else {
            continue;
        };
        let direct = statement.kind == StatementKind::Direct;
        let Some((day, evidence)) = day_said(statement) else {
            continue;
        };
        if !direct && !is_quoted(&marks, time.span) {
            continue;
        }
        let Some(read) = again(&clauses, content, time.span, day) else {
            continue;
        };
        if time.value != read.value {
            changed.insert(time.span, n);
        }
        time.value = read.value;
        time.anchor = Some(Anchor {
            kind: AnchorKind::Said,
            span: evidence,
        });
    }
    for statement in statements {
        let dated = statement.said.evidence.first();
        let time = dated.and_then(|span| times.get(*changed.get(span)?));
        if let Some(value) = time.and_then(day_of_saying) {
            statement.said.value = Some(value);
        }
    }
}

/// The one day on which a statement was made, and the words that show it.
fn day_said(statement: &Statement) -> Option<(Date, Option<Span>)> {
    let (first, last) = statement.said.value.as_ref()?.days()?;
    (first == last).then(|| (first, statement.said.evidence.first().copied()))
}

fn is_quoted(marks: &[(u32, u32)], place: Span) -> bool {
    let after = marks.partition_point(|(start, _)| *start as usize <= place.start());
    let around = after.checked_sub(1).and_then(|i| marks.get(i));
    around.is_some_and(|(_, end)| place.end() <= *end as usize)
}

/// The expression as it reads with its neighbours when it was written on `day`, if that day is what it counts from.
fn again(clauses: &Clauses<'_>, content: Span, place: Span, day: Date) -> Option<Time> {
    let words = clauses.text.as_str();
    let start = place.start().saturating_sub(AROUND).max(content.start());
    let start = words.ceil_char_boundary(start);
    let end = words.floor_char_boundary((place.end() + AROUND).min(content.end()));
    let near = Text::new(words.get(start..end)?);
    let is_it = |r: &Reading| {
        let span = r.time.span;
        span.start() + start == place.start() && span.end() + start == place.end()
    };
    let said = Anchor {
        kind: AnchorKind::Said,
        span: None,
    };
    let readings = read_from(&near, Some(day), said, Some((clauses, start)));
    let read = readings.into_iter().find(is_it)?;
    let counted = read.time.anchor?.kind == AnchorKind::Said;
    counted.then_some(read.time)
}
