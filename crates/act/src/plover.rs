//! Categories of PLOVER, the coding of political events: what a sentence tells that somebody does. (Those of acts are
//! [`rapporteur_record::Act::plover`].)

use crate::sign::lines;
use crate::words::{Sentence, sentences};
use rapporteur_parse::{Parsed, Relation, Upos};
use rapporteur_record::{Article, Span};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The other words of an entry, and its category.
type Rest = (Vec<&'static str>, &'static str);

/// The words of `data/plover.tsv`, by the first of each entry.
static WORDS: LazyLock<BTreeMap<&'static str, Vec<Rest>>> = LazyLock::new(|| {
    let mut words: BTreeMap<&'static str, Vec<Rest>> = BTreeMap::new();
    for columns in lines(include_str!("../data/plover.tsv")) {
        let [category, _, entries, ..] = columns.as_slice() else {
            continue;
        };
        for entry in entries.split(", ") {
            let mut rest = entry.split(' ');
            let Some(first) = rest.next() else { continue };
            words
                .entry(first)
                .or_default()
                .push((rest.collect(), category));
        }
    }
    words
});

/// What the sentence around two places says that the first does to the second, as a category of PLOVER, with the
/// words that show it.
///
/// Of the words of `data/plover.tsv` in the sentence the one nearest to the source's verb counts. What is only
/// agreed to, asked for, refused or threatened, or still to come, changes the category.
pub fn category(
    article: &Article,
    parsed: &Parsed,
    source: Span,
    target: Option<Span>,
) -> Option<(&'static str, Span)> {
    let cover = target.map_or(source, |t| source.cover(t));
    let first = parsed
        .sentences
        .partition_point(|s| s.span.end() <= cover.start());
    let around = parsed.sentences.get(first)?;
    let last = parsed
        .sentences
        .iter()
        .skip(first)
        .take_while(|s| s.span.start() < cover.end())
        .last()?;
    // A name with a full stop in it may seem to end a sentence: the pieces are tried one after another.
    sentences(article, parsed, around.span.cover(last.span))
        .iter()
        .filter_map(|s| in_sentence(s, source, target))
        .max_by(|(a, ..), (b, ..)| a.total_cmp(b))
        .map(|(_, category, span)| (category, span))
}

/// How much a match gains or loses by what it is and where it stands; chosen by hand on half of a coded set.
mod weight {
    pub const VERB: f32 = 1.0;
    pub const INSIDE: f32 = 4.0;
    pub const WORD: f32 = 0.8;
    pub const AFTER: f32 = 0.5;
    pub const TO_SOURCE: f32 = 0.6;
    pub const TO_TARGET: f32 = 0.4;
    pub const DISTANCE: f32 = 0.08;
}

