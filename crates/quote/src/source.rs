//! Who says it: the noun phrase beside a cue.

use crate::lexicon::{Frame, lexicon};
use crate::units::{Class, Line, Unit};
use std::ops::Range;

/// A source found beside a cue, as units of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The phrase, appositions and all.
    pub units: Range<usize>,
}

/// The subject left of a cue: `sentence.start <= cue`.
///
/// Goes past auxiliaries and adverbs, then takes the noun phrase; past an apposition or relative clause
/// between commas ("Ana Corvel, who runs the pass, said").
pub(crate) fn left(line: &Line<'_>, sentence: &Range<usize>, cue: usize) -> Option<Source> {
    let end = before_verb(line, sentence, cue);
    let last = line.before(end).filter(|_| end > sentence.start)?;
    if last.is(",") {
        return past_apposition(line, sentence, end);
    }
    if last.class == Class::Subordinator && matches!(last.lower.as_str(), "and" | "but" | "or") {
        return None;
    }
    if matches!(last.lower.as_str(), "who" | "which") {
        return antecedent(line, sentence, end - 1);
    }
    let start = phrase_start(line, sentence.start, end)?;
    Some(Source { units: start..end })
}

/// Where the verb group that ends in a cue begins: before its auxiliaries and adverbs.
pub(crate) fn before_verb(line: &Line<'_>, sentence: &Range<usize>, cue: usize) -> usize {
    let mut at = cue;
    while at > sentence.start {
        let Some(unit) = line.before(at) else { break };
        let part = unit.quotation.is_none()
            && (unit.class == Class::Auxiliary
                || unit.class == Class::Adverb && !is_temporal_noun(unit));
        // ", however," stands inside the verb group too.
        let aside = unit.is(",")
            && line
                .before(at - 1)
                .is_some_and(|u| u.class == Class::Adverb)
            && line
                .get(at.saturating_sub(3))
                .is_some_and(|u| u.is(",") && at >= sentence.start + 3);
        if part {
            at -= 1;
        } else if aside {
            at -= 3;
        } else {
            break;
        }
    }
    at
}

fn is_temporal_noun(unit: &Unit<'_>) -> bool {
    unit.is_temporal() && !matches!(unit.lower.as_str(), "earlier" | "later")
}

/// "HEAD, apposition, said": `end` is just after the second comma.
fn past_apposition(line: &Line<'_>, sentence: &Range<usize>, end: usize) -> Option<Source> {
    let close = end - 1;
    let open = (sentence.start..close)
        .rev()
        .take(30)
        .find(|at| line.get(*at).is_some_and(|u| u.is(",")))?;
    let inside = line.get(open + 1)?;
    let apposes = matches!(
        inside.lower.as_str(),
        "who" | "whose" | "which" | "a" | "an" | "the" | "his" | "her"
    ) || inside.is_capital()
        || inside.text.chars().all(|c| c.is_ascii_digit())
        || inside.class == Class::Open && inside.quotation.is_none();
    if !apposes {
        return None;
    }
    let start = phrase_start(line, sentence.start, open)?;
    Some(Source {
        units: start..close,
    })
}

/// The noun phrase before a relative pronoun, over a comma if there is one.
fn antecedent(line: &Line<'_>, sentence: &Range<usize>, pronoun: usize) -> Option<Source> {
    let end = if line.before(pronoun).is_some_and(|u| u.is(",")) {
        pronoun - 1
    } else {
        pronoun
    };
    let start = phrase_start(line, sentence.start, end)?;
    Some(Source { units: start..end })
}

/// Where the noun phrase ending before `end` begins; `None` if none ends there.
fn phrase_start(line: &Line<'_>, floor: usize, end: usize) -> Option<usize> {
    let head = line.before(end).filter(|_| end > floor)?;
    if head.class == Class::Pronoun {
        return Some(end - 1);
    }
    // "the 34-year-old", "Mr Cole, 34": a phrase ends in a name, a noun or a number.
    if head.class != Class::Open && !head.is_possessive() && !is_demonstrative(head) {
        return None;
    }
    let mut at = end;
    while at > floor {
        let Some(unit) = line.before(at) else { break };
        let left = line.before(at - 1).filter(|_| at - 1 > floor);
        match unit.class {
            Class::Determiner => {
                let goes_on =
                    left.is_some_and(is_link) && line.before(at - 2).is_some_and(is_nominal);
                let predetermined = left.is_some_and(|l| l.class == Class::Determiner);
                at -= 1;
                if !(goes_on || predetermined) {
                    return Some(at);
                }
            }
            Class::Preposition if is_link(unit) => {
                if !left.is_some_and(is_nominal) {
                    return trimmed(line, at, end);
                }
                at -= 1;
            }
            Class::Subordinator if unit.is("and") => {
                // "Ana Corvel and Tomas Reyk", "the mayor and the council"; not "it snowed and the mayor".
                let joins = left.is_some_and(|l| is_nominal(l) && joins_names(line, floor, at - 1));
                if joins {
                    at -= 1
                } else {
                    return trimmed(line, at, end);
                }
            }
            Class::Open => {
                let verb =
                    unit.quotation.is_none() && !unit.is_capital() && is_cue_verb(line, at - 1);
                if verb || unit.quotation.is_some() && !unit.is_term() {
                    return trimmed(line, at, end);
                }
                at -= 1;
            }
            Class::Mark if unit.is_possessive() || unit.is("-") || unit.is("&") => at -= 1,
            _ => return trimmed(line, at, end),
        }
    }
    trimmed(line, at, end)
}

