//! Proper names: runs of capitals, without titles, with what the words around them say of their kind.

use crate::kinds::{self, Noun};
use rapporteur_parse::Parsed;
use rapporteur_parse::closed::{Class, class_of, is_temporal};
use rapporteur_record::{Article, BlockKind, ReferentKind, Span, Text};
use std::collections::BTreeSet;

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub span: Span,
    /// The words of the name.
    pub words: Vec<String>,
    /// What it names, where something tells.
    pub kind: Option<ReferentKind>,
    /// The office before it ("Foreign Minister").
    pub role: Option<String>,
    pub gender: Option<Gender>,
}

/// What a title or pronoun says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// What the words of a title say.
pub(crate) fn gender_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<Gender> {
    words.into_iter().find_map(|word| {
        let word = word.to_lowercase();
        if kinds::is(&word, Noun::Female) {
            Some(Gender::Female)
        } else if kinds::is(&word, Noun::Male) {
            Some(Gender::Male)
        } else {
            None
        }
    })
}

/// A token of the sentence at hand.
#[derive(Debug, Clone)]
struct Word<'a> {
    text: &'a str,
    lower: String,
    span: Span,
    /// Whether it begins a sentence, also one inside quotation marks.
    first: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// A capital that can begin or go on with a name.
    fn names(&self) -> bool {
        self.is_capital() && !is_temporal(&self.lower) && self.lower != "i" && self.lower != "i'm"
    }
}

/// All names of an article, in the order of the text.
pub(crate) fn find(article: &Article, parsed: &Parsed) -> Vec<Candidate> {
    let text = &article.text;
    let mid_sentence = capitals_inside_sentences(text, parsed);
    let mut found = Vec::new();
    for sentence in &parsed.sentences {
        let kind = article.blocks.get(sentence.block).map(|b| b.kind);
        if matches!(kind, Some(BlockKind::Links | BlockKind::Update)) {
            continue;
        }
        let tokens = parsed
            .tokens
            .get(sentence.tokens.clone())
            .unwrap_or_default();
        let words: Vec<Word<'_>> = words(text, tokens.iter().map(|t| t.span));
        // A headline in title case says nothing about which of its words are names.
        let capitals = words.iter().filter(|w| w.is_capital()).count();
        let title_case = words.len() > 3 && capitals * 10 >= words.len() * 6;
        let mut at = 0;
        while at < words.len() {
            let end = run(&words, at);
            if end == at {
                at += 1;
                continue;
            }
            found.extend(candidate(text, &words, at, end, &mid_sentence, title_case));
            at = end;
        }
    }
    found
}

fn words<'a>(text: &'a Text, spans: impl Iterator<Item = Span>) -> Vec<Word<'a>> {
    let mut first = true;
    let mut words: Vec<Word<'a>> = Vec::new();
    for span in spans {
        let quote = text.quote(span);
        let lower = quote.to_lowercase().replace('’', "'");
        let opens = quote.chars().all(|c| "“‘\"«„'([•–—-·».:".contains(c));
        words.push(Word {
            text: quote,
            lower,
            span,
            first: first && !opens,
        });
        first = (first && opens) || matches!(quote, "“" | "\"" | "«" | "„" | ":" | "•");
    }
    words
}

/// Every capitalised word that stands inside a sentence somewhere: more likely a name when it begins one.
fn capitals_inside_sentences(text: &Text, parsed: &Parsed) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for sentence in &parsed.sentences {
        let tokens = parsed
            .tokens
            .get(sentence.tokens.clone())
            .unwrap_or_default();
        let words = words(text, tokens.iter().map(|t| t.span));
        let capitals = words.iter().filter(|w| w.is_capital()).count();
        if capitals * 10 >= words.len() * 6 {
            continue;
        }
        seen.extend(
            words
                .iter()
                .filter(|w| !w.first && w.names())
                .map(|w| w.text.to_owned()),
        );
    }
    seen
}

