//! "If …, …": what is presupposed and what then follows.

use crate::words::Sentence;
use rapporteur_record::Condition;

/// Words that open a condition; each with how many words it has.
const OPENERS: [&[&str]; 7] = [
    &["as", "soon", "as"],
    &["as", "long", "as"],
    &["provided", "that"],
    &["if"],
    &["unless"],
    &["once"],
    &["until"],
];

/// The condition of a sentence, where both its parts stand in it.
///
/// "If A, B": A goes to the comma, B to the end. "B if A": B is what stands before.
pub(crate) fn find(sentence: &Sentence<'_>) -> Option<Condition> {
    let (at, length) = opener(sentence)?;
    let words = sentence.words.len();
    let from = at + length;
    if at <= 2 || opens_clause(sentence, at) {
        // The comma that ends the condition: the first one after which a clause begins.
        let comma = (from + 1..words)
            .find(|n| sentence.words.get(*n).is_some_and(|w| w.text == ",") && words - n > 2);
        // "if A, then B"; "should A, B"
        if let Some(comma) = comma {
            let then = if sentence
                .words
                .get(comma + 1)
                .is_some_and(|w| w.lower == "then")
            {
                comma + 2
            } else {
                comma + 1
            };
            let end = second_condition(sentence, then).unwrap_or(words);
            return Some(Condition {
                antecedent: sentence.span(from..comma)?,
                consequent: sentence.span(then..end)?,
            });
        }
    }
    let end = (from..words)
        .find(|n| {
            sentence
                .words
                .get(*n)
                .is_some_and(|w| w.text == "," || w.text == ";")
        })
        .unwrap_or(words);
    Some(Condition {
        antecedent: sentence.span(from..end)?,
        consequent: sentence.span(0..at)?,
    })
}

/// The first opener; "as if", "what if", "only if", "at once" and "until" without a clause are none.
fn opener(sentence: &Sentence<'_>) -> Option<(usize, usize)> {
    let found = OPENERS
        .iter()
        .filter_map(|o| sentence.find(o).map(|at| (at, o.len())))
        .min()?;
    let before = found
        .0
        .checked_sub(1)
        .and_then(|n| sentence.words.get(n))
        .map_or("", |w| w.lower.as_str());
    let word = sentence.words.get(found.0).map_or("", |w| w.lower.as_str());
    let idiom = matches!(
        (before, word),
        ("as", "if") | ("what", "if") | ("at", "once") | ("asked", "if") | ("more", "once")
    );
    let clause = ["until", "once"].contains(&word)
        && !sentence.words.iter().skip(found.0).any(|w| {
            matches!(
                w.lower.as_str(),
                "is" | "are" | "was" | "were" | "has" | "have" | "had" | "does" | "do"
            )
        });
    (!idiom && !clause).then_some(found)
}

/// Whether the opener begins a clause inside the sentence: after a comma, "that" or a conjunction.
fn opens_clause(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|n| sentence.words.get(n));
    before.is_some_and(|w| matches!(w.lower.as_str(), "," | "and" | "but" | "that" | ":"))
}

/// "…, if not, …": where a second condition begins.
fn second_condition(sentence: &Sentence<'_>, from: usize) -> Option<usize> {
    let rest = sentence.words.get(from..)?;
    rest.iter()
        .position(|w| w.lower == "if")
        .map(|n| from + n)
        .filter(|n| {
            n.checked_sub(1)
                .and_then(|n| sentence.words.get(n))
                .is_some_and(|w| w.text == ",")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> String {
        let (article, parsed) = crate::testing::read(words);
        let sentences = crate::words::sentences(&article, &parsed, article.text.all());
        match sentences.iter().find_map(find) {
            Some(c) => format!(
                "{} => {}",
                article.text.quote(c.antecedent),
                article.text.quote(c.consequent)
            ),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn conditions() {
        insta::assert_snapshot!(read("if the toll stays, the pass will close"), @"the toll stays => the pass will close");
        insta::assert_snapshot!(read("the pass will close unless the toll goes."), @"the toll goes => the pass will close");
        insta::assert_snapshot!(read("Our patience has an end, and if it stays, then we will act."), @"it stays => we will act");
        insta::assert_snapshot!(read("If they pay, it opens, if not, it stays shut."), @"they pay => it opens");
        insta::assert_snapshot!(read("They ran as if it rained."), @"none");
    }
}
