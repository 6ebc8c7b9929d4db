//! A capital or seat that acts is its government: "Sanna rejected the protest"; where things happen it is the place.
//!
//! Which state a seat belongs to the gazetteer says, or the text: "the capital, Sanna", "Norrland, whose capital is
//! Sanna", "Norrland's Foreign Ministry in Sanna". Of a seat that the text calls nobody's, in an article about two
//! states, the one not just spoken of is meant.

use crate::{Names, fold, gazetteer, phrases};
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{Article, Form, Mention, ReferentId, ReferentKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Gives mentions of seats that act to their states.
pub(crate) fn resolve(article: &Article, parsed: &Parsed, names: &mut Names) {
    let mut seats = listed(names);
    for (seat, state) in said(article, names) {
        seats.entry(seat).or_insert(state);
    }
    let states = states(article, parsed, names, &seats);
    let mut moved: Vec<(usize, ReferentId)> = Vec::new();
    for (number, mention) in names.mentions.iter().enumerate() {
        let Some(id) = mention.referent.filter(|_| mention.form == Form::Name) else {
            continue;
        };
        if names.kind(id) != Some(ReferentKind::Place) || states.contains(&id) {
            continue;
        }
        let of = seats.get(&id).copied();
        if !acts(article, parsed, mention.span) {
            continue;
        }
        let quote = article.text.quote(mention.span);
        let known = gazetteer::is_known_place(quote);
        let state = of.flatten().or_else(|| {
            let speaks = of.is_some() || !known && is_subject(parsed, mention.span);
            if speaks {
                contrast(article, names, &states, number, of.is_some())
            } else {
                None
            }
        });
        moved.extend(state.filter(|s| *s != id).map(|s| (number, s)));
    }
    names.states = states;
    for (number, state) in moved {
        if let Some(mention) = names.mentions.get_mut(number) {
            mention.referent = Some(state);
            // A seat stands for its state; it is no other name of it.
            mention.form = Form::Description;
        }
    }
}

/// Seats of the gazetteer whose states the article names.
fn listed(names: &Names) -> BTreeMap<ReferentId, Option<ReferentId>> {
    let mut by_name: BTreeMap<&str, ReferentId> = BTreeMap::new();
    for (number, referent) in (0..).zip(&names.referents) {
        if let Some((gazetteer::Part::Name, state)) = gazetteer::state_of(&referent.name) {
            by_name.entry(state.name).or_insert(ReferentId(number));
        }
    }
    (0..)
        .zip(&names.referents)
        .filter_map(|(number, referent)| {
            let (part, state) = gazetteer::state_of(&referent.name)?;
            let id = by_name.get(state.name).copied();
            (part == gazetteer::Part::Seat && id.is_some()).then_some((ReferentId(number), id))
        })
        .collect()
}

/// Seats that the text declares, with their state where it says which.
fn said(article: &Article, names: &Names) -> BTreeMap<ReferentId, Option<ReferentId>> {
    let mut seats = BTreeMap::new();
    let text = article.text.as_str();
    let places: Vec<&Mention> = names
        .mentions
        .iter()
        .filter(|m| {
            m.referent
                .is_some_and(|id| names.kind(id) == Some(ReferentKind::Place))
        })
        .collect();
    for (n, mention) in places.iter().enumerate() {
        let Some(id) = mention.referent else { continue };
        let before_place = n.checked_sub(1).and_then(|b| places.get(b));
        let from = before_place.map_or(0, |p| p.span.end());
        let from = from.max(mention.span.start().saturating_sub(60));
        let lead = text.get(from..mention.span.start()).unwrap_or_default();
        let same = lead
            .rsplit(['.', '!', '?', '\n'])
            .next()
            .unwrap_or_default();
        let near = same.to_lowercase();
        let tail = text.get(mention.span.end()..).unwrap_or_default();
        let is_sentence = same.len() == lead.len();
        // "the capital, Sanna", "whose capital is Sanna"
        let words: Vec<&str> = near
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        let called = words.iter().rev().take(3).any(|w| *w == "capital")
            && words
                .last()
                .is_some_and(|w| matches!(*w, "capital" | "is" | "city" | "was" | "of"));
        if called && words.last() != Some(&"of") {
            let owner = before_place.and_then(|p| p.referent).filter(|s| *s != id);
            let leads = || {
                let earlier = places
                    .get(..n)?
                    .iter()
                    .rev()
                    .filter_map(|p| p.referent)
                    .find(|s| *s != id)?;
                Some(earlier)
            };
            let state = if is_sentence {
                owner
            } else {
                first_before(article, &places, n).or_else(leads)
            };
            seats.insert(id, state.filter(|s| *s != id));
        }
        // "Sanna, the capital of Norrland", "Sanna, Norrland's capital"
        let next = places.get(n + 1);
        if let Some(next) = next {
            let gap = text
                .get(mention.span.end()..next.span.start())
                .unwrap_or_default();
            let after = text.get(next.span.end()..).unwrap_or_default();
            let of = gap.len() < 40 && gap.contains("capital of") && !gap.contains('.');
            let possessed =
                gap == ", " && (after.starts_with("'s capital") || after.starts_with("’s capital"));
            if of || possessed {
                seats.insert(id, next.referent.filter(|s| *s != id));
            }
        }
        // "the Foreign Ministry in Sanna"
        let institution = words.last() == Some(&"in")
            && words
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|w| phrases::is_listed("seated", w));
        let other = tail.starts_with(", ")
            && next.is_some_and(|p| p.span.start() == mention.span.end() + 2);
        if institution && !other {
            let owner = names
                .beginning_in(near_span(article, mention.span))
                .find_map(|m| {
                    let owned = text
                        .get(m.span.end()..)
                        .is_some_and(|t| t.starts_with("'s") || t.starts_with("’s"));
                    m.referent.filter(|r| {
                        owned && *r != id && names.kind(*r) == Some(ReferentKind::Place)
                    })
                });
            seats.entry(id).or_insert(owner);
        }
        // "Vantor, of the ministry": nothing else makes a seat.
    }
    seats
}