fn in_sentence(
    sentence: &Sentence<'_>,
    source: Span,
    target: Option<Span>,
) -> Option<(f32, &'static str, Span)> {
    let source = places(sentence, source);
    let target = target.map(|t| places(sentence, t)).unwrap_or_default();
    let lemmas: Vec<String> = sentence.words.iter().map(|w| w.lemma()).collect();
    let from = source.first().copied().map(|_| head(sentence, &source));
    let to = target.first().copied().map(|_| head(sentence, &target));
    let mut best: Option<(f32, usize, usize, &'static str)> = None;
    for at in 0..sentence.words.len() {
        for (last, rest, category) in matches(sentence, &lemmas, at) {
            let mut score = weight::WORD * rest as f32;
            if sentence
                .words
                .get(at)
                .is_some_and(|w| w.token.upos == Upos::Verb)
            {
                score += weight::VERB;
            }
            if source.contains(&at) || target.contains(&at) {
                score -= weight::INSIDE;
            }
            if let (Some(from), Some(end)) = (from, source.last()) {
                score -= weight::TO_SOURCE * apart(sentence, at, from) as f32;
                score -= weight::DISTANCE * at.abs_diff(*end).min(20) as f32;
                if at > *end {
                    score += weight::AFTER;
                }
            }
            if let Some(to) = to {
                score -= weight::TO_TARGET * apart(sentence, at, to) as f32;
            }
            if best.is_none_or(|(b, ..)| score > b) {
                best = Some((score, at, last, category));
            }
        }
    }
    let (score, at, last, category) = best?;
    let category = as_put(sentence, &lemmas, at, category);
    Some((score, category, sentence.span(at..last + 1)?))
}

/// The words that lie inside a place.
fn places(sentence: &Sentence<'_>, place: Span) -> Vec<usize> {
    let inside = sentence.words.iter().enumerate();
    inside
        .filter(|(_, w)| place.contains(w.span))
        .map(|(n, _)| n)
        .collect()
}

/// The word among these that hangs on none of them.
fn head(sentence: &Sentence<'_>, words: &[usize]) -> usize {
    words
        .iter()
        .copied()
        .find(|n| sentence.head(*n).is_none_or(|h| !words.contains(&h)))
        .or(words.first().copied())
        .unwrap_or_default()
}

/// Entries that begin at a word: the last word of each, how many words it has beside the first, its category.
fn matches(
    sentence: &Sentence<'_>,
    lemmas: &[String],
    at: usize,
) -> Vec<(usize, usize, &'static str)> {
    let (Some(word), Some(lemma)) = (sentence.words.get(at), lemmas.get(at)) else {
        return Vec::new();
    };
    let by_lemma = WORDS.get(lemma.as_str());
    let by_form = WORDS
        .get(word.lower.as_str())
        .filter(|_| word.lower != *lemma);
    let entries = by_lemma.into_iter().chain(by_form).flatten();
    entries
        .filter_map(|(rest, category)| {
            let mut last = at;
            for wanted in rest {
                let reach = if is_preposition(wanted) { 2 } else { 7 };
                last = (last + 1..=last + reach).find(|n| {
                    sentence.words.get(*n).is_some_and(|w| w.lower == *wanted)
                        || lemmas.get(*n).is_some_and(|l| l == wanted)
                })?;
            }
            Some((last, rest.len(), *category))
        })
        .collect()
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "on" | "for"
            | "to"
            | "of"
            | "with"
            | "at"
            | "into"
            | "off"
            | "out"
            | "down"
            | "back"
            | "up"
            | "in"
            | "away"
            | "from"
            | "over"
            | "against"
            | "through"
    )
}

