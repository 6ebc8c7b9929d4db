//! Whether the words around an expression tell of what was or of what will be.

use crate::lex::Token;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What the verbs near an expression say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Unclear,
}

static WORDS: LazyLock<BTreeMap<&'static str, Tense>> = LazyLock::new(|| {
    let mut words = BTreeMap::new();
    for line in include_str!("../data/tense.txt").lines() {
        let mut fields = line.split_whitespace();
        let tense = match fields.next() {
            Some("future") => Tense::Future,
            Some("past") => Tense::Past,
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
    // Backwards: up to and with the first word of the sentence.
    let before = tokens.get(..first).unwrap_or_default();
    let opens = tokens.get(first).is_some_and(|t| t.opens);
    // "by Sunday" is a limit not yet reached, unless it "had" been.
    let limit = before.last().is_some_and(|t| lower(text, t, |w| w == "by"));
    let mut verbs = Tense::Unclear;
    for token in before.iter().rev().take(REACH) {
        if opens {
            break;
        }
        verbs = of(token);
        if verbs != Tense::Unclear || token.opens {
            break;
        }
    }
    if limit && !opens {
        return Tense::Future;
    }
    if verbs != Tense::Unclear {
        return verbs;
    }
    let after = tokens.get(last + 1..).unwrap_or_default();
    let here = after.iter().take(REACH).take_while(|t| !t.opens);
    let mut tenses = here.map(of);
    tenses
        .find(|t| *t != Tense::Unclear)
        .unwrap_or(Tense::Unclear)
}

fn word_tense(word: &str) -> Tense {
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
