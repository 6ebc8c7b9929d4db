//! Descriptions and pronouns look backwards for whom they mean.

use crate::Names;
use crate::candidates::Gender;
use crate::cluster::genders;
use crate::kinds::{self, Noun};
use rapporteur_parse::Parsed;
use rapporteur_record::{Article, BlockKind, Form, Mention, ReferentId, ReferentKind, Span};

/// How many sentences back a pronoun may look.
const PRONOUN_REACH: u32 = 4;

/// How many mentions back anything may look, however long the sentences: text is read in linear time.
const MENTIONS_REACH: usize = 200;

/// A mention passed on the way through the text.
#[derive(Debug, Clone, Copy)]
struct Seen {
    referent: ReferentId,
    sentence: u32,
    /// Whether it was the first one in its sentence: most often its subject.
    leads: bool,
}

/// Adds descriptions ("the minister") and pronouns to the mentions, each with its referent or none.
pub(crate) fn resolve(article: &Article, parsed: &Parsed, names: &mut Names) {
    let mut genders = genders(names);
    let mut seen: Vec<Seen> = Vec::new();
    let mut added: Vec<Mention> = Vec::new();
    let mut next_name = 0;
    let mut index = 0;
    while let Some(token) = parsed.tokens.get(index) {
        let at = token.span.start();
        while let Some(mention) = names
            .mentions
            .get(next_name)
            .filter(|m| m.span.end() <= at || m.span.start() <= at)
        {
            if let Some(referent) = mention.referent {
                pass(&mut seen, referent, token.sentence);
            }
            next_name += 1;
        }
        index += 1;
        if article.kind_at(token.span) != Some(BlockKind::Body) {
            continue;
        }
        let word = article.text.quote(token.span).to_lowercase();
        if let Some(wanted) = Pronoun::of(&word) {
            let referent = antecedent(names, &genders, &seen, token.sentence, wanted);
            if let (Some(r), Some(gender)) = (referent, wanted.gender())
                && let Some(known) = genders.get_mut(r.0 as usize)
            {
                *known = known.or(Some(gender));
            }
            added.push(Mention {
                span: token.span,
                referent,
                form: Form::Pronoun,
            });
            if let Some(referent) = referent {
                pass(&mut seen, referent, token.sentence);
            }
        } else if word == "the"
            && let Some((span, noun)) = description(article, parsed, index)
        {
            let in_name = names
                .mentions
                .get(next_name)
                .is_some_and(|m| m.span.overlaps(span));
            if in_name {
                continue;
            }
            let referent = described(names, &seen, &noun);
            added.push(Mention {
                span,
                referent,
                form: Form::Description,
            });
            if let Some(referent) = referent {
                pass(&mut seen, referent, token.sentence);
            }
        }
    }
    names.mentions.extend(added);
    names.mentions.sort_by_key(|m| m.span);
}

/// Notes a mention on the way; the first of its sentence leads it.
fn pass(seen: &mut Vec<Seen>, referent: ReferentId, sentence: u32) {
    let leads = seen.last().is_none_or(|last| last.sentence != sentence);
    seen.push(Seen {
        referent,
        sentence,
        leads,
    });
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

/// The referent a pronoun most likely means: among those of its kind, the nearest sentence's first.
fn antecedent(
    names: &Names,
    genders: &[Option<Gender>],
    seen: &[Seen],
    sentence: u32,
    pronoun: Pronoun,
) -> Option<ReferentId> {
    let fits = |s: &&Seen| {
        let kind = names.referents.get(s.referent.0 as usize).map(|r| r.kind);
        let known = genders.get(s.referent.0 as usize).copied().flatten();
        match pronoun {
            Pronoun::He | Pronoun::She => {
                kind == Some(ReferentKind::Person)
                    && known.is_none_or(|g| Some(g) == pronoun.gender())
            }
            // States and institutions act and speak; what is merely spoken of seldom leads a sentence.
            Pronoun::It => {
                matches!(kind, Some(ReferentKind::Place | ReferentKind::Organisation))
                    && (s.leads || s.sentence == sentence)
            }
            Pronoun::They => false,
        }
    };
    let near = seen
        .iter()
        .rev()
        .take(MENTIONS_REACH)
        .take_while(|s| s.sentence + PRONOUN_REACH >= sentence)
        .filter(fits);
    // Nearest sentence first; in it whoever leads, else whoever came last.
    let nearest = near.clone().next()?;
    near.take_while(|s| s.sentence == nearest.sentence)
        .find(|s| s.leads)
        .or(Some(nearest))
        .map(|s| s.referent)
}

/// The noun phrase after "the" (whose index is `after - 1`): up to three words that the lists know, as
/// "prime minister", "commission".
fn description(article: &Article, parsed: &Parsed, after: usize) -> Option<(Span, String)> {
    let words: Vec<(Span, String)> = parsed
        .tokens
        .get(after..parsed.tokens.len().min(after + 3))?
        .iter()
        .map(|t| (t.span, article.text.quote(t.span).to_lowercase()))
        .collect();
    let longest = (1..=words.len()).rev().find(|n| {
        let joined: Vec<&str> = words.iter().take(*n).map(|(_, w)| w.as_str()).collect();
        kinds::nouns_of(&joined.join(" "))
            .iter()
            .any(|noun| noun.kind().is_some() && *noun != Noun::Honorific)
    })?;
    let joined: Vec<&str> = words
        .iter()
        .take(longest)
        .map(|(_, w)| w.as_str())
        .collect();
    let span = words.first()?.0.cover(words.get(longest - 1)?.0);
    Some((span, joined.join(" ")))
}

/// Whom "the NOUN" means: the last one seen whose office or name has the noun; else the only one that does.
fn described(names: &Names, seen: &[Seen], noun: &str) -> Option<ReferentId> {
    let ends_with = |role: &str| {
        let role = role.to_lowercase();
        role == noun
            || role
                .strip_suffix(noun)
                .is_some_and(|rest| rest.ends_with(' '))
    };
    let person = kinds::is_person_noun(noun);
    let nouns = kinds::nouns_of(noun);
    let fits = |id: &ReferentId| {
        names.referents.get(id.0 as usize).is_some_and(|r| {
            if r.kind == ReferentKind::Person {
                person && r.roles.iter().any(|role| ends_with(role))
            } else {
                nouns.iter().any(|n| n.kind() == Some(r.kind))
                    && r.name.split(' ').any(|w| w.eq_ignore_ascii_case(noun))
            }
        })
    };
    let before = seen
        .iter()
        .rev()
        .take(MENTIONS_REACH)
        .map(|s| s.referent)
        .find(|id| fits(id));
    let only = || {
        let mut all = (0..names.referents.len() as u32)
            .map(ReferentId)
            .take(MENTIONS_REACH)
            .filter(|id| fits(id));
        all.next().filter(|_| all.next().is_none())
    };
    before.or_else(only)
}