/// The first place of the sentence before.
fn first_before(article: &Article, places: &[&Mention], n: usize) -> Option<ReferentId> {
    let text = article.text.as_str();
    let here = places.get(n)?.span.start();
    let sentence = text.get(..here)?.rfind(['.', '!', '?', '\n'])?;
    let start = text
        .get(..sentence)?
        .rfind(['.', '!', '?', '\n'])
        .map_or(0, |s| s + 1);
    places
        .iter()
        .take(n)
        .find(|p| p.span.start() >= start && p.span.start() < sentence)
        .and_then(|p| p.referent)
}

/// The forty bytes before a span, or fewer where a character would be cut.
fn near_span(article: &Article, span: Span) -> Span {
    let from = (0..4).find_map(|more| {
        article
            .text
            .span(span.start().saturating_sub(40 + more), span.start())
    });
    from.unwrap_or(span)
}

/// Places that are states here: the gazetteer says so, people are named after them, or they own a government.
fn states(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    seats: &BTreeMap<ReferentId, Option<ReferentId>>,
) -> BTreeSet<ReferentId> {
    let text = article.text.as_str();
    let demonyms: BTreeSet<&str> = parsed
        .tokens
        .iter()
        .map(|t| article.text.quote(t.span))
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .collect();
    let mut states: BTreeSet<ReferentId> = seats.values().flatten().copied().collect();
    let mut owners: BTreeSet<ReferentId> = BTreeSet::new();
    for mention in &names.mentions {
        let Some(id) = mention.referent else { continue };
        let tail = text.get(mention.span.end()..).unwrap_or_default();
        let owned = tail
            .strip_prefix("'s ")
            .or_else(|| tail.strip_prefix("’s "));
        // An office is named at once: not all the text that follows is put in small letters.
        let what: String = owned.unwrap_or_default().chars().take(40).collect();
        let first: String = what
            .to_lowercase()
            .chars()
            .take_while(|c| c.is_alphabetic() || *c == ' ')
            .take(30)
            .collect();
        let lead = text.get(..mention.span.start()).unwrap_or_default();
        let governs = [
            "government of ",
            "governments of ",
            "president of ",
            "authorities of ",
        ];
        let first_of_two = |lead: &str| governs.iter().any(|g| lead.ends_with(g));
        let tail_of = |lead: &str| -> String {
            let from = lead.char_indices().rev().nth(60).map_or(0, |(i, _)| i);
            lead.get(from..).unwrap_or_default().to_lowercase()
        };
        let near = tail_of(lead);
        let second = near.strip_suffix(" and ").is_some_and(|l| {
            governs.iter().any(|g| {
                l.rsplit_once(g)
                    .is_some_and(|(_, name)| !name.contains(['.', ',']))
            })
        });
        if first_of_two(&near) || second {
            owners.insert(id);
        }
        let office = [
            "president",
            "prime minister",
            "foreign minister",
            "government",
            "parliament",
            "foreign ministry",
            "capital",
        ];
        if office.iter().any(|o| first.starts_with(o)) {
            owners.insert(id);
        }
    }
    let roles: BTreeSet<&str> = names
        .referents
        .iter()
        .flat_map(|r| &r.roles)
        .map(String::as_str)
        .collect();
    for (number, referent) in (0..).zip(&names.referents) {
        let id = ReferentId(number);
        let of_office = roles.iter().any(|r| {
            r.strip_prefix(referent.name.as_str())
                .is_some_and(|r| r.starts_with(' '))
        });
        if of_office {
            owners.insert(id);
        }
        if referent.kind != ReferentKind::Place || seats.contains_key(&id) {
            continue;
        }
        let listed = matches!(
            gazetteer::state_of(&referent.name),
            Some((gazetteer::Part::Name, _))
        );
        if listed
            || owners.contains(&id)
            || demonyms
                .iter()
                .any(|w| fold::is_demonym_of(w, &referent.name))
        {
            states.insert(id);
        }
    }
    states
}

