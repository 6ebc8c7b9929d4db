//! Who is said to owe whom what, under which instrument: the constructions of `data/duties.tsv`.

use crate::figure::Holders;
use crate::sign::lines;
use crate::words::{Sentence, sentences};
use rapporteur_name::Names;
use rapporteur_parse::{Parsed, Relation, Upos, Xpos};
use rapporteur_record::{
    Article, BlockKind, Commitment, CommitmentStatus, Mention, ReferentId, ReferentKind, Span,
    Speaker, Statement, StatementId, Time, TimeValue,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Where in what is owed the creditor stands, with the verbs of which that holds (none: of all):
/// `data/creditors.tsv`.
static CREDITORS: LazyLock<Vec<(&'static str, BTreeSet<&'static str>)>> = LazyLock::new(|| {
    lines(include_str!("../data/creditors.tsv"))
        .filter_map(|columns| {
            let [role, verbs, ..] = columns.as_slice() else {
                return None;
            };
            let verbs = verbs.split(", ").filter(|v| *v != "any").collect();
            Some((*role, verbs))
        })
        .collect()
});

/// What stands around the phrase of a construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Obliges,
    Debtor,
    Vow,
    Duty,
    Under,
    Linked,
    Kept,
    Again,
    Partly,
    Open,
}

/// A line of `data/duties.tsv`.
struct Construction {
    frame: Frame,
    phrase: Vec<&'static str>,
    status: CommitmentStatus,
}

static CONSTRUCTIONS: LazyLock<Vec<Construction>> = LazyLock::new(|| {
    lines(include_str!("../data/duties.tsv"))
        .filter_map(|columns| construction(&columns))
        .collect()
});

fn construction(columns: &[&'static str]) -> Option<Construction> {
    let [frame, phrase, status, ..] = columns else {
        return None;
    };
    Some(Construction {
        frame: match *frame {
            "obliges" => Frame::Obliges,
            "debtor" => Frame::Debtor,
            "vow" => Frame::Vow,
            "duty" => Frame::Duty,
            "under" => Frame::Under,
            "linked" => Frame::Linked,
            "kept" => Frame::Kept,
            "again" => Frame::Again,
            "partly" => Frame::Partly,
            "open" => Frame::Open,
            _ => return None,
        },
        phrase: phrase.split(' ').collect(),
        status: serde_json::from_value(serde_json::Value::String((*status).to_owned())).ok()?,
    })
}

/// A duty found in a sentence, before its instrument is known.
#[derive(Clone)]
struct Duty {
    debtors: Vec<ReferentId>,
    /// To whom, where words beside the duty's own say so.
    creditor: Option<ReferentId>,
    what: std::ops::Range<usize>,
    status: CommitmentStatus,
}

/// "broke that promise", "complied": what is said of a duty that was told before.
struct Again {
    /// Empty where a pronoun stands for the debtor.
    debtors: Vec<ReferentId>,
    /// Where it stands.
    place: Span,
    status: CommitmentStatus,
}

/// Commitments of the body, in the order of the text. One is taken only where its debtor is somebody the
/// article names.
pub fn commitments(
    article: &Article,
    parsed: &Parsed,
    names: &Names,
    times: &[Time],
    statements: &[Statement],
) -> Vec<Commitment> {
    let holders = Holders::of(statements);
    let both = parties(article, parsed, names);
    let (mut found, mut again): (Vec<Commitment>, Vec<Commitment>) = Default::default();
    for block in article.blocks_of(BlockKind::Body) {
        let first = found.len();
        for sentence in sentences(article, parsed, block) {
            let reading = Reading::of(&sentence, names, statements, &holders, &both, block);
            for duty in reading.duties() {
                found.extend(reading.commitments(&duty, times, article));
            }
            let told = found.get(first..).unwrap_or_default();
            let said = reading.again();
            again.extend(said.iter().filter_map(|a| reading.said_again(a, told)));
        }
    }
    found.sort_by_key(|c| (c.what, c.debtor, c.status));
    let mut kept: Vec<Commitment> = Vec::new();
    for commitment in found {
        let told = kept.iter().rev().take(16).any(|k| {
            k.debtor == commitment.debtor
                && k.what.overlaps(commitment.what)
                && k.instrument == commitment.instrument
        });
        if !told {
            kept.push(commitment);
        }
    }
    kept.extend(again);
    let key = |c: &Commitment| (c.what, c.debtor, c.status, c.said_by);
    kept.sort_by_key(key);
    kept.dedup_by_key(|c| key(c));
    kept
}

/// A sentence with the names in it and the statements it stands in.
struct Reading<'a> {
    sentence: &'a Sentence<'a>,
    lemmas: Vec<String>,
    names: &'a Names,
    mentions: Vec<&'a Mention>,
    statements: &'a [Statement],
    holders: &'a Holders,
    /// Whom "both countries" means: the two places the article names most.
    both: &'a [ReferentId],
    /// Agreements and laws of the paragraph named before this sentence, the last one first.
    before: Vec<ReferentId>,
}

