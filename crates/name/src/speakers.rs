//! Who made each statement, and to whom: from the words of its source to a referent.

use crate::Names;
use crate::candidates::Gender;
use crate::{cluster, kinds, phrases};
use rapporteur_parse::Parsed;
use rapporteur_parse::closed::{Class, class_of, is_temporal};
use rapporteur_record::{
    Article, Form, Mention, Referent, ReferentId, ReferentKind, Span, Speaker, Statement, Text,
};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Fills in the speaker of every statement, and whom it is addressed to. Speakers and hearers that no name
/// stands for ("a senior official", "reporters") become referents of their own.
pub fn speakers(
    article: &Article,
    parsed: &Parsed,
    names: &mut Names,
    statements: &mut [Statement],
) {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|n| {
        statements
            .get(*n)
            .and_then(|s| s.source.first().copied().or(s.content_cover()))
    });
    let mut contents: Vec<Span> = statements
        .iter()
        .flat_map(|s| s.content.iter().copied())
        .collect();
    contents.sort_unstable();
    let mut resolver = Resolver {
        article,
        names,
        unnamed: BTreeMap::new(),
        introduced: Vec::new(),
        last_person: None,
        last_speaker: None,
        last_block: 0,
    };
    for number in order {
        let Some(statement) = statements.get_mut(number) else {
            continue;
        };
        statement.speaker = match statement.source.first() {
            Some(source) => {
                let cue = statement.cue.first().map_or("", |c| article.text.quote(*c));
                resolver.speaker(*source, cue, is_inside(&contents, *source))
            }
            None => Speaker::Unknown("the text names no source beside the words".to_owned()),
        };
        resolver.addressees(parsed, statement);
    }
    let introduced = resolver.introduced;
    names.mentions.extend(introduced);
    let wider = std::mem::take(&mut names.wider);
    names.mentions.extend(wider);
    names
        .mentions
        .sort_by_key(|m| (m.span, m.referent.is_none(), m.form));
    names.mentions.dedup_by_key(|m| m.span);
}

/// What is known on the way through the text.
struct Resolver<'a> {
    article: &'a Article,
    names: &'a mut Names,
    /// Those without a name, by the noun they were spoken of with: "the official" after "a senior official".
    unnamed: BTreeMap<String, ReferentId>,
    /// The mentions of those, put in their places at the end.
    introduced: Vec<Mention>,
    /// The last person who spoke, and in which block.
    last_person: Option<ReferentId>,
    /// The last one of any kind who spoke.
    last_speaker: Option<ReferentId>,
    last_block: usize,
}

