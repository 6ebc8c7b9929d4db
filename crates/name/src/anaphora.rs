//! Descriptions and pronouns look backwards for whom they mean.

use crate::candidates::Gender;
use crate::cluster::{genders, number_word};
use crate::kinds::{self, Noun};
use crate::{Names, phrases};
use rapporteur_parse::{Parsed, Upos};
use rapporteur_record::{
    Article, BlockKind, Form, Mention, Referent, ReferentId, ReferentKind, Span,
};
use std::collections::BTreeMap;

/// How many sentences back a pronoun may look.
const PRONOUN_REACH: u32 = 4;

/// How many sentences back "the country", "the town" may look.
const PLACE_REACH: u32 = 2;

/// How many mentions back anything may look, however long the sentences: text is read in linear time.
const MENTIONS_REACH: usize = 200;

/// A mention passed on the way through the text.
#[derive(Debug, Clone, Copy)]
struct Seen {
    referent: ReferentId,
    sentence: u32,
    /// Whether it was the first one in its sentence: most often its subject.
    leads: bool,
    span: Span,
}

/// Adds descriptions ("the minister") and pronouns to the mentions, each with its referent or the reason why none.
pub(crate) fn resolve(article: &Article, parsed: &Parsed, names: &mut Names) {
    let mut reader = Reader {
        narrated: narrated(article, parsed),
        article,
        parsed,
        genders: genders(names),
        seen: Vec::new(),
        groups: BTreeMap::new(),
        added: Vec::new(),
    };
    let mut next_name = 0;
    let mut index = 0;
    while let Some(token) = parsed.tokens.get(index) {
        let at = token.span.start();
        while let Some(mention) = names
            .mentions
            .get(next_name)
            .filter(|m| m.span.start() <= at)
        {
            if let Some(referent) = mention.referent {
                let span = mention.span;
                reader.pass(names, referent, token.sentence, span);
            }
            next_name += 1;
        }
        index += 1;
        if article.kind_at(token.span) != Some(BlockKind::Body) {
            continue;
        }
        let word = article.text.quote(token.span).to_lowercase();
        if let Some(wanted) = Pronoun::of(&word) {
            let found = reader.antecedent(names, token.sentence, wanted, &word);
            // "him" and "her" are too unsure to learn from.
            let subject = matches!(word.as_str(), "he" | "she");
            if let (Ok(r), Some(gender)) = (&found, wanted.gender().filter(|_| subject))
                && let Some(known) = reader.genders.get_mut(r.0 as usize)
            {
                *known = known.or(Some(gender));
            }
            reader.add(names, token.span, token.sentence, found, Form::Pronoun);
        } else if matches!(word.as_str(), "both" | "two") {
            if let Some((span, found)) = reader.pair(names, index - 1) {
                reader.add(names, span, token.sentence, found, Form::Description);
            }
        } else if phrases::is_listed("states", &word)
            && let Some((span, group)) = reader.of_two(names, index - 1)
        {
            names.wider.push(Mention {
                span,
                referent: Some(group),
                open: None,
                form: Form::Description,
            });
        } else if matches!(word.as_str(), "the" | "this" | "that")
            && let Some((span, noun, state)) = reader.description(names, index)
        {
            let near = names
                .mentions
                .get(next_name.saturating_sub(1)..)
                .unwrap_or_default();
            if near.iter().take(2).any(|m| m.span.overlaps(span)) {
                continue;
            }
            let found = reader.described(names, &noun, state, token.sentence);
            if let Some(found) = found {
                reader.add(names, span, token.sentence, found, Form::Description);
            }
        }
    }
    let added = std::mem::take(&mut reader.added);
    names.mentions.extend(added);
    names.mentions.sort_by_key(|m| m.span);
}

/// A third-person pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    It,
    They,
}