impl<'a> Reading<'a> {
    fn of(
        sentence: &'a Sentence<'a>,
        names: &'a Names,
        statements: &'a [Statement],
        holders: &'a Holders,
        both: &'a [ReferentId],
        paragraph: Span,
    ) -> Reading<'a> {
        let span = sentence.span(0..sentence.words.len());
        let mentions = span.map(|span| {
            let first = names
                .mentions
                .partition_point(|m| m.span.start() < span.start());
            names
                .mentions
                .iter()
                .skip(first)
                .take_while(|m| m.span.start() < span.end())
                .collect()
        });
        Reading {
            lemmas: sentence.words.iter().map(|w| w.lemma()).collect(),
            sentence,
            names,
            mentions: mentions.unwrap_or_default(),
            statements,
            holders,
            both,
            before: instruments_before(names, paragraph, span),
        }
    }

    fn duties(&self) -> Vec<Duty> {
        let mut duties = Vec::new();
        for at in 0..self.sentence.words.len() {
            for construction in CONSTRUCTIONS.iter() {
                let vow = construction.frame == Frame::Vow;
                let Some(after) = self.end_of(at, &construction.phrase, vow) else {
                    continue;
                };
                let duty = match construction.frame {
                    // These say something of another duty.
                    Frame::Again | Frame::Partly | Frame::Open => continue,
                    Frame::Obliges => self.obliged(at, after),
                    Frame::Debtor => self.owing(at, after),
                    Frame::Vow => self
                        .owing(at, after)
                        .map(|d| self.of_bodies(d))
                        .map(|d| self.to_whom(at, after, d)),
                    Frame::Duty => self.bound(at, after),
                    Frame::Under => self.owing(at, after).filter(|_| self.has_instrument()),
                    Frame::Linked => self.measured(at, after),
                    Frame::Kept => self.kept(at, after),
                };
                let denied = self.is_denied(at);
                let duty = duty.map(|duty| match construction.status {
                    CommitmentStatus::Owed if construction.frame == Frame::Linked => duty,
                    CommitmentStatus::Owed if denied => Duty {
                        status: CommitmentStatus::Denied,
                        ..duty
                    },
                    _ if construction.frame == Frame::Duty => duty,
                    status => Duty { status, ..duty },
                });
                let duty = duty.map(|d| self.as_far_as_kept(d));
                let further = duty.as_ref().and_then(|d| self.further(d));
                duties.extend(duty);
                duties.extend(further);
            }
        }
        duties
    }

    /// "obliges each side to give notice, and to answer": a second duty of the same.
    fn further(&self, duty: &Duty) -> Option<Duty> {
        let and = (duty.what.start + 1..self.sentence.words.len())
            .take(24)
            .find(|n| self.word(*n) == "and" && self.word(n + 1) == "to" && self.is_doing(n + 2))?;
        Some(Duty {
            what: and + 2..self.end(and + 2),
            ..duty.clone()
        })
    }

    /// Kept or broken in part, or open whether it was: disputed.
    fn as_far_as_kept(&self, duty: Duty) -> Duty {
        let claimed = matches!(
            duty.status,
            CommitmentStatus::SaidFulfilled | CommitmentStatus::SaidBreached
        );
        match claimed && self.says(Frame::Partly) || self.says(Frame::Open) {
            true => Duty {
                status: CommitmentStatus::Disputed,
                ..duty
            },
            false => duty,
        }
    }

    /// Whether a phrase of this kind stands in the sentence.
    fn says(&self, frame: Frame) -> bool {
        let phrases = || CONSTRUCTIONS.iter().filter(|c| c.frame == frame);
        (0..self.sentence.words.len())
            .any(|at| phrases().any(|c| self.end_of(at, &c.phrase, false).is_some()))
    }

    /// What the sentence says of duties told before: "broke that promise", "it complied".
    fn again(&self) -> Vec<Again> {
        let mut found = Vec::new();
        for at in 0..self.sentence.words.len() {
            for construction in CONSTRUCTIONS.iter().filter(|c| c.frame == Frame::Again) {
                let Some(after) = self.end_of(at, &construction.phrase, false) else {
                    continue;
                };
                // "broke its promise to pay" tells the duty itself.
                let tells = self.word(after) == "to" || self.word(after) == "with";
                let Some(word) = self.sentence.words.get(at).filter(|_| !tells) else {
                    continue;
                };
                let subject = self
                    .sentence
                    .child(at, &[Relation::Nsubj])
                    .or_else(|| at.checked_sub(1).filter(|n| self.stands_for(*n)));
                let Some(subject) = subject else { continue };
                let denied = self.is_denied(at);
                let status = match construction.status {
                    CommitmentStatus::SaidFulfilled if denied => CommitmentStatus::SaidBreached,
                    CommitmentStatus::SaidBreached if denied => CommitmentStatus::SaidFulfilled,
                    status => status,
                };
                let status = match self.says(Frame::Partly) || self.says(Frame::Open) {
                    true => CommitmentStatus::Disputed,
                    false => status,
                };
                found.push(Again {
                    debtors: match self.stands_for(subject) {
                        true => Vec::new(),
                        false => self.debtors_at(subject),
                    },
                    place: word.span,
                    status,
                });
            }
        }
        found
    }

    fn stands_for(&self, at: usize) -> bool {
        matches!(self.word(at), "it" | "they")
    }

    /// The last duty of the paragraph with such a debtor, as this voice has it.
    fn said_again(&self, again: &Again, told: &[Commitment]) -> Option<Commitment> {
        let duty = told
            .iter()
            .rev()
            .take(16)
            .find(|c| match again.debtors.is_empty() {
                false => again.debtors.contains(&c.debtor),
                // Whom "it" is the text does not say; the duty must stand just before.
                true => again.place.start().saturating_sub(c.what.end()) <= JUST_BEFORE,
            })?;
        Some(Commitment {
            status: again.status,
            said_by: self.holders.innermost(again.place),
            ..duty.clone()
        })
    }

    /// The party named between "promised" and "to": "promised Norrland to pay".
    fn to_whom(&self, at: usize, after: usize, duty: Duty) -> Duty {
        Duty {
            creditor: self.party_between(at, after),
            ..duty
        }
    }

    fn party_between(&self, at: usize, after: usize) -> Option<ReferentId> {
        let from = self.sentence.words.get(at)?.span.end();
        let until = self.sentence.words.get(after.checked_sub(1)?)?.span.start();
        self.mentions
            .iter()
            .filter(|m| m.span.start() >= from && m.span.end() <= until)
            .find_map(|m| self.debtor(m))
    }

    /// Where a phrase that begins here ends; "not" may stand inside it. With `parted` also a party or a time may stand
    /// before its last word: "promised Norrland to pay", "agreed a month later to pay".
    fn end_of(&self, at: usize, phrase: &[&str], parted: bool) -> Option<usize> {
        let mut here = at;
        for (n, wanted) in phrase.iter().enumerate() {
            if n > 0 && matches!(self.word(here), "not" | "n't" | "never") {
                here += 1;
            }
            if parted && n > 0 && n + 1 == phrase.len() && self.word(here) != *wanted {
                here = self.past_adjunct(here)?;
            }
            if self.word(here) != *wanted && self.lemmas.get(here).is_none_or(|l| l != wanted) {
                return None;
            }
            here += 1;
        }
        Some(here)
    }

    /// The word behind a short party or time that begins here.
    fn past_adjunct(&self, at: usize) -> Option<usize> {
        let to = (at + 1..at + 6).find(|n| self.word(*n) == "to")?;
        let verbs = (at..to).any(|n| {
            self.sentence
                .words
                .get(n)
                .is_none_or(|w| matches!(w.token.upos, Upos::Verb | Upos::Aux | Upos::Punct))
        });
        (!verbs).then_some(to)
    }

    fn word(&self, at: usize) -> &str {
        self.sentence.words.get(at).map_or("", |w| w.lower.as_str())
    }

    fn is_denied(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at + 2)
            .any(|n| matches!(self.word(n), "not" | "n't" | "never" | "no"))
    }

    fn has_instrument(&self) -> bool {
        self.mentions.iter().any(|m| self.is_instrument(m))
    }

    /// "The accord obliges X and Y to do it".
    fn obliged(&self, at: usize, after: usize) -> Option<Duty> {
        let verb = self.sentence.words.get(at)?;
        // "X is obliged to" is another construction.
        let passive = at.checked_sub(1).is_some_and(|n| {
            self.lemmas.get(n).is_some_and(|l| l == "be") || self.word(n) == "not"
        }) && verb.token.xpos == Xpos::Vbn;
        if passive {
            return None;
        }
        let to = (after..self.sentence.words.len())
            .take(14)
            .find(|n| self.word(*n) == "to")?;
        let from = verb.span.end();
        let until = self.sentence.words.get(to)?.span.start();
        let between = self
            .mentions
            .iter()
            .filter(|m| m.span.start() >= from && m.span.end() <= until);
        let mut debtors: Vec<ReferentId> = between.filter_map(|m| self.debtor(m)).collect();
        let first_person = (after..to).any(|n| matches!(self.word(n), "us" | "me"));
        if first_person {
            debtors.extend(self.speaker(verb.span));
        }
        let parties = (after..to).any(|n| self.is_party(self.word(n)))
            && (after..to).any(|n| matches!(self.word(n), "both" | "two" | "each"));
        if parties && self.both.len() == 2 {
            debtors = self.both.to_vec();
        }
        Some(Duty {
            debtors,
            creditor: None,
            what: to + 1..self.end(to + 1),
            status: CommitmentStatus::Owed,
        })
        .filter(|_| self.is_doing(to + 1))
    }

    fn is_doing(&self, at: usize) -> bool {
        self.sentence.words.get(at).is_some_and(|w| {
            matches!(w.token.upos, Upos::Verb | Upos::Aux) || w.token.xpos == Xpos::Vb
        })
    }

    /// "X undertook to do it", "X shall do it": what X owes follows.
    fn owing(&self, at: usize, after: usize) -> Option<Duty> {
        // "was to blame", "must not": a verb must follow, "not" apart.
        let from =
            (after..after + 3).find(|n| !matches!(self.word(*n), "not" | "never" | "always"))?;
        // "We shall sail tonight" tells a plan.
        let plan = self.word(at) == "shall"
            && at
                .checked_sub(1)
                .is_some_and(|n| matches!(self.word(n), "we" | "i"));
        if plan && !self.has_instrument() {
            return None;
        }
        Some(Duty {
            debtors: self.debtors_before(at),
            creditor: None,
            what: from..self.end(from),
            status: CommitmentStatus::Owed,
        })
        .filter(|_| self.is_doing(from) && self.word(from + 1) != "so")
    }

    /// What a person promises is an act of theirs; what a country, a body or a company does, a duty.
    fn of_bodies(&self, mut duty: Duty) -> Duty {
        let person = |id: &ReferentId| {
            let referent = self.names.referents.get(id.0 as usize);
            referent.is_none_or(|r| r.kind == ReferentKind::Person)
        };
        if !self.has_instrument() {
            duty.debtors.retain(|id| !person(id));
        }
        duty
    }

    /// "X has a duty under the accord to do it", "X broke its duty to do it".
    fn bound(&self, at: usize, after: usize) -> Option<Duty> {
        let to = (after..self.sentence.words.len())
            .take(10)
            .find(|n| self.word(*n) == "to" && self.is_doing(n + 1))?;
        let claim = |n: &usize| match self.lemmas.get(*n).map(String::as_str) {
            Some(
                "break" | "breach" | "violate" | "ignore" | "neglect" | "fail" | "evade" | "shirk"
                | "forget" | "abandon",
            ) => Some(CommitmentStatus::SaidBreached),
            Some(
                "meet" | "fulfil" | "fulfill" | "honour" | "honor" | "keep" | "discharge"
                | "perform",
            ) => Some(CommitmentStatus::SaidFulfilled),
            _ => None,
        };
        let head = self.sentence.head(at)?;
        // The verb over the noun, or close before it where the tree has another.
        let near = (at.saturating_sub(4)..at).rev();
        let verb = std::iter::once(head)
            .chain(near)
            .find(|n| claim(n).is_some());
        let status = match verb.and_then(|n| claim(&n)) {
            Some(CommitmentStatus::SaidFulfilled) if verb.is_some_and(|n| self.is_denied(n)) => {
                CommitmentStatus::SaidBreached
            }
            Some(status) => status,
            None => CommitmentStatus::Owed,
        };
        let verb = verb.unwrap_or(head);
        Some(Duty {
            debtors: self.debtors_before(verb),
            creditor: self.party_between(at, to),
            what: to + 1..self.end(to + 1),
            status,
        })
    }

    /// "X did not do it, as the accord requires": what X did or did not do stands before.
    fn measured(&self, at: usize, after: usize) -> Option<Duty> {
        let start = self.sentence.words.get(at)?.span.start();
        let instrument = self.instrument_after(after)?;
        // "as the accord is old" measures nothing.
        let measures = self.word(at) != "as"
            || self.lemmas.iter().skip(after).take(12).any(|l| {
                matches!(
                    l.as_str(),
                    "require"
                        | "demand"
                        | "oblige"
                        | "provide"
                        | "prescribe"
                        | "stipulate"
                        | "order"
                        | "say"
                )
            });
        let near = instrument.span.start().saturating_sub(start) < 40;
        if !(measures && near) {
            return None;
        }
        let verb = (0..at).rev().take(24).find(|n| {
            self.sentence
                .words
                .get(*n)
                .is_some_and(|w| w.token.upos == Upos::Verb)
        })?;
        let form = self.sentence.words.get(verb)?.token.xpos;
        if !matches!(form, Xpos::Vbd | Xpos::Vbn | Xpos::Vb) {
            return None;
        }
        // "failed to" is a construction of its own.
        if matches!(
            self.lemmas.get(verb).map(String::as_str),
            Some("fail" | "refuse" | "sign" | "say" | "ignore" | "break" | "set" | "agree")
        ) {
            return None;
        }
        let subject = self.sentence.child(verb, &[Relation::Nsubj])?;
        let mut auxiliaries = self
            .sentence
            .children(verb)
            .filter(|(_, w)| w.is(Relation::Aux));
        // What is to come is neither kept nor broken.
        let to_come = auxiliaries.any(|(_, w)| {
            matches!(
                w.lower.as_str(),
                "will" | "would" | "shall" | "must" | "should" | "can" | "may"
            )
        });
        let denied = self
            .sentence
            .children(verb)
            .any(|(_, w)| matches!(w.lower.as_str(), "not" | "n't" | "never"));
        Some(Duty {
            debtors: self.debtors_at(subject),
            creditor: None,
            what: verb..at,
            status: if denied {
                CommitmentStatus::SaidBreached
            } else {
                CommitmentStatus::SaidFulfilled
            },
        })
        .filter(|_| !to_come)
    }

    /// "X fulfilled the accord and did it".
    fn kept(&self, at: usize, after: usize) -> Option<Duty> {
        self.instrument_after(after)?;
        let subject = self.sentence.child(at, &[Relation::Nsubj])?;
        let done = self
            .sentence
            .children(at)
            .find(|(n, w)| *n > at && w.is(Relation::Conj) && w.token.upos == Upos::Verb)
            .map(|(n, _)| n)?;
        Some(Duty {
            debtors: self.debtors_at(subject),
            creditor: None,
            what: done..self.end(done),
            status: CommitmentStatus::SaidFulfilled,
        })
    }

    /// Where the words of a duty end: at the next mark.
    fn end(&self, from: usize) -> usize {
        let words = self.sentence.words.len();
        (from..words)
            .find(|n| {
                matches!(
                    self.sentence.words.get(*n).map_or("", |w| w.text),
                    "," | ";" | "." | ":" | "?" | "!" | "”" | "\"" | "’" | "—" | "–" | "("
                )
            })
            .unwrap_or(words)
    }

    /// Who stands as subject of the verb at or above a word, or nearest before it.
    fn debtors_before(&self, at: usize) -> Vec<ReferentId> {
        let subjects = [Relation::Nsubj, Relation::NsubjPass];
        let mut here = Some(at);
        for _ in 0..4 {
            let Some(n) = here else { break };
            if let Some(subject) = self.sentence.child(n, &subjects).filter(|s| *s < at) {
                let found = self.debtors_at(subject);
                if !found.is_empty() {
                    return found;
                }
            }
            here = self.sentence.head(n);
        }
        let Some(word) = self.sentence.words.get(at) else {
            return Vec::new();
        };
        let near = self
            .mentions
            .iter()
            .filter(|m| m.span.end() <= word.span.start() && word.span.start() - m.span.end() < 40);
        near.filter_map(|m| self.debtor(m))
            .next_back()
            .into_iter()
            .collect()
    }

    /// Those whom a subject names: one, or several joined by "and"; "we" is the speaker.
    fn debtors_at(&self, subject: usize) -> Vec<ReferentId> {
        let joined = self
            .sentence
            .children(subject)
            .filter(|(_, w)| w.is(Relation::Conj))
            .map(|(n, _)| n);
        let mut debtors = Vec::new();
        for at in std::iter::once(subject).chain(joined) {
            let Some(word) = self.sentence.words.get(at) else {
                continue;
            };
            if matches!(word.lower.as_str(), "we" | "i") {
                debtors.extend(self.speaker(word.span));
                continue;
            }
            let both = word.lower == "both"
                || self
                    .sentence
                    .children(at)
                    .any(|(_, w)| matches!(w.lower.as_str(), "both" | "two" | "each"));
            if both && self.is_party(&word.lower) {
                debtors.extend(self.both.iter().copied());
                continue;
            }
            let mention = self.mentions.iter().find(|m| m.span.contains(word.span));
            debtors.extend(mention.and_then(|m| self.debtor(m)));
        }
        debtors
    }

    fn is_party(&self, noun: &str) -> bool {
        matches!(
            noun,
            "both"
                | "country"
                | "countries"
                | "party"
                | "side"
                | "state"
                | "states"
                | "governments"
                | "nations"
                | "parties"
                | "sides"
                | "capitals"
                | "navies"
                | "armies"
                | "towns"
        )
    }

    fn speaker(&self, place: Span) -> Option<ReferentId> {
        let StatementId(n) = self.holders.innermost(place)?;
        match self.statements.get(n as usize)?.speaker {
            Speaker::Known(id) => Some(id),
            Speaker::Unknown(_) => None,
        }
    }

    fn kind(&self, mention: &Mention) -> Option<ReferentKind> {
        let id = mention.referent?;
        self.names.referents.get(id.0 as usize).map(|r| r.kind)
    }

    fn debtor(&self, mention: &Mention) -> Option<ReferentId> {
        let owes = matches!(
            self.kind(mention),
            Some(
                ReferentKind::Place
                    | ReferentKind::Organisation
                    | ReferentKind::Person
                    | ReferentKind::Group
            )
        );
        mention.referent.filter(|_| owes)
    }

    fn is_instrument(&self, mention: &Mention) -> bool {
        matches!(
            self.kind(mention),
            Some(ReferentKind::Agreement | ReferentKind::Law)
        )
    }

    fn instrument_after(&self, at: usize) -> Option<&Mention> {
        let from = self.sentence.words.get(at)?.span.start();
        self.mentions
            .iter()
            .copied()
            .find(|m| m.span.start() + 8 >= from && m.span.end() > from && self.is_instrument(m))
    }

    /// The instrument of a duty: the one named nearest to it in the sentence, else the one whose words these are.
    fn instrument(&self, what: Span) -> Option<ReferentId> {
        let apart = |m: &&&Mention| {
            let (before, after) = (
                what.start().abs_diff(m.span.end()),
                m.span.start().abs_diff(what.end()),
            );
            before.min(after)
        };
        let named = self
            .mentions
            .iter()
            .filter(|m| self.is_instrument(m))
            .min_by_key(apart);
        named
            .and_then(|m| m.referent)
            .or_else(|| {
                let speaker = self.speaker(what)?;
                let kind = self.names.referents.get(speaker.0 as usize)?.kind;
                matches!(kind, ReferentKind::Agreement | ReferentKind::Law).then_some(speaker)
            })
            .or_else(|| self.before.first().copied())
    }

    fn commitments(&self, duty: &Duty, times: &[Time], article: &Article) -> Vec<Commitment> {
        let Some(what) = self.sentence.span(duty.what.clone()) else {
            return Vec::new();
        };
        let creditor = duty.creditor.or_else(|| self.creditor(duty));
        let (due, what) = due(article, times, what);
        let commitment = |debtor: &ReferentId| Commitment {
            debtor: *debtor,
            creditor: creditor
                .or_else(|| self.each_other(duty, *debtor))
                .filter(|c| c != debtor),
            what,
            instrument: self.instrument(what),
            article: self.article_number(),
            due: due.clone(),
            said_by: self.holders.innermost(what),
            status: duty.status,
        };
        duty.debtors.iter().map(commitment).collect()
    }

    /// To whom: the words of `data/creditors.tsv` in what is owed.
    fn creditor(&self, duty: &Duty) -> Option<ReferentId> {
        let verb = duty.what.start;
        let lemma = self.lemmas.get(verb)?;
        let party = |at: usize| -> Option<ReferentId> {
            let word = self.sentence.words.get(at)?;
            let mention = self.mentions.iter().find(|m| m.span.contains(word.span))?;
            self.debtor(mention)
        };
        let inside = |n: &usize| duty.what.contains(n) || *n < duty.what.end + 1;
        CREDITORS
            .iter()
            .filter(|(_, verbs)| verbs.is_empty() || verbs.contains(lemma.as_str()))
            .find_map(|(role, _)| match *role {
                "object" => self
                    .sentence
                    .children(verb)
                    .filter(|(n, w)| inside(n) && (w.is(Relation::Obj) || w.is(Relation::Iobj)))
                    .find_map(|(n, _)| party(n)),
                // "Estmark's ships": whose what is done to is.
                "possessor" => self
                    .sentence
                    .children(verb)
                    .filter(|(_, w)| w.is(Relation::Obj))
                    .filter_map(|(n, _)| self.sentence.child(n, &[Relation::NmodPoss]))
                    .find_map(party),
                preposition => duty
                    .what
                    .clone()
                    .filter(|n| self.word(*n) == preposition)
                    .find_map(|n| party(self.sentence.head(n)?)),
            })
    }

    /// "inform each other": of two debtors the other one.
    fn each_other(&self, duty: &Duty, debtor: ReferentId) -> Option<ReferentId> {
        let mutual = duty.what.clone().any(|n| {
            matches!(
                (self.word(n), self.word(n + 1)),
                ("each", "other") | ("one", "another") | ("the", "other")
            )
        });
        match duty.debtors.as_slice() {
            [one, other] if mutual => Some(if *one == debtor { *other } else { *one }),
            _ => None,
        }
    }

    /// "Article 7 (2)" of the sentence: "7".
    fn article_number(&self) -> Option<String> {
        let at = self
            .sentence
            .words
            .iter()
            .position(|w| matches!(w.lower.as_str(), "article" | "section" | "clause"))?;
        let number = self.sentence.words.get(at + 1)?;
        let lawful = number.text.chars().count() <= 6
            && (number.text.starts_with(|c: char| c.is_ascii_digit())
                || number.text.chars().all(|c| matches!(c, 'I' | 'V' | 'X')));
        lawful.then(|| number.text.to_owned())
    }
}

