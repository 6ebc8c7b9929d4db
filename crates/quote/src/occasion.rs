//! By what means and on what occasion something was said.

use crate::units::{Class, Line, Occasion, occasion_of};
use rapporteur_record::Span;
use std::ops::Range;

/// The medium and the venue named in a sentence outside a content: prepositional phrases around a word
/// for an occasion of speaking.
pub(crate) fn of(
    line: &Line<'_>,
    sentence: &Range<usize>,
    contents: &[Span],
) -> (Option<Span>, Option<Span>) {
    let mut medium = None;
    let mut venue = None;
    for at in sentence.clone() {
        let Some(unit) = line.get(at) else { break };
        let outside = !contents.iter().any(|c| c.overlaps(unit.span));
        let Some(occasion) = occasion_of(&unit.lower).filter(|_| outside && unit.is_word()) else {
            continue;
        };
        let Some(start) = preposition_before(line, sentence.start, at) else {
            continue;
        };
        let span = line.span(start..at + 1);
        let slot = match occasion {
            Occasion::Means => &mut medium,
            Occasion::Venue => &mut venue,
        };
        *slot = slot.or(span);
    }
    (medium, venue)
}

/// The preposition that governs the noun at `noun`, at most six words before it.
fn preposition_before(line: &Line<'_>, floor: usize, noun: usize) -> Option<usize> {
    for at in (floor..noun).rev().take(6) {
        let unit = line.get(at)?;
        match unit.class {
            Class::Preposition => {
                let lawful = matches!(
                    unit.lower.as_str(),
                    "in" | "at" | "on" | "by" | "during" | "via" | "to" | "through"
                );
                return lawful.then_some(at);
            }
            Class::Mark if !unit.is_possessive() && !unit.is("-") => return None,
            Class::Auxiliary | Class::Subordinator => return None,
            _ => {}
        }
    }
    None
}
