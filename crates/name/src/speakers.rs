//! Who made each statement, and to whom: from the words of its source to a referent.

use crate::Names;
use crate::candidates::{Gender, gender_of};
use crate::kinds;
use rapporteur_parse::Parsed;
use rapporteur_parse::closed::{Class, class_of};
use rapporteur_record::{
    Article, Form, Mention, Referent, ReferentId, ReferentKind, Span, Speaker, Statement,
};
use std::collections::BTreeMap;

/// Fills in the speaker of every statement, and whom it is addressed to. Sources that no name stands for
/// ("a senior official") become referents of their own.
pub fn speakers(
    article: &Article,
    parsed: &Parsed,
    names: &mut Names,
    statements: &mut [Statement],
) {
    // "the official" after "a senior official": unnamed speakers by their head noun.
    let mut unnamed: BTreeMap<String, ReferentId> = BTreeMap::new();
    let mut last_person: Option<ReferentId> = None;
    let mut last_block = 0;
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|n| {
        statements
            .get(*n)
            .and_then(|s| s.source.first().copied().or(s.content_cover()))
    });
    for number in order {
        let Some(statement) = statements.get_mut(number) else {
            continue;
        };
        statement.speaker = match statement.source.first() {
            Some(source) => {
                let block = article
                    .blocks
                    .partition_point(|b| b.span.start() <= source.start());
                let here = last_person.filter(|_| last_block == block);
                last_block = block;
                speaker(
                    article,
                    parsed,
                    names,
                    *source,
                    &mut unnamed,
                    last_person,
                    here,
                )
            }
            None => Speaker::Unknown("the text names no source beside the words".to_owned()),
        };
        if let Speaker::Known(id) = statement.speaker {
            let person = names
                .referents
                .get(id.0 as usize)
                .is_some_and(|r| r.kind == ReferentKind::Person);
            if person {
                last_person = Some(id);
            }
        }
        addressees(article, names, statement);
    }
}

fn speaker(
    article: &Article,
    parsed: &Parsed,
    names: &mut Names,
    source: Span,
    unnamed: &mut BTreeMap<String, ReferentId>,
    last_person: Option<ReferentId>,
    same_paragraph_speaker: Option<ReferentId>,
) -> Speaker {
    let text = &article.text;
    let words = text.quote(source).to_lowercase();
    let inside: Vec<Mention> = mentions_in(names, source);
    if !words.contains(' ') {
        let pronoun = inside.iter().find(|m| m.form == Form::Pronoun);
        let gone_on = matches!(words.as_str(), "he" | "she")
            .then_some(last_person)
            .flatten();
        if let Some(id) = gone_on
            .filter(|id| same_paragraph_speaker == Some(*id) && fits_pronoun(names, *id, &words))
        {
            return Speaker::Known(id);
        }
        if matches!(words.as_str(), "he" | "she") && pronoun.is_none_or(|m| m.referent.is_none()) {
            return match last_person {
                Some(id) => Speaker::Known(id),
                None => Speaker::Unknown(format!("nobody is named before “{words}”")),
            };
        }
        if let Some(id) = pronoun.and_then(|m| m.referent) {
            return Speaker::Known(id);
        }
        if class_of(&words) == Class::Pronoun {
            return Speaker::Unknown(format!("“{words}” stands for nobody named before"));
        }
    }
    let head = head_of(text.quote(source), source, article);
    let region = head.unwrap_or(source);
    let kind_of = |m: &Mention, names: &Names| {
        m.referent
            .and_then(|r| names.referents.get(r.0 as usize))
            .map(|r| r.kind)
    };
    let possessive = |m: &Mention| {
        let rest = text.as_str().get(m.span.end()..).unwrap_or_default();
        rest.starts_with("'s ")
            || rest.starts_with("’s ")
            || rest.starts_with("' ")
            || rest.starts_with("’ ")
    };
    let role = head_noun(text.quote(region));
    let is_role = role.as_ref().is_some_and(|r| is_person_word(r));
    // "Foreign Ministry spokesman Piet Ransley"; over the comma only where an office stands before it
    // ("the foreign minister, Ilse Vantor").
    let person = inside
        .iter()
        .filter(|m| is_role || region.contains(m.span))
        .filter(|m| {
            m.form == Form::Name
                && kind_of(m, names) == Some(ReferentKind::Person)
                && !possessive(m)
        })
        .find_map(|m| m.referent);
    if let Some(id) = person {
        return Speaker::Known(id);
    }
    if is_role {
        // "the president": somebody of that office; "the officer": the one spoken of before.
        let described = inside
            .iter()
            .find(|m| m.form == Form::Description && region.contains(m.span))
            .and_then(|m| m.referent);
        if let Some(id) = described {
            return Speaker::Known(id);
        }
    } else if let Some(id) = inside
        .iter()
        .filter(|m| region.contains(m.span) && !possessive(m))
        .filter_map(|m| m.referent)
        .next_back()
    {
        return Speaker::Known(id);
    }
    let key = role.unwrap_or_else(|| words.clone());
    let definite =
        words.starts_with("the ") || words.starts_with("one of ") || words.starts_with("that ");
    if definite && let Some(id) = unnamed.get(&key) {
        return Speaker::Known(*id);
    }
    let plural = key.ends_with('s') || key.ends_with("people");
    let kind = match (is_role, plural) {
        (_, true) => ReferentKind::Group,
        (true, false) => ReferentKind::Person,
        (false, false) => non_person_kind(&key),
    };
    let id = ReferentId(names.referents.len() as u32);
    names.referents.push(Referent {
        name: text.quote(source).to_owned(),
        kind,
        roles: Vec::new(),
    });
    let after = names.mentions.partition_point(|m| m.span <= source);
    names.mentions.insert(
        after,
        Mention {
            span: source,
            referent: Some(id),
            form: Form::Description,
        },
    );
    unnamed.insert(key, id);
    let _ = parsed;
    Speaker::Known(id)
}

