//! Who and where: mentions and referents of one article.
//!
//! In: an article with its tokens. Out: [`Names`]: every proper name, description ("the minister") and
//! third-person pronoun, each with the referent it stands for, or the reason why that stays open; and, once statements
//! are found, who spoke them and to whom ([`speakers`]).
//!
//! | module | what it does |
//! |---|---|
//! | `candidates` | runs of capitals that are names, with titles and what surrounds them |
//! | [`tagger`] | a trained model for people, organisations, places, asked where no word tells |
//! | `gazetteer`, `kinds` | the lists of `data/`: states, seats, demonyms, cities, given names; nouns that tell a kind |
//! | `cluster` | forms of one name become one referent; two names that the text says are one |
//! | `seats` | a capital that acts is its government |
//! | `phrases` | instruments, events, forces, lands that are described: "the 2020 war" |
//! | `anaphora` | "the minister", "he", "both presidents" look backwards |
//! | `speakers` | who made each statement |
//!
//! Not yet: one referent over several articles is the collate stage's; pronouns of the first and second person;
//! which state an unknown seat belongs to, where the text does not say.

mod anaphora;
mod candidates;
mod cluster;
mod fold;
mod gazetteer;
mod kinds;
mod phrases;
mod seats;
mod speakers;
pub mod tagger;

pub use fold::sound;
pub use speakers::speakers;

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Mention, Referent, ReferentId, ReferentKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Whom and what an article speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Who and what, in the order of first mention.
    pub referents: Vec<Referent>,
    /// The words that refer to them, in the order of the text; none inside another.
    pub mentions: Vec<Mention>,
    /// Mentions around others: "Foreign Minister Ana Corvel" around "Ana Corvel". [`speakers`] puts them among the
    /// rest when all is resolved.
    pub wider: Vec<Mention>,
    /// Places that act as states in this article.
    pub states: BTreeSet<ReferentId>,
}

impl Names {
    /// The mentions that begin inside a span.
    pub(crate) fn beginning_in(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let first = self
            .mentions
            .partition_point(|m| m.span.start() < span.start());
        let rest = self.mentions.get(first..).unwrap_or_default();
        rest.iter().take_while(move |m| m.span.start() < span.end())
    }

    /// Whether a mention meets this span without being it.
    pub(crate) fn crosses(&self, span: Span) -> bool {
        let first = self
            .mentions
            .partition_point(|m| m.span.start() < span.start());
        let near = self
            .mentions
            .get(first.saturating_sub(1)..)
            .unwrap_or_default();
        near.iter()
            .take_while(|m| m.span.start() < span.end())
            .any(|m| m.span.overlaps(span))
    }

    /// Whether a word lies inside a name.
    pub(crate) fn is_named(&self, word: Span) -> bool {
        self.crosses(word)
    }

    /// The mention that ends at a byte.
    pub(crate) fn mention_ending(&self, end: usize) -> Option<&Mention> {
        let after = self.mentions.partition_point(|m| m.span.start() < end);
        self.mentions
            .get(after.checked_sub(1)?)
            .filter(|m| m.span.end() == end)
    }

    pub(crate) fn kind(&self, id: ReferentId) -> Option<ReferentKind> {
        self.referents.get(id.0 as usize).map(|r| r.kind)
    }

    /// The named state that a demonym belongs to ("Norrlandish" to Norrland).
    pub(crate) fn state_of_demonym(&self, word: &str) -> Option<ReferentId> {
        let listed = gazetteer::state_of(word).map(|(_, state)| state);
        let fits = |r: &Referent| {
            r.kind == ReferentKind::Place
                && match listed {
                    Some(state) => state.name == r.name || state.others.contains(&r.name.as_str()),
                    None => fold::is_demonym_of(word, &r.name),
                }
        };
        let found = self.referents.iter().position(fits)?;
        Some(ReferentId(found as u32))
    }
}

/// Finds mentions and resolves them.
pub fn names(article: &Article, parsed: &Parsed) -> Names {
    let candidates = candidates::find(article, parsed);
    let mut names = cluster::referents(article, candidates);
    seats::resolve(article, parsed, &mut names);
    drop_unmentioned(&mut names);
    phrases::add(article, parsed, &mut names);
    anaphora::resolve(article, parsed, &mut names);
    names
}

/// Takes out whom no mention refers to any more: a capital that only ever stands for its government.
fn drop_unmentioned(names: &mut Names) {
    let all = || names.mentions.iter().chain(&names.wider);
    let mentioned: BTreeSet<ReferentId> = all().filter_map(|m| m.referent).collect();
    let place: BTreeMap<ReferentId, ReferentId> = mentioned
        .iter()
        .copied()
        .zip((0..).map(ReferentId))
        .collect();
    let mut number = 0;
    names.referents.retain(|_| {
        number += 1;
        mentioned.contains(&ReferentId(number - 1))
    });
    for mention in names.mentions.iter_mut().chain(&mut names.wider) {
        mention.referent = mention.referent.and_then(|id| place.get(&id).copied());
    }
    names.states = names
        .states
        .iter()
        .filter_map(|id| place.get(id).copied())
        .collect();
}