/// How many bytes may stand between a duty and an "it did so" that takes it up.
const JUST_BEFORE: usize = 120;

/// The two places that act most in an article, the first of equals; none where there is only one. A place acts where
/// somebody holds an office of it ("the prime minister of Corvel"), and as a subject; being named counts a little, unless
/// it is where something is ("in Corvel") or part of another name ("the Corvel Accord").
fn parties(article: &Article, parsed: &Parsed, names: &Names) -> Vec<ReferentId> {
    /// What a subject counts, and what a referent counts that has an office of the place or is a body of it.
    const SUBJECT: usize = 2;
    const OFFICE: usize = 5;
    let mut counts = vec![0_usize; names.referents.len()];
    let mut covered = 0;
    for mention in &names.mentions {
        let inside = mention.span.end() <= covered;
        covered = covered.max(mention.span.end());
        let before = article
            .text
            .as_str()
            .get(..mention.span.start())
            .unwrap_or_default();
        let word = before.split_whitespace().next_back().unwrap_or_default();
        let located = matches!(
            word,
            "in" | "at" | "near" | "from" | "to" | "In" | "At" | "the" | "via"
        );
        let first = parsed
            .tokens
            .partition_point(|t| t.span.end() <= mention.span.start());
        let mut tokens = parsed.tokens.iter().skip(first);
        let subject = tokens
            .by_ref()
            .take_while(|t| t.span.start() < mention.span.end())
            .any(|t| matches!(t.relation, Relation::Nsubj | Relation::NsubjPass));
        let count = mention
            .referent
            .and_then(|id| counts.get_mut(id.0 as usize));
        if let Some(count) = count.filter(|_| !inside) {
            *count += match (subject, located) {
                (true, _) => SUBJECT,
                (false, false) => 1,
                (false, true) => 0,
            };
        }
    }
    let described: Vec<BTreeSet<String>> = names
        .referents
        .iter()
        .filter(|r| matches!(r.kind, ReferentKind::Person | ReferentKind::Organisation))
        // As many as an article of any length needs: the first are those it is about.
        .take(400)
        .map(|r| {
            let described = std::iter::once(&r.name).chain(&r.roles);
            let words = described.flat_map(|d| d.split(|c: char| !c.is_alphanumeric()));
            words.map(str::to_owned).collect()
        })
        .collect();
    for (count, place) in counts.iter_mut().zip(&names.referents) {
        if place.kind == ReferentKind::Place && *count > 0 {
            *count += OFFICE
                * described
                    .iter()
                    .filter(|d| d.contains(&place.name))
                    .take(8)
                    .count();
        }
    }
    let mut places: Vec<(bool, usize, u32)> = (0..)
        .zip(&names.referents)
        .zip(&counts)
        .filter(|((_, r), count)| r.kind == ReferentKind::Place && **count > 0)
        .map(|((n, _), count)| (names.states.contains(&ReferentId(n)), *count, n))
        .collect();
    // States before towns: it is they who sign.
    places.sort_by_key(|(state, count, n)| (std::cmp::Reverse((*state, *count)), *n));
    match places.as_slice() {
        [(_, _, one), (_, _, other), ..] => vec![ReferentId(*one), ReferentId(*other)],
        _ => Vec::new(),
    }
}