/// The mentions inside a span, in order.
fn mentions_in(names: &Names, span: Span) -> Vec<Mention> {
    let first = names
        .mentions
        .partition_point(|m| m.span.start() < span.start());
    names
        .mentions
        .iter()
        .skip(first)
        .take_while(|m| m.span.start() < span.end())
        .filter(|m| span.contains(m.span))
        .cloned()
        .collect()
}

/// The part of a noun phrase before its first comma, preposition or relative pronoun.
fn head_of(words: &str, source: Span, article: &Article) -> Option<Span> {
    let mut at = 0;
    for word in words.split_inclusive(' ') {
        let bare = word.trim_end();
        let lower = bare.trim_end_matches(',').to_lowercase();
        let ends = matches!(lower.as_str(), "who" | "which" | "whose" | "that")
            || class_of(&lower) == Class::Preposition;
        if ends && at > 0 {
            let span = article.text.span(source.start(), source.start() + at)?;
            return Some(article.text.trim(span));
        }
        at += word.len();
        if bare.ends_with(',') {
            let cut = at - (word.len() - bare.len()) - 1;
            return article.text.span(source.start(), source.start() + cut);
        }
    }
    None
}

/// The last word of a phrase, in lower case.
fn head_noun(phrase: &str) -> Option<String> {
    let word = phrase.split_whitespace().next_back()?;
    Some(
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase(),
    )
    .filter(|w| !w.is_empty())
}

fn is_person_word(word: &str) -> bool {
    kinds::is_person_noun(word)
        || kinds::nouns_of_plural(word)
            .iter()
            .any(|n| n.kind() == Some(ReferentKind::Person))
}

fn non_person_kind(noun: &str) -> ReferentKind {
    let known = kinds::nouns_of(noun).iter().find_map(|n| n.kind());
    known
        .filter(|k| *k != ReferentKind::Person)
        .unwrap_or(ReferentKind::Organisation)
}

/// Whom a statement is told to: mentions between its cue and its content.
fn addressees(article: &Article, names: &Names, statement: &mut Statement) {
    let (Some(cue), Some(content)) = (
        statement.cue.first(),
        statement.content.iter().find(|c| {
            statement
                .cue
                .first()
                .is_some_and(|cue| c.start() > cue.end())
        }),
    ) else {
        return;
    };
    let told = [
        "told", "tells", "telling", "tell", "urged", "asked", "warned", "assured", "reminded",
        "informed", "thanked", "accused",
    ];
    let word = article.text.quote(*cue).to_lowercase();
    if !told.contains(&word.as_str()) {
        return;
    }
    let between = names
        .mentions
        .iter()
        .filter(|m| m.span.start() >= cue.end() && m.span.end() <= content.start());
    let people: Vec<ReferentId> = between
        .filter(|m| m.form != Form::Pronoun)
        .filter_map(|m| m.referent)
        .take(2)
        .collect();
    let accused = word == "accused" || word == "thanked";
    let list = if accused {
        &mut statement.about
    } else {
        &mut statement.to
    };
    for id in people {
        if !list.contains(&id) {
            list.push(id);
        }
    }
}

/// Whether a person can be meant by "he" or "she": nothing in their offices says otherwise.
fn fits_pronoun(names: &Names, id: ReferentId, pronoun: &str) -> bool {
    let wanted = if pronoun == "he" {
        Gender::Male
    } else {
        Gender::Female
    };
    let roles = names
        .referents
        .get(id.0 as usize)
        .map(|r| r.roles.as_slice())
        .unwrap_or_default();
    gender_of(roles.iter().flat_map(|r| r.split(' '))).is_none_or(|g| g == wanted)
}