impl Resolver<'_> {
    /// `nested`: whether it is reported inside another statement; such a speaker is not the one who goes on.
    fn speaker(&mut self, source: Span, cue: &str, nested: bool) -> Speaker {
        let block = self
            .article
            .blocks
            .partition_point(|b| b.span.start() <= source.start());
        let words = self.article.text.quote(source).to_lowercase();
        let paper = || self.paper_before(source);
        let resolved = if words == "it" && phrases::is_listed("reads", cue) && paper().is_some() {
            paper().ok_or_else(String::new)
        } else if class_of(&words) == Class::Pronoun {
            self.pronoun(source, &words, block)
        } else {
            self.phrase(source)
        };
        if nested {
            return match resolved {
                Ok(id) => Speaker::Known(id),
                Err(why) => Speaker::Unknown(why),
            };
        }
        self.last_block = block;
        match resolved {
            Ok(id) => {
                if self.kind(id) == Some(ReferentKind::Person) {
                    self.last_person = Some(id);
                }
                self.last_speaker = Some(id);
                Speaker::Known(id)
            }
            Err(why) => Speaker::Unknown(why),
        }
    }

    /// Who is meant by a phrase that is no pronoun.
    fn phrase(&mut self, source: Span) -> Result<ReferentId, String> {
        if let Some(known) = self.issuer(source).or_else(|| self.two_before(source)) {
            return Ok(known);
        }
        if let Some(named) = self.named(source) {
            return Ok(named);
        }
        if let Some(open) = self.inside(source).into_iter().find_map(|m| match m.form {
            Form::Name => m.open,
            _ => None,
        }) {
            return Err(open);
        }
        Ok(self
            .spoken_of_before(source)
            .unwrap_or_else(|| self.introduce(source)))
    }

    /// "the statement reads": whoever issued it, that is, whoever spoke last; "Article 9 says": the paper that was last
    /// named.
    fn issuer(&self, source: Span) -> Option<ReferentId> {
        let words = self.article.text.quote(source).to_lowercase();
        let bare = words
            .strip_prefix("the ")
            .or_else(|| words.strip_prefix("this "));
        if bare.is_some_and(|noun| phrases::is_listed("words", noun)) {
            return self.last_speaker;
        }
        let rest = words
            .strip_prefix("article ")
            .or_else(|| words.strip_prefix("paragraph "))?;
        // "Article 9 of the Elm Accord"
        let inside = self.inside(source);
        let named = inside
            .iter()
            .filter_map(|m| m.referent)
            .find(|id| is_paper(self.kind(*id)));
        if named.is_some() || rest.is_empty() || !rest.chars().all(|c| c.is_alphanumeric()) {
            return named;
        }
        let all = (0..self.names.referents.len() as u32).map(ReferentId);
        let paper = |id: &ReferentId| is_paper(self.kind(*id));
        self.paper_before(source)
            .or_else(|| all.into_iter().find(paper))
    }

    /// The agreement or law that was last spoken of.
    fn paper_before(&self, source: Span) -> Option<ReferentId> {
        let before = self
            .names
            .mentions
            .partition_point(|m| m.span.start() < source.start());
        let earlier = self.names.mentions.get(..before).unwrap_or_default();
        let last = earlier.iter().rev().take(200).filter_map(|m| m.referent);
        last.into_iter().find(|id| is_paper(self.kind(*id)))
    }

    /// "each", "both" as a whole source: the two that the sentence has just named together.
    fn two_before(&self, source: Span) -> Option<ReferentId> {
        const NEAR: usize = 120;
        let words = self.article.text.quote(source).to_lowercase();
        if !matches!(words.as_str(), "each" | "both") {
            return None;
        }
        let near =
            |m: &&Mention| m.span.end() <= source.start() && m.span.end() + NEAR >= source.start();
        let all = self.names.mentions.iter().chain(&self.names.wider);
        all.filter(near)
            .filter(|m| {
                m.referent
                    .is_some_and(|id| self.kind(id) == Some(ReferentKind::Group))
            })
            .max_by_key(|m| m.span.end())
            .and_then(|m| m.referent)
    }

    fn kind(&self, id: ReferentId) -> Option<ReferentKind> {
        self.names.referents.get(id.0 as usize).map(|r| r.kind)
    }

    /// "he", "she", "it": in the same paragraph whoever spoke last goes on; else whom the pronoun means
    /// where it stands; else whoever spoke last.
    fn pronoun(&self, source: Span, words: &str, block: usize) -> Result<ReferentId, String> {
        let personal = matches!(words, "he" | "she");
        let last = self
            .last_person
            .filter(|id| personal && self.fits(*id, words));
        let inside = self.inside(source);
        let here = inside.iter().find_map(|m| m.referent);
        let here = if words == "it" {
            here.filter(|id| self.speaks(*id))
                .or_else(|| self.body_before(source))
        } else {
            here
        };
        let why = inside
            .into_iter()
            .find_map(|m| m.open)
            .filter(|why| why.contains("candidates"));
        last.filter(|_| self.last_block == block)
            .or(here)
            .or(last.filter(|_| why.is_none() && self.last_block + 2 >= block))
            .ok_or_else(|| {
                if let Some(why) = why {
                    return why;
                }
                if personal {
                    format!("nobody is named before “{words}”")
                } else {
                    format!("“{words}” stands for nobody named before")
                }
            })
    }

    /// Whether a referent can say something: not a strait.
    fn speaks(&self, id: ReferentId) -> bool {
        match self.kind(id) {
            Some(ReferentKind::Place) => self.names.states.contains(&id),
            Some(_) => true,
            None => false,
        }
    }

    /// The body or state last spoken of in the paragraph.
    fn body_before(&self, source: Span) -> Option<ReferentId> {
        let block = self
            .article
            .blocks
            .partition_point(|b| b.span.start() <= source.start());
        let begins = self.article.blocks.get(block.checked_sub(1)?)?.span.start();
        let before = self
            .names
            .mentions
            .partition_point(|m| m.span.start() < source.start());
        let earlier = self.names.mentions.get(..before)?.iter().rev();
        earlier
            .take_while(|m| m.span.start() >= begins)
            .filter_map(|m| m.referent)
            .find(|id| {
                matches!(self.kind(*id), Some(ReferentKind::Organisation))
                    || self.names.states.contains(id)
            })
    }

    /// Whether a person can be meant by "he" or "she": nothing in their offices says otherwise.
    fn fits(&self, id: ReferentId, pronoun: &str) -> bool {
        let wanted = if pronoun == "he" {
            Gender::Male
        } else {
            Gender::Female
        };
        let referent = self.names.referents.get(id.0 as usize);
        referent
            .and_then(cluster::gender)
            .is_none_or(|g| g == wanted)
    }

    /// The mentions inside a span, in order.
    fn inside(&self, span: Span) -> Vec<Mention> {
        let mentions = &self.names.mentions;
        let first = mentions.partition_point(|m| m.span.start() < span.start());
        let starting = mentions
            .iter()
            .skip(first)
            .take_while(|m| m.span.start() < span.end());
        starting
            .filter(|m| span.contains(m.span))
            .cloned()
            .collect()
    }

    /// The referent that a mention in the phrase stands for.
    fn named(&self, source: Span) -> Option<ReferentId> {
        let text = &self.article.text;
        let region = head_region(text, source);
        let inside = self.inside(source);
        let by_office = head_noun(text.quote(region)).is_some_and(|noun| is_person_word(&noun));
        // "Foreign Ministry spokesman Ana Corvel"; over the comma only where an office stands before it
        // ("the foreign minister, Ana Corvel").
        let person = inside
            .iter()
            .filter(|m| by_office || region.contains(m.span))
            .filter(|m| m.form == Form::Name && !is_possessor(text, m.span))
            .filter_map(|m| m.referent)
            .find(|id| self.kind(*id) == Some(ReferentKind::Person));
        let in_region = || inside.iter().filter(|m| region.contains(m.span));
        // What a phrase that tells nobody ends in is most often the subject: "… at the terminal Corvel".
        let at_the_end = || {
            let last = inside
                .iter()
                .rfind(|m| m.form == Form::Name && m.span.end() == source.end())?;
            let before = text.as_str().get(..last.span.start())?.trim_end();
            let linked = [
                " of", " in", " at", " for", " from", " on", " by", " with", " to", " and",
            ];
            let article = before.ends_with(" the") || linked.iter().any(|w| before.ends_with(w));
            last.referent
                .filter(|id| !article && self.kind(*id) == Some(ReferentKind::Person))
        };
        person.or_else(at_the_end).or_else(|| {
            if by_office {
                // "the president": somebody of that office.
                // Its words may go on over a preposition: "the head of government".
                inside
                    .iter()
                    .filter(|m| {
                        region.contains(m.span)
                            || m.span.start() < region.end() && m.span.overlaps(region)
                    })
                    .find(|m| m.form == Form::Description)
                    .and_then(|m| m.referent)
            } else {
                in_region()
                    .filter(|m| !is_possessor(text, m.span))
                    .filter_map(|m| m.referent)
                    .next_back()
            }
        })
    }

    /// "the officer": the unnamed officer spoken of before.
    fn spoken_of_before(&self, source: Span) -> Option<ReferentId> {
        let words = self.article.text.quote(source).to_lowercase();
        let definite = ["the ", "one of ", "that ", "this "]
            .iter()
            .any(|w| words.starts_with(w));
        self.unnamed
            .get(&self.key(source))
            .copied()
            .filter(|_| definite)
    }

    /// The noun by which an unnamed speaker is found again.
    fn key(&self, source: Span) -> String {
        let text = &self.article.text;
        head_noun(text.quote(head_region(text, source)))
            .unwrap_or_else(|| text.quote(source).to_lowercase())
    }

    /// A referent for a phrase without a name, and the mention of it.
    fn introduce(&mut self, phrase: Span) -> ReferentId {
        let bare = without_article(&self.article.text, phrase);
        if let Some(known) = self
            .introduced
            .iter()
            .rev()
            .take(100)
            .find(|m| m.span == bare)
            .and_then(|m| m.referent)
        {
            return known;
        }
        let key = self.key(phrase);
        let plural = key.ends_with('s') || key == "people";
        let kind = if plural {
            ReferentKind::Group
        } else if is_person_word(&key) {
            ReferentKind::Person
        } else {
            kind_of_institution(&key)
        };
        let id = ReferentId(self.names.referents.len() as u32);
        let span = without_article(&self.article.text, phrase);
        let name = self.article.text.quote(span).to_owned();
        self.names.referents.push(Referent {
            name,
            kind,
            roles: Vec::new(),
        });
        self.introduced.push(Mention {
            span,
            referent: Some(id),
            open: None,
            form: Form::Description,
        });
        self.unnamed.insert(key, id);
        id
    }

    /// Whom a statement is told to, or whom it accuses or thanks: what stands after its cue and before its
    /// content.
    fn addressees(&mut self, parsed: &Parsed, statement: &mut Statement) {
        let Some(cue) = statement.cue.first().copied() else {
            return;
        };
        let word = self.article.text.quote(cue).to_lowercase();
        let Some(object_is) = object_of(&word) else {
            return;
        };
        let next = statement
            .content
            .iter()
            .find(|c| c.start() > cue.end())
            .map(|c| c.start());
        let Some(phrase) = object(&self.article.text, parsed, cue, next) else {
            return;
        };
        let mut people: Vec<ReferentId> = self
            .inside(phrase)
            .iter()
            .filter(|m| m.form != Form::Pronoun)
            .filter_map(|m| m.referent)
            .collect();
        if people.is_empty() && !self.inside(phrase).iter().any(|m| m.form == Form::Pronoun) {
            people.push(self.introduce(phrase));
        }
        let list = if object_is == Object::Target {
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
}

/// Whether a span lies in one of these, which are in order; of those that begin before it the nearest are looked at.
fn is_inside(contents: &[Span], source: Span) -> bool {
    const NEAREST: usize = 30;
    let before = contents.partition_point(|c| c.start() <= source.start());
    let near = contents.get(..before).unwrap_or_default();
    near.iter().rev().take(NEAREST).any(|c| c.contains(source))
}

fn is_paper(kind: Option<ReferentKind>) -> bool {
    matches!(kind, Some(ReferentKind::Agreement | ReferentKind::Law))
}

/// What a reporting word makes of its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    /// It is told something.
    Hearer,
    /// Something is said of it.
    Target,
}