/// Of two states the one that was not just spoken of.
fn contrast(
    article: &Article,
    names: &Names,
    states: &BTreeSet<ReferentId>,
    number: usize,
    seat: bool,
) -> Option<ReferentId> {
    let both: Vec<ReferentId> = states.iter().copied().collect();
    let [one, other] = both.as_slice() else {
        return None;
    };
    let here = names.mentions.get(number)?.span;
    let block = article
        .blocks
        .partition_point(|b| b.span.start() <= here.start());
    let last = names
        .mentions
        .iter()
        .take(number)
        .rev()
        .take_while(|m| {
            seat || article
                .blocks
                .partition_point(|b| b.span.start() <= m.span.start())
                == block
        })
        .filter_map(|m| m.referent)
        .find(|id| states.contains(id))?;
    Some(if last == *one { *other } else { *one })
}

fn token_at(parsed: &Parsed, span: Span) -> Option<(usize, &rapporteur_parse::Token)> {
    let after = parsed
        .tokens
        .partition_point(|t| t.span.start() < span.end());
    let at = after.checked_sub(1)?;
    Some((at, parsed.tokens.get(at)?))
}

/// The token of a name that hangs on something outside it.
fn head_of(parsed: &Parsed, span: Span) -> Option<(usize, &rapporteur_parse::Token)> {
    let (last, _) = token_at(parsed, span)?;
    (0..=last)
        .rev()
        .map_while(|i| {
            parsed
                .tokens
                .get(i)
                .filter(|t| t.span.start() >= span.start())
                .map(|t| (i, t))
        })
        .find(|(_, t)| {
            t.head.is_none_or(|h| {
                parsed
                    .tokens
                    .get(h as usize)
                    .is_none_or(|h| !span.contains(h.span))
            })
        })
}

fn is_subject(parsed: &Parsed, span: Span) -> bool {
    head_of(parsed, span).is_some_and(|(_, t)| t.relation == Relation::Nsubj)
}

