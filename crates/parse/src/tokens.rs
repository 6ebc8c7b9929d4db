//! One block of text to words, numbers and marks.
//!
//! From left to right, one token after another, each decided by its first character and a bounded look
//! ahead, so the time is linear in the text. The conventions are those of the English Web Treebank (UD):
//! `do|n't`, `Ana|'s`, `cease|-|fire` but `non-member`, `$|5`, `5|%`, `65|k`, `7:30|pm`, `U.S.|-|led`.

use crate::lists::{self, Abbreviation};

/// A token of a block: bytes of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub start: usize,
    pub end: usize,
    /// Whether it is written as one word with the piece before it (`do|n't`).
    pub joined: bool,
}

/// Whether a character belongs to no token: white space, and marks without a shape of their own (a byte order
/// mark, zero-width blanks, direction marks).
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Appends the tokens of a block.
pub(crate) fn tokenize(block: &str, pieces: &mut Vec<Piece>) {
    let mut scanner = Scanner {
        text: block,
        pieces,
        open_single: false,
    };
    let mut at = 0;
    while let Some(c) = scanner.char_at(at) {
        at = if is_blank(c) {
            at + c.len_utf8()
        } else {
            scanner.token(at, c)
        };
    }
}

/// How far ahead a choice may look, in bytes: keeps the time linear on any input.
const LOOK_AHEAD: usize = 300;

struct Scanner<'a> {
    text: &'a str,
    pieces: &'a mut Vec<Piece>,
    /// Whether a single quotation mark has been opened in this block and not closed.
    open_single: bool,
}

