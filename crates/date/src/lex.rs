//! Text to tokens: words, numbers and marks, each with its classes. One pass, linear in the text.

use crate::lexicon::{Bits, Class, Lexicon, WordId, class, has};

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing: `7pm` is two tokens.
    Glued,
    /// Blanks, at most one line break.
    Blank,
    /// A paragraph's end.
    Break,
}

/// No number, or no node.
pub(crate) const NONE: u32 = u32::MAX;

/// A word, a number, a mark; in later passes also an expression already found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First byte, and one past the last.
    pub start: u32,
    pub end: u32,
    /// The classes it belongs to.
    pub bits: Bits,
    /// Its number in words or digits; [`NONE`] for other words.
    pub number: u32,
    /// The expression it stands for; [`NONE`] for a token of the text.
    pub node: u32,
    /// The tokens of the text it covers: its own place, or an expression's first and last.
    pub first: u32,
    pub last: u32,
    /// Its word.
    pub word: WordId,
    pub gap: Gap,
    /// How many digits, where it is written in digits.
    pub digits: u8,
    /// Letters or digits, not a mark.
    pub wordlike: bool,
    /// Begins a sentence, as far as marks and capitals show.
    pub opens: bool,
}

impl Token {
    pub fn is(&self, class: Class) -> bool {
        has(self.bits, class)
    }
}

/// Cuts a text into tokens, with written numbers and listed phrases joined to one token each.
pub(crate) fn lex(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let raw = cut(text, lexicon);
    let joined = join(&raw, lexicon);
    open_sentences(joined, text)
}

/// Runs of letters, runs of digits, single marks.
fn cut(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5 + 4);
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut gap = Gap::Break;
    let mut breaks = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\r' => {
                at += 1;
                gap = gap.max(Gap::Blank);
                continue;
            }
            b'\n' => {
                at += 1;
                breaks += 1;
                gap = gap.max(if breaks > 1 { Gap::Break } else { Gap::Blank });
                continue;
            }
            b'0'..=b'9' => run(bytes, at, |b| b.is_ascii_digit()),
            b if b.is_ascii_alphabetic() => letters(text, at),
            b if b.is_ascii() => at + 1,
            _ => {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                    at += 1;
                    continue;
                };
                if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
                    at += c.len_utf8();
                    gap = gap.max(Gap::Blank);
                    continue;
                }
                match c.is_alphabetic() {
                    true => letters(text, at),
                    false => at + c.len_utf8(),
                }
            }
        };
        breaks = 0;
        let piece = text.get(at..end).unwrap_or_default();
        tokens.push(token(piece, at, gap, lexicon));
        gap = Gap::Glued;
        at = end;
    }
    tokens
}

fn run(bytes: &[u8], at: usize, of: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| of(**b)).count()
}

/// Where a run of letters ends.
fn letters(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = run(bytes, at, |b| b.is_ascii_alphabetic());
    if bytes.get(end).is_none_or(u8::is_ascii) {
        return end;
    }
    let rest = text.get(end..).unwrap_or_default();
    end + rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len())
}

fn token(piece: &str, start: usize, gap: Gap, lexicon: &Lexicon) -> Token {
    let mut token = Token {
        start: start as u32,
        end: (start + piece.len()) as u32,
        bits: 0,
        number: NONE,
        node: NONE,
        first: 0,
        last: 0,
        word: 0,
        gap,
        digits: 0,
        wordlike: true,
        opens: false,
    };
    let first = piece.as_bytes().first().copied().unwrap_or(b' ');
    if first.is_ascii_digit() {
        number_in_digits(&mut token, piece);
        token.word = if piece.len() <= 4 {
            lexicon.id(piece)
        } else {
            0
        };
        token.bits = lexicon.with_aliases(token.bits);
        return token;
    }
    let capital = piece.chars().next().is_some_and(char::is_uppercase);
    let mut lower = [0u8; 16];
    token.word = match lower.get_mut(..piece.len()) {
        Some(space) if piece.is_ascii() => {
            space.copy_from_slice(piece.as_bytes());
            space.make_ascii_lowercase();
            lexicon.id(std::str::from_utf8(space).unwrap_or_default())
        }
        _ if piece.len() > 24 => 0,
        _ => lexicon.id(mark(&piece.to_lowercase())),
    };
    token.wordlike = first.is_ascii_alphabetic() || !first.is_ascii() && mark(piece) == piece;
    if token.word != 0 && (capital || !lexicon.wants_capital(token.word)) {
        token.bits = lexicon.bits(token.word);
    }
    if capital {
        token.bits |= 1 << class::CAPITAL;
    }
    if token.wordlike {
        token.bits |= 1 << class::WORD;
    }
    token
}

/// One mark for its many shapes: hyphens and dashes, apostrophes, quotation marks.
fn mark(piece: &str) -> &str {
    match piece {
        "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2212}" => "-",
        "\u{2014}" | "\u{2015}" => "\u{2014}",
        "\u{2018}" | "\u{2019}" | "\u{02bc}" | "\u{2032}" => "'",
        "\u{201c}" | "\u{201d}" | "\u{201e}" | "\u{ab}" | "\u{bb}" => "\"",
        _ => piece,
    }
}

