//! The attributions of one paragraph: every reporting word with every frame it has.

use crate::lexicon::{Entry, Frame, lexicon};
use crate::source::{self, Source};
use crate::units::{Class, Line, Unit};
use crate::{Attribution, kind_of, occasion};
use rapporteur_record::{Mode, Span, StatementKind, Text};
use std::ops::Range;

/// How far each pattern can be trusted, most trusted first.
mod trust {
    pub const QUOTED: f32 = 0.9;
    pub const THAT: f32 = 0.85;
    pub const ACCORDING: f32 = 0.85;
    pub const OBJECT: f32 = 0.8;
    pub const INFINITIVE: f32 = 0.75;
    pub const PARENTHETICAL: f32 = 0.75;
    pub const BARE_CLAUSE: f32 = 0.7;
    pub const NOUN_PHRASE: f32 = 0.6;
    pub const NAMING: f32 = 0.5;
}

/// A reporting word where it stands.
#[derive(Debug, Clone)]
struct Cue<'l> {
    entry: &'l Entry,
    units: Range<usize>,
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
                    sentence: sentence.clone(),
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
    infinitive || name || source::is_noun_use(line, at, unit) || is_passive(line, sentence, at)
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
    let two_before = cue.units.start.checked_sub(1).and_then(|at| line.before(at));
    let comma = before.is_some_and(|u| u.is(","));
    let is_speech = |u: &Unit<'_>| u.quotation.is_some() && !u.is_term();
    if before.is_some_and(is_speech) || comma && two_before.is_some_and(is_speech) {
        return inverted();
    }
    if comma && cue.entry.has(Frame::Quote) && is_inverted(line, cue) {
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
fn unmarked(line: &Line<'_>, text: &Text, spans: Vec<Span>) -> (Vec<Span>, StatementKind) {
    let kinds: Vec<StatementKind> = spans.iter().map(|s| kind_of(line, text, *s)).collect();
    let kind = match kinds.split_first() {
        Some((first, rest)) if rest.iter().all(|k| k == first) => *first,
        _ => StatementKind::Mixed,
    };
    if kind != StatementKind::Direct {
        return (spans, kind);
    }
    let inner = |span: Span| {
        let inside = line
            .units
            .iter()
            .filter(|u| span.overlaps(u.span))
            .filter_map(|u| u.inner);
        inside.reduce(Span::cover).unwrap_or(span)
    };
    (spans.into_iter().map(inner).collect(), kind)
}

/// Words in marks beside the cue: before it, after it, or both.
fn quoted(line: &Line<'_>, cue: &Cue<'_>, source: Option<&Source>) -> Option<Content> {
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
fn quotation_before(line: &Line<'_>, cue: &Cue<'_>, group_start: usize) -> Option<Span> {
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
fn continued_after(line: &Line<'_>, cue: &Cue<'_>, from: usize) -> Option<Span> {
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
fn introduced_after(line: &Line<'_>, cue: &Cue<'_>, from: usize) -> Option<Span> {
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

/// `The pass, X said, was open.` and `The pass was open, X said on Monday.`
fn parenthetical(line: &Line<'_>, cue: &Cue<'_>, source: Option<&Source>) -> Option<Content> {
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
    let comma = line
        .before(group_start)
        .filter(|u| group_start > cue.sentence.start + 3 && u.is(","))?;
    let _ = comma;
    let before = clause_start(line, &cue.sentence, group_start - 1)..group_start - 1;
    let rest = end_of_adjuncts(line, group_end, cue.sentence.end);
    // "The pass, the ministry adds, was open": the verb may follow.
    let verb = has_verb(line, before.clone())
        || before.len() > 1 && has_verb(line, rest..cue.sentence.end);
    if before.is_empty() || !verb {
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
                || next.quotation.is_some();
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

/// Where the clause that ends before `end` begins: after a semicolon, or the start of the sentence without
/// an opening conjunction.
fn clause_start(line: &Line<'_>, sentence: &Range<usize>, end: usize) -> usize {
    let mark = (sentence.start..end)
        .rev()
        .find(|at| line.get(*at).is_some_and(|u| u.is(";")));
    mark.map_or(sentence.start, |at| at + 1)
}

fn has_verb(line: &Line<'_>, range: Range<usize>) -> bool {
    range.clone().any(|at| {
        line.get(at).is_some_and(|u| {
            u.class == Class::Auxiliary
                || u.lower.ends_with("ed")
                || u.quotation.is_some()
                || u.class == Class::Open && !u.is_capital() && u.lower.ends_with('s')
        })
    })
}

/// Past "on Tuesday", "in Port Halse on Tuesday", "in a statement", "earlier this week": to the next mark, if
/// nothing but such words stands between; else `from`.
fn end_of_adjuncts(line: &Line<'_>, from: usize, stop: usize) -> usize {
    let first = match line.get(from).filter(|_| from < stop) {
        Some(u) => u,
        None => return from,
    };
    let opens =
        first.class == Class::Preposition || first.is_temporal() || first.class == Class::Adverb;
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

/// Content in the article's own construction, after the cue.
fn unquoted(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let tries: [(Frame, fn(&Line<'_>, &Cue<'_>) -> Vec<Content>); 11] = [
        (Frame::ObjClause, that_clause),
        (Frame::Clause, that_clause),
        (Frame::That, that_clause),
        (Frame::ObjWh, wh_clause),
        (Frame::Wh, wh_clause),
        (Frame::To, infinitive),
        (Frame::ObjTo, object_infinitive),
        (Frame::ObjOf, object_of),
        (Frame::ObjFor, object_of),
        (Frame::Clause, bare_clause),
        (Frame::ObjClause, bare_clause),
    ];
    let rest: [(Frame, fn(&Line<'_>, &Cue<'_>) -> Vec<Content>); 4] = [
        (Frame::Of, prepositional),
        (Frame::For, prepositional),
        (Frame::Name, naming),
        (Frame::Np, noun_phrase),
    ];
    for (frame, find) in tries.into_iter().chain(rest) {
        if cue.entry.has(frame) {
            let found = find(line, cue);
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// `said (to Y) (on Monday) that A and that B`: a content a "that".
fn that_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let stop = cue.sentence.end;
    let window = (cue.units.end..stop).take(25);
    let mut that = None;
    for at in window {
        let Some(unit) = line.get(at) else { break };
        // "that evening" is no clause.
        if unit.is("that")
            && !line
                .get(at + 1)
                .is_some_and(|u| u.is_temporal() || u.class == Class::Mark)
        {
            that = Some(at);
            break;
        }
        // A clause, a quotation or a stop in between: a later "that" is not this cue's.
        let blocks = unit.class == Class::Auxiliary
            || unit.quotation.is_some()
            || matches!(unit.text, "." | ";" | ":")
            || unit.class == Class::Pronoun && at > cue.units.end
            || source::is_cue_verb(line, at);
        if blocks {
            break;
        }
    }
    let Some(that) = that else { return Vec::new() };
    // "told drivers that" has an object; "denied the report that" has not: there it is the noun's clause.
    let object = that > cue.units.end
        && line
            .get(cue.units.end)
            .is_some_and(|u| u.class == Class::Determiner);
    if object && !cue.entry.has(Frame::ObjClause) && cue.entry.has(Frame::Np) {
        return Vec::new();
    }
    let mut contents = Vec::new();
    let mut from = that + 1;
    loop {
        let next = (from..stop).find(|at| {
            line.get(*at).is_some_and(|u| u.is("that"))
                && line.before(*at).is_some_and(|u| u.is("and") || u.is("but"))
        });
        // The clause ends before ", and that".
        let end = next.map_or(stop, |n| n - 1);
        contents.extend(clause(line, from, end).map(|span| Content {
            spans: vec![span],
            trust: trust::THAT,
        }));
        match next {
            Some(n) => from = n + 1,
            None => return contents,
        }
    }
}

/// `said (on Monday) the pass was open`.
fn bare_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let stop = cue.sentence.end;
    let mut from = cue.units.end;
    while line
        .get(from)
        .is_some_and(|u| from < stop && (u.class == Class::Adverb || u.is_temporal()))
    {
        from += 1;
    }
    // "said on Monday the pass …", "said in a statement the pass …"
    if line
        .get(from)
        .is_some_and(|u| matches!(u.lower.as_str(), "on" | "in" | "at" | "during"))
    {
        from = past_adjunct(line, from, stop);
    }
    if cue.entry.has(Frame::ObjClause) && !cue.entry.has(Frame::Clause) {
        // "told drivers the pass was open": one noun or pronoun is the object.
        match line.get(from) {
            Some(u) if u.class == Class::Pronoun || u.class == Class::Open => from += 1,
            _ => return Vec::new(),
        }
    }
    let Some(first) = line.get(from).filter(|_| from < stop) else {
        return Vec::new();
    };
    let opens = matches!(
        first.class,
        Class::Open | Class::Determiner | Class::Pronoun
    ) || first.quotation.is_some()
        || matches!(
            first.lower.as_str(),
            "if" | "when"
                | "there"
                | "not"
                | "because"
                | "while"
                | "once"
                | "unless"
                | "after"
                | "no"
        );
    let end = clause_end(line, from, stop);
    if !opens || !has_verb(line, from..end) {
        return Vec::new();
    }
    clause(line, from, stop)
        .map(|span| Content {
            spans: vec![span],
            trust: trust::BARE_CLAUSE,
        })
        .into_iter()
        .collect()
}

/// Past one prepositional phrase that tells when or where something was said.
fn past_adjunct(line: &Line<'_>, from: usize, stop: usize) -> usize {
    let mut at = from + 1;
    while at < stop && line.get(at).is_some_and(|u| u.class == Class::Determiner) {
        at += 1;
    }
    while at < stop
        && line.get(at).is_some_and(|u| {
            u.is_temporal()
                || crate::units::occasion_of(&u.lower).is_some()
                || u.lower.chars().all(|c| c.is_ascii_digit())
        })
    {
        at += 1;
    }
    if at == from + 1 { from } else { at }
}

/// `asked (Y) whether …`; the question word belongs to the content.
fn wh_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let words = [
        "whether", "if", "why", "how", "who", "what", "when", "where", "which",
    ];
    let reach = if cue.entry.has(Frame::ObjWh) { 8 } else { 1 };
    let range = cue.units.end..cue.sentence.end.min(cue.units.end + reach);
    let at = range.clone().find(|at| {
        line.get(*at)
            .is_some_and(|u| words.contains(&u.lower.as_str()))
    });
    let blocked = at.is_none_or(|at| {
        (range.start..at).any(|n| {
            line.get(n)
                .is_some_and(|u| u.class == Class::Mark && !u.is_possessive())
        })
    });
    match at.filter(|_| !blocked) {
        Some(at) => one(clause(line, at, cue.sentence.end), trust::OBJECT),
        None => Vec::new(),
    }
}

/// `vowed to open the pass`; "to" belongs to the content.
fn infinitive(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let mut at = cue.units.end;
    // "agreed a month later to pay"
    let adjunct = |u: &Unit<'_>| {
        u.class == Class::Adverb && !u.is("not") || u.is_temporal() || u.class == Class::Determiner
    };
    while at < cue.units.end + 4 && line.get(at).is_some_and(adjunct) {
        at += 1;
    }
    let begins = line.get(at).is_some_and(|u| u.is("to"))
        && line.get(at + 1).is_some_and(|u| {
            matches!(u.class, Class::Open | Class::Auxiliary | Class::Adverb) && !u.is_capital()
        });
    if begins && at < cue.sentence.end {
        one(clause(line, at, cue.sentence.end), trust::INFINITIVE)
    } else {
        Vec::new()
    }
}

/// `urged Y to open the pass`; Y belongs to the content, as what is asked is that Y do it.
fn object_infinitive(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let stop = cue.sentence.end;
    for at in (cue.units.end..stop).take(20) {
        let Some(unit) = line.get(at) else { break };
        let verb_next = line.get(at + 1).is_some_and(|u| {
            matches!(u.class, Class::Open | Class::Auxiliary | Class::Adverb) && !u.is_capital()
        });
        if unit.is("to") && verb_next {
            return if at > cue.units.end {
                one(clause(line, cue.units.end, stop), trust::OBJECT)
            } else {
                Vec::new()
            };
        }
        // "asked not to be named" is no request that anybody else do something.
        if unit.class == Class::Auxiliary
            || matches!(unit.text, "," | "." | ";" | ":")
            || unit.is("that")
            || unit.is("not")
        {
            break;
        }
    }
    Vec::new()
}

/// `accused Y of closing the pass`, `thanked Y for opening it`; Y is the target, not content.
fn object_of(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let stop = clause_end(line, cue.units.end, cue.sentence.end);
    let word = if cue.entry.has(Frame::ObjOf) {
        "of"
    } else {
        "for"
    };
    let places =
        || (cue.units.end + 1..stop).filter(|at| line.get(*at).is_some_and(|u| u.is(word)));
    let gerund = |at: &usize| {
        let mut next = at + 1;
        while line.get(next).is_some_and(|u| u.class == Class::Adverb) {
            next += 1;
        }
        line.get(next)
            .is_some_and(|u| u.lower.ends_with("ing") || u.is("having"))
    };
    match places().find(gerund).or_else(|| places().next()) {
        Some(at) => one(clause(line, at + 1, cue.sentence.end), trust::OBJECT),
        None => Vec::new(),
    }
}

/// `warned of delays`, `apologised for the delay`.
fn prepositional(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let next = line
        .get(cue.units.end)
        .filter(|_| cue.units.end < cue.sentence.end);
    let fits = next.is_some_and(|u| {
        u.is("of") && cue.entry.has(Frame::Of) || u.is("for") && cue.entry.has(Frame::For)
    });
    if fits {
        one(
            clause(line, cue.units.end + 1, cue.sentence.end),
            trust::NOUN_PHRASE,
        )
    } else {
        Vec::new()
    }
}

/// `denied the report`.
fn noun_phrase(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let from = cue.units.end;
    let Some(first) = line.get(from).filter(|_| from < cue.sentence.end) else {
        return Vec::new();
    };
    let opens = first.class == Class::Determiner
        || first.quotation.is_some()
        || first.is("it")
        || first.is("this")
        || first.is("that")
        || first.class == Class::Open && !first.is_temporal();
    if !opens {
        return Vec::new();
    }
    let mut end = clause_end(line, from, cue.sentence.end);
    // "rejected the claim and left": a second verb ends the phrase.
    let second = (from + 1..end).find(|at| {
        line.get(*at).is_some_and(|u| u.is("and") || u.is("but"))
            && line.get(*at + 1).is_some_and(|u| {
                u.class == Class::Auxiliary || u.class == Class::Open && u.lower.ends_with("ed")
            })
    });
    end = second.unwrap_or(end);
    one(trimmed(line, from..end), trust::NOUN_PHRASE)
}

/// `which it calls the Notch`: the name alone.
fn naming(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let from = cue.units.end;
    let end = (from..cue.sentence.end)
        .find(|at| {
            line.get(*at).is_some_and(|u| {
                u.class == Class::Mark && !u.is_possessive() && !u.is("-")
                    || matches!(
                        u.class,
                        Class::Auxiliary | Class::Preposition | Class::Subordinator
                    )
            })
        })
        .unwrap_or(cue.sentence.end);
    let named = (from..end).any(|at| {
        line.get(at)
            .is_some_and(|u| u.is_capital() || u.quotation.is_some())
    });
    let relative = (cue.sentence.start..cue.units.start)
        .rev()
        .take(6)
        .any(|at| line.get(at).is_some_and(|u| u.is("which") || u.is("what")));
    let subject = (cue.sentence.start..cue.units.start)
        .rev()
        .take(4)
        .any(|at| line.get(at).is_some_and(|u| u.is("that") || u.is_capital()));
    if named && (relative || subject) && end - from <= 6 {
        one(line.span(from..end), trust::NAMING)
    } else {
        Vec::new()
    }
}

/// `according to X`: the rest of the sentence.
fn according_to(line: &Line<'_>, text: &Text, sentence: &Range<usize>) -> Option<Attribution> {
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

/// `Corvel: “…”`: a name, a colon, words in marks.
fn colon_after_name(line: &Line<'_>, text: &Text, sentence: &Range<usize>) -> Option<Attribution> {
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

fn one(span: Option<Span>, trust: f32) -> Vec<Content> {
    span.map(|span| Content {
        spans: vec![span],
        trust,
    })
    .into_iter()
    .collect()
}

/// The clause from `from` to where it ends.
fn clause(line: &Line<'_>, from: usize, stop: usize) -> Option<Span> {
    let end = clause_end(line, from, stop);
    trimmed(line, from..end)
}

/// Where a reported clause ends: at the end of the sentence, a semicolon, or before the next reporting verb
/// with its subject (", adding that …", ", and Corvel said …", ", according to …").
fn clause_end(line: &Line<'_>, from: usize, stop: usize) -> usize {
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

/// After a comma: "adding that", "who said", "and the minister said", "but Corvel denied".
fn new_report_follows(line: &Line<'_>, from: usize, stop: usize) -> bool {
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
fn report_closes(line: &Line<'_>, from: usize, stop: usize) -> bool {
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
fn trimmed(line: &Line<'_>, range: Range<usize>) -> Option<Span> {
    let bare = |at: &usize| {
        line.get(*at).is_some_and(|u| {
            u.class != Class::Mark || u.quotation.is_some() || "([$£€#%)]".contains(u.text)
        })
    };
    let first = range.clone().find(bare)?;
    let last = range.rev().find(bare)?;
    line.span(first..last + 1)
}
