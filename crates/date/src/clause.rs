//! The verb that a date depends on, and what its form tells: done, to be done, or neither.

use crate::tense::{Tense, word_tense};
use crate::when::rules::{Place, RULES};
use rapporteur_parse::{Parsed, Relation, Token, Upos, Xpos, lemma};
use rapporteur_record::{Span, Text};
use std::borrow::Cow;
use std::ops::Range;

/// How many heads up the verb is looked for.
const CLIMB: usize = 12;

/// How many tokens on either side of a verb its auxiliaries may stand.
const REACH: usize = 25;

/// What the form of a verb tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// "left", "has left", "would have left"
    Done,
    /// "will leave", "must leave", "to leave"
    Ahead,
    /// "leaves", or no verb at all
    Neither,
}

/// The clause that a date stands in.
#[derive(Debug)]
pub(crate) struct Clause {
    /// Its verb, or the word that "is" makes one ("open").
    pub verb: Option<usize>,
    pub told: Told,
    /// Past and no perfect: what it tells of is over ("was shut until June").
    pub over: bool,
    /// The words that show it.
    pub evidence: Option<Span>,
    /// The date depends on a noun ("the 3 May attack"), not on the verb.
    pub on_noun: bool,
}

/// The sentences of an article as words in two forms.
pub(crate) struct Clauses<'a> {
    pub text: &'a Text,
    pub parsed: &'a Parsed,
}