/// Where the run of name words that begins at `at` ends (`at` where none begins).
fn run(words: &[Word<'_>], at: usize) -> usize {
    let Some(word) = words.get(at).filter(|w| w.names()) else {
        return at;
    };
    let mut end = at + 1;
    let mut governs = governs_of(word);
    let mut has_institution = is_institution(word);
    loop {
        let Some(next) = words.get(end) else {
            return end;
        };
        let adjacent = |a: usize| {
            words
                .get(a)
                .zip(words.get(a + 1))
                .is_some_and(|(x, y)| x.span.end() == y.span.start())
        };
        if next.names() && !next.first {
            governs = governs_of(next);
            has_institution |= is_institution(next);
            end += 1;
        } else if matches!(next.text, "-" | "–" | "&" | "/")
            && adjacent(end - 1)
            && words
                .get(end + 1)
                .is_some_and(|w| adjacent(end) && (w.is_capital() || w.is_number()))
        {
            end += 2;
        } else if next.is_number()
            && words
                .get(end - 1)
                .is_some_and(|w| kinds::is(&w.lower, Noun::Law))
        {
            end += 1;
        } else if kinds::is(&next.lower, Noun::Connector) {
            // "of", "of the", "and", "for", "on": only where an institution goes on with a capital.
            let lawful = match next.lower.as_str() {
                "of" => governs,
                "and" | "for" | "on" => {
                    has_institution
                        && !kinds::is_known_place(words.get(end - 1).map_or("", |w| w.text))
                }
                "the" | "y" | "e" => false,
                _ => true,
            };
            let skip = if words.get(end + 1).is_some_and(|w| w.lower == "the") {
                2
            } else {
                1
            };
            let goes_on = words.get(end + skip).is_some_and(Word::names);
            if !(lawful && goes_on) {
                return end;
            }
            end += skip;
            if next.lower != "and" {
                governs = false;
            }
        } else {
            return end;
        }
    }
}

/// Whether "of" goes on with the name: "Strait of …", "Ministry of …".
fn governs_of(word: &Word<'_>) -> bool {
    is_institution(word) || kinds::is(&word.lower, Noun::Place)
}

fn is_institution(word: &Word<'_>) -> bool {
    [Noun::Organisation, Noun::Agreement, Noun::Law, Noun::Event]
        .iter()
        .any(|n| kinds::is(&word.lower, *n))
}

/// The name in the run `start..end`, if it is one.
fn candidate(
    text: &Text,
    words: &[Word<'_>],
    start: usize,
    end: usize,
    mid_sentence: &BTreeSet<String>,
    title_case: bool,
) -> Option<Candidate> {
    let mut start = start;
    // "The Orrel …", "In Upper …", "But …": words of closed classes are no part of a name's beginning.
    while start < end
        && words
            .get(start)
            .is_some_and(|w| class_of(&w.lower) != Class::Open && !w.text.contains('.'))
    {
        start += 1;
    }
    let begins_sentence = words.get(start).is_some_and(|w| w.first);
    let (name_start, role) = title(words, start, end);
    let run = words.get(name_start..end).unwrap_or_default();
    let first = run.first()?;
    let before = words
        .get(start.wrapping_sub(1))
        .map_or("", |w| w.lower.as_str());
    if run.len() == 1 {
        let known = mid_sentence.contains(first.text)
            || kinds::is_known_place(first.text)
            || role.is_some();
        let doubtful = begins_sentence || title_case;
        if doubtful && !known && !is_acronym(first.text) {
            return None;
        }
        if kinds::is_demonym(first.text) || is_derived_demonym(first, mid_sentence) {
            return None;
        }
        if !first.text.chars().any(char::is_alphabetic) || first.text.chars().count() < 2 {
            return None;
        }
    } else if title_case
        && !run
            .iter()
            .all(|w| mid_sentence.contains(w.text) || !w.is_capital())
    {
        return None;
    }
    let last = run.last()?;
    let span = text.trim(first.span.cover(last.span));
    let kind = kind_of(run, role.is_some(), before);
    let gender = gender_of(
        words
            .get(start..name_start)
            .unwrap_or_default()
            .iter()
            .map(|w| w.lower.as_str()),
    );
    let before_run = words
        .get(start.saturating_sub(2)..start)
        .unwrap_or_default();
    // "spokeswoman Ana Corvel", "opposition deputy Jun …": a lower-case office just before.
    let lower_role = lower_case_role(words, start)
        .filter(|_| role.is_none() && kind != Some(ReferentKind::Place));
    let gender = gender.or_else(|| {
        gender_of(
            before_run
                .iter()
                .map(|w| w.lower.as_str())
                .filter(|_| lower_role.is_some()),
        )
    });
    let kind = if lower_role.is_some() && !has_kind_noun(run) {
        Some(ReferentKind::Person)
    } else {
        kind
    };
    let names: Vec<String> = run.iter().map(|w| w.text.to_owned()).collect();
    let role = role
        .filter(|r| !is_honorific(r))
        .or(lower_role)
        .or_else(|| apposed_role(words, end));
    Some(Candidate {
        span,
        words: names,
        kind,
        role,
        gender,
    })
}

fn is_honorific(role: &str) -> bool {
    kinds::is(&role.to_lowercase(), Noun::Honorific)
        && !kinds::is(&role.to_lowercase(), Noun::Occupation)
}

/// The title with which a run begins: where the name proper starts, and the title's words.
fn title(words: &[Word<'_>], start: usize, end: usize) -> (usize, Option<String>) {
    let last_is_institution = words.get(end - 1).is_some_and(|w| {
        kinds::nouns_of(&w.lower)
            .iter()
            .any(|n| !matches!(n.kind(), None | Some(ReferentKind::Person)))
    });
    let mut at = start;
    while at < end {
        let longest = (1..=3usize).rev().find(|n| {
            at + n <= end && {
                let joined: Vec<&str> = words
                    .get(at..at + n)
                    .unwrap_or_default()
                    .iter()
                    .map(|w| w.lower.as_str())
                    .collect();
                kinds::is_person_noun(&joined.join(" "))
            }
        });
        match longest {
            Some(n) if at + n < end && !(last_is_institution && end - at - n < 2) => at += n,
            _ => break,
        }
    }
    if at == start {
        return (start, None);
    }
    // "Progress Union Secretary Ana Corvel" begins with no title; "Secretary of State" leaves nothing.
    let role: Vec<&str> = words
        .get(start..at)
        .unwrap_or_default()
        .iter()
        .map(|w| w.text)
        .collect();
    if words
        .get(at)
        .is_some_and(|w| kinds::is(&w.lower, Noun::Connector) && !w.is_capital())
    {
        return (at + 1, None);
    }
    (at, Some(role.join(" ")))
}

/// "spokesman", "chief steward", "head librarian" before a name.
fn lower_case_role(words: &[Word<'_>], start: usize) -> Option<String> {
    let two = words.get(start.checked_sub(2)?..start).unwrap_or_default();
    let one = words.get(start - 1)?;
    if !kinds::is_person_noun(&one.lower) || one.is_capital() && !one.first {
        return None;
    }
    let joined: Vec<&str> = two.iter().map(|w| w.lower.as_str()).collect();
    let joined = joined.join(" ");
    Some(if kinds::is_person_noun(&joined) {
        joined
    } else {
        one.lower.clone()
    })
}

/// "Ana Corvel, the company's envoy, …", "Ana Corvel, who …" not: the last person noun of an apposition that
/// begins with an article or possessive and ends with a comma or a preposition.
fn apposed_role(words: &[Word<'_>], end: usize) -> Option<String> {
    let apposition = words
        .get(end)
        .filter(|w| w.text == ",")
        .and(words.get(end + 1..))?;
    let opens = apposition
        .first()
        .is_some_and(|w| class_of(&w.lower) == Class::Determiner || w.is_capital());
    if !opens {
        return None;
    }
    let close = |w: &Word<'_>| {
        w.text == "," || matches!(w.lower.as_str(), "of" | "at" | "for" | "in" | "to")
    };
    let stop = apposition.iter().take(9).position(close)?;
    let noun = apposition.get(stop.checked_sub(1)?)?;
    let two: Vec<&str> = apposition
        .get(stop.saturating_sub(2)..stop)?
        .iter()
        .map(|w| w.lower.as_str())
        .collect();
    let two = two.join(" ");
    if kinds::is_person_noun(&two) {
        return Some(two);
    }
    kinds::is_person_noun(&noun.lower).then(|| noun.lower.clone())
}

fn has_kind_noun(run: &[Word<'_>]) -> bool {
    run.iter().any(|w| {
        kinds::nouns_of(&w.lower)
            .iter()
            .any(|n| !matches!(n.kind(), None | Some(ReferentKind::Person)))
    })
}

fn is_acronym(word: &str) -> bool {
    let letters = word.chars().filter(|c| *c != '.').count();
    (2..=6).contains(&letters) && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// "Estmarkian" beside an "Estmark" elsewhere.
fn is_derived_demonym(word: &Word<'_>, known: &BTreeSet<String>) -> bool {
    const ENDINGS: [&str; 9] = ["ian", "ians", "an", "ans", "ish", "ese", "i", "ic", "ite"];
    let Some(stem) = ENDINGS
        .iter()
        .filter_map(|e| word.text.strip_suffix(e))
        .min_by_key(|s| s.len())
    else {
        return false;
    };
    stem.chars().count() >= 3
        && known
            .range(stem.to_owned()..)
            .take_while(|k| k.starts_with(stem))
            .any(|k| k != word.text && k.len() <= word.text.len() + 2)
}

/// What the words of a name and around it tell.
fn kind_of(run: &[Word<'_>], titled: bool, before: &str) -> Option<ReferentKind> {
    if titled {
        return Some(ReferentKind::Person);
    }
    let head_first = {
        // "Ministry of …": the word before "of" is the head; else the last word is.
        let of = run
            .iter()
            .position(|w| matches!(w.lower.as_str(), "of" | "for" | "on"));
        of.and_then(|at| run.get(at.checked_sub(1)?))
    };
    let order = head_first
        .into_iter()
        .chain(run.last())
        .chain(run.first())
        .chain(run.iter());
    for word in order {
        if word.is_number() {
            continue;
        }
        let kind = kinds::nouns_of(&word.lower)
            .iter()
            .filter_map(|n| n.kind())
            .find(|k| *k != ReferentKind::Person);
        if kind.is_some() {
            return kind;
        }
    }
    let words: Vec<&str> = run.iter().map(|w| w.text).collect();
    if kinds::is_known_place(&words.join(" ")) {
        return Some(ReferentKind::Place);
    }
    if let [only] = run {
        if is_acronym(only.text) {
            return Some(ReferentKind::Organisation);
        }
        if matches!(
            before,
            "in" | "near" | "into" | "from" | "towards" | "toward" | "outside" | "across"
        ) {
            return Some(ReferentKind::Place);
        }
        return None;
    }
    let alphabetic = run.iter().all(|w| {
        w.is_capital()
            && w.text
                .chars()
                .all(|c| c.is_alphabetic() || "-'’.".contains(c))
            || w.text == "-"
            || kinds::is(&w.lower, Noun::Connector)
    });
    let located = matches!(before, "in" | "near" | "at" | "into" | "outside");
    (alphabetic && run.len() <= 5 && !located)
        .then_some(ReferentKind::Person)
        .or(located.then_some(ReferentKind::Place))
}