impl Pronoun {
    fn of(word: &str) -> Option<Pronoun> {
        Some(match word {
            "he" | "him" | "his" | "himself" => Pronoun::He,
            "she" | "her" | "hers" | "herself" => Pronoun::She,
            "it" | "its" | "itself" => Pronoun::It,
            "they" | "them" | "their" | "themselves" => Pronoun::They,
            _ => return None,
        })
    }

    fn gender(self) -> Option<Gender> {
        match self {
            Pronoun::He => Some(Gender::Male),
            Pronoun::She => Some(Gender::Female),
            Pronoun::It | Pronoun::They => None,
        }
    }
}

/// For each sentence, how many sentences so far are told by the article: not wholly inside quotation marks.
fn narrated(article: &Article, parsed: &Parsed) -> Vec<u32> {
    let mut told = 0;
    let mut inside = false;
    let mut block = None;
    let mut all = Vec::with_capacity(parsed.sentences.len());
    for sentence in &parsed.sentences {
        if block != Some(sentence.block) {
            inside = false;
            block = Some(sentence.block);
        }
        let words = article.text.quote(sentence.span);
        let opens = words.starts_with(['“', '"', '«', '„']);
        let body = words.trim_start_matches(['“', '"', '«', '„']);
        let closes = body.find(['”', '"', '»']);
        let last = |at: usize| body.get(at..).is_some_and(|rest| rest.chars().count() <= 2);
        let quoted = (opens || inside) && closes.is_none_or(last);
        inside = (opens || inside) && closes.is_none();
        told += u32::from(!quoted);
        all.push(told);
    }
    all
}

/// What is known on the way through the text.
struct Reader<'a> {
    /// For each sentence, how many sentences outside quotation marks have begun with it.
    narrated: Vec<u32>,
    article: &'a Article,
    parsed: &'a Parsed,
    genders: Vec<Option<Gender>>,
    seen: Vec<Seen>,
    /// Two taken together, once somebody spoke of them so.
    groups: BTreeMap<(ReferentId, ReferentId), ReferentId>,
    added: Vec<Mention>,
}

