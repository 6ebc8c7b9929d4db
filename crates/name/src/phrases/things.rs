//! What phrases refer to: which earlier thing, or a new one.

use super::{Class, Marks, Phrase, class_of, is_date_part, is_listed, key};
use crate::Names;
use crate::cluster::number_word;
use rapporteur_record::{Article, Form, Mention, Referent, ReferentId, ReferentKind, Span};
use std::collections::BTreeMap;

/// With how many things, the first and the last of the article, a phrase is compared.
const MOST: usize = 60;
/// How many sentences back a phrase that only describes ("the bloody war") may look.
const REACH: u32 = 12;

/// Something that phrases refer to.
#[derive(Debug, Clone)]
struct Thing {
    referent: ReferentId,
    class: Class,
    noun: String,
    plural: bool,
    /// What each phrase that has referred to it said of it.
    marks: Vec<Marks>,
    /// Whether it has a name of its own.
    named: bool,
    /// The sentence of its last mention; `None` where it is not yet mentioned.
    last: Option<u32>,
}

/// A phrase that nothing before it explains.
#[derive(Debug)]
struct Pending {
    span: Span,
    noun: String,
    plural: bool,
    kind: ReferentKind,
}

/// All things of an article, on the way through it.
#[derive(Debug)]
pub(super) struct Things {
    things: Vec<Thing>,
    /// The things of the named referents.
    of: BTreeMap<ReferentId, usize>,
    pending: Vec<Pending>,
}

/// How well a phrase fits a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It only describes, and nothing about the two differs.
    Loose,
    /// It has the thing's own marks, or none.
    Close,
    /// It has the thing's full date.
    Dated,
}

impl Things {
    /// The named referents that phrases may refer to; none is mentioned yet.
    pub(super) fn named(names: &Names, states: &BTreeMap<String, String>) -> Things {
        let mut all = Things {
            things: Vec::new(),
            of: BTreeMap::new(),
            pending: Vec::new(),
        };
        for (number, referent) in (0..).zip(&names.referents) {
            let id = ReferentId(number);
            if let Some(thing) = named_thing(id, referent, states) {
                all.of.insert(id, all.things.len());
                all.things.push(thing);
            }
        }
        all
    }

    /// Notes a name on the way.
    pub(super) fn pass(&mut self, referent: Option<ReferentId>, sentence: u32) {
        let place = referent.and_then(|id| self.of.get(&id));
        if let Some(thing) = place.and_then(|n| self.things.get_mut(*n)) {
            thing.last = Some(sentence);
        }
    }

    /// The referent of a phrase: a known one, or one of its own. `None`: it says nothing of which one it is, and none
    /// is known so far.
    pub(super) fn resolve(
        &mut self,
        article: &Article,
        names: &mut Names,
        phrase: &Phrase,
    ) -> Option<ReferentId> {
        if let Some(found) = self.known(phrase) {
            let thing = self.things.get_mut(found)?;
            thing.marks.push(phrase.marks.clone());
            thing.last = Some(phrase.sentence);
            return Some(thing.referent);
        }
        if phrase.marks.is_bare() {
            if phrase.definite {
                self.pending.push(Pending {
                    span: phrase.core,
                    noun: phrase.noun.clone(),
                    plural: phrase.plural,
                    kind: phrase.class.kind,
                });
            }
            return None;
        }
        let id = ReferentId(names.referents.len() as u32);
        let words = article.text.quote(phrase.full).split_whitespace();
        names.referents.push(Referent {
            name: words.collect::<Vec<_>>().join(" "),
            kind: phrase.class.kind,
            roles: Vec::new(),
        });
        self.things.push(Thing {
            referent: id,
            class: phrase.class,
            noun: phrase.noun.clone(),
            plural: phrase.plural,
            marks: vec![phrase.marks.clone()],
            named: false,
            last: Some(phrase.sentence),
        });
        Some(id)
    }

    /// The thing that fits a phrase best: of what is mentioned already, of the same noun, mentioned last; of what is
    /// only mentioned later, the only one.
    fn known(&self, phrase: &Phrase) -> Option<usize> {
        let first = 0..self.things.len().min(MOST);
        let last = self.things.len().saturating_sub(MOST).max(first.end)..self.things.len();
        let mut ahead = Vec::new();
        let mut best = None;
        for number in first.chain(last) {
            let Some(thing) = self.things.get(number) else {
                continue;
            };
            let Some(fit) = thing.fit(phrase) else {
                continue;
            };
            let Some(mentioned) = thing.last else {
                ahead.push(number);
                continue;
            };
            // "The conflict" is sooner a conflict than a war, whichever was mentioned last.
            let bare = phrase.marks.is_bare() && thing.noun == phrase.noun;
            best = best.max(Some((fit, bare, mentioned, number)));
        }
        match (best, ahead.as_slice()) {
            (Some((.., number)), _) => Some(number),
            (None, [only]) => Some(*only),
            _ => None,
        }
    }