/// Whether a reporting word takes a person as its object, and which: `data/hearers.txt`.
fn object_of(cue: &str) -> Option<Object> {
    static LIST: LazyLock<BTreeMap<&'static str, Object>> = LazyLock::new(|| {
        let mut list = BTreeMap::new();
        let mut object = Object::Hearer;
        for line in include_str!("../data/hearers.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
        {
            match line {
                "[to]" => object = Object::Hearer,
                "[about]" => object = Object::Target,
                _ => list.extend(
                    line.split(',')
                        .map(str::trim)
                        .filter(|w| !w.is_empty())
                        .map(|w| (w, object)),
                ),
            }
        }
        list
    });
    LIST.get(cue).copied()
}

/// The noun phrase just after a cue, up to where its content begins.
fn object(text: &Text, parsed: &Parsed, cue: Span, content: Option<usize>) -> Option<Span> {
    const LONGEST: usize = 8;
    let first = parsed
        .tokens
        .partition_point(|t| t.span.start() < cue.end());
    let mut phrase: Option<Span> = None;
    for token in parsed.tokens.iter().skip(first).take(LONGEST) {
        let word = text.quote(token.span).to_lowercase();
        let goes_on = match class_of(&word) {
            Class::Open => !is_temporal(&word) && !word.starts_with(['“', '"', '‘']),
            Class::Determiner => true,
            Class::Pronoun => phrase.is_none(),
            Class::Preposition => phrase.is_some() && word == "of",
            Class::Mark => matches!(word.as_str(), "'s" | "’s" | "-"),
            _ => false,
        };
        if !goes_on || content.is_some_and(|at| token.span.start() >= at) {
            break;
        }
        phrase = Some(phrase.map_or(token.span, |p| p.cover(token.span)));
    }
    phrase
}