/// The agreements and laws named in a paragraph before a sentence of it, the last first.
fn instruments_before(names: &Names, paragraph: Span, sentence: Option<Span>) -> Vec<ReferentId> {
    let Some(sentence) = sentence else {
        return Vec::new();
    };
    let until = names
        .mentions
        .partition_point(|m| m.span.start() < sentence.start());
    let mentions = names
        .mentions
        .get(..until)
        .unwrap_or_default()
        .iter()
        .rev()
        .take(24);
    mentions
        .take_while(|m| paragraph.contains(m.span))
        .filter_map(|m| m.referent)
        .filter(|id| {
            names
                .referents
                .get(id.0 as usize)
                .is_some_and(|r| matches!(r.kind, ReferentKind::Agreement | ReferentKind::Law))
        })
        .collect()
}

/// By when: a time in the words of the duty, after "by", "before", "until" or "within".
fn due(article: &Article, times: &[Time], what: Span) -> (Option<TimeValue>, Span) {
    let first = times.partition_point(|t| t.span.start() < what.start());
    let inside = times
        .iter()
        .skip(first)
        .take_while(|t| t.span.end() <= what.end());
    for time in inside {
        let before = article.text.span(what.start(), time.span.start());
        let last = before.and_then(|s| article.text.quote(s).split_whitespace().next_back());
        if matches!(last, Some("by" | "before" | "until" | "within" | "than")) {
            return (time.value.clone(), what);
        }
    }
    (None, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(words: &str, status: CommitmentStatus) -> bool {
        let words = format!("The council met Corvel and read the Pass Accord. {words}");
        let (article, parsed) = crate::testing::read(words);
        let names = rapporteur_name::names(&article, &parsed);
        let clears = |c: &Commitment| article.text.quote(c.what).starts_with("clear");
        let linked = |c: &Commitment| {
            c.status == status
                || status == CommitmentStatus::Owed
                    && matches!(
                        c.status,
                        CommitmentStatus::SaidBreached | CommitmentStatus::SaidFulfilled
                    )
        };
        commitments(&article, &parsed, &names, &[], &[])
            .iter()
            .any(|c| clears(c) && linked(c))
    }

    #[test]
    fn every_construction_is_read_in_its_example_and_not_in_its_counter_example() {
        let wrong: Vec<String> = lines(include_str!("../data/duties.tsv"))
            .filter(|columns| {
                let [_, _, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                let status = construction(columns).unwrap().status;
                !reads(example, status) || reads(counter, status)
            })
            .map(|columns| columns.join(" | "))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// The name of whom Corvel owes something, as the words have it.
    fn creditor(words: &str) -> Option<String> {
        let words = format!("The council met Corvel and Norra and read the Pass Accord. {words}");
        let (article, parsed) = crate::testing::read(words);
        let names = rapporteur_name::names(&article, &parsed);
        let found = commitments(&article, &parsed, &names, &[], &[]);
        let id = found.iter().find_map(|c| c.creditor)?;
        names.referents.get(id.0 as usize).map(|r| r.name.clone())
    }

    #[test]
    fn every_place_of_a_creditor_is_read_in_its_example_and_not_in_its_counter_example() {
        let wrong: Vec<String> = lines(include_str!("../data/creditors.tsv"))
            .filter(|columns| {
                let [_, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                creditor(example).as_deref() != Some("Norra") || creditor(counter).is_some()
            })
            .map(|columns| columns.join(" | "))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_creditor_beside_the_verb_or_the_noun() {
        let of = |words: &str| creditor(words);
        assert_eq!(
            of("Corvel promised Norra to clear the pass.").as_deref(),
            Some("Norra")
        );
        assert_eq!(
            of("The Pass Accord obliges Corvel and Norra to inform each other.").as_deref(),
            Some("Norra")
        );
    }

    #[test]
    fn a_duty_that_is_denied_or_broken() {
        assert!(reads(
            "Corvel broke its duty under the Pass Accord to clear the pass.",
            CommitmentStatus::SaidBreached
        ));
        assert!(reads(
            "The Pass Accord does not oblige Corvel to clear the pass.",
            CommitmentStatus::Denied
        ));
        assert!(reads(
            "Under the Pass Accord, Corvel is not obliged to clear the pass.",
            CommitmentStatus::Denied
        ));
    }
}
