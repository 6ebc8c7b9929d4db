//! Whether the words around an expression tell of what was or of what will be.

use crate::lex::Token;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the verbs near an expression say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Present,
    Unclear,
}

static WORDS: LazyLock<BTreeMap<&'static str, Tense>> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for line in include_str!("../data/tense.txt").lines() {
        let mut fields = line.split_whitespace();
        let tense = match fields.next() {
            Some("future") => Tense::Future,
            Some("past") => Tense::Past,
            Some("present") => Tense::Present,
            _ => continue,
        };
        for form in fields {
            words.entry(form).or_insert(tense);
        }
    }
    words
});

/// How many tokens away a verb still speaks for an expression.
const REACH: usize = 25;

/// The tense around the tokens `first..=last`, in their own sentence.
pub(crate) fn tense(text: &str, tokens: &[Token], first: usize, last: usize) -> Tense {
    let of = |token: &Token| {
        let word = text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default();
        word_tense(word)
    };
    let opens = tokens.get(first).is_some_and(|t| t.opens);
    let before = if opens {
        0..0
    } else {
        first.saturating_sub(REACH)..first
    };
    let before = tokens.get(before).unwrap_or_default();
    let begin = before.iter().rposition(|t| t.opens).unwrap_or(0);
    let before = before.get(begin..).unwrap_or_default();
    let is = |token: &Token, words: &[&str]| lower(text, token, |w| words.contains(&w));
    // "had left", but not "had promised to leave"
    let had = before.iter().rposition(|t| is(t, &["had"]));
    let had = had.is_some_and(|at| {
        let behind = before.get(at..).unwrap_or_default();
        !behind.iter().any(|t| is(t, &["to"]))
    });
    // "by Sunday", "until Sunday", "as soon as Sunday": not yet come, unless somebody "had" met it.
    let limit = before
        .last()
        .is_some_and(|t| is(t, &["by", "until", "till", "as"]));
    let after = tokens.get(last + 1..).unwrap_or_default();
    let after = after.iter().take(REACH).take_while(|t| !t.opens);
    if limit {
        let had = had || after.clone().any(|t| is(t, &["had"]));
        return if had { Tense::Past } else { Tense::Future };
    }
    for (at, token) in before.iter().enumerate().rev() {
        let mut verb = of(token);
        // "is to open", "are to meet"
        let lead = at.checked_sub(1).and_then(|i| before.get(i));
        if is(token, &["to"]) && lead.is_some_and(|t| is(t, &["is", "are"])) {
            verb = Tense::Future;
        }
        match verb {
            Tense::Unclear => continue,
            Tense::Present => break,
            // "It had been due on Friday."
            Tense::Future if had && !is(token, &["will", "would"]) => return Tense::Past,
            told => return told,
        }
    }
    let mut tenses = after.map(of);
    let told = tenses.find(|t| matches!(t, Tense::Past | Tense::Future));
    told.unwrap_or(Tense::Unclear)
}

/// The tense that a word tells by itself.
pub(crate) fn word_tense(word: &str) -> Tense {
    let known = in_lower(word, |word| WORDS.get(word).copied());
    known.flatten().unwrap_or_else(|| ending(word))
}

fn lower(text: &str, token: &Token, is: impl Fn(&str) -> bool) -> bool {
    let word = text.get(token.start as usize..token.end as usize);
    in_lower(word.unwrap_or_default(), is).unwrap_or(false)
}

/// Reads a short word in small letters, without making a new string.
fn in_lower<T>(word: &str, read: impl Fn(&str) -> T) -> Option<T> {
    let mut letters = [0u8; 12];
    let space = letters.get_mut(..word.len())?;
    space.copy_from_slice(word.as_bytes());
    space.make_ascii_lowercase();
    Some(read(std::str::from_utf8(space).ok()?))
}

fn ending(word: &str) -> Tense {
    if word.len() > 4 && word.ends_with("ed") {
        Tense::Past
    } else {
        Tense::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GRAMMAR;
    use crate::lex::lex;

    fn around(text: &str, word: &str) -> Tense {
        let tokens = lex(text, &GRAMMAR.lexicon);
        let at = text.find(word).unwrap() as u32;
        let place = tokens.iter().position(|t| t.start == at).unwrap();
        tense(text, &tokens, place, place)
    }

    #[test]
    fn the_nearest_verb_decides() {
        assert_eq!(around("They met on Monday.", "Monday"), Tense::Past);
        assert_eq!(around("They will meet on Monday.", "Monday"), Tense::Future);
        assert_eq!(
            around("It is late. On Monday they will meet.", "Monday"),
            Tense::Future
        );
        assert_eq!(around("They will go. Monday came.", "Monday"), Tense::Past);
        assert_eq!(around("Monday", "Monday"), Tense::Unclear);
    }
}
