//! The register: each duty with what every voice says of it, in the order of the days.
//!
//! In: commitments and statements of all articles, shared referents. Out: [`Duty`]s, each a chain such as undertaking,
//! alleged breach, denial, counter-charge.
//!
//! How: two commitments are of one duty where the debtor is one, the instruments are one (or one of the two names
//! none), and the rarer words of what is owed are shared: the lighter of the two has at least [`ALIKE`] of its weight
//! in common with the other. Words weigh by how rare they are in general news, whatever their ending; the shared ones
//! are kept as the reason. What is owed and what must not be done are two duties. Then come the statements that take
//! up a charge: those that answer it in its article, denials by the debtor's side that share its words elsewhere, and
//! charges that the debtor's side makes under the same instrument against whoever charged it.
//!
//! Cannot do: one duty in words that have nothing in common ("answer the telephone", "take calls").

use crate::collation::Carried;
use crate::copies::Group;
use crate::referents::Referents;
use crate::words::{Stem, fold, stem, words};
use rapporteur_record::json::passage;
use rapporteur_record::record::{Duty, Step, StepKind};
use rapporteur_record::{
    Act, Annotated, Commitment, CommitmentStatus, Span, Speaker, Statement, StatementId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The share of the weight of the lighter words that two tellings of one duty have in common.
const ALIKE: f64 = 0.5;
/// What they have in common at least: one rare word, or two that are not very common.
const LEAST: f64 = 2.5;
/// Words that weigh less tell nothing: "all", "the".
const TELLING: f64 = 1.2;
/// Tellings of a duty that a further one is held against: the first ones, and as many duties of a debtor.
const COMPARED: usize = 24;

/// A word of a duty.
#[derive(Debug, Clone)]
struct Word {
    place: usize,
    form: String,
    weight: f64,
}

/// What a duty is recognised by.
#[derive(Debug, Clone, Default)]
struct Telling {
    words: BTreeMap<Stem, Word>,
    /// "not to enter the bay"
    denied: bool,
}

impl Telling {
    fn of(text: &str) -> Telling {
        let mut telling = Telling::default();
        for word in words(text) {
            let folded = fold(word.form);
            telling.denied |= matches!(folded.as_ref(), "not" | "never" | "no" | "without")
                || folded.ends_with("n't");
            let stem = stem(word.form);
            let weight = weight(stem);
            if weight >= TELLING {
                telling.words.entry(stem).or_insert(Word {
                    place: word.start,
                    form: word.form.to_owned(),
                    weight,
                });
            }
        }
        telling
    }

    fn weight(&self) -> f64 {
        self.words.values().map(|w| w.weight).sum()
    }

    /// The words of `self` that both have, as printed, where they are enough to take the two for one duty.
    fn joins(&self, other: &Telling, one_instrument: bool) -> Option<Vec<String>> {
        let mut shared: Vec<&Word> = self
            .words
            .iter()
            .filter(|(stem, _)| other.words.contains_key(stem))
            .map(|(_, word)| word)
            .collect();
        shared.sort_by_key(|w| w.place);
        let common: f64 = shared.iter().map(|w| w.weight).sum();
        let lighter = self.weight().min(other.weight());
        // Without an instrument in common one word is not enough.
        let enough = one_instrument || shared.len() > 1;
        let joined = enough && common >= LEAST && common >= ALIKE * lighter;
        joined.then(|| shared.into_iter().map(|w| w.form.clone()).collect())
    }
}

/// How rare a word is in general news: nought to about seven and a half.
fn weight(stem: Stem) -> f64 {
    (1000.0 / (0.5 + crate::weight::commonness(stem)))
        .max(1.0)
        .ln()
}

/// A step before its words are copied out.
#[derive(Debug, Clone)]
struct Entry {
    kind: StepKind,
    article: usize,
    span: Span,
    statement: Option<u32>,
    commitment: Option<usize>,
    joined_by: Vec<String>,
    /// The statement or commitment it takes up, by article and statement.
    answers: Option<(usize, u32)>,
}

/// A duty in the making.
#[derive(Debug)]
struct Chain {
    debtor: usize,
    instrument: Option<usize>,
    creditor: Option<usize>,
    tellings: Vec<Telling>,
    entries: Vec<Entry>,
}

/// Joins what all articles say of duties. `articles` must be in an order that depends on nothing but them.
pub(crate) fn find(articles: &[&Annotated], copies: &[Group], referents: &Referents) -> Vec<Duty> {
    let record = Record {
        articles,
        referents,
    };
    let mut chains = record.chains();
    for chain in &mut chains {
        record.answered(chain);
    }
    let charged = charged(&chains);
    record.denied_elsewhere(&mut chains, &charged);
    record.charged_back(&mut chains);
    let carried = Carried::new(articles, copies);
    let mut duties: Vec<Duty> = chains
        .into_iter()
        .filter_map(|chain| record.duty(chain, &carried))
        .collect();
    for (n, duty) in (1..).zip(&mut duties) {
        duty.id = format!("D{n}");
    }
    duties
}

/// The duties of each debtor that are said to be broken.
fn charged(chains: &[Chain]) -> BTreeMap<usize, Vec<usize>> {
    let mut charged: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, chain) in chains.iter().enumerate() {
        if chain
            .entries
            .iter()
            .any(|e| e.kind == StepKind::AllegedBreach)
        {
            charged.entry(chain.debtor).or_default().push(n);
        }
    }
    charged
}