impl<'a> Scanner<'a> {
    fn char_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(b) if b.is_ascii() => Some(*b as char),
            Some(_) => self.text.get(at..)?.chars().next(),
            None => None,
        }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn push(&mut self, start: usize, end: usize, joined: bool) {
        self.pieces.push(Piece { start, end, joined });
    }

    /// Appends a mark and what cannot stand without it; gives the place after them.
    fn mark(&mut self, start: usize, end: usize) -> usize {
        let end = self.attached(end);
        self.push(start, end, false);
        end
    }

    /// The place after the combining marks, variation selectors and joiners that follow.
    fn attached(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at).filter(|c| is_attached(*c)) {
            at += c.len_utf8();
            if c == '\u{200d}'
                && let Some(next) = self.char_at(at).filter(|c| !is_blank(*c))
            {
                at += next.len_utf8();
            }
        }
        at
    }

    /// Appends at least one token beginning at `at`; gives the place after it.
    fn token(&mut self, at: usize, c: char) -> usize {
        let next = self.char_at(at + c.len_utf8());
        match c {
            _ if is_word(c) => self.word(at, at),
            '\'' | '’' | '‘' | '`' | '‛' => self.apostrophe(at, c),
            '@' | '#' if next.is_some_and(char::is_alphabetic) && self.begins(at) => {
                self.word(at, at + 1)
            }
            '.' if next.is_some_and(|n| n.is_ascii_digit()) && self.begins(at) => self.word(at, at),
            '+' if next.is_some_and(|n| n.is_ascii_digit()) && self.begins(at) => self.word(at, at),
            '.' => {
                let end = self.run(at, |n| n == '.');
                self.mark(at, end)
            }
            '!' | '?' => {
                let end = self.run(at, |n| n == '!' || n == '?');
                self.mark(at, end)
            }
            ':' | ';' | '=' if self.emoticon(at).is_some() => {
                let end = self.emoticon(at).unwrap_or(at + 1);
                self.mark(at, end)
            }
            '-' | '=' | '*' | '~' | '<' | '>' | '+' | '^' | '#' | '$' => {
                let end = self.run(at, |n| n == c);
                self.mark(at, end)
            }
            _ => self.mark(at, at + c.len_utf8()),
        }
    }

    /// Whether a token at `at` has a blank, an opening mark or nothing before it.
    fn begins(&self, at: usize) -> bool {
        self.char_before(at).is_none_or(|p| {
            is_blank(p)
                || matches!(
                    p,
                    '(' | '['
                        | '{'
                        | '"'
                        | '“'
                        | '‘'
                        | '«'
                        | '—'
                        | '–'
                        | '$'
                        | '£'
                        | '€'
                        | '/'
                        | '<'
                )
        })
    }

    /// The end of the run of characters at `at` that pass.
    fn run(&self, at: usize, pass: impl Fn(char) -> bool) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.find(|c| !pass(c)).unwrap_or(rest.len())
    }

    /// The end of a face made of marks that stands by itself (`:-)`).
    fn emoticon(&self, at: usize) -> Option<usize> {
        let mut end = at + 1;
        if matches!(self.char_at(end)?, '-' | 'o' | '^') {
            end += 1;
        }
        if !matches!(self.char_at(end)?, ')' | '(' | 'D' | 'P' | 'p' | '/' | '|') {
            return None;
        }
        end += 1;
        let alone = self
            .char_at(end)
            .is_none_or(|c| is_blank(c) || matches!(c, '.' | ',' | '!'));
        let first = self.char_before(at).is_none_or(is_blank);
        (alone && first).then_some(end)
    }

    /// An apostrophe or single quotation mark that no word has taken.
    fn apostrophe(&mut self, at: usize, c: char) -> usize {
        let after = at + c.len_utf8();
        let next = self.char_at(after);
        if next == Some(c) {
            return self.mark(at, after + c.len_utf8());
        }
        if self.begins(at) {
            let word_end = self.run(after, char::is_alphanumeric);
            let word = self.slice(after, word_end);
            let closed = matches!(self.char_at(word_end), Some('\'' | '’'));
            let digits = word.trim_end_matches('s');
            let decade = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            if c != '‘' && !closed && (decade || lists::is_elision(word)) {
                return self.mark(at, word_end);
            }
            if matches!(word, "s" | "S") && c != '‘' {
                return self.mark(at, word_end);
            }
            self.open_single = next.is_some_and(|n| !is_blank(n));
            return self.mark(at, after);
        }
        // “The Record”’s: a possessive that follows a mark.
        if matches!(next, Some('s' | 'S')) && !self.char_at(after + 1).is_some_and(is_word) {
            return self.mark(at, after + 1);
        }
        self.open_single = false;
        self.mark(at, after)
    }

    /// A word, number or address whose first letter is at `start` (a sign like `@` may stand at `begin`), with the
    /// tokens that split from it. Gives the place after them.
    fn word(&mut self, begin: usize, start: usize) -> usize {
        let mut end = self.word_end(start);
        if let Some(address) = self.address(start, end) {
            self.push(begin, address, false);
            return address;
        }
        if end <= start {
            end = start + self.char_at(start).map_or(1, char::len_utf8);
        }
        let word = self.slice(begin, end);
        if self.char_at(end) == Some('$') && lists::is_currency(word) {
            self.push(begin, end + 1, false);
            return end + 1;
        }
        if self.takes_stop(word, end) {
            self.push(begin, end + 1, false);
            return end + 1;
        }
        if matches!(self.char_at(end), Some('\'' | '’')) {
            return self.word_and_apostrophe(begin, end);
        }
        self.split(begin, end);
        end
    }

    /// The end of the word at `start`, without stops and apostrophes after it.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        // Where the stretch since the last hyphen or dot begins.
        let mut segment = start;
        let mut number = true;
        loop {
            let Some(c) = self.char_at(at) else {
                return at;
            };
            if is_word(c) {
                if number && c.is_alphabetic() && at > start {
                    if self.unit_follows(at) {
                        return at;
                    }
                    number = false;
                } else if !c.is_ascii_digit() {
                    number = false;
                }
                at += c.len_utf8();
                continue;
            }
            let after = at + c.len_utf8();
            let goes_on = self.char_at(after).filter(|n| is_word(*n));
            let Some(next) = goes_on else {
                return at;
            };
            let keep = match c {
                '.' => {
                    number && next.is_ascii_digit() || !number && self.dot_inside(segment, at, next)
                }
                ',' => number && self.three_digits(after),
                ':' => number && next.is_ascii_digit(),
                '/' => number && next.is_ascii_digit() || self.short_form(start, at),
                '\'' | '’' => at > start && self.apostrophe_inside(at, next),
                '&' => at > start && at - segment <= 4 && next.is_ascii_alphabetic() && !number,
                '-' | '\u{2010}' | '\u{2011}' => {
                    if number {
                        match self.hyphened_number(start) {
                            Some(end) if end > at => return end,
                            _ => false,
                        }
                    } else {
                        at > segment && lists::is_prefix(self.slice(segment, at))
                    }
                }
                _ => at == start,
            };
            if !keep {
                return at;
            }
            if !matches!(c, '\'' | '’') {
                segment = after;
            }
            at = after;
        }
    }

    /// Whether a word of one letter, a slash and one or two letters goes on at `at`: "M/V", "c/o", "n/a".
    fn short_form(&self, start: usize, at: usize) -> bool {
        let one = self.slice(start, at).chars().nth(1).is_none();
        let mut rest = self.text.get(at + 1..).unwrap_or_default().chars().take(3);
        let letters = rest.by_ref().take_while(|c| c.is_alphabetic()).count();
        one && (letters == 1 || letters == 2) && !self.char_before(at).is_some_and(char::is_numeric)
    }

    /// Whether the letters at `at`, after a number, are a unit and nothing else follows them.
    fn unit_follows(&self, at: usize) -> bool {
        let mut end = at;
        while end - at < 5 && self.char_at(end).is_some_and(char::is_alphanumeric) {
            end += self.char_at(end).map_or(1, char::len_utf8);
        }
        if end - at >= 5 {
            return false;
        }
        if lists::is_unit(self.slice(at, end)) {
            return true;
        }
        // p.m, km/h
        let longer = end + 2;
        matches!(self.char_at(end), Some('.' | '/'))
            && !self.char_at(longer).is_some_and(is_word)
            && lists::is_unit(self.slice(at, longer))
    }

    /// Whether a stop between two letters or between letter and digit belongs to the word.
    fn dot_inside(&self, segment: usize, at: usize, next: char) -> bool {
        // "end.The": a blank is missing. "U.S", "p.m", "example.org" go on.
        let one_letter = self.slice(segment, at).chars().nth(1).is_none();
        one_letter
            || !next.is_uppercase()
            || self.char_before(at).is_some_and(char::is_uppercase)
            || self.in_mail_address(at)
    }

    /// Whether a mail address goes on after the stop at `at`: "@" comes before a blank.
    fn in_mail_address(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut near = rest.chars().take(64);
        near.find(|c| *c == '@' || !(is_word(*c) || matches!(c, '.' | '-'))) == Some('@')
    }

    fn three_digits(&self, at: usize) -> bool {
        let digits = self.text.as_bytes().get(at..).unwrap_or_default();
        digits
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count()
            == 3
    }

    /// Whether an apostrophe between two characters of a word belongs to it. It does, unless a single
    /// quotation ends here without a blank after it.
    fn apostrophe_inside(&self, at: usize, next: char) -> bool {
        let before = self.char_before(at);
        next.is_alphabetic() && before.is_some_and(|p| p.is_alphanumeric() || is_attached(p))
    }

    /// The end of a telephone number or date written with hyphens, at its first digit; `None` for a range,
    /// which splits.
    fn hyphened_number(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let length = bytes
            .iter()
            .take(24)
            .take_while(|b| b.is_ascii_digit() || **b == b'-')
            .count();
        let all = self.slice(start, start + length).trim_end_matches('-');
        let mut groups = all.split('-').map(str::len);
        let phone = matches!(
            (groups.next(), groups.next(), groups.next()),
            (Some(3), Some(4), None)
        );
        let several = all.split('-').count() > 2 && !all.contains("--");
        (phone || several).then_some(start + all.len())
    }

    /// The end of a web or mail address whose first word lies at `start..end`.
    fn address(&self, start: usize, end: usize) -> Option<usize> {
        let rest = self.text.get(end..)?;
        let first = self.slice(start, end);
        let begins = rest.starts_with("://")
            || (rest.starts_with('@') && rest.chars().nth(1).is_some_and(is_word))
            || (first.starts_with("www.") && first.len() > 4)
            || (rest.starts_with('/') && is_host(first));
        if !begins {
            return None;
        }
        let stop = |c: char| is_blank(c) || matches!(c, '<' | '>' | '"' | '“' | '”' | '»' | '…');
        let all = rest.split(stop).next()?;
        let closing = |c: char| {
            matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '\'' | '’' | '}'
            )
        };
        Some(end + all.trim_end_matches(closing).len())
    }

    /// Whether the stop that may stand at `end` belongs to the word before it.
    fn takes_stop(&self, word: &str, end: usize) -> bool {
        let bytes = self.text.as_bytes();
        if bytes.get(end) != Some(&b'.') || matches!(bytes.get(end + 1), Some(b'.')) {
            return false;
        }
        let after = end + 1;
        if self.char_at(after).is_some_and(|c| c.is_alphanumeric()) {
            return lists::abbreviation(word).is_some();
        }
        let rest = self.text.get(after..).unwrap_or_default();
        let next = rest.chars().take(8).find(|c| !is_blank(*c));
        match lists::abbreviation(word) {
            Some(Abbreviation::Number) => {
                return next.is_some_and(|n| n.is_ascii_digit() || n == '#')
                    || rest.trim_start().chars().take(3).all(|c| !c.is_lowercase())
                        && next.is_some_and(char::is_uppercase)
                        && word.chars().next().is_some_and(char::is_uppercase)
                        && word != "No"
                        && word != "Nos";
            }
            Some(Abbreviation::Month | Abbreviation::Title) => return next.is_some(),
            Some(Abbreviation::Either) => return true,
            None => {}
        }
        is_acronym(word) || self.is_initial(word, next)
    }

    /// One capital before a stop: an initial, where a name or another initial follows.
    fn is_initial(&self, word: &str, next: Option<char>) -> bool {
        let mut letters = word.chars();
        let one = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        one && next.is_some_and(|n| n.is_uppercase() || n == ',' || n.is_lowercase())
    }

    /// A word with an apostrophe right after it: a possessive, an elision, or a quotation that ends.
    fn word_and_apostrophe(&mut self, start: usize, end: usize) -> usize {
        let word = self.slice(start, end);
        let mark = self.char_at(end).map_or(1, char::len_utf8);
        let doubled = self.char_at(end + mark) == self.char_at(end);
        if doubled || (self.open_single && !self.closes_later(end + mark)) {
            self.split(start, end);
            return end;
        }
        if word.ends_with(['s', 'S', 'z', 'x']) {
            self.split(start, end);
            self.push(end, end + mark, true);
            return end + mark;
        }
        if word.ends_with("in") && word.len() > 4 {
            self.push(start, end + mark, false);
            return end + mark;
        }
        self.split(start, end);
        end
    }

    /// Whether the open single quotation goes on after `at`: a blank and a small letter follow, and a better
    /// closing mark comes within sight, before another opens.
    fn closes_later(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut chars = rest
            .char_indices()
            .take_while(|(i, _)| *i < LOOK_AHEAD)
            .map(|(_, c)| c);
        if !chars.next().is_some_and(is_blank) {
            return false;
        }
        let mut before = ' ';
        for c in chars {
            match c {
                '\'' | '’' if matches!(before, '.' | ',' | '!' | '?' | '…') => return true,
                '‘' => return false,
                '\'' if is_blank(before) => return false,
                _ => before = c,
            }
        }
        false
    }

    /// Appends a word, cut where a contraction or a possessive begins.
    fn split(&mut self, start: usize, end: usize) {
        let word = self.slice(start, end);
        if let Some(cuts) = lists::contraction(word) {
            let mut from = start;
            for cut in cuts {
                self.push(from, start + cut, from > start);
                from = start + cut;
            }
            self.push(from, end, true);
            return;
        }
        let mut cuts = [0usize; 3];
        let mut found = 0;
        let mut stem = word;
        while let (Some(cut), Some(slot)) = (clitic(stem), cuts.get_mut(found)) {
            *slot = cut;
            found += 1;
            stem = stem.get(..cut).unwrap_or_default();
        }
        let mut from = start;
        for cut in cuts.iter().take(found).rev() {
            self.push(from, start + cut, from > start);
            from = start + cut;
        }
        self.push(from, end, from > start);
    }
}