impl Reader<'_> {
    /// Notes a mention on the way; the first of its sentence leads it.
    fn pass(&mut self, names: &Names, referent: ReferentId, sentence: u32, span: Span) {
        // A genitive before the noun it belongs to leads nothing: "Norrland's envoy".
        let rest = self
            .article
            .text
            .as_str()
            .get(span.end()..)
            .unwrap_or_default();
        let owner = rest.starts_with("'s") || rest.starts_with("’s");
        let leads = !owner
            && self
                .seen
                .iter()
                .rev()
                .take_while(|s| s.sentence == sentence)
                .all(|s| !s.leads);
        let _ = names;
        self.seen.push(Seen {
            referent,
            sentence,
            leads,
            span,
        });
    }

    fn add(
        &mut self,
        names: &mut Names,
        span: Span,
        sentence: u32,
        found: Result<ReferentId, String>,
        form: Form,
    ) {
        let (referent, open) = match found {
            Ok(id) => (Some(id), None),
            Err(why) => (None, Some(why)),
        };
        self.added.push(Mention {
            span,
            referent,
            open,
            form,
        });
        if let Some(id) = referent {
            self.pass(names, id, sentence, span);
        }
    }

    /// Whether a pronoun may look so far back. Who speaks in a long quotation is not forgotten at its end.
    fn is_near(&self, from: u32, to: u32, pronoun: Pronoun) -> bool {
        let told = |n: u32| self.narrated.get(n as usize).copied().unwrap_or(n);
        match pronoun.gender() {
            Some(_) => told(from) + PRONOUN_REACH >= told(to),
            None => from + PRONOUN_REACH >= to,
        }
    }

    /// The referent a pronoun most likely means: among those of its kind, the nearest sentence's first.
    fn antecedent(
        &mut self,
        names: &mut Names,
        sentence: u32,
        pronoun: Pronoun,
        word: &str,
    ) -> Result<ReferentId, String> {
        if pronoun == Pronoun::They {
            return self.several(names, sentence, word);
        }
        let fits = |s: &&Seen| {
            let kind = names.kind(s.referent);
            let known = self.genders.get(s.referent.0 as usize).copied().flatten();
            match pronoun {
                Pronoun::He | Pronoun::She => {
                    kind == Some(ReferentKind::Person)
                        && known.is_none_or(|g| Some(g) == pronoun.gender())
                }
                // States and institutions act and speak; what is merely spoken of seldom leads a sentence.
                _ => {
                    matches!(kind, Some(ReferentKind::Place | ReferentKind::Organisation))
                        && (s.leads || s.sentence == sentence)
                }
            }
        };
        let near: Vec<Seen> = self
            .seen
            .iter()
            .rev()
            .take(MENTIONS_REACH)
            .take_while(|s| self.is_near(s.sentence, sentence, pronoun))
            .filter(fits)
            .copied()
            .collect();
        // Nearest sentence first; in it whoever leads.
        let nearest = near
            .first()
            .ok_or_else(|| format!("nobody is named before “{word}”"))?;
        let there: Vec<&Seen> = near
            .iter()
            .filter(|s| s.sentence == nearest.sentence)
            .collect();
        if let Some(leader) = there.iter().find(|s| s.leads) {
            return Ok(leader.referent);
        }
        let mut others: Vec<ReferentId> = there.iter().map(|s| s.referent).collect();
        others.sort_unstable();
        others.dedup();
        if others.len() < 2 || pronoun == Pronoun::It {
            return Ok(nearest.referent);
        }
        // Whoever of them was spoken of last before this sentence goes on.
        let earlier = near
            .iter()
            .find(|s| s.sentence < nearest.sentence && others.contains(&s.referent));
        earlier
            .map(|s| s.referent)
            .ok_or_else(|| self.candidates(names, &others))
    }

    /// "they": two joined by "and", or several people taken together.
    fn several(
        &mut self,
        names: &mut Names,
        sentence: u32,
        word: &str,
    ) -> Result<ReferentId, String> {
        let near: Vec<Seen> = self
            .seen
            .iter()
            .rev()
            .take(MENTIONS_REACH)
            .take_while(|s| s.sentence + 2 >= sentence)
            .copied()
            .collect();
        for pair in near.windows(2) {
            let [second, first] = pair else { continue };
            if names.kind(second.referent) == Some(ReferentKind::Group) {
                return Ok(second.referent);
            }
            let between = self
                .article
                .text
                .as_str()
                .get(first.span.end()..second.span.start())
                .unwrap_or_default();
            let like = |a: ReferentKind, b: ReferentKind| {
                (a == ReferentKind::Person) == (b == ReferentKind::Person)
            };
            let kinds = names.kind(first.referent).zip(names.kind(second.referent));
            if between == " and "
                && first.referent != second.referent
                && kinds.is_some_and(|(a, b)| like(a, b))
            {
                return Ok(self.group(names, first.referent, second.referent));
            }
        }
        match near
            .last()
            .filter(|s| names.kind(s.referent) == Some(ReferentKind::Group))
        {
            Some(group) => Ok(group.referent),
            None => Err(format!("no two or more are named together before “{word}”")),
        }
    }

    /// The referent of two together.
    fn group(&mut self, names: &mut Names, a: ReferentId, b: ReferentId) -> ReferentId {
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.groups.get(&key) {
            return *known;
        }
        let name = |id: ReferentId| {
            names
                .referents
                .get(id.0 as usize)
                .map_or("", |r| r.name.as_str())
        };
        let name = format!("{} and {}", name(key.0), name(key.1));
        let id = ReferentId(names.referents.len() as u32);
        names.referents.push(Referent {
            name,
            kind: ReferentKind::Group,
            roles: Vec::new(),
        });
        self.genders.push(None);
        self.groups.insert(key, id);
        id
    }

    /// "the governments of Norrland and Estmark" at the noun: the words, with what describes it, and the two together.
    fn of_two(&mut self, names: &mut Names, at: usize) -> Option<(Span, ReferentId)> {
        let token = |i: usize| self.parsed.tokens.get(i);
        let quote = |i: usize| token(i).map_or("", |t| self.article.text.quote(t.span));
        let noun = token(at)?;
        let describes = |i: &usize| {
            token(*i).is_some_and(|t| {
                matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Propn)
                    && t.sentence == noun.sentence
            })
        };
        let from = (0..at).rev().take(3).take_while(describes).last();
        let start = token(from.unwrap_or(at))?.span;
        if quote(at + 1) != "of" {
            return None;
        }
        let first = names.beginning_in(token(at + 2)?.span).next()?;
        let place = |m: &Mention| {
            m.form != Form::Pronoun
                && m.referent
                    .is_some_and(|id| names.kind(id) == Some(ReferentKind::Place))
        };
        let after = self
            .parsed
            .tokens
            .partition_point(|t| t.span.start() < first.span.end());
        let second = names.beginning_in(token(after + 1)?.span).next()?;
        let both = quote(after) == "and" && place(first) && place(second);
        let (one, other) = (first.referent?, second.referent?);
        let span = start.cover(second.span);
        (both && one != other).then(|| (span, self.group(names, one, other)))
    }

    /// "both presidents", "the two sides" at the token `at`: the words and whom they mean.
    fn pair(&mut self, names: &mut Names, at: usize) -> Option<(Span, Result<ReferentId, String>)> {
        let token = self.parsed.tokens.get(at)?;
        let lower = |i: usize| {
            let token = self.parsed.tokens.get(i)?;
            Some((
                token.span,
                self.article.text.quote(token.span).to_lowercase(),
            ))
        };
        let (_, word) = lower(at)?;
        let definite = at
            .checked_sub(1)
            .and_then(lower)
            .is_some_and(|(_, w)| matches!(w.as_str(), "the" | "these" | "those"));
        if word == "two" && !definite {
            return None;
        }
        let listed =
            |noun: &str| phrases::is_listed("states", noun) || phrases::is_listed("people", noun);
        // "the two northern nations"
        let describes = |n: &usize| {
            let token = self.parsed.tokens.get(at + n);
            token.is_some_and(|t| {
                matches!(t.upos, Upos::Adj | Upos::Propn | Upos::Noun)
                    || self.article.text.quote(t.span) == "-"
            })
        };
        let (span, noun) = (1..=4)
            .take_while(describes)
            .filter_map(|n| lower(at + n))
            .find(|(_, noun)| listed(noun))?;
        let span = token.span.cover(span);
        let singular = noun.strip_suffix('s').unwrap_or(&noun);
        let mut all: Vec<ReferentId> = Vec::new();
        for seen in self.seen.iter().rev().take(MENTIONS_REACH) {
            let Some(referent) = names.referents.get(seen.referent.0 as usize) else {
                continue;
            };
            let fits = if phrases::is_listed("people", &noun) {
                referent.kind == ReferentKind::Person
                    && (matches!(
                        noun.as_str(),
                        "men" | "women" | "leaders" | "heads" | "officials"
                    ) || referent
                        .roles
                        .iter()
                        .any(|r| r.to_lowercase().ends_with(singular)))
            } else {
                referent.kind == ReferentKind::Place && names.states.contains(&seen.referent)
            };
            if fits && !all.contains(&seen.referent) {
                all.push(seen.referent);
            }
        }
        let people = phrases::is_listed("people", &noun);
        let found = match (all.as_slice(), self.last_pair(names, people)) {
            ([b, a], _) => Ok(self.group(names, *a, *b)),
            (_, Some((a, b))) => Ok(self.group(names, a, b)),
            ([] | [_], None) => Err(format!("fewer than two are named before “{word} {noun}”")),
            (more, None) => Err(self.candidates(names, more)),
        };
        Some((span, found))
    }

    /// The last two, people or places, that were joined by "and": "Norrland and Estmark".
    fn last_pair(&self, names: &Names, people: bool) -> Option<(ReferentId, ReferentId)> {
        let wanted = if people {
            ReferentKind::Person
        } else {
            ReferentKind::Place
        };
        let text = self.article.text.as_str();
        let recent = self
            .seen
            .get(self.seen.len().saturating_sub(MENTIONS_REACH)..)?;
        recent.windows(2).rev().find_map(|two| {
            let [a, b] = two else { return None };
            let between = text.get(a.span.end()..b.span.start())?;
            let fits = |s: &Seen| names.kind(s.referent) == Some(wanted);
            let joined = between == " and " && fits(a) && fits(b) && a.referent != b.referent;
            joined.then_some((a.referent, b.referent))
        })
    }

    /// The noun phrase after "the" (whose index is `after - 1`): up to three words that the lists know, as
    /// "prime minister", "commission".
    fn description(
        &self,
        names: &Names,
        after: usize,
    ) -> Option<(Span, String, Option<ReferentId>)> {
        let whole: Vec<Span> = self
            .parsed
            .tokens
            .get(after..self.parsed.tokens.len().min(after + 4))?
            .iter()
            .map(|t| t.span)
            .collect();
        let first = self.article.text.quote(*whole.first()?);
        let capital = first.starts_with(char::is_uppercase);
        let state = capital.then(|| names.state_of_demonym(first)).flatten();
        let words: Vec<(Span, String)> = whole
            .iter()
            .skip(usize::from(state.is_some()))
            .take(3)
            .map(|span| (*span, self.article.text.quote(*span).to_lowercase()))
            .collect();
        let joined = |n: usize| {
            let joined: Vec<&str> = words.iter().take(n).map(|(_, w)| w.as_str()).collect();
            joined.join(" ")
        };
        // "the foreign ministry"
        let ministry = |n: usize| {
            let body = words
                .get(n - 1)
                .is_some_and(|(_, w)| kinds::is(w, Noun::Organisation));
            let before = words.get(..n - 1).unwrap_or_default();
            body && n > 1
                && before
                    .iter()
                    .all(|(_, w)| phrases::is_listed("portfolio", w))
        };
        let longest = (1..=words.len()).rev().find(|n| {
            let joined = joined(*n);
            phrases::is_listed("body", &joined)
                || phrases::is_listed("land", &joined)
                || phrases::is_listed("area", &joined)
                || ministry(*n)
                || kinds::nouns_of(&joined)
                    .iter()
                    .any(|noun| noun.kind().is_some() && *noun != Noun::Honorific)
        })?;
        let noun = joined(longest);
        // Of a demonym only an office is read here: "the Norrlandish president".
        if state.is_some() && !kinds::is_person_noun(&noun) {
            return None;
        }
        let span = whole.first()?.cover(words.get(longest - 1)?.0);
        Some((span, noun, state))
    }

    /// "the country", "the region", "the town": the only place of that kind that was just named.
    fn place(
        &self,
        names: &Names,
        noun: &str,
        sentence: u32,
    ) -> Option<Result<ReferentId, String>> {
        let state = phrases::is_listed("land", noun);
        if !state && !phrases::is_listed("area", noun) {
            return None;
        }
        let near = || {
            let seen = self.seen.iter().rev().take(MENTIONS_REACH);
            seen.take_while(|s| s.sentence + PLACE_REACH >= sentence)
                .filter(|s| names.kind(s.referent) == Some(ReferentKind::Place))
        };
        let distinct = |fits: &dyn Fn(&Seen) -> bool| {
            let mut found: Vec<ReferentId> = Vec::new();
            for seen in near().filter(|s| fits(s)) {
                if !found.contains(&seen.referent) {
                    found.push(seen.referent);
                }
            }
            found
        };
        let mut found = distinct(&|s| names.states.contains(&s.referent) == state);
        // Of an invented or little known land the text may say nothing but what it does.
        if state && found.is_empty() {
            found = distinct(&|_| true);
        }
        match found.as_slice() {
            [] => None,
            [only] => Some(Ok(*only)),
            several => Some(Err(self.candidates(names, several))),
        }
    }

    /// "two candidates: Ana Corvel; Jon Corvel".
    fn candidates(&self, names: &Names, ids: &[ReferentId]) -> String {
        let all: Vec<&str> = ids
            .iter()
            .filter_map(|id| names.referents.get(id.0 as usize))
            .map(|r| r.name.as_str())
            .collect();
        format!("{} candidates: {}", number_word(all.len()), all.join("; "))
    }

    /// Whether somebody's office is a state's; `None` where nothing says whose it is.
    fn office_of(&self, names: &Names, id: ReferentId, state: ReferentId) -> Option<bool> {
        let person = names.referents.get(id.0 as usize)?;
        let land = names.referents.get(state.0 as usize)?;
        let mut words = person.roles.iter().flat_map(|r| r.split(' '));
        words.find_map(|word| {
            if word == land.name {
                return Some(true);
            }
            let capital = word.starts_with(char::is_uppercase);
            let of = capital.then(|| names.state_of_demonym(word)).flatten();
            of.map(|id| id == state)
        })
    }

    /// Whom "the NOUN" means: the last one seen whose office or name has the noun; else the only one that does.
    /// `None`: the noun tells nothing of somebody named.
    fn described(
        &self,
        names: &Names,
        noun: &str,
        state: Option<ReferentId>,
        sentence: u32,
    ) -> Option<Result<ReferentId, String>> {
        let ends_with = |role: &str| {
            let role = role.to_lowercase();
            role == noun
                || phrases::same_office(&role, noun)
                || role
                    .strip_suffix(noun)
                    .is_some_and(|rest| rest.ends_with(' '))
        };
        let person = kinds::is_person_noun(noun);
        let nouns = kinds::nouns_of(noun);
        let words: Vec<&str> = noun.split(' ').collect();
        let ministry = nouns.is_empty() && words.len() > 1;
        let fits = |id: &ReferentId| {
            names.referents.get(id.0 as usize).is_some_and(|r| {
                let has = |word: &str| r.name.split(' ').any(|w| w.eq_ignore_ascii_case(word));
                if r.kind == ReferentKind::Person {
                    person && r.roles.iter().any(|role| ends_with(role))
                } else if ministry {
                    r.kind == ReferentKind::Organisation && words.iter().all(|w| has(w))
                } else {
                    (nouns.iter().any(|n| n.kind() == Some(r.kind))
                        || phrases::is_listed("body", noun))
                        && r.name.split(' ').any(|w| {
                            w.eq_ignore_ascii_case(noun)
                                || phrases::same_body(&w.to_lowercase(), noun)
                        })
                }
            })
        };
        let mut before = self
            .seen
            .iter()
            .rev()
            .take(MENTIONS_REACH)
            .map(|s| s.referent)
            .filter(|id| fits(id));
        if let Some(state) = state {
            let mut all: Vec<ReferentId> = Vec::new();
            for id in before {
                match self.office_of(names, id, state) {
                    Some(true) => return Some(Ok(id)),
                    None if !all.contains(&id) => all.push(id),
                    _ => {}
                }
            }
            return match all.as_slice() {
                [] => None,
                [only] => Some(Ok(*only)),
                several => Some(Err(self.candidates(names, several))),
            };
        }
        if let Some(id) = before.next() {
            return Some(Ok(id));
        }
        if let Some(place) = self.place(names, noun, sentence) {
            return Some(place);
        }
        let mut all: Vec<ReferentId> = (0..names.referents.len() as u32)
            .map(ReferentId)
            .take(MENTIONS_REACH)
            .filter(|id| fits(id))
            .collect();
        match (all.pop(), all.len()) {
            (Some(only), 0) => Some(Ok(only)),
            (Some(_), more) => Some(Err(format!(
                "{} candidates, none named before",
                number_word(more + 1)
            ))),
            (None, _) => Some(Err(format!("nobody of whom “{noun}” is said is named"))),
        }
    }
}
