//! Quotations that no cue claims: whoever was speaking goes on, or was just introduced.

use crate::marks::Quotation;
use crate::units::{Class, Line};
use crate::{Attribution, source};
use rapporteur_name::Names;
use rapporteur_record::{Form, Mention, Mode, ReferentKind, Span, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// A quotation without a cue is surest where it goes on with the paragraph's own speaker.
const CONTINUED: f32 = 0.8;
/// It is less sure where the speaker is only introduced in the paragraph before.
const INTRODUCED: f32 = 0.65;
/// Of how many of a paragraph's last attributions the one is looked for with which a quotation goes on.
const NEARBY: usize = 32;
/// Words in marks shorter than this are a term or a title, not speech, where nobody was speaking just before.
const LEAST_WORDS: usize = 3;

/// For a paragraph of nothing but a quotation: in which paragraph's list, and where in it, the statement is that it
/// goes on with.
type Holders = BTreeMap<usize, (usize, usize)>;

/// Gives every unclaimed quotation that reads as speech to its speaker: adds it to the statement that it
/// goes on with, or makes a new one. `found` holds the attributions of each line.
pub(crate) fn attribute(
    found: &mut [Vec<Attribution>],
    lines: &[Line<'_>],
    quotations: &[Quotation],
    names: &Names,
) {
    let mut claimed: BTreeSet<usize> = claimed(found, lines);
    extend_over_paragraphs(found, quotations, &claimed);
    let mut holders = Holders::new();
    for number in 0..lines.len() {
        let Some(line) = lines.get(number) else { break };
        for (at, unit) in line.units.iter().enumerate() {
            let Some((quotation, 0)) = unit.quotation else {
                continue;
            };
            let Some(pieces) = quotations.get(quotation) else {
                continue;
            };
            if claimed.contains(&quotation) || !is_speech(line, at) {
                continue;
            }
            let short = unit.text.split_whitespace().count() < LEAST_WORDS;
            let words: Vec<Span> = pieces.pieces.iter().map(|p| p.inner).collect();
            if goes_on(found.get_mut(number), line, at, &words) {
                claimed.insert(quotation);
                continue;
            }
            if short {
                continue;
            }
            let before = number.checked_sub(1);
            if let Some(holder) = continues_paragraph(found, lines, &holders, before, at, &words) {
                holders.insert(number, holder);
                claimed.insert(quotation);
                continue;
            }
            if let Some(attribution) = introduced(lines, before, at, words, names) {
                claimed.insert(quotation);
                if let Some(list) = found.get_mut(number) {
                    list.push(attribution);
                }
            }
        }
    }
}

/// The quotations that stand in some content already.
fn claimed(found: &[Vec<Attribution>], lines: &[Line<'_>]) -> BTreeSet<usize> {
    let mut claimed = BTreeSet::new();
    for (line, attributions) in lines.iter().zip(found) {
        for unit in &line.units {
            let Some((quotation, _)) = unit.quotation else {
                continue;
            };
            let inside = attributions
                .iter()
                .flat_map(|a| &a.content)
                .any(|c| c.overlaps(unit.span));
            if inside {
                claimed.insert(quotation);
            }
        }
    }
    claimed
}

/// A claimed quotation brings its other paragraphs with it.
fn extend_over_paragraphs(
    found: &mut [Vec<Attribution>],
    quotations: &[Quotation],
    claimed: &BTreeSet<usize>,
) {
    for number in claimed {
        let Some(quotation) = quotations.get(*number).filter(|q| q.pieces.len() > 1) else {
            continue;
        };
        let (first, last) = match (quotation.pieces.first(), quotation.pieces.last()) {
            (Some(first), Some(last)) => (first.paragraph, last.paragraph),
            _ => continue,
        };
        let nearby = found.iter_mut().take(last + 1).skip(first).flatten();
        let holder = nearby.into_iter().find(|a| {
            a.kind == StatementKind::Direct
                && a.content
                    .iter()
                    .any(|c| quotation.pieces.iter().any(|p| p.inner.overlaps(*c)))
        });
        if let Some(attribution) = holder {
            attribution
                .content
                .retain(|c| !quotation.pieces.iter().any(|p| p.inner.overlaps(*c)));
            attribution
                .content
                .extend(quotation.pieces.iter().map(|p| p.inner));
            attribution.content.sort();
        }
    }
}

/// Whether words in marks read as somebody's speech without a cue: a sentence of them, set off from the
/// article's own.
fn is_speech(line: &Line<'_>, at: usize) -> bool {
    let Some(unit) = line.get(at) else {
        return false;
    };
    let stop_follows = line
        .get(at + 1)
        .is_none_or(|u| u.class == Class::Mark || u.quotation.is_some() || u.is_capital());
    let begins = unit
        .text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(char::is_uppercase);
    let ends = unit.ends_sentence()
        || line
            .get(at + 1)
            .is_none_or(|u| matches!(u.text, "." | "!" | "?" | "—"));
    stop_follows && begins && ends && begins_sentence(line, at)
}

fn begins_sentence(line: &Line<'_>, at: usize) -> bool {
    line.sentences
        .binary_search_by_key(&at, |s| s.start)
        .is_ok()
        || line
            .before(at)
            .is_none_or(|u| matches!(u.text, "." | "!" | "?" | ":") || u.quotation.is_some())
}

/// `“…,” she said. “…”`: a piece more of the paragraph's last direct statement.
fn goes_on(
    found: Option<&mut Vec<Attribution>>,
    line: &Line<'_>,
    at: usize,
    words: &[Span],
) -> bool {
    let Some(place) = line.get(at).map(|u| u.span) else {
        return false;
    };
    let before = |a: &Attribution| a.content.iter().all(|c| c.end() <= place.start());
    let Some(list) = found else { return false };
    let last = list
        .iter_mut()
        .rev()
        .take(NEARBY)
        .filter(|a| before(a) && a.cue.is_none_or(|c| c.end() <= place.start()));
    let Some(last) = last.max_by_key(|a| a.content.iter().map(|c| c.end()).max()) else {
        return false;
    };
    if last.kind == StatementKind::Direct {
        last.content.extend_from_slice(words);
        return true;
    }
    // "X denied that …. “…”": the same speaker, another statement.
    let attribution = Attribution {
        cue: None,
        content: words.to_vec(),
        kind: StatementKind::Direct,
        mode: Mode::Speech,
        confidence: INTRODUCED,
        ..last.clone()
    };
    list.push(attribution);
    true
}

/// A paragraph of nothing but a quotation after a paragraph that ends in one: the same statement. Gives where it is.
fn continues_paragraph(
    found: &mut [Vec<Attribution>],
    lines: &[Line<'_>],
    holders: &Holders,
    before: Option<usize>,
    at: usize,
    words: &[Span],
) -> Option<(usize, usize)> {
    let previous = before.filter(|_| at == 0)?;
    let ends_in_quotation = lines
        .get(previous)
        .and_then(|l| l.units.last())
        .is_some_and(|u| u.quotation.is_some());
    if !ends_in_quotation {
        return None;
    }
    let own = || {
        let direct = found.get(previous)?.iter().enumerate();
        let direct = direct.filter(|(_, a)| a.kind == StatementKind::Direct);
        let (place, _) = direct.max_by_key(|(_, a)| a.content.iter().map(|c| c.end()).max())?;
        Some((previous, place))
    };
    let holder = holders.get(&previous).copied().or_else(own)?;
    let last = found.get_mut(holder.0)?.get_mut(holder.1)?;
    last.content.extend_from_slice(words);
    last.confidence = last.confidence.min(CONTINUED);
    Some(holder)
}

/// Whether a mention is of somebody, of a body, or of a place that acts as a state.
fn can_speak(names: &Names, mention: &Mention) -> bool {
    let Some(id) = mention.referent else {
        return false;
    };
    let kind = names.referents.get(id.0 as usize).map(|r| r.kind);
    match kind {
        Some(ReferentKind::Person | ReferentKind::Organisation | ReferentKind::Group) => true,
        Some(ReferentKind::Place) => names.states.contains(&id),
        _ => false,
    }
}

/// The paragraph before ends with somebody about to speak ("The president answered the same evening.",
/// "Then the envoy turned serious."): its last sentence's subject.
fn introduced(
    lines: &[Line<'_>],
    before: Option<usize>,
    at: usize,
    words: Vec<Span>,
    names: &Names,
) -> Option<Attribution> {
    let line = lines.get(before.filter(|_| at == 0)?)?;
    let sentence = line.sentences.last()?.clone();
    let cue = sentence
        .clone()
        .find(|n| source::is_cue_verb(line, *n) && line.get(*n).is_some_and(|u| !u.is_capital()));
    let by_cue = cue
        .and_then(|cue| source::left(line, &sentence, cue))
        .and_then(|s| line.span(s.units));
    let span = line.span(sentence.clone())?;
    let first = names
        .mentions
        .partition_point(|m| m.span.start() < span.start());
    let by_name = names
        .mentions
        .iter()
        .skip(first)
        .take_while(|m| m.span.start() < span.end())
        .find(|m| m.form != Form::Pronoun && can_speak(names, m))
        .map(|m| m.span);
    let source = by_cue.or(by_name)?;
    Some(Attribution {
        source: Some(source),
        cue: cue
            .filter(|_| by_cue.is_some())
            .and_then(|c| line.span(c..c + 1)),
        content: words,
        kind: StatementKind::Direct,
        mode: Mode::Speech,
        medium: None,
        venue: None,
        confidence: INTRODUCED,
    })
}