/// How many steps of the tree lie between two words, at most eight.
fn apart(sentence: &Sentence<'_>, one: usize, other: usize) -> usize {
    let path = |from: usize| {
        std::iter::successors(Some(from), |n| sentence.head(*n))
            .take(9)
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (path(one), path(other));
    ours.iter()
        .enumerate()
        .find_map(|(n, word)| Some(n + theirs.iter().position(|w| w == word)?))
        .unwrap_or(8)
        .min(8)
}

/// The category of what is told, by how it is told: agreed to, asked for, refused, threatened, still to come.
fn as_put(
    sentence: &Sentence<'_>,
    lemmas: &[String],
    at: usize,
    category: &'static str,
) -> &'static str {
    let helpful = matches!(
        category,
        "AID" | "YIELD" | "COOPERATE" | "CONSULT" | "SUPPORT"
    );
    let hostile = matches!(
        category,
        "ASSAULT" | "COERCE" | "SANCTION" | "PROTEST" | "MOBILIZE"
    );
    let lemma = |n: usize| lemmas.get(n).map_or("", String::as_str);
    let above: Vec<usize> = std::iter::successors(Some(at), |n| {
        let relation = sentence.words.get(*n)?.token.relation;
        let hangs = matches!(
            relation,
            Relation::Xcomp
                | Relation::Ccomp
                | Relation::Obj
                | Relation::Obl
                | Relation::Conj
                | Relation::Advcl
                | Relation::Acl
                | Relation::Nmod
        );
        sentence.head(*n).filter(|_| hangs)
    })
    .skip(1)
    .take(5)
    .collect();
    let governor = above
        .iter()
        .filter(|n| **n < at)
        .map(|n| Governor::of(lemma(*n)))
        .find(|g| *g != Governor::Other)
        .unwrap_or(Governor::Other);
    let auxiliaries: Vec<&str> = sentence
        .children(at)
        .filter(|(_, w)| w.is(Relation::Aux))
        .map(|(_, w)| w.lower.as_str())
        .collect();
    let has = |words: &[&str]| auxiliaries.iter().any(|a| words.contains(a));
    let denied = sentence
        .children(at)
        .any(|(_, w)| matches!(w.lower.as_str(), "not" | "n't" | "never" | "no"));
    let to_come = has(&["will", "would", "'ll", "shall", "could", "may", "might"]);
    let must = has(&["must", "should"])
        || above
            .first()
            .is_some_and(|n| matches!(lemma(*n), "need" | "have"));
    let told = above.iter().any(|n| {
        matches!(
            lemma(*n),
            "say" | "state" | "stress" | "insist" | "add" | "declare" | "demand"
        )
    });
    match governor {
        Governor::Agrees if helpful && category != "SUPPORT" => "AGREE",
        Governor::Threatens => "THREATEN",
        Governor::Asks if !matches!(category, "ACCUSE" | "THREATEN" | "REJECT") => "REQUEST",
        Governor::Refuses if helpful || category == "AGREE" => "REJECT",
        _ if must && told => "REQUEST",
        _ if helpful && to_come && !denied && category != "SUPPORT" => "AGREE",
        _ if (helpful || category == "AGREE") && denied => "REJECT",
        _ if hostile && to_come && !denied => "THREATEN",
        _ => category,
    }
}

/// What a verb makes of the clause under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Governor {
    Agrees,
    Asks,
    Refuses,
    Threatens,
    Other,
}

impl Governor {
    fn of(lemma: &str) -> Governor {
        match lemma {
            "agree" | "willing" | "ready" | "prepared" | "prepare" | "pledge" | "promise"
            | "vow" | "offer" | "intend" | "plan" | "consent" | "undertake" | "commit"
            | "readiness" | "willingness" => Governor::Agrees,
            "call" | "urge" | "demand" | "ask" | "appeal" | "order" | "want" | "request"
            | "insist" | "press" => Governor::Asks,
            "refuse" | "decline" | "reject" | "deny" | "unwilling" | "fail" => Governor::Refuses,
            "threaten" => Governor::Threatens,
            _ => Governor::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(words: &str) -> Option<&'static str> {
        let (article, parsed) = crate::testing::read(words);
        let sentence = sentences(&article, &parsed, article.text.all()).remove(0);
        let subject = sentence.words.iter().position(|w| w.is(Relation::Nsubj))?;
        category(&article, &parsed, sentence.words[subject].span, None).map(|(c, _)| c)
    }

    #[test]
    fn every_group_is_read_in_its_example_and_not_in_its_counter_example() {
        let wrong: Vec<String> = lines(include_str!("../data/plover.tsv"))
            .filter(|columns| {
                let [category, _, _, example, counter] = columns.as_slice() else {
                    return true;
                };
                coded(example) != Some(category) || coded(counter) == Some(category)
            })
            .map(|columns| columns.join(" | "))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn how_it_is_put_changes_the_category() {
        assert_eq!(coded("The mill released the cart."), Some("YIELD"));
        assert_eq!(coded("The mill will release the cart."), Some("AGREE"));
        assert_eq!(coded("The mill agreed to release the cart."), Some("AGREE"));
        assert_eq!(
            coded("The mill refused to release the cart."),
            Some("REJECT")
        );
        assert_eq!(
            coded("The mill threatened to burn the cart."),
            Some("THREATEN")
        );
    }
}
