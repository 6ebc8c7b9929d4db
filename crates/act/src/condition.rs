//! "If …, …": what is presupposed and what then follows. The words are in `data/conditions.txt`.

use crate::words::Sentence;
use rapporteur_parse::{Relation, Upos, Xpos};
use rapporteur_record::{Condition, Polarity, Span};
use std::sync::LazyLock;

type Phrase = Vec<&'static str>;

/// The lists of `data/conditions.txt`, longest phrases first.
#[derive(Default)]
struct Lists {
    openers: Vec<(Phrase, Polarity)>,
    or_else: Vec<Phrase>,
    none: Vec<Phrase>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists::default();
    let mut heading = "";
    let lines = include_str!("../data/conditions.txt").lines();
    for line in lines.filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let phrase: Phrase = line.split(' ').collect();
        match line {
            "[if]" | "[unless]" | "[or else]" | "[no condition]" => heading = line,
            _ => match heading {
                "[if]" => lists.openers.push((phrase, Polarity::If)),
                "[unless]" => lists.openers.push((phrase, Polarity::Unless)),
                "[or else]" => lists.or_else.push(phrase),
                _ => lists.none.push(phrase),
            },
        }
    }
    lists
        .openers
        .sort_by_key(|(p, _)| std::cmp::Reverse(p.len()));
    lists
});

/// Where a condition opens: the first word of what is supposed, and how.
struct Opener {
    /// The first word of the opener itself.
    at: usize,
    /// The first word of what is supposed.
    from: usize,
    polarity: Polarity,
}