/// What the joining looks things up in.
struct Record<'a> {
    articles: &'a [&'a Annotated],
    referents: &'a Referents,
}

impl Record<'_> {
    fn quote(&self, article: usize, span: Span) -> &str {
        let article = self.articles.get(article);
        article.map_or("", |a| a.article.text.quote(span))
    }

    fn statement(&self, article: usize, id: u32) -> Option<&Statement> {
        self.articles.get(article)?.statement(StatementId(id))
    }

    /// When something was said, else published.
    fn day(&self, article: usize, statement: Option<u32>) -> Option<String> {
        let said = statement.and_then(|id| {
            let value = self.statement(article, id)?.said.value.clone()?;
            value.days().map(|(first, _)| first.to_string())
        });
        said.or_else(|| {
            let published = self.articles.get(article)?.article.published.date;
            published.map(|day| day.to_string())
        })
    }

    /// By day, then where it stands; what has no day comes last.
    fn order(&self, entry: &Entry) -> (bool, Option<String>, usize, Span) {
        let day = self.day(entry.article, entry.statement);
        (day.is_none(), day, entry.article, entry.span)
    }

    fn speaker(&self, article: usize, statement: u32) -> Option<usize> {
        match self.statement(article, statement)?.speaker {
            Speaker::Known(id) => self.referents.of(article, id.0),
            Speaker::Unknown(_) => None,
        }
    }

    /// Whether the speaker is this party, or holds an office of it: the minister of Estmark speaks for Estmark.
    fn speaks_for(&self, article: usize, statement: u32, party: usize) -> bool {
        if self.speaker(article, statement) == Some(party) {
            return true;
        }
        let Some(made) = self.statement(article, statement) else {
            return false;
        };
        let Speaker::Known(id) = made.speaker else {
            return false;
        };
        let local = self.articles.get(article).and_then(|a| a.referent(id));
        let name = self
            .referents
            .shared
            .get(party)
            .map(|r| fold(&r.name).into_owned());
        let (Some(local), Some(name)) = (local, name) else {
            return false;
        };
        let letters = name.chars().count();
        // "Estmarkian" of Estmark, "Norrish" of Norra.
        let start: String = name
            .chars()
            .take(letters.saturating_sub(1).max(4))
            .collect();
        let source = made.source.iter().map(|s| self.quote(article, *s));
        // "Ada Quill, the foreign minister of Estmark": the words right behind the name.
        let text = self
            .articles
            .get(article)
            .map_or("", |a| a.article.text.as_str());
        let behind = made.source.iter().filter_map(|s| {
            let rest = text.get(s.end()..)?;
            let rest = rest
                .strip_prefix(',')?
                .split(['.', ';', ',', '“', '"', '\n'])
                .next()?;
            let end = rest.char_indices().nth(80).map_or(rest.len(), |(at, _)| at);
            rest.get(..end)
        });
        let described = std::iter::once(local.name.as_str())
            .chain(local.roles.iter().map(String::as_str))
            .chain(source)
            .chain(behind);
        letters >= 4
            && described
                .map(|d| words(d).collect::<Vec<_>>())
                .any(|words| names_side(&words, &start))
    }

    /// Commitments by debtor and likeness, in the order of the days.
    fn chains(&self) -> Vec<Chain> {
        let mut told: Vec<(usize, usize, &Commitment)> = Vec::new();
        for (article, annotated) in self.articles.iter().enumerate() {
            let commitments = annotated.commitments.iter().enumerate();
            told.extend(commitments.map(|(n, c)| (article, n, c)));
        }
        // Those that name the instrument first: what names none is joined to them.
        told.sort_by_cached_key(|(article, n, c)| {
            let day = self.day(*article, c.said_by.map(|s| s.0));
            (c.instrument.is_none(), day.is_none(), day, *article, *n)
        });
        let mut chains: Vec<Chain> = Vec::new();
        let mut by_debtor: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (article, n, commitment) in told {
            let Some(debtor) = self.referents.of(article, commitment.debtor.0) else {
                continue;
            };
            let shared = |id: rapporteur_record::ReferentId| self.referents.of(article, id.0);
            let instrument = commitment.instrument.and_then(shared);
            let telling = Telling::of(self.quote(article, commitment.what));
            let own = by_debtor.entry(debtor).or_default();
            let kind = kind(commitment.status);
            let best = own
                .iter()
                .rev()
                .take(COMPARED)
                .filter_map(|at| {
                    let chain = chains.get(*at)?;
                    let words = chain.joins(&telling, instrument, kind)?;
                    Some((words.len(), std::cmp::Reverse(*at), words))
                })
                .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
            let mut entry = Entry {
                kind,
                article,
                span: commitment.what,
                statement: commitment.said_by.map(|s| s.0),
                commitment: Some(n),
                joined_by: Vec::new(),
                answers: None,
            };
            entry.answers = entry.statement.and_then(|s| self.answers(article, s));
            let creditor = commitment.creditor.and_then(shared);
            match best {
                Some((_, std::cmp::Reverse(at), words)) => {
                    if let Some(chain) = chains.get_mut(at) {
                        entry.joined_by = words;
                        chain.creditor = chain.creditor.or(creditor);
                        chain.tellings.push(telling);
                        chain.entries.push(entry);
                    }
                }
                None => {
                    own.push(chains.len());
                    chains.push(Chain {
                        debtor,
                        instrument,
                        creditor,
                        tellings: vec![telling],
                        entries: vec![entry],
                    });
                }
            }
        }
        chains.sort_by_key(|c| (c.instrument.is_none(), c.instrument, c.debtor));
        chains
    }

    fn answers(&self, article: usize, statement: u32) -> Option<(usize, u32)> {
        let answered = self.statement(article, statement)?.answers?;
        Some((article, answered.0))
    }

    /// Statements of the same article that take up a charge.
    fn answered(&self, chain: &mut Chain) {
        let charges: BTreeSet<(usize, u32)> = chain
            .entries
            .iter()
            .filter(|e| e.kind == StepKind::AllegedBreach)
            .filter_map(|e| Some((e.article, e.statement?)))
            .collect();
        let told: BTreeSet<(usize, u32)> = chain
            .entries
            .iter()
            .filter_map(|e| Some((e.article, e.statement?)))
            .collect();
        let mut added = Vec::new();
        for article in charges.iter().map(|(a, _)| *a).collect::<BTreeSet<_>>() {
            let statements = self.articles.get(article).map(|a| &a.statements);
            for (n, statement) in (0..).zip(statements.into_iter().flatten()) {
                let Some(answered) = statement.answers.map(|s| (article, s.0)) else {
                    continue;
                };
                let Some(kind) = reply(statement) else {
                    continue;
                };
                if charges.contains(&answered) && !told.contains(&(article, n)) {
                    added.extend(said(
                        article,
                        n,
                        statement,
                        kind,
                        Vec::new(),
                        Some(answered),
                    ));
                }
            }
        }
        chain.entries.extend(added);
    }

    /// Denials by the debtor's side that share the words of a duty that is said to be broken, in any article.
    fn denied_elsewhere(&self, chains: &mut [Chain], charged: &BTreeMap<usize, Vec<usize>>) {
        for (article, annotated) in self.articles.iter().enumerate() {
            for (n, statement) in (0..).zip(&annotated.statements) {
                if !statement.acts.contains(&Act::Deny) || statement.negated {
                    continue;
                }
                let words = statement.content.iter().map(|s| self.quote(article, *s));
                let telling = Telling::of(&words.collect::<Vec<_>>().join(" "));
                for (debtor, own) in charged {
                    if !self.speaks_for(article, n, *debtor) {
                        continue;
                    }
                    for at in own.iter().take(COMPARED) {
                        let Some(chain) = chains.get_mut(*at) else {
                            continue;
                        };
                        let told = |e: &Entry| e.article == article && e.statement == Some(n);
                        if chain.entries.iter().any(told) {
                            continue;
                        }
                        let owed = chain.tellings.iter().take(COMPARED);
                        let shared = owed.filter_map(|t| telling.joins(t, false)).next();
                        if let Some(shared) = shared {
                            let kind = StepKind::Denial;
                            chain
                                .entries
                                .extend(said(article, n, statement, kind, shared, None));
                        }
                    }
                }
            }
        }
    }

    /// Charges that the debtor's side makes under the same instrument against those who charged it; each once, on the
    /// latest charge before it.
    fn charged_back(&self, chains: &mut [Chain]) {
        let mut charges: BTreeMap<usize, Vec<(usize, Entry)>> = BTreeMap::new();
        for chain in chains.iter() {
            let Some(instrument) = chain.instrument else {
                continue;
            };
            let made = chain
                .entries
                .iter()
                .filter(|e| e.kind == StepKind::AllegedBreach && e.statement.is_some());
            let made = made.map(|e| (chain.debtor, e.clone()));
            charges.entry(instrument).or_default().extend(made);
        }
        // Of each charge the latest one that it can be an answer to: the chain, the charge taken up, the charge.
        let mut answers: BTreeMap<(usize, Option<u32>), (usize, Entry, Entry)> = BTreeMap::new();
        for (place, chain) in chains.iter().enumerate() {
            let under = chain.instrument.and_then(|i| charges.get(&i));
            for (charged, entry) in under.into_iter().flatten().take(COMPARED * COMPARED) {
                let Some(by) = entry.statement else { continue };
                let back =
                    *charged != chain.debtor && self.speaks_for(entry.article, by, chain.debtor);
                let taken_up = chain.entries.iter().rev().find(|e| {
                    e.kind == StepKind::AllegedBreach
                        && self.order(e) < self.order(entry)
                        && e.statement
                            .is_some_and(|s| self.speaks_for(e.article, s, *charged))
                });
                let Some(taken_up) = taken_up.filter(|_| back) else {
                    continue;
                };
                let key = (entry.article, entry.statement);
                let later = answers
                    .get(&key)
                    .is_none_or(|(_, known, _)| self.order(known) < self.order(taken_up));
                if later {
                    answers.insert(key, (place, taken_up.clone(), entry.clone()));
                }
            }
        }
        for (place, taken_up, charge) in answers.into_values() {
            let Some(chain) = chains.get_mut(place) else {
                continue;
            };
            let told = |e: &Entry| (e.article, e.statement) == (charge.article, charge.statement);
            chain.entries.retain(|e| e.commitment.is_some() || !told(e));
            chain.entries.push(Entry {
                kind: StepKind::CounterCharge,
                joined_by: Vec::new(),
                answers: taken_up.statement.map(|s| (taken_up.article, s)),
                ..charge
            });
        }
    }

    fn duty(&self, chain: Chain, carried: &Carried) -> Option<Duty> {
        let mut entries = chain.entries;
        entries.sort_by_cached_key(|e| {
            let day = self.day(e.article, e.statement);
            (day.is_none(), day, e.article, e.span, e.kind)
        });
        let places: BTreeMap<(usize, u32), usize> = entries
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(n, e)| Some(((e.article, e.statement?), n)))
            .collect();
        let id = |shared: usize| self.referents.id(shared);
        let what = entries.iter().find(|e| e.commitment.is_some())?;
        let what = self.quote(what.article, what.span).to_owned();
        let step = |(n, e): (usize, &Entry)| -> Option<Step> {
            let article = &self.articles.get(e.article)?.article;
            let words = passage(&article.text, e.span);
            let original = carried
                .original(e.article, &words.quote)
                .and_then(|o| self.articles.get(o));
            Some(Step {
                step: e.kind,
                day: self.day(e.article, e.statement),
                article: article.id.clone(),
                start: words.start,
                end: words.end,
                quote: words.quote,
                said_by: e.statement.and_then(|s| id(self.speaker(e.article, s)?)),
                statement: e.statement.map(|s| StatementId(s).to_string()),
                commitment: e.commitment,
                joined_by: e.joined_by.clone(),
                answers: e
                    .answers
                    .and_then(|a| places.get(&a).copied())
                    .filter(|at| *at != n),
                copy_of: original.map(|a| a.article.id.clone()),
            })
        };
        Some(Duty {
            id: String::new(),
            debtor: id(chain.debtor)?,
            creditor: chain.creditor.filter(|c| *c != chain.debtor).and_then(id),
            instrument: chain.instrument.and_then(id),
            what,
            steps: entries.iter().enumerate().filter_map(step).collect(),
        })
    }
}