    /// The phrases that nothing before them explains, where what follows does; of the rest of the instruments and
    /// events the reason why they stay open.
    pub(super) fn looking_ahead(self, names: &Names) -> Vec<Mention> {
        let mut of: BTreeMap<(&str, bool), Vec<ReferentId>> = BTreeMap::new();
        for thing in &self.things {
            let list = of.entry((&thing.noun, thing.plural)).or_default();
            if list.len() < MOST {
                list.push(thing.referent);
            }
        }
        let name = |id: &ReferentId| {
            let referent = names.referents.get(id.0 as usize);
            referent.map_or("", |r| r.name.as_str())
        };
        let explained = |pending: &Pending| {
            let found = of.get(&(pending.noun.as_str(), pending.plural));
            let (referent, open) = match found.map_or(&[][..], Vec::as_slice) {
                [only] => (Some(*only), None),
                [] => {
                    let telling = matches!(
                        pending.kind,
                        ReferentKind::Agreement | ReferentKind::Law | ReferentKind::Event
                    );
                    telling.then_some(())?;
                    let why = format!("the text does not say which {} is meant", pending.noun);
                    (None, Some(why))
                }
                several => {
                    let all: Vec<&str> = several.iter().map(name).collect();
                    let why = format!(
                        "{} candidates, none named before: {}",
                        number_word(all.len()),
                        all.join("; ")
                    );
                    (None, Some(why))
                }
            };
            Some(Mention {
                span: pending.span,
                referent,
                open,
                form: Form::Description,
            })
        };
        self.pending.iter().filter_map(explained).collect()
    }
}

impl Thing {
    fn has_year(&self) -> bool {
        self.marks.iter().any(has_year)
    }

    /// Whether, and how well, a phrase fits.
    fn fit(&self, phrase: &Phrase) -> Option<Fit> {
        if self.class.kind != phrase.class.kind {
            return None;
        }
        let wanted = &phrase.marks;
        let dated = |m: &Marks| m.dates == wanted.dates;
        if wanted.dates.len() >= 3 && self.marks.iter().any(dated) {
            return Some(Fit::Dated);
        }
        if self.class.number != phrase.class.number || self.plural != phrase.plural {
            return None;
        }
        let share = |m: &Marks| !m.dates.is_disjoint(&wanted.dates);
        if self.has_year() && has_year(wanted) && !self.marks.iter().any(share) {
            return None;
        }
        if wanted.is_bare() {
            return phrase.definite.then_some(Fit::Close);
        }
        let differ =
            |m: &Marks| !m.apart.is_empty() && !wanted.apart.is_empty() && m.apart != wanted.apart;
        // "The Norrland conflict" is wider than "the Norrland war of 2020".
        let wider = self.noun != phrase.noun
            && !wanted.names.is_empty()
            && self.has_year() != has_year(wanted)
            && (wanted.dates.is_empty() || !self.marks.iter().any(share));
        if wider || self.marks.iter().any(differ) {
            return None;
        }
        let alike = |m: &Marks| {
            let meet = share(m) || !m.all.is_disjoint(&wanted.all);
            meet && (wanted.all.is_subset(&m.all) || m.all.is_subset(&wanted.all))
        };
        if self.marks.iter().any(alike) && (!self.named || phrase.definite) {
            return Some(Fit::Close);
        }
        self.is_described_by(phrase).then_some(Fit::Loose)
    }

    /// Whether a definite phrase that says nothing new of whose it is only describes the thing: "the bloody war" after
    /// "the war in the Elm valley". A noun before the noun makes another thing ("the grain deal"), unless it is known.
    fn is_described_by(&self, phrase: &Phrase) -> bool {
        let wanted = &phrase.marks;
        let event = self.class.kind == ReferentKind::Event && !self.named;
        let near = self
            .last
            .is_some_and(|last| last + REACH >= phrase.sentence);
        let known = |word: &String, of: fn(&Marks) -> &std::collections::BTreeSet<String>| {
            self.marks.iter().any(|m| of(m).contains(word))
        };
        let unsaid = self.marks.iter().all(|m| m.nouns.is_empty());
        phrase.definite
            && near
            && wanted.dates.is_empty()
            && (event || self.noun == phrase.noun && !self.named)
            && wanted.names.iter().all(|w| known(w, |m| &m.names))
            && wanted.apart.iter().all(|w| known(w, |m| &m.apart))
            && wanted
                .nouns
                .iter()
                .all(|w| known(w, |m| &m.nouns) || unsaid && is_listed("plain", w))
    }
}

fn has_year(marks: &Marks) -> bool {
    marks
        .dates
        .iter()
        .any(|d| d.chars().filter(char::is_ascii_digit).count() >= 4)
}

/// A named referent as something that phrases may point to.
fn named_thing(
    id: ReferentId,
    referent: &Referent,
    states: &BTreeMap<String, String>,
) -> Option<Thing> {
    let words: Vec<&str> = referent.name.split(' ').collect();
    let of = words
        .iter()
        .position(|w| *w == "of" || *w == "on")
        .and_then(|at| at.checked_sub(1));
    // "Resolution 77"
    let number = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    let head = of.or_else(|| words.iter().rposition(|w| !number(w)))?;
    let noun = words.get(head)?.to_lowercase();
    let (class, plural) = class_of(&noun)?;
    if class.kind != referent.kind {
        return None;
    }
    let mut marks = Marks::default();
    for (_, word) in words.iter().enumerate().filter(|(n, _)| *n != head) {
        if is_date_part(word) && word.len() > 2 {
            marks.dates.insert(word.to_lowercase());
        } else if word.len() > 2 || number(word) {
            marks.names.insert(key(word, states));
        }
    }
    marks.all = marks.names.clone();
    Some(Thing {
        referent: id,
        class,
        noun,
        plural,
        marks: vec![marks],
        named: true,
        last: None,
    })
}
