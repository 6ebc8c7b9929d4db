//! The attributions of one paragraph: every reporting word with every frame it has.
//!
//! A frame says where the content stands: in marks beside the cue ([`quoted`]), around it ([`around`]), or
//! after it ([`after`]). [`clause`] knows where reported clauses end.

mod after;
mod around;
mod clause;
mod quoted;

use crate::lexicon::{Entry, Frame, lexicon};
use crate::source::{self, Source};
use crate::units::{Class, Line, Unit};
use crate::{Attribution, kind_of, occasion};
use after::unquoted;
use around::{according_to, parenthetical};
use quoted::{colon_after_name, quoted};
use rapporteur_record::{Mode, Span, StatementKind, Text};
use std::ops::Range;

/// How far each pattern can be trusted where the network does not say: the share of PolNeAR's development part of which
/// an annotated content overlaps by half (`models/quotes.md`).
mod trust {
    pub const QUOTED: f32 = 0.97;
    pub const BARE_CLAUSE: f32 = 0.73;
    pub const INFINITIVE: f32 = 0.6;
    pub const PARENTHETICAL: f32 = 0.6;
    pub const THAT: f32 = 0.57;
    pub const ACCORDING: f32 = 0.57;
    pub const NOUN_PHRASE: f32 = 0.56;
    pub const OBJECT: f32 = 0.53;
    pub const NAMING: f32 = 0.5;
}

/// How far a cue reaches for its source and content, in units: longer than any sentence of prose, so that
/// text without full stops is read in linear time.
pub(crate) const REACH: usize = 250;

/// A reporting word where it stands.
#[derive(Debug, Clone)]
struct Cue<'l> {
    entry: &'l Entry,
    units: Range<usize>,
    /// Its sentence, as far as the cue reaches.
    sentence: Range<usize>,
}

/// What a frame gives: content pieces as units, or inner words of quotations, and how sure that is.
struct Content {
    spans: Vec<Span>,
    trust: f32,
}

/// All attributions of a paragraph.
pub(crate) fn attributions(line: &Line<'_>, text: &Text) -> Vec<Attribution> {
    let mut found = Vec::new();
    for sentence in &line.sentences {
        found.extend(according_to(line, text, sentence));
        found.extend(colon_after_name(line, text, sentence));
        let cues = cues(line, sentence);
        // A participle ("adding that …") shares the source of the main verb.
        let mut last_source: Option<Span> = None;
        let mut waiting: Vec<usize> = Vec::new();
        for cue in &cues {
            let source = source_of(line, cue);
            let source_span = source.as_ref().and_then(|s| line.span(s.units.clone()));
            let participle =
                is_participle(line, cue) || source.is_none() && shares_subject(line, cue);
            let first = found.len();
            found.extend(attributions_of(
                line,
                text,
                cue,
                source.as_ref(),
                participle,
            ));
            for n in first..found.len() {
                let Some(attribution) = found.get_mut(n) else {
                    continue;
                };
                if participle || attribution.source.is_none() {
                    attribution.source = last_source;
                    if last_source.is_none() {
                        waiting.push(n);
                    }
                }
            }
            if !is_participle(line, cue) && source_span.is_some() {
                last_source = source_span;
                // "Recalling that …, the minister underlined": the participle came first.
                give_source(&mut found, &mut waiting, source_span);
            }
        }
        let subject =
            source::right(line, sentence.start, sentence.end).and_then(|s| line.span(s.units));
        give_source(&mut found, &mut waiting, subject);
    }
    found
}

/// Attributions that wait for a source get it.
fn give_source(found: &mut [Attribution], waiting: &mut Vec<usize>, source: Option<Span>) {
    for n in waiting.drain(..) {
        if let Some(attribution) = found.get_mut(n) {
            attribution.source = attribution.source.or(source);
        }
    }
}

/// The reporting words of a sentence, outside quotations.
fn cues<'l>(line: &Line<'_>, sentence: &Range<usize>) -> Vec<Cue<'l>> {
    let mut cues = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        let words = line
            .units
            .get(at..sentence.end.min(at + 4))
            .unwrap_or_default();
        let matched = lexicon().longest(words.iter().map(|u| u.lower.as_str()));
        match matched {
            Some((entry, length))
                if words.iter().take(length).all(Unit::is_word)
                    && !disqualified(line, sentence, at) =>
            {
                cues.push(Cue {
                    entry,
                    units: at..at + length,
                    sentence: sentence.start.max(at.saturating_sub(REACH))
                        ..sentence.end.min(at + length + REACH),
                });
                at += length;
            }
            _ => at += 1,
        }
    }
    cues
}

/// Nouns of the same form, infinitives ("to say"), and passives without an agent of speech.
fn disqualified(line: &Line<'_>, sentence: &Range<usize>, at: usize) -> bool {
    let Some(unit) = line.get(at) else {
        return true;
    };
    let before = line.before(at).filter(|_| at > sentence.start);
    let infinitive = before.is_some_and(|b| b.is("to"));
    // A capital inside a sentence is a name ("Report", "State").
    let name = unit.is_capital() && at > sentence.start;
    infinitive
        || name
        || source::is_noun_use(unit)
        || is_passive(line, sentence, at)
        || asks_for_anonymity(line, at)
}

/// "asked not to be named": how somebody speaks and not what they say.
fn asks_for_anonymity(line: &Line<'_>, at: usize) -> bool {
    let words = line.units.get(at + 1..).unwrap_or_default().iter();
    let words: Vec<&str> = words.take(4).map(|u| u.lower.as_str()).collect();
    is_anonymity(&words)
}

/// Whether words are those of somebody who wants no name in the paper.
pub(crate) fn is_anonymity(words: &[&str]) -> bool {
    matches!(
        words,
        ["not", "to", "be", "named" | "identified" | "quoted", ..]
    )
}