/// A phrase does not begin with a preposition or with a day ("Wednesday the minister said").
fn trimmed(line: &Line<'_>, start: usize, end: usize) -> Option<usize> {
    let begins = |at: &usize| {
        line.get(*at).is_some_and(|u| {
            !matches!(
                u.class,
                Class::Preposition | Class::Subordinator | Class::Mark
            ) && !u.is_temporal()
        })
    };
    (start..end).find(begins)
}

fn is_link(unit: &Unit<'_>) -> bool {
    matches!(
        unit.lower.as_str(),
        "of" | "at" | "in" | "for" | "from" | "on"
    ) && unit.quotation.is_none()
}

fn is_demonstrative(unit: &Unit<'_>) -> bool {
    matches!(
        unit.lower.as_str(),
        "both" | "each" | "neither" | "others" | "some" | "many" | "all" | "most" | "such"
    )
}

fn is_nominal(unit: &Unit<'_>) -> bool {
    unit.class == Class::Open && !unit.is_temporal()
}

/// Whether the phrase left of "and" (which stands at `and`) is a name or begins the sentence.
fn joins_names(line: &Line<'_>, floor: usize, and: usize) -> bool {
    let capital = line.before(and).is_some_and(Unit::is_capital);
    let left = (floor..and).rev().take(8);
    let all_nominal = left.clone().all(|at| {
        line.get(at).is_some_and(|u| {
            matches!(
                u.class,
                Class::Open | Class::Determiner | Class::Preposition
            )
        })
    });
    capital || all_nominal && !left.clone().any(|at| is_cue_verb(line, at))
}

/// Whether the word at `at` is a reporting word used as a verb: not after a determiner or a possessive.
pub(crate) fn is_cue_verb(line: &Line<'_>, at: usize) -> bool {
    let Some(unit) = line.get(at).filter(|u| u.is_word()) else {
        return false;
    };
    let following = line
        .units
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(4)
        .map(|u| u.lower.as_str());
    lexicon().longest(following).is_some() && !is_noun_use(unit)
}

/// "the report", "its claims": a word that the tagger does not take for a verb. Forms that are hardly ever
/// anything else ("said") are verbs whatever it takes them for.
pub(crate) fn is_noun_use(unit: &Unit<'_>) -> bool {
    let could_be_noun = lexicon()
        .entry_of(&unit.lower)
        .is_some_and(|e| e.has(Frame::Noun));
    let participle = unit.lower.ends_with("ing") || unit.lower.ends_with("ed");
    !unit.is_verb && (could_be_noun || participle)
}

/// The noun phrase right of a cue ("said Ana Corvel, who …", "according to the ministry").
pub(crate) fn right(line: &Line<'_>, from: usize, end: usize) -> Option<Source> {
    let first = line.get(from).filter(|_| from < end)?;
    if first.class == Class::Pronoun {
        return Some(Source {
            units: from..from + 1,
        });
    }
    if !matches!(first.class, Class::Open | Class::Determiner)
        || first.quotation.is_some()
        || first.is_temporal()
    {
        return None;
    }
    let mut at = from;
    while at < end {
        let Some(unit) = line.get(at) else { break };
        let next = line.get(at + 1).filter(|_| at + 1 < end);
        let goes_on = match unit.class {
            Class::Determiner => true,
            Class::Open => {
                let verb = unit.is_verb || is_cue_verb(line, at);
                !unit.is_temporal() && (at == from || !verb || unit.is_capital())
            }
            Class::Preposition => {
                matches!(unit.lower.as_str(), "of" | "at" | "for" | "in" | "from")
                    && next.is_some_and(|n| {
                        matches!(n.class, Class::Open | Class::Determiner) && !n.is_temporal()
                    })
            }
            Class::Subordinator => unit.is("and") && next.is_some_and(Unit::is_capital),
            Class::Mark => {
                unit.is_possessive()
                    || unit.is("-")
                    || unit.is("&")
                    || unit.is(".") && is_initial(line, at)
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    let at = with_apposed_name(line, at, end);
    (at > from).then_some(Source { units: from..at })
}

/// "the tenant, Roz Ibbot": a name between commas belongs to the phrase before it.
fn with_apposed_name(line: &Line<'_>, comma: usize, end: usize) -> usize {
    if !line.get(comma).is_some_and(|u| u.is(","))
        || line.before(comma).is_some_and(Unit::is_capital)
    {
        return comma;
    }
    let mut at = comma + 1;
    while at < end
        && line
            .get(at)
            .is_some_and(|u| u.is_capital() && u.class == Class::Open && !u.is_temporal())
    {
        at += 1;
    }
    let closes = at >= end || line.get(at).is_some_and(|u| matches!(u.text, "," | "."));
    if at > comma + 1 && closes { at } else { comma }
}

/// "J." inside a name.
fn is_initial(line: &Line<'_>, stop: usize) -> bool {
    line.before(stop)
        .is_some_and(|u| u.text.chars().count() == 1 && u.is_capital())
        && line.get(stop + 1).is_some_and(Unit::is_capital)
}
