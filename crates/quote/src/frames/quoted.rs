//! Content in quotation marks beside its cue.

use super::{Content, Cue, trust, unmarked};
use crate::Attribution;
use crate::lexicon::Frame;
use crate::source::Source;
use crate::units::{Class, Line};
use rapporteur_record::{Mode, Span, Text};
use std::ops::Range;

/// Words in marks beside the cue: before it, after it, or both.
pub(super) fn quoted(line: &Line<'_>, cue: &Cue<'_>, source: Option<&Source>) -> Option<Content> {
    if !cue.entry.has(Frame::Quote) {
        return None;
    }
    let group_start = source.map_or(cue.units.start, |s| s.units.start.min(cue.units.start));
    let group_end = source.map_or(cue.units.end, |s| s.units.end.max(cue.units.end));
    let before = quotation_before(line, cue, group_start);
    // After words in marks only a new quotation goes on; else the cue may introduce one.
    let after = if before.is_some() {
        continued_after(line, cue, group_end)
    } else {
        introduced_after(line, cue, group_end)
    };
    let spans: Vec<Span> = before.into_iter().chain(after).collect();
    (!spans.is_empty()).then_some(Content {
        spans,
        trust: trust::QUOTED,
    })
}

/// `“…,” X said`: the quotation just before source and cue, with the words of the same clause before it
/// left out.
pub(super) fn quotation_before(line: &Line<'_>, cue: &Cue<'_>, group_start: usize) -> Option<Span> {
    let mut at = group_start;
    // `“…”, said X` with the comma outside, or an adverb between.
    while at > cue.sentence.start
        && line
            .before(at)
            .is_some_and(|u| u.is(",") || u.class == Class::Adverb)
    {
        at -= 1;
    }
    let unit = line.before(at).filter(|_| at > cue.sentence.start)?;
    let alone = at - 1 == cue.sentence.start
        || line.before(at - 1).is_some_and(|u| {
            matches!(u.text, "." | "?" | "!" | ":" | ";") || u.quotation.is_some()
        });
    (unit.quotation.is_some() && alone).then_some(unit.span)
}

/// `… she said. “…”` within the sentence: after a comma or colon.
pub(super) fn continued_after(line: &Line<'_>, cue: &Cue<'_>, from: usize) -> Option<Span> {
    let stop = cue.sentence.end;
    let at = (from..stop)
        .take(25)
        .find(|at| line.get(*at).is_some_and(|u| u.quotation.is_some()))?;
    let mark = line.before(at).is_some_and(|u| u.is(",") || u.is(":"));
    let unit = line.get(at).filter(|_| mark)?;
    let rest_is_bare = (at + 1..stop).all(|n| line.get(n).is_some_and(|u| u.class == Class::Mark));
    rest_is_bare.then_some(unit.span)
}

/// `X said: “…”`, `X said, “…”`, `X told Y on Monday: “…”`: the quotation ends the sentence.
pub(super) fn introduced_after(line: &Line<'_>, cue: &Cue<'_>, from: usize) -> Option<Span> {
    let stop = cue.sentence.end;
    let at = (from..stop).take(40).find(|at| {
        line.get(*at).is_some_and(|u| u.quotation.is_some())
            && line
                .before(*at)
                .is_some_and(|u| u.is(":") || u.is(",") || *at == from)
    })?;
    let unit = line.get(at)?;
    let by_colon = line.before(at).is_some_and(|u| u.is(":"));
    let clause_between = (from..at).any(|n| line.get(n).is_some_and(|u| u.is("that")));
    let rest_is_bare = (at + 1..stop).all(|n| line.get(n).is_some_and(|u| u.class == Class::Mark));
    ((by_colon || !clause_between) && rest_is_bare).then_some(unit.span)
}

/// `Corvel: “…”`: a name, a colon, words in marks.
pub(super) fn colon_after_name(
    line: &Line<'_>,
    text: &Text,
    sentence: &Range<usize>,
) -> Option<Attribution> {
    let colon = (sentence.start..sentence.end.min(sentence.start + 8))
        .find(|at| line.get(*at).is_some_and(|u| u.is(":")))?;
    let quotation = line
        .get(colon + 1)
        .filter(|u| colon + 1 < sentence.end && u.quotation.is_some())?;
    let names = (sentence.start..colon).all(|at| {
        line.get(at)
            .is_some_and(|u| u.is_capital() || u.class == Class::Determiner)
    });
    if !names || colon == sentence.start {
        return None;
    }
    let (content, kind) = unmarked(line, text, vec![quotation.span]);
    Some(Attribution {
        source: line.span(sentence.start..colon),
        cue: line.span(colon..colon + 1),
        content,
        kind,
        mode: Mode::Speech,
        medium: None,
        venue: None,
        confidence: trust::QUOTED,
    })
}