/// The classes of digits. Long numbers count as numbers, but name no day, hour or year.
fn number_in_digits(token: &mut Token, digits: &str) {
    token.digits = digits.len().min(u8::MAX as usize) as u8;
    token.number = digits.parse().unwrap_or(NONE - 1);
    let n = token.number;
    let mut bits = 1 << class::NUM;
    let mut set = |class: Class, yes: bool| bits |= Bits::from(yes) << class;
    let len = digits.len();
    set(class::INT, len <= 4);
    set(class::DAY, len <= 2 && (1..=31).contains(&n));
    set(class::HOUR, len <= 2 && n <= 24);
    set(class::MINUTE, len == 2 && n <= 59);
    set(class::SECOND, len == 2 && n <= 59);
    set(class::YEAR, len == 4 && (1000..=2199).contains(&n));
    set(class::RECENT, len == 4 && (1900..=2099).contains(&n));
    set(class::YY, len == 2);
    set(class::MM, len == 2 && (1..=12).contains(&n));
    set(class::DD, len == 2 && (1..=31).contains(&n));
    set(class::YYY, len == 3);
    set(class::FOUR, len == 4);
    set(class::BIG, len > 4);
    set(class::DIGIT, len == 1);
    token.bits = bits;
}

/// Joins numbers in words, digits with commas or ordinal endings, and listed phrases.
fn join(raw: &[Token], lexicon: &Lexicon) -> Vec<Token> {
    let comma = lexicon.id(",");
    let hyphen = lexicon.id("-");
    let and = lexicon.id("and");
    let mut joined = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(token) = raw.get(at) {
        let rest = raw.get(at..).unwrap_or_default();
        let taken = if token.digits > 0 {
            digits_with_tail(rest, comma, lexicon)
        } else if token.is(class::CARD) || token.is(class::ORDW) {
            number_in_words(rest, hyphen, and, lexicon)
        } else if token.word != 0 {
            phrase(rest, lexicon)
        } else {
            None
        };
        let (mut token, len) = taken.unwrap_or((*token, 1));
        token.first = joined.len() as u32;
        token.last = token.first;
        joined.push(token);
        at += len;
    }
    joined
}

/// `1,990` (no year), `21st`.
fn digits_with_tail(rest: &[Token], comma: WordId, lexicon: &Lexicon) -> Option<(Token, usize)> {
    let mut token = *rest.first()?;
    if let Some(next) = rest.get(1)
        && next.is(class::SUFFIX)
        && next.gap == Gap::Glued
        && token.digits <= 3
    {
        token.end = next.end;
        token.digits = 0;
        token.word = 0;
        ordinal(&mut token, lexicon);
        return Some((token, 2));
    }
    let mut len = 1;
    while token.digits <= 3
        && let [mark, group, ..] = rest.get(len..).unwrap_or_default()
        && mark.word == comma
        && mark.gap == Gap::Glued
        && group.gap == Gap::Glued
        && group.digits == 3
        && len < 8
    {
        token.number = token
            .number
            .saturating_mul(1000)
            .saturating_add(group.number)
            .min(NONE - 1);
        token.end = group.end;
        len += 2;
    }
    if len == 1 {
        return None;
    }
    token.bits = lexicon.with_aliases(1 << class::NUM);
    token.word = 0;
    Some((token, len))
}

fn ordinal(token: &mut Token, lexicon: &Lexicon) {
    let mut bits = 1 << class::ORD;
    if (1..=31).contains(&token.number) {
        bits |= 1 << class::DAYTH;
    }
    token.bits = lexicon.with_aliases(bits);
}

