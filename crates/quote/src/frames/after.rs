//! Content after its cue, in the article's own construction: a clause, an infinitive, a noun phrase.

use super::clause::{clause, clause_end, has_verb, introduces_quotation, trimmed};
use super::{Content, Cue, trust};
use crate::lexicon::Frame;
use crate::source;
use crate::units::{Class, Line, Unit};
use rapporteur_record::Span;

/// Content in the article's own construction, after the cue.
pub(super) fn unquoted(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
    let found = FRAMES
        .iter()
        .filter(|(frame, _)| cue.entry.has(*frame))
        .map(|(_, find)| find(line, cue));
    found
        .into_iter()
        .find(|contents| !contents.is_empty())
        .unwrap_or_default()
}

/// How the content of a frame is found after a cue.
type Find = fn(&Line<'_>, &Cue<'_>) -> Vec<Content>;

/// The frames in the order in which they are tried: the plainer the sign, the sooner.
const FRAMES: [(Frame, Find); 15] = [
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
    (Frame::Of, prepositional),
    (Frame::For, prepositional),
    (Frame::Name, naming),
    (Frame::Np, noun_phrase),
];

/// `said (to Y) (on Monday) that A and that B`: a content a "that".
pub(super) fn that_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn bare_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
    if !opens || !has_verb(line, from..end) || introduces_quotation(line, end, stop) {
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
pub(super) fn past_adjunct(line: &Line<'_>, from: usize, stop: usize) -> usize {
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
pub(super) fn wh_clause(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn infinitive(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn object_infinitive(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn object_of(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn prepositional(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
pub(super) fn noun_phrase(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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
    if introduces_quotation(line, end, cue.sentence.end) {
        return Vec::new();
    }
    end = second.unwrap_or(end);
    one(trimmed(line, from..end), trust::NOUN_PHRASE)
}

/// `which it calls the Notch`: the name alone.
pub(super) fn naming(line: &Line<'_>, cue: &Cue<'_>) -> Vec<Content> {
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

pub(super) fn one(span: Option<Span>, trust: f32) -> Vec<Content> {
    span.map(|span| Content {
        spans: vec![span],
        trust,
    })
    .into_iter()
    .collect()
}
