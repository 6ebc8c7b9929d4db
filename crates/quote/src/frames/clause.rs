//! Where a reported clause ends, and whether words are a clause at all.

use crate::source;
use crate::units::{Class, Line};
use rapporteur_record::Span;
use std::ops::Range;

/// The clause from `from` to where it ends.
pub(super) fn clause(line: &Line<'_>, from: usize, stop: usize) -> Option<Span> {
    let end = clause_end(line, from, stop);
    trimmed(line, from..end)
}

/// Where a reported clause ends: at the end of the sentence, a semicolon, or before the next reporting verb
/// with its subject (", adding that …", ", and Corvel said …", ", according to …").
pub(super) fn clause_end(line: &Line<'_>, from: usize, stop: usize) -> usize {
    for at in from..stop {
        let Some(unit) = line.get(at) else { break };
        if unit.is(";") || matches!(unit.text, "." | "!" | "?") && at + 1 == stop {
            return at;
        }
        if unit.is("according") && line.get(at + 1).is_some_and(|u| u.is("to")) && at > from {
            return at;
        }
        if !unit.is(",") {
            continue;
        }
        let next = line.get(at + 1);
        if next.is_some_and(|u| u.is("according"))
            || new_report_follows(line, at + 1, stop)
            || report_closes(line, at + 1, stop)
        {
            return at;
        }
    }
    stop
}

/// "She answered her critics on Monday:": the words said follow the colon, in the next paragraph.
pub(super) fn introduces_quotation(line: &Line<'_>, end: usize, stop: usize) -> bool {
    end + 1 >= stop && line.before(stop).is_some_and(|u| u.is(":"))
}

/// After a comma: "adding that", "who said", "and the minister said", "but Corvel denied".
pub(super) fn new_report_follows(line: &Line<'_>, from: usize, stop: usize) -> bool {
    let Some(first) = line.get(from).filter(|_| from < stop) else {
        return false;
    };
    if first.lower.ends_with("ing") && source::is_cue_verb(line, from) {
        return true;
    }
    if !matches!(
        first.lower.as_str(),
        "and" | "but" | "while" | "who" | "which" | "although"
    ) {
        return false;
    }
    if source::is_cue_verb(line, from + 1)
        && line.get(from + 1).is_some_and(|u| u.lower.ends_with("ing"))
    {
        return true;
    }
    for at in (from + 1..stop).take(9) {
        let Some(unit) = line.get(at) else { break };
        if unit.class == Class::Mark && !unit.is_possessive() || unit.quotation.is_some() {
            return false;
        }
        if source::is_cue_verb(line, at) {
            // "and would demand" goes on with the same clause; "and Corvel demanded" does not.
            let subject =
                at > from + 1 && line.before(at).is_some_and(|u| u.class != Class::Auxiliary);
            return subject || first.is("who") || first.is("which");
        }
    }
    false
}

/// After a comma: "she said." or "the ministry adds, …" that closes what stands before.
pub(super) fn report_closes(line: &Line<'_>, from: usize, stop: usize) -> bool {
    let cue = (from + 1..stop)
        .take(6)
        .find(|at| source::is_cue_verb(line, *at));
    let Some(cue) = cue else { return false };
    let subject = (from..cue).all(|at| {
        line.get(at).is_some_and(|u| {
            matches!(u.class, Class::Open | Class::Determiner | Class::Pronoun)
                && u.quotation.is_none()
                || u.is_possessive()
                || u.class == Class::Adverb && at > from
        })
    });
    let closes = line
        .get(cue + 1)
        .is_none_or(|u| cue + 1 >= stop || u.class == Class::Mark || u.is_temporal());
    subject && closes
}

/// The words of a range without stops and commas at its ends.
pub(super) fn trimmed(line: &Line<'_>, range: Range<usize>) -> Option<Span> {
    let bare = |at: &usize| {
        line.get(*at).is_some_and(|u| {
            u.class != Class::Mark || u.quotation.is_some() || "([$£€#%)]".contains(u.text)
        })
    };
    let first = range.clone().find(bare)?;
    let last = range.rev().find(bare)?;
    line.span(first..last + 1)
}

/// Whether words can be a clause: they have a verb, or a quotation that may hold one.
pub(super) fn has_verb(line: &Line<'_>, range: Range<usize>) -> bool {
    let units = line.units.get(range).unwrap_or_default();
    units
        .iter()
        .any(|u| u.is_verb || u.class == Class::Auxiliary || u.quotation.is_some())
}