/// `twenty-four`, `one hundred and ten`, `two thousand`, `thirty-first`; at most twelve words.
fn number_in_words(
    rest: &[Token],
    hyphen: WordId,
    and: WordId,
    lexicon: &Lexicon,
) -> Option<(Token, usize)> {
    let mut token = *rest.first()?;
    let (mut total, mut current) = (0u32, 0u32);
    // What may still follow within this hundred: numbers below this.
    let mut room = 1000;
    let mut at = 0;
    let mut len = 0;
    let mut is_ordinal = false;
    while at < 12 && !is_ordinal {
        let Some(word) = rest.get(at) else { break };
        if at > 0 && word.gap == Gap::Break {
            break;
        }
        let ord: Option<u32> = lexicon
            .value(word.word, class::ORDW)
            .and_then(|v| v.parse().ok());
        let card: Option<u32> = lexicon
            .value(word.word, class::CARD)
            .and_then(|v| v.parse().ok());
        let value = match (ord, card) {
            (Some(n), _) => n,
            (None, Some(n)) => n,
            _ => break,
        };
        match value {
            1..=99 if value < room => {
                current += value;
                room = if value >= 20 && value % 10 == 0 {
                    10
                } else {
                    0
                };
            }
            0 if len == 0 => room = 0,
            100 if current <= 99 && room != 1000 || len == 0 => {
                current = current.max(1) * 100;
                room = 100;
            }
            1000.. if ord.is_none() => {
                total = total.saturating_add(current.max(1).saturating_mul(value));
                current = 0;
                room = 1000;
            }
            _ => break,
        }
        token.end = word.end;
        is_ordinal = ord.is_some();
        at += 1;
        len = at;
        // `-` between the words, or `and` after a hundred or a thousand.
        match (rest.get(at), rest.get(at + 1)) {
            (Some(h), Some(n)) if h.word == hyphen && h.gap == Gap::Glued => {
                if n.gap != Gap::Glued {
                    break;
                }
                at += 1;
            }
            (Some(a), Some(_)) if a.word == and && room >= 100 => at += 1,
            _ => {}
        }
    }
    if len == 0 {
        return None;
    }
    token.number = total.saturating_add(current).min(NONE - 1);
    if len > 1 {
        token.word = 0;
        token.bits = 0;
    }
    let capital = token.bits;
    if is_ordinal {
        ordinal(&mut token, lexicon);
    } else {
        let n = token.number;
        let mut bits = 1 << class::NUM;
        bits |= Bits::from((11..=20).contains(&n)) << class::TEEN;
        bits |= Bits::from((10..=99).contains(&n)) << class::TENS;
        bits |= Bits::from((2000..=2099).contains(&n)) << class::WORDYEAR;
        token.bits = lexicon.with_aliases(bits);
    }
    // A single word keeps what else it is: "second" is a unit too.
    token.bits |= capital & !(1 << class::CARD | 1 << class::ORDW);
    Some((token, len))
}

/// The longest listed phrase that begins here.
fn phrase(rest: &[Token], lexicon: &Lexicon) -> Option<(Token, usize)> {
    let mut token = *rest.first()?;
    let candidates = lexicon.phrases(token.word);
    let found = candidates.iter().find(|candidate| {
        let mut next = rest.iter().skip(1);
        candidate.rest.iter().all(|(word, glued)| {
            next.next().is_some_and(|t| {
                t.word == *word && t.gap != Gap::Break && (!glued || t.gap == Gap::Glued)
            })
        })
    })?;
    let len = found.rest.len() + 1;
    token.end = rest.get(len - 1)?.end;
    token.word = found.whole;
    if !lexicon.wants_capital(token.word) || token.is(class::CAPITAL) {
        token.bits = lexicon.bits(token.word) | token.bits & (1 << class::CAPITAL);
    }
    Some((token, len))
}

/// Marks the first word of every sentence: after a paragraph's end, or after `.`, `!`, `?` where a
/// capital or a digit follows and the point belongs to no listed abbreviation.
fn open_sentences(mut tokens: Vec<Token>, text: &str) -> Vec<Token> {
    let mut ended = true;
    let mut word_before: Option<Token> = None;
    for token in &mut tokens {
        ended |= token.gap == Gap::Break;
        let piece = text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default();
        if !token.wordlike {
            match piece {
                "." => ended |= !word_before.is_some_and(|w| abbreviated(&w)),
                "!" | "?" | "…" => ended = true,
                _ => {}
            }
            continue;
        }
        let starts = token.is(class::CAPITAL) || token.digits > 0;
        token.opens = ended && (starts || token.gap == Gap::Break);
        ended = false;
        word_before = Some(*token);
    }
    tokens
}

/// Whether a point after this word is its own: "Jan.", "Gen.", and single letters.
fn abbreviated(word: &Token) -> bool {
    let len = word.end - word.start;
    let listed = word.is(class::ABBREV) || word.is(class::MONTH) && len <= 4;
    listed || len == 1 && word.digits == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GRAMMAR;
    use proptest::prelude::*;

    fn show(text: &str) -> String {
        let tokens = lex(text, &GRAMMAR.lexicon);
        let word = |t: &Token| match t.number {
            NONE => text
                .get(t.start as usize..t.end as usize)
                .unwrap()
                .to_owned(),
            n if t.is(class::ORD) => format!("#{n}."),
            n => format!("#{n}"),
        };
        tokens.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_joined() {
        insta::assert_snapshot!(show("one hundred and ten days"), @"#110 days");
        insta::assert_snapshot!(show("the twenty-first of May"), @"the #21. of May");
        insta::assert_snapshot!(show("nineteen ninety-six"), @"#19 #96");
        insta::assert_snapshot!(show("2,500 people, 31st, 7pm"), @"#2500 people , #31. , #7 pm");
        insta::assert_snapshot!(show("two thousand and five"), @"#2005");
        insta::assert_snapshot!(show("five-year"), @"#5 - year");
        insta::assert_snapshot!(show("twenty and"), @"#20 and");
        insta::assert_snapshot!(show("one hundred and counting"), @"#100 and counting");
    }

    proptest! {
        #[test]
        fn tokens_lie_in_order_on_character_bounds(text in "\\PC{0,80}") {
            let mut end = 0;
            for token in lex(&text, &GRAMMAR.lexicon) {
                prop_assert!(token.start as usize >= end);
                prop_assert!(text.get(token.start as usize..token.end as usize).is_some());
                end = token.end as usize;
            }
        }
    }
}