impl Chain {
    /// The words that a further telling shares with this duty; `None` where it is another.
    fn joins(
        &self,
        telling: &Telling,
        instrument: Option<usize>,
        kind: StepKind,
    ) -> Option<Vec<String>> {
        if instrument.is_some() && self.instrument != instrument {
            return None;
        }
        let one = instrument.is_some();
        // To do a thing and not to do it are two duties; of what is said to have been done only the words count.
        let apart = |n: usize, other: &Telling| {
            let owed = self.entries.get(n).map(|e| e.kind) == Some(StepKind::Undertaking);
            owed && kind == StepKind::Undertaking && other.denied != telling.denied
        };
        let tellings = self.tellings.iter().enumerate().take(COMPARED);
        tellings
            .filter(|(n, other)| !apart(*n, other))
            .filter_map(|(_, other)| telling.joins(other, one))
            .max_by_key(Vec::len)
    }
}

fn kind(status: CommitmentStatus) -> StepKind {
    match status {
        CommitmentStatus::Owed => StepKind::Undertaking,
        CommitmentStatus::SaidFulfilled => StepKind::Fulfilment,
        CommitmentStatus::SaidBreached => StepKind::AllegedBreach,
        CommitmentStatus::Denied => StepKind::NoSuchDuty,
        CommitmentStatus::Disputed => StepKind::Dispute,
    }
}