/// Where the last clitic of a word begins: `'s`, `n't`, `'ll` …
fn clitic(word: &str) -> Option<usize> {
    let mark = word.bytes().rposition(|b| b == b'\'' || b == 0x99)?;
    // 0x99 ends a right single quotation mark (E2 80 99); it ends other characters too.
    let (at, tail) = match word.as_bytes().get(mark)? {
        b'\'' => (mark, word.get(mark + 1..)?),
        _ => {
            let at = mark.checked_sub(2)?;
            (at, word.get(at..)?.strip_prefix('’')?)
        }
    };
    let is = |what: &str| tail.eq_ignore_ascii_case(what);
    if is("t") {
        let stem = word.get(..at)?;
        let cut = stem.strip_suffix(['n', 'N'])?.len();
        return (cut > 0).then_some(cut);
    }
    if word.get(..at)?.bytes().all(|b| b.is_ascii_digit()) {
        return None; // the 1960's
    }
    let known = is("s") || is("m") || is("d") || is("ll") || is("re") || is("ve");
    (known && at > 0).then_some(at)
}

/// Letters apart by stops (U.S, p.m, i.e), the last stop left out.
fn is_acronym(word: &str) -> bool {
    let mut parts = word.split('.');
    let letters =
        |p: &str| p.chars().count() <= 2 && p.chars().all(char::is_alphabetic) && !p.is_empty();
    let several = word.contains('.');
    several && parts.all(letters) && word.split('.').any(|p| p.chars().count() == 1)
}

/// `example.org`: before a slash, the host of an address.
fn is_host(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or_default();
    word.len() > last.len()
        && (2..=4).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_lowercase())
}

/// Whether a character can be inside a word.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_attached(c)
}

/// Whether a character has no place of its own: combining marks, joiners, variation selectors, skin tones.
fn is_attached(c: char) -> bool {
    !c.is_ascii()
        && matches!(c,
            '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05bd}' | '\u{064b}'..='\u{065f}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{00ad}')
}