/// "was accused", "are told": the subject does not speak.
fn is_passive(line: &Line<'_>, sentence: &Range<usize>, at: usize) -> bool {
    let Some(unit) = line.get(at) else {
        return false;
    };
    if unit.lower.ends_with("ing")
        || unit.is("was")
        || unit.is("were")
        || unit.is("is")
        || unit.is("are")
    {
        return false;
    }
    let mut back = at;
    while back > sentence.start && line.before(back).is_some_and(|u| u.class == Class::Adverb) {
        back -= 1;
    }
    let be = [
        "is", "are", "was", "were", "be", "been", "being", "'s", "'re",
    ];
    back > sentence.start
        && line
            .before(back)
            .is_some_and(|u| be.contains(&u.lower.as_str()))
}

/// A form in -ing that is not part of a tense.
fn is_participle(line: &Line<'_>, cue: &Cue<'_>) -> bool {
    let ing = line
        .get(cue.units.start)
        .is_some_and(|u| u.lower.ends_with("ing"));
    ing && !line
        .before(cue.units.start)
        .is_some_and(|u| u.class == Class::Auxiliary)
}

/// The source beside a cue: the subject before it, or after it where the words said stand before.
fn source_of(line: &Line<'_>, cue: &Cue<'_>) -> Option<Source> {
    if is_participle(line, cue) {
        return None;
    }
    let inverted = || source::right(line, cue.units.end, cue.sentence.end);
    let before = line
        .before(cue.units.start)
        .filter(|_| cue.units.start > cue.sentence.start);
    let two_before = cue
        .units
        .start
        .checked_sub(1)
        .and_then(|at| line.before(at));
    let comma = before.is_some_and(|u| u.is(","));
    let is_speech = |u: &Unit<'_>| u.quotation.is_some() && !u.is_term();
    if before.is_some_and(is_speech) || comma && two_before.is_some_and(is_speech) {
        return inverted();
    }
    // "…, told the court", "…, urged voters": what follows such a word is whom it was said to.
    let has_object = [
        Frame::ObjClause,
        Frame::ObjWh,
        Frame::ObjTo,
        Frame::ObjOf,
        Frame::ObjFor,
    ];
    let has_object = has_object.iter().any(|f| cue.entry.has(*f));
    if comma && cue.entry.has(Frame::Quote) && !has_object && is_inverted(line, cue) {
        return inverted();
    }
    source::left(line, &cue.sentence, cue.units.start)
}

/// "The pass was open, said Ana Corvel on Monday.": after the phrase that follows the cue nothing more is
/// said, so that it names the speaker and what stands before is the content.
fn is_inverted(line: &Line<'_>, cue: &Cue<'_>) -> bool {
    let Some(source) = source::right(line, cue.units.end, cue.sentence.end) else {
        return false;
    };
    let rest = source.units.end..cue.sentence.end;
    match line.get(rest.start).filter(|_| !rest.is_empty()) {
        None => true,
        Some(u) if u.class == Class::Mark => true,
        Some(u) if u.is("who") || u.is("whose") => true,
        Some(u) if u.class == Class::Preposition || u.is_temporal() || u.class == Class::Adverb => {
            !rest
                .clone()
                .any(|at| line.get(at).is_some_and(|u| u.class == Class::Auxiliary))
        }
        _ => false,
    }
}

/// "did one thing and said another": the subject stands before the first verb.
fn shares_subject(line: &Line<'_>, cue: &Cue<'_>) -> bool {
    let group = source::before_verb(line, &cue.sentence, cue.units.start);
    group > cue.sentence.start
        && line
            .before(group)
            .is_some_and(|u| u.is("and") || u.is("but") || u.is("or"))
}

/// Everything one cue attributes.
fn attributions_of(
    line: &Line<'_>,
    text: &Text,
    cue: &Cue<'_>,
    source: Option<&Source>,
    participle: bool,
) -> Vec<Attribution> {
    if source.is_none() && !participle && !cue.entry.lemma.starts_with("be ") {
        return Vec::new();
    }
    let contents = quoted(line, cue, source)
        .or_else(|| parenthetical(line, cue, source))
        .map(|c| vec![c])
        .unwrap_or_else(|| unquoted(line, cue));
    let spans: Vec<Span> = contents
        .iter()
        .flat_map(|c| c.spans.iter().copied())
        .collect();
    let (medium, venue) = occasion::of(line, &cue.sentence, &spans);
    let thought = cue.entry.has(Frame::Thought);
    let attribution = |content: Content| {
        let (spans, kind) = unmarked(line, text, content.spans);
        Attribution {
            source: source.and_then(|s| line.span(s.units.clone())),
            cue: line.span(cue.units.clone()),
            content: spans,
            kind,
            mode: if thought { Mode::Thought } else { Mode::Speech },
            medium,
            venue,
            confidence: content.trust,
        }
    };
    contents.into_iter().map(attribution).collect()
}

/// Contents without outer quotation marks and stops, and the kind.
pub(crate) fn unmarked(
    line: &Line<'_>,
    text: &Text,
    spans: Vec<Span>,
) -> (Vec<Span>, StatementKind) {
    let kinds: Vec<StatementKind> = spans.iter().map(|s| kind_of(line, text, *s)).collect();
    let kind = match kinds.split_first() {
        Some((first, rest)) if rest.iter().all(|k| k == first) => *first,
        _ => StatementKind::Mixed,
    };
    if kind != StatementKind::Direct {
        return (spans, kind);
    }
    let inner = |span: Span| {
        let inside = line.units_in(span).iter().filter_map(|u| u.inner);
        inside.reduce(Span::cover).unwrap_or(span)
    };
    (spans.into_iter().map(inner).collect(), kind)
}