impl<'a> Clauses<'a> {
    pub fn token(&self, at: usize) -> Option<&'a Token> {
        self.parsed.tokens.get(at)
    }

    /// The tokens of a sentence.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        let sentence = self.token(at).map(|t| t.sentence as usize);
        let sentence = sentence.and_then(|s| self.parsed.sentences.get(s));
        sentence.map_or(0..0, |s| s.tokens.clone())
    }

    /// A word in small letters, and its dictionary form.
    pub fn forms(&self, at: usize) -> [Cow<'a, str>; 2] {
        let Some(token) = self.token(at) else {
            return [Cow::Borrowed(""), Cow::Borrowed("")];
        };
        let word = self.text.quote(token.span);
        let small = word.bytes().all(|b| b.is_ascii_lowercase());
        let form = match small {
            true => Cow::Borrowed(word),
            false => Cow::Owned(word.to_lowercase()),
        };
        let base = match token.upos {
            // "Agreement", "Accord" in a name have no dictionary form of their own.
            Upos::Propn => form.clone(),
            _ => lemma(word, token.xpos),
        };
        [form, base]
    }

    /// The tokens of an expression, and the one of them that the others depend on.
    pub fn tokens_of(&self, span: Span) -> Option<(Range<usize>, usize)> {
        let tokens = &self.parsed.tokens;
        let first = tokens.partition_point(|t| t.span.end() <= span.start());
        let end = tokens.partition_point(|t| t.span.start() < span.end());
        let within = first..end;
        let out = |at: &usize| {
            let head = self.token(*at).and_then(|t| t.head);
            head.is_none_or(|h| !within.contains(&(h as usize)))
        };
        // Of several the last: "Monday" of "on Monday" rather than a stray determiner.
        let top = within.clone().rev().find(out)?;
        Some((within, top))
    }

    /// The words that hang on a verb and lie near it.
    fn children(&self, verb: usize) -> impl Iterator<Item = (usize, &'a Token)> + '_ {
        let sentence = self.sentence(verb);
        let from = verb.saturating_sub(REACH).max(sentence.start);
        let to = (verb + REACH).min(sentence.end);
        let near = (from..to).filter_map(|at| Some((at, self.token(at)?)));
        near.filter(move |(_, t)| t.head == Some(verb as u32))
    }

    fn is_predicate(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else {
            return false;
        };
        // Participles before a noun ("the planned talks") are no verbs of their own.
        let verb = token.upos == Upos::Verb && token.relation != Relation::Amod;
        verb || self.children(at).any(|(_, t)| t.relation == Relation::Cop)
    }

    /// The clause around a word, `within` a content.
    pub fn clause(&self, date: usize, within: Span) -> Clause {
        let mut at = date;
        let mut on_noun = false;
        for _ in 0..CLIMB {
            let Some(token) = self.token(at).filter(|t| within.contains(t.span)) else {
                break;
            };
            if self.is_predicate(at) {
                return self.told_by(at, within, on_noun, 0);
            }
            on_noun |= matches!(
                token.relation.base(),
                Relation::Nmod
                    | Relation::Compound
                    | Relation::Amod
                    | Relation::Nummod
                    | Relation::Appos
            );
            match token.head {
                Some(head) => at = head as usize,
                None => break,
            }
        }
        Clause {
            verb: None,
            told: Told::Neither,
            over: false,
            evidence: None,
            on_noun,
        }
    }

    /// What the form of a verb and its auxiliaries tells.
    fn told_by(&self, verb: usize, within: Span, on_noun: bool, depth: usize) -> Clause {
        let Some(token) = self.token(verb) else {
            return Clause {
                verb: None,
                told: Told::Neither,
                over: false,
                evidence: None,
                on_noun,
            };
        };
        let helpers: Vec<(usize, &Token)> = self
            .children(verb)
            .filter(|(at, t)| {
                let helps = matches!(t.relation.base(), Relation::Aux | Relation::Cop)
                    || t.relation == Relation::AuxPass;
                helps && *at < verb
            })
            .collect();
        let have = |t: &Token| matches!(self.text.quote(t.span).as_bytes(), b"have" | b"'ve");
        let modal = helpers.iter().find(|(_, t)| t.xpos == Xpos::Md);
        let mark = self
            .children(verb)
            .find(|(at, t)| *at < verb && t.xpos == Xpos::To && t.relation == Relation::Mark);
        let perfect = helpers.iter().find(|(at, t)| {
            let base = self.forms(*at);
            base.contains(&Cow::Borrowed("have")) && (t.xpos != Xpos::Md)
        });
        let told = |told: Told, by: Option<usize>, over: bool| {
            let first = by.and_then(|at| self.token(at)).map(|t| t.span);
            Clause {
                verb: Some(verb),
                told,
                over,
                evidence: first.map(|first| match first.start() <= token.span.start() {
                    true => first,
                    false => token.span,
                }),
                on_noun,
            }
        };
        if let Some((at, _)) = modal.or(mark.as_ref()) {
            // "would have left", "to have left"
            if helpers.iter().any(|(_, t)| have(t)) {
                return told(Told::Done, Some(verb), true);
            }
            if modal.is_none() && self.is_led(verb) {
                return self.above(verb, within, on_noun, depth);
            }
            return told(Told::Ahead, Some(*at), false);
        }
        if let Some((at, _)) = perfect {
            let over = self.forms(*at).first().is_some_and(|f| f == "had");
            return told(Told::Done, Some(*at), over);
        }
        let finite = helpers.first().map_or((verb, token), |(at, t)| (*at, *t));
        match finite.1.xpos {
            Xpos::Vbd => told(Told::Done, Some(finite.0), true),
            Xpos::Vbz | Xpos::Vbp => told(Told::Neither, None, false),
            // "a deal signed in May"
            Xpos::Vbn
                if !matches!(
                    token.relation.base(),
                    Relation::Conj | Relation::Xcomp | Relation::Ccomp
                ) =>
            {
                told(Told::Done, Some(verb), true)
            }
            Xpos::Vb if token.relation == Relation::Root => told(Told::Ahead, Some(verb), false),
            _ => self.above(verb, within, on_noun, depth),
        }
    }

    /// The tense of the verb that an expression depends on, where its form is plain.
    pub fn tense(&self, place: Span) -> Option<Tense> {
        let (tokens, top) = self.tokens_of(place)?;
        let before = tokens.start.checked_sub(1).map(|at| self.forms(at));
        let limit =
            before.is_some_and(|[form, _]| matches!(&*form, "by" | "until" | "till" | "as"));
        let clause = self.clause(top, self.text.all());
        if clause.on_noun {
            return None;
        }
        let shown = clause.evidence.map_or("", |span| self.text.quote(span));
        // "planned for Friday", "set to resume": the form is past, the meaning is not.
        let verb = clause.verb.map(|verb| self.forms(verb));
        let plans = verb.is_some_and(|[form, _]| word_tense(&form) == Tense::Future);
        // "Please have it ready on Thursday."
        let verb = clause.verb.and_then(|verb| self.token(verb));
        let asked = verb.is_some_and(|v| Some(v.span) == clause.evidence);
        match clause.told {
            Told::Ahead if asked => Some(Tense::Future),
            Told::Done if !limit && !plans => Some(Tense::Past),
            Told::Ahead if matches!(shown, "will" | "'ll" | "’ll" | "shall" | "would") => {
                Some(Tense::Future)
            }
            _ => None,
        }
    }

    /// "has been shut": a state that was brought about.
    pub fn is_passive(&self, verb: usize) -> bool {
        self.children(verb)
            .any(|(_, t)| t.relation == Relation::AuxPass)
    }

    /// "They managed to leave": told of as the verb above is.
    fn is_led(&self, verb: usize) -> bool {
        let head = self.token(verb).and_then(|t| t.head);
        head.is_some_and(|h| {
            let [form, base] = self.forms(h as usize);
            RULES.lists(Place::Led, [&form, &base])
        })
    }

    /// What the verb above a verb tells, for one that tells nothing itself ("leaving on Monday, they said").
    fn above(&self, verb: usize, within: Span, on_noun: bool, depth: usize) -> Clause {
        let neither = Clause {
            verb: Some(verb),
            told: Told::Neither,
            over: false,
            evidence: None,
            on_noun,
        };
        if depth >= CLIMB {
            return neither;
        }
        let mut at = self.token(verb).and_then(|t| t.head);
        for _ in 0..CLIMB {
            let Some(head) = at.map(|h| h as usize) else {
                break;
            };
            let Some(token) = self.token(head).filter(|t| within.contains(t.span)) else {
                break;
            };
            if self.is_predicate(head) {
                let above = self.told_by(head, within, on_noun, depth + 1);
                return Clause {
                    verb: Some(verb),
                    ..above
                };
            }
            at = token.head;
        }
        neither
    }
}