/// Whether words name a party as the one spoken for: not "the ambassador to Estmark".
fn names_side(words: &[crate::words::Word<'_>], start: &str) -> bool {
    let away = |n: usize| {
        let before = n.checked_sub(1).and_then(|n| words.get(n));
        before.is_some_and(|w| matches!(w.form, "to" | "in" | "at" | "against" | "from"))
    };
    (0..)
        .zip(words)
        .any(|(n, w)| fold(w.form).starts_with(start) && !away(n))
}

/// What a statement that takes up a charge does with it.
fn reply(statement: &Statement) -> Option<StepKind> {
    let does = |acts: &[Act]| statement.acts.iter().any(|a| acts.contains(a));
    if does(&[Act::Deny, Act::Reject, Act::Justify]) {
        Some(StepKind::Denial)
    } else if does(&[Act::Accuse]) {
        Some(StepKind::CounterCharge)
    } else {
        None
    }
}

/// A statement as a step, with all its words.
fn said(
    article: usize,
    number: u32,
    statement: &Statement,
    kind: StepKind,
    joined_by: Vec<String>,
    answers: Option<(usize, u32)>,
) -> Option<Entry> {
    let span = statement.content_cover().filter(|s| !s.is_empty())?;
    Some(Entry {
        kind,
        article,
        span,
        statement: Some(number),
        commitment: None,
        joined_by,
        answers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(one: &str, other: &str, one_instrument: bool) -> Option<String> {
        let words = Telling::of(one).joins(&Telling::of(other), one_instrument)?;
        Some(words.join(" "))
    }

    #[test]
    fn likeness_is_told_by_the_words_in_common() {
        let known = "keep the sluice open at all hours";
        assert_eq!(
            joined("kept the sluice open", known, true).as_deref(),
            Some("kept sluice open")
        );
        assert_eq!(
            joined(
                "withdrew its patrol boats",
                "withdraw all patrol boats in May",
                false
            )
            .as_deref(),
            Some("withdrew patrol boats")
        );
        assert_eq!(joined("keep the peace", known, true), None);
        assert_eq!(joined("share the charts", known, true), None);
        assert_eq!(joined("", known, true), None);
    }

    #[test]
    fn a_duty_not_to_do_something_is_known() {
        assert!(Telling::of("not enter the bay").denied);
        assert!(Telling::of("don't enter the bay").denied);
        assert!(Telling::of("don’t enter the bay").denied);
        assert!(!Telling::of("enter the bay").denied);
    }

    proptest::proptest! {
        /// Likeness is mutual.
        #[test]
        fn likeness_is_mutual(a in "[a-f ]{0,24}", b in "[a-f ]{0,24}", one: bool) {
            let (a, b) = (Telling::of(&a), Telling::of(&b));
            proptest::prop_assert_eq!(a.joins(&b, one).is_some(), b.joins(&a, one).is_some());
        }
    }
}
