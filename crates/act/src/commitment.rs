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
use std::sync::LazyLock;

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
            _ => return None,
        },
        phrase: phrase.split(' ').collect(),
        status: serde_json::from_value(serde_json::Value::String((*status).to_owned())).ok()?,
    })
}

/// A duty found in a sentence, before its instrument is known.
struct Duty {
    debtors: Vec<ReferentId>,
    what: std::ops::Range<usize>,
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
    let both = parties(article, names);
    let mut found: Vec<Commitment> = Vec::new();
    for block in article.blocks_of(BlockKind::Body) {
        for sentence in sentences(article, parsed, block) {
            let reading = Reading::of(&sentence, names, statements, &holders, &both, block);
            for duty in reading.duties() {
                found.extend(reading.commitments(&duty, times, article));
            }
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
                let Some(after) = self.end_of(at, &construction.phrase) else {
                    continue;
                };
                let duty = match construction.frame {
                    Frame::Obliges => self.obliged(at, after),
                    Frame::Debtor => self.owing(at, after),
                    Frame::Vow => self.owing(at, after).map(|d| self.of_bodies(d)),
                    Frame::Duty => self.bound(at, after),
                    Frame::Under => self.owing(at, after).filter(|_| self.has_instrument()),
                    Frame::Linked => self.measured(at, after),
                    Frame::Kept => self.kept(at, after),
                };
                let denied = self.is_denied(at);
                duties.extend(duty.map(|duty| match construction.status {
                    CommitmentStatus::Owed if construction.frame == Frame::Linked => duty,
                    CommitmentStatus::Owed if denied => Duty {
                        status: CommitmentStatus::Denied,
                        ..duty
                    },
                    _ if construction.frame == Frame::Duty => duty,
                    status => Duty { status, ..duty },
                }));
            }
        }
        duties
    }

    /// Where a phrase that begins here ends; "not" may stand inside it.
    fn end_of(&self, at: usize, phrase: &[&str]) -> Option<usize> {
        let mut here = at;
        for (n, wanted) in phrase.iter().enumerate() {
            if n > 0 && matches!(self.word(here), "not" | "n't" | "never") {
                here += 1;
            }
            if self.word(here) != *wanted && self.lemmas.get(here).is_none_or(|l| l != wanted) {
                return None;
            }
            here += 1;
        }
        Some(here)
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
            && (after..to).any(|n| matches!(self.word(n), "both" | "two"));
        if parties && self.both.len() == 2 {
            debtors = self.both.to_vec();
        }
        Some(Duty {
            debtors,
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
        Some(Duty {
            debtors: self.debtors_before(at),
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
        let verb = self.sentence.head(at)?;
        let status = match self.lemmas.get(verb)?.as_str() {
            "break" | "breach" | "violate" | "ignore" | "neglect" | "fail" | "evade" | "shirk" => {
                CommitmentStatus::SaidBreached
            }
            "meet" | "fulfil" | "fulfill" | "honour" | "honor" | "keep" => {
                CommitmentStatus::SaidFulfilled
            }
            _ => CommitmentStatus::Owed,
        };
        Some(Duty {
            debtors: self.debtors_before(verb),
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
                    .any(|(_, w)| matches!(w.lower.as_str(), "both" | "two"));
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
                | "countries"
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
        let creditor = self
            .sentence
            .child(duty.what.start, &[Relation::Iobj])
            .map(|n| self.debtors_at(n))
            .unwrap_or_default();
        let (due, what) = due(article, times, what);
        let commitment = |debtor: &ReferentId| Commitment {
            debtor: *debtor,
            creditor: creditor.first().copied().filter(|c| c != debtor),
            what,
            instrument: self.instrument(what),
            article: self.article_number(),
            due: due.clone(),
            said_by: self.holders.innermost(what),
            status: duty.status,
        };
        duty.debtors.iter().map(commitment).collect()
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

/// The two places that an article names most often other than as where something is ("in Corvel"), the first of
/// equals; none where there is only one.
fn parties(article: &Article, names: &Names) -> Vec<ReferentId> {
    let mut counts = vec![0_usize; names.referents.len()];
    for mention in &names.mentions {
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
        let count = mention
            .referent
            .and_then(|id| counts.get_mut(id.0 as usize));
        if let Some(count) = count.filter(|_| !located) {
            *count += 1;
        }
    }
    let mut places: Vec<(usize, u32)> = (0..)
        .zip(&names.referents)
        .zip(&counts)
        .filter(|((_, r), count)| r.kind == ReferentKind::Place && **count > 0)
        .map(|((n, _), count)| (*count, n))
        .collect();
    places.sort_by_key(|(count, n)| (std::cmp::Reverse(*count), *n));
    match places.as_slice() {
        [(_, one), (_, other), ..] => vec![ReferentId(*one), ReferentId(*other)],
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