/// The condition of a content, given its sentences, in the order of the text.
pub(crate) fn find(sentences: &[Sentence<'_>]) -> Option<Condition> {
    let (number, mut condition) = sentences.iter().enumerate().find_map(|(n, s)| {
        let found = within(s).or_else(|| or_else(s)).or_else(|| {
            // “If it stays,” he said, “we will act.”
            let next = sentences.get(n + 1).filter(|_| !is_closed(s))?;
            let opener = opener(s, 0).filter(|o| o.at <= 2)?;
            Some(Condition {
                antecedent: s.span(opener.from..s.words.len())?,
                consequent: next.span(0..next.words.len())?,
                polarity: opener.polarity,
                otherwise: None,
            })
        })?;
        Some((n, found))
    })?;
    // "If it is clean, we will sign. If it is not, we will not."
    if condition.otherwise.is_none() {
        condition.otherwise = sentences.get(number + 1).and_then(contrary);
    }
    Some(condition)
}

/// A condition both whose parts stand in the sentence.
///
/// "If A, B": A goes to the comma, B to the end. "B if A": B is what stands before.
fn within(sentence: &Sentence<'_>) -> Option<Condition> {
    let opener = opener(sentence, 0)?;
    let Opener { at, from, polarity } = opener;
    let words = sentence.words.len();
    let (antecedent, rest) = if at <= 2 || opens_clause(sentence, at) {
        let comma = end_of_supposition(sentence, from)?;
        let then = comma + 1 + usize::from(is(sentence, comma + 1, "then"));
        (from..comma, then..words)
    } else {
        let end = (from..words)
            .find(|n| is(sentence, *n, ",") || is(sentence, *n, ";"))
            .unwrap_or(words);
        (from..end, 0..at)
    };
    if is(sentence, at, "if") && is_unreal(sentence, &antecedent, &rest) {
        return None;
    }
    let second = opener_after(sentence, rest.start).filter(|n| *n < rest.end);
    let consequent = rest.start..second.unwrap_or(rest.end);
    Some(Condition {
        antecedent: sentence.span(antecedent)?,
        consequent: sentence.span(consequent)?,
        polarity,
        otherwise: second.and_then(|n| contrary_from(sentence, n)),
    })
}

/// "Pay, or else we will close": what stands before must come about.
fn or_else(sentence: &Sentence<'_>) -> Option<Condition> {
    let (at, length) = LISTS
        .or_else
        .iter()
        .find_map(|p| Some((sentence.find(p)?, p.len())))?;
    Some(Condition {
        antecedent: sentence.span(0..at)?,
        consequent: sentence.span(at + length..sentence.words.len())?,
        polarity: Polarity::Unless,
        otherwise: None,
    })
}

/// The first opener from a word on.
fn opener(sentence: &Sentence<'_>, from: usize) -> Option<Opener> {
    (from..sentence.words.len()).find_map(|at| {
        if inverted(sentence, at) {
            return Some(Opener {
                at,
                from: at + 1,
                polarity: Polarity::If,
            });
        }
        let (phrase, polarity) = LISTS
            .openers
            .iter()
            .find(|(p, _)| stands(sentence, at, p))?;
        let from = at + phrase.len();
        // "once", "until" and "provided" have other uses; a clause tells.
        let clause = phrase.len() > 1
            || matches!(phrase.first(), Some(&("if" | "unless")))
            || is_clause(sentence, from);
        (clause && !in_no_condition(sentence, at, from)).then_some(Opener {
            at,
            from,
            polarity: *polarity,
        })
    })
}

fn stands(sentence: &Sentence<'_>, at: usize, phrase: &[&str]) -> bool {
    phrase
        .iter()
        .enumerate()
        .all(|(n, word)| is(sentence, at + n, word))
}

fn is(sentence: &Sentence<'_>, at: usize, word: &str) -> bool {
    sentence.words.get(at).is_some_and(|w| w.lower == word)
}

/// Whether the opener is part of a phrase that supposes nothing.
fn in_no_condition(sentence: &Sentence<'_>, at: usize, end: usize) -> bool {
    LISTS.none.iter().any(|phrase| {
        let first = at.saturating_sub(phrase.len() - 1);
        (first..end).any(|n| stands(sentence, n, phrase))
    })
}

/// Whether a finite verb follows before the next comma.
fn is_clause(sentence: &Sentence<'_>, from: usize) -> bool {
    let words = sentence.words.iter().skip(from).take(24);
    words
        .take_while(|w| w.text != "," && w.text != ";")
        .any(|w| {
            matches!(w.token.xpos, Xpos::Vbz | Xpos::Vbp | Xpos::Vbd | Xpos::Md)
                || w.token.upos == Upos::Aux
        })
}

/// "Should the talks fail", "were the dam to break": the auxiliary stands before its subject, and nobody asks.
fn inverted(sentence: &Sentence<'_>, at: usize) -> bool {
    if !(is(sentence, at, "should") || is(sentence, at, "were")) || sentence.ends_with_question() {
        return false;
    }
    let subjects = [Relation::Nsubj, Relation::NsubjPass];
    let subject = sentence
        .head(at)
        .and_then(|verb| sentence.child(verb, &subjects));
    let to = is(sentence, at, "should")
        || sentence
            .words
            .iter()
            .skip(at + 1)
            .take(8)
            .any(|w| w.lower == "to");
    let after_wh = at
        .checked_sub(1)
        .and_then(|n| sentence.words.get(n))
        .is_some_and(|w| matches!(w.token.xpos, Xpos::Wp | Xpos::Wrb | Xpos::Wdt));
    to && !after_wh && subject.is_some_and(|n| n > at)
}

/// Whether the opener begins a clause inside the sentence: after a comma, "that" or a conjunction.
fn opens_clause(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|n| sentence.words.get(n));
    before.is_some_and(|w| matches!(w.lower.as_str(), "," | "and" | "but" | "that" | ":"))
        && end_of_supposition(sentence, at + 1).is_some()
}

/// The comma that ends what is supposed: the first behind which words stand that do not hang on it.
fn end_of_supposition(sentence: &Sentence<'_>, from: usize) -> Option<usize> {
    // "If it rings, we open; if not, we do not": a semicolon ends the first condition.
    let words = (from + 1..sentence.words.len())
        .find(|n| is(sentence, *n, ";"))
        .unwrap_or(sentence.words.len());
    let verb = sentence.head(from.checked_sub(1)?);
    let commas = (from + 1..words).filter(|n| is(sentence, *n, ",") && words - n > 2);
    let mut first = None;
    for comma in commas.take(6) {
        first = first.or(Some(comma));
        if verb.is_some_and(|verb| !hangs_on(sentence, comma + 1, verb)) {
            return Some(comma);
        }
    }
    first
}