/// Whether a place does or suffers something that only a government can.
fn acts(article: &Article, parsed: &Parsed, span: Span) -> bool {
    let Some((at, token)) = head_of(parsed, span) else {
        return false;
    };
    let lower = |i: usize| {
        parsed
            .tokens
            .get(i)
            .map(|t| article.text.quote(t.span).to_lowercase())
            .unwrap_or_default()
    };
    let first = parsed
        .tokens
        .partition_point(|t| t.span.start() < span.start());
    let before = first.checked_sub(1).map(lower).unwrap_or_default();
    let (last, _) = token_at(parsed, span).unwrap_or((at, token));
    let after = lower(last + 1);
    // "Sanna to act if Aldmere stays": a headline begins with who acts.
    let headline = article.kind_at(span) == Some(rapporteur_record::BlockKind::Headline);
    let begins = headline
        && parsed
            .sentences
            .get(token.sentence as usize)
            .is_some_and(|s| span.start() <= s.span.start() + 4);
    if begins
        && !matches!(
            after_of(article, parsed, span).as_str(),
            "'s" | "’s" | "," | ":"
        )
    {
        return true;
    }
    if before == "to" {
        // "submitted five points to Sanna": the verb, whatever the words between hang on.
        let near = || {
            let verb = |i: &usize| parsed.tokens.get(*i).is_some_and(|t| t.upos == Upos::Verb);
            (first.saturating_sub(7)..first).rev().find(verb)
        };
        let head = token.head.map(|h| h as usize);
        return head
            .into_iter()
            .chain(near())
            .any(|i| phrases::is_listed("to-verbs", &lower(i)));
    }
    if matches!(
        before.as_str(),
        "in" | "at"
            | "near"
            | "from"
            | "into"
            | "through"
            | "around"
            | "outside"
            | "toward"
            | "towards"
            | "across"
            | "inside"
            | "leave"
            | "left"
            | "reach"
            | "reached"
            | "visit"
            | "visited"
            | "of"
            | "over"
    ) {
        return false;
    }
    if matches!(after.as_str(), "'s" | "’s") {
        // "Sanna's financial and military support"
        let goes_on = |i: &usize| {
            parsed
                .tokens
                .get(*i)
                .is_some_and(|t| matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Cconj))
        };
        return (last + 2..last + 7)
            .take_while(goes_on)
            .any(|i| phrases::is_listed("government-nouns", &lower(i)));
    }
    if matches!(before.as_str(), "between" | "with" | "by" | "against") {
        return true;
    }
    let head = token.head.map(|h| h as usize);
    let verb = head.map(lower).unwrap_or_default();
    match token.relation {
        Relation::Nsubj => {
            let acting = head
                .and_then(|h| parsed.tokens.get(h))
                .is_some_and(|t| t.upos == Upos::Verb);
            acting && !phrases::is_listed("place-verbs", &verb)
        }
        Relation::Obj | Relation::Iobj => phrases::is_listed("person-verbs", &verb),
        // "Sanna and Aldmere agreed"; "between Sanna and Aldmere"
        Relation::Conj => head.and_then(|h| parsed.tokens.get(h)).is_some_and(|t| {
            t.span.start() < span.start()
                && t.upos == Upos::Propn
                && acts_alone(article, parsed, t.span)
        }),
        Relation::Root | Relation::Unknown => false,
        _ => false,
    }
}

/// The word after a name, in small letters.
fn after_of(article: &Article, parsed: &Parsed, span: Span) -> String {
    let after = parsed
        .tokens
        .partition_point(|t| t.span.start() < span.end());
    parsed
        .tokens
        .get(after)
        .map(|t| article.text.quote(t.span).to_lowercase())
        .unwrap_or_default()
}

/// The same of the first of two, which has no other beside it.
fn acts_alone(article: &Article, parsed: &Parsed, span: Span) -> bool {
    let conj = head_of(parsed, span).is_some_and(|(_, t)| t.relation == Relation::Conj);
    !conj && acts(article, parsed, span)
}
