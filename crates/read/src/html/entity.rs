//! Which bytes of a page became which words of a text, where character references, line ends and zeros
//! make the two differ.

use html5gum::{Token, Tokenizer};
use std::ops::Range;

/// A run of words and the bytes it was written with; verbatim where both are as long.
pub(crate) type Run = (Range<usize>, Range<usize>);

/// Lines up a text's words with how the page writes them. The runs hold all words, in order.
pub(crate) fn aligned(words: &str, source: &str) -> Vec<Run> {
    if words == source {
        return vec![(0..words.len(), 0..source.len())];
    }
    let mut runs: Vec<Run> = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let (Some(left), Some(written)) = (words.get(at..), source.get(from..)) {
        if left.is_empty() {
            break;
        }
        let (taken, length) = step(left, written).unwrap_or((left.len(), written.len()));
        match runs.last_mut() {
            Some((w, s)) if taken == length && w.len() == s.len() => {
                (w.end, s.end) = (at + taken, from + length);
            }
            _ => runs.push((at..at + taken, from..from + length)),
        }
        (at, from) = (at + taken, from + length);
    }
    runs
}

/// How many bytes the next words have, and how many bytes the page writes them with; `None` where the two
/// do not fit each other.
fn step(words: &str, source: &str) -> Option<(usize, usize)> {
    let mut chars = source.chars();
    let next = chars.next()?;
    match next {
        '&' => Some(reference(source)),
        '\r' if words.starts_with('\n') => {
            Some((1, if chars.next() == Some('\n') { 2 } else { 1 }))
        }
        '\0' if words.starts_with('\u{fffd}') => Some(('\u{fffd}'.len_utf8(), 1)),
        _ => {
            let plain = source.find(['&', '\r', '\0']).unwrap_or(source.len());
            words
                .starts_with(source.get(..plain)?)
                .then_some((plain, plain))
        }
    }
}

/// The longest name of a character in the HTML standard has 33 signs with its ampersand and semicolon.
const LONGEST: usize = 64;

/// A character reference at the beginning of the source: how long what it means is, and how long it is. An
/// ampersand that begins none means itself.
fn reference(source: &str) -> (usize, usize) {
    let name = source
        .bytes()
        .skip(1)
        .take(LONGEST)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let semicolon = usize::from(source.as_bytes().get(1 + name) == Some(&b';'));
    let written = source.get(..1 + name + semicolon).unwrap_or(source);
    let mut meant = Vec::new();
    for token in Tokenizer::new(written) {
        let Ok(token) = token;
        if let Token::String(words) = token {
            meant.extend_from_slice(&words);
        }
    }
    let meant = String::from_utf8_lossy(&meant).into_owned();
    if meant == written {
        return (1, 1);
    }
    // "&notit" means "¬it": what ends both alike is no part of the reference.
    let first = meant.chars().next().map_or(0, char::len_utf8);
    let tail = meant
        .bytes()
        .skip(first)
        .rev()
        .zip(written.bytes().skip(1).rev())
        .take_while(|(a, b)| a == b)
        .count();
    (meant.len() - tail, written.len() - tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &str, source: &str) -> String {
        aligned(words, source)
            .into_iter()
            .map(|(w, s)| {
                let (w, s) = (words.get(w).unwrap(), source.get(s).unwrap());
                if w == s {
                    format!("{w:?} ")
                } else {
                    format!("{w:?}={s:?} ")
                }
            })
            .collect()
    }

    #[test]
    fn references_line_ends_and_zeros() {
        insta::assert_snapshot!(shown("a é & b", "a &eacute; &amp; b"), @r#""a " "é"="&eacute;" " " "&"="&amp;" " b" "#);
        insta::assert_snapshot!(shown("¬it; x&y & z", "&notit; x&y & z"), @r#""¬"="&not" "it; x&y & z" "#);
        insta::assert_snapshot!(shown("a\nb\nc", "a\r\nb\rc"), @r#""a" "\n"="\r\n" "b\nc"="b\rc" "#);
        insta::assert_snapshot!(shown("’;fj≂\u{338}", "&#8217;;&fjlig;&NotEqualTilde;"), @r#""’"="&#8217;" ";" "fj"="&fjlig;" "≂\u{338}"="&NotEqualTilde;" "#);
        insta::assert_snapshot!(shown("AT&T", "AT&T"), @r#""AT&T" "#);
        insta::assert_snapshot!(shown(";", "&#59"), @r#"";"="&#59" "#);
    }
}