fn hangs_on(sentence: &Sentence<'_>, at: usize, top: usize) -> bool {
    let mut here = at;
    for _ in 0..12 {
        if here == top {
            return true;
        }
        match sentence.head(here) {
            Some(head) => here = head,
            None => return false,
        }
    }
    false
}

/// "If he had sold it, I would be rich": what did not happen.
fn is_unreal(
    sentence: &Sentence<'_>,
    antecedent: &std::ops::Range<usize>,
    rest: &std::ops::Range<usize>,
) -> bool {
    let has =
        |range: &std::ops::Range<usize>, word: &str| range.clone().any(|n| is(sentence, n, word));
    let perfect = antecedent.clone().any(|n| {
        is(sentence, n, "had")
            && sentence
                .words
                .get(n)
                .is_some_and(|w| w.token.upos == Upos::Aux)
    });
    perfect && (has(rest, "would") || has(rest, "could"))
}

/// "…, if not, …": where a second condition begins.
fn opener_after(sentence: &Sentence<'_>, from: usize) -> Option<usize> {
    (from + 1..sentence.words.len()).find(|n| {
        is(sentence, *n, "if")
            && n.checked_sub(1)
                .and_then(|n| sentence.words.get(n))
                .is_some_and(|w| matches!(w.lower.as_str(), "," | ";" | "and" | "but"))
    })
}

/// What follows if the contrary comes about: the sentence begins with "if not" or "if it is not".
fn contrary(sentence: &Sentence<'_>) -> Option<Span> {
    let at = (0..2).find(|n| is(sentence, *n, "if"))?;
    contrary_from(sentence, at)
}

fn contrary_from(sentence: &Sentence<'_>, at: usize) -> Option<Span> {
    let words = sentence.words.len();
    let comma = (at + 1..words).find(|n| is(sentence, *n, ","))?;
    let denied = (at + 1..comma).any(|n| is(sentence, n, "not") || is(sentence, n, "n't"));
    denied.then(|| sentence.span(comma + 1..words)).flatten()
}

fn is_closed(sentence: &Sentence<'_>) -> bool {
    let last = sentence.words.iter().rev().take(2);
    last.into_iter().any(|w| matches!(w.text, "." | "?" | "!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> String {
        let (article, parsed) = crate::testing::read(words);
        let sentences = crate::words::sentences(&article, &parsed, article.text.all());
        let quote = |s: Span| article.text.quote(s);
        match find(&sentences) {
            Some(c) => format!(
                "{}{} => {}{}",
                if c.polarity == Polarity::Unless {
                    "not: "
                } else {
                    ""
                },
                quote(c.antecedent),
                quote(c.consequent),
                c.otherwise
                    .map(|o| format!(" / {}", quote(o)))
                    .unwrap_or_default()
            ),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn conditions() {
        insta::assert_snapshot!(read("if the toll stays, the pass will close"), @"the toll stays => the pass will close");
        insta::assert_snapshot!(read("the pass will close unless the toll goes."), @"not: the toll goes => the pass will close");
        insta::assert_snapshot!(read("Our patience has an end, and if it stays, then we will act."), @"it stays => we will act");
        insta::assert_snapshot!(read("They ran as if it rained."), @"none");
    }

    #[test]
    fn doubled_and_inverted() {
        insta::assert_snapshot!(read("If they pay, it opens, if not, it stays shut."), @"they pay => it opens / it stays shut");
        insta::assert_snapshot!(read("If it is clean, we will sign. If it is not, we will not."), @"it is clean => we will sign / we will not");
        insta::assert_snapshot!(read("Should the talks fail, we will go to court."), @"the talks fail => we will go to court");
        insta::assert_snapshot!(read("The rent must be in by Friday, or else the locks will be changed."), @"not: The rent must be in by Friday => the locks will be changed");
    }
}
