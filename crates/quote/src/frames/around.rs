//! Content around its cue: "The pass, Corvel said, was open", "… , according to the council".

use super::clause::{clause, has_verb, report_closes, trimmed};
use super::{Content, Cue, trust, unmarked};
use crate::lexicon::Frame;
use crate::source::{self, Source};
use crate::units::{Class, Line};
use crate::{Attribution, occasion};
use rapporteur_record::{Mode, Span, Text};
use std::ops::Range;

/// `The pass, X said, was open.` and `The pass was open, X said on Monday.`
pub(super) fn parenthetical(
    line: &Line<'_>,
    cue: &Cue<'_>,
    source: Option<&Source>,
) -> Option<Content> {
    let source = source?;
    if !(cue.entry.has(Frame::Quote) || cue.entry.has(Frame::Clause)) {
        return None;
    }
    let group_start =
        source
            .units
            .start
            .min(source::before_verb(line, &cue.sentence, cue.units.start));
    let group_end = source.units.end.max(cue.units.end);
    line.before(group_start)
        .filter(|u| group_start > cue.sentence.start + 2 && u.is(","))?;
    let before = clause_start(line, &cue.sentence, group_start - 1)..group_start - 1;
    let rest = end_of_adjuncts(line, group_end, cue.sentence.end);
    // "The pass, the ministry adds, was open": the verb may follow.
    let verb = has_verb(line, before.clone())
        || before.len() > 1 && has_verb(line, rest..cue.sentence.end);
    if before.is_empty() || !verb || is_only_subordinate(line, before.clone()) {
        return None;
    }
    let mut spans: Vec<Span> = line.span(before).into_iter().collect();
    match line.get(rest).filter(|_| rest < cue.sentence.end) {
        None => {}
        Some(u) if matches!(u.text, "." | "!" | "?" | ";") => {}
        // ", X said, …": what follows goes on with what stood before, unless a new main clause begins.
        Some(u) if u.is(",") => {
            let next = line.get(rest + 1)?;
            let new_clause = matches!(
                next.lower.as_str(),
                "and" | "but" | "while" | "who" | "which" | "although" | "as"
            ) || next.lower.ends_with("ing")
                || next.quotation.is_some()
                || report_closes(line, rest + 1, cue.sentence.end);
            if !new_clause {
                spans.extend(clause(line, rest + 1, cue.sentence.end));
            }
        }
        _ => return None,
    }
    Some(Content {
        spans,
        trust: trust::PARENTHETICAL,
    })
}

/// "If no answer came, he would ask …": a subordinate clause alone, whose main clause is the cue's.
pub(super) fn is_only_subordinate(line: &Line<'_>, range: Range<usize>) -> bool {
    let words = [
        "if", "when", "while", "although", "though", "as", "because", "since", "after", "before",
        "once", "unless", "until", "in", "on", "at", "during", "with", "despite", "by",
    ];
    let opens = line
        .get(range.start)
        .is_some_and(|u| words.contains(&u.lower.as_str()));
    opens
        && !range
            .clone()
            .any(|at| line.get(at).is_some_and(|u| u.is(",")))
}

/// Where the clause that ends before `end` begins: after a semicolon, or the start of the sentence without
/// an opening conjunction.
pub(super) fn clause_start(line: &Line<'_>, sentence: &Range<usize>, end: usize) -> usize {
    let mark = (sentence.start..end)
        .rev()
        .find(|at| line.get(*at).is_some_and(|u| u.is(";")));
    mark.map_or(sentence.start, |at| at + 1)
}

/// Past "on Tuesday", "in Upper Orrel on Tuesday", "in a statement", "earlier this week": to the next mark, if
/// nothing but such words stands between; else `from`.
pub(super) fn end_of_adjuncts(line: &Line<'_>, from: usize, stop: usize) -> usize {
    let first = match line.get(from).filter(|_| from < stop) {
        Some(u) => u,
        None => return from,
    };
    // "asked for the diary" says what was asked, not when or where.
    let opens = first.class == Class::Preposition && !first.is("for") && !first.is("of")
        || first.is_temporal()
        || first.class == Class::Adverb;
    if !opens {
        return from;
    }
    let end = (from..stop).find(|at| {
        line.get(*at)
            .is_some_and(|u| u.class == Class::Mark && !u.is_possessive() && !u.is("-"))
    });
    let end = end.unwrap_or(stop);
    let clause_inside = (from..end).any(|at| {
        line.get(at)
            .is_some_and(|u| u.class == Class::Auxiliary || u.is("that") || u.quotation.is_some())
    });
    if clause_inside { from } else { end }
}

/// `according to X`: the rest of the sentence.
pub(super) fn according_to(
    line: &Line<'_>,
    text: &Text,
    sentence: &Range<usize>,
) -> Option<Attribution> {
    let at = sentence.clone().find(|at| {
        line.get(*at).is_some_and(|u| u.is("according"))
            && line.get(at + 1).is_some_and(|u| u.is("to"))
    })?;
    let source = source::right(line, at + 2, sentence.end)?;
    let content = if at == sentence.start {
        let from = (source.units.end..sentence.end)
            .find(|n| line.get(*n).is_some_and(|u| u.is(",") || u.is(":")))?;
        clause(line, from + 1, sentence.end)
    } else {
        // "…, according to X, …": what precedes; with a comma the same clause, without it too.
        let end = if line.before(at).is_some_and(|u| u.is(",")) {
            at - 1
        } else {
            at
        };
        trimmed(line, clause_start(line, sentence, end)..end)
    }?;
    let (spans, kind) = unmarked(line, text, vec![content]);
    let (medium, venue) = occasion::of(line, sentence, &spans);
    Some(Attribution {
        source: line.span(source.units),
        cue: line.span(at..at + 2),
        content: spans,
        kind,
        mode: Mode::Speech,
        medium,
        venue,
        confidence: trust::ACCORDING,
    })
}