/// The part of a noun phrase before its first comma, preposition or relative pronoun.
fn head_region(text: &Text, phrase: Span) -> Span {
    let mut at = 0;
    for word in text.quote(phrase).split_inclusive(' ') {
        let bare = word.trim_end();
        let lower = bare.trim_end_matches(',').to_lowercase();
        let relative = matches!(lower.as_str(), "who" | "which" | "whose" | "that");
        let cut = if at > 0 && (relative || class_of(&lower) == Class::Preposition) {
            Some(at)
        } else if bare.ends_with(',') {
            Some(at + bare.len() - 1)
        } else {
            None
        };
        if let Some(region) = cut.and_then(|cut| text.span(phrase.start(), phrase.start() + cut)) {
            return text.trim(region);
        }
        at += word.len();
    }
    phrase
}

/// The same phrase without "the", "a", "an" before it.
fn without_article(text: &Text, phrase: Span) -> Span {
    let words = text.quote(phrase);
    let rest = words
        .split_once(' ')
        .filter(|(first, _)| matches!(first.to_lowercase().as_str(), "the" | "a" | "an"));
    rest.and_then(|(_, rest)| text.span(phrase.end() - rest.len(), phrase.end()))
        .unwrap_or(phrase)
}

/// Whether a name stands in the genitive ("Halden's envoy").
fn is_possessor(text: &Text, name: Span) -> bool {
    let rest = text.as_str().get(name.end()..).unwrap_or_default();
    ["'s ", "’s ", "' ", "’ "]
        .iter()
        .any(|mark| rest.starts_with(mark))
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
    let plural = || {
        kinds::nouns_of_plural(word)
            .iter()
            .any(|n| n.kind() == Some(ReferentKind::Person))
    };
    kinds::is_person_noun(word) || plural()
}

fn kind_of_institution(noun: &str) -> ReferentKind {
    let known = kinds::nouns_of(noun).iter().find_map(|n| n.kind());
    known
        .filter(|k| *k != ReferentKind::Person)
        .unwrap_or(ReferentKind::Organisation)
}
