//! The tokens of one block to sentences.
//!
//! Rules first. A sentence ends at a stop, a question or exclamation mark, or an ellipsis, with the closing marks
//! that follow, where what comes next can begin one. It never ends after a title or an initial, and after other
//! abbreviations only before a word that begins sentences (`data/openers.txt`). A blank line and a bullet
//! begin a sentence, and so does every line of a list (`lines`); a dateline is a sentence of its own.
//!
//! Then a small linear model ([`crate::boundary`]) looks at each gap where the rules may err, with what they say
//! as one of its features.

use crate::boundary;
use crate::lists::{self, Abbreviation};
use crate::tokens::Piece;
use std::ops::Range;

/// The sentences of a block, as ranges of its pieces: all pieces, in order, none empty.
pub(crate) fn split(block: &str, pieces: &[Piece], lines: bool) -> Vec<Range<usize>> {
    walk(block, pieces, lines, |_, rule, features| {
        boundary::decide(rule, features)
    })
}

/// The sentences of a block, where `decide` has the last word on each gap that is open to doubt. It is given the
/// number of the piece after the gap, what the rules say, and the gap's features.
pub(crate) fn walk(
    block: &str,
    pieces: &[Piece],
    lines: bool,
    mut decide: impl FnMut(usize, bool, &[u32]) -> bool,
) -> Vec<Range<usize>> {
    let block = Block {
        text: block,
        pieces,
    };
    let mut sentences = Vec::new();
    let mut start = 0;
    // Where the rules want the sentence to end, if a mark has told.
    let mut wanted = None;
    let mut features = boundary::Features::default();
    for gap in 1..pieces.len() {
        if wanted.is_none_or(|w| w < gap) {
            wanted = block.ending(start, gap - 1, lines);
        }
        let rule = wanted == Some(gap);
        let ends = match block.certain(start, gap, lines) {
            Some(ends) => ends,
            None => {
                features.read(&block, start, gap, rule);
                decide(gap, rule, features.hashes())
            }
        };
        if ends {
            sentences.push(start..gap);
            start = gap;
            wanted = None;
        }
    }
    if start < pieces.len() {
        sentences.push(start..pieces.len());
    }
    sentences
}

pub(crate) struct Block<'a> {
    pub text: &'a str,
    pub pieces: &'a [Piece],
}

/// What a token can do to end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Stop,
    /// `?`, `!` and their runs.
    Strong,
    Ellipsis,
    Abbreviation(Abbreviation),
    Initial,
}

impl<'a> Block<'a> {
    pub(crate) fn word(&self, at: usize) -> &'a str {
        let piece = self.pieces.get(at);
        piece
            .and_then(|p| self.text.get(p.start..p.end))
            .unwrap_or_default()
    }

    /// What stands between a token and the one before it.
    fn gap(&self, at: usize) -> &'a str {
        let before = at.checked_sub(1).and_then(|b| self.pieces.get(b));
        let (Some(before), Some(piece)) = (before, self.pieces.get(at)) else {
            return "";
        };
        self.text.get(before.end..piece.start).unwrap_or_default()
    }

    /// Whether a gap surely ends a sentence, or surely does not; `None` where it is open to doubt.
    fn certain(&self, start: usize, gap: usize, lines: bool) -> Option<bool> {
        let between = self.gap(gap);
        if between.is_empty() {
            // No blank: the rules alone know of lost ones, and of those nothing is learned.
            return Some(
                self.ending(0, gap - 1, lines) == Some(gap) && self.blank_is_missing_at(gap),
            );
        }
        if self.breaks_line(gap, lines)
            || is_bullet(self.word(gap))
            || self.ends_dateline(start, gap, lines)
        {
            return Some(true);
        }
        let plain = |word: &str| {
            word.bytes()
                .next_back()
                .is_some_and(|b| b.is_ascii_alphanumeric())
        };
        let small = |word: &str| word.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        (plain(self.word(gap - 1)) && small(self.word(gap))).then_some(false)
    }

    /// Whether a dateline ends before `gap`: "UPPER ORREL, May 6 (NPA) —", at the start of a block or line. All its
    /// words have capitals or digits, and its place is in capitals, or has a comma or brackets after it.
    fn ends_dateline(&self, start: usize, gap: usize, lines: bool) -> bool {
        let dash = matches!(self.word(gap - 1), "—" | "–" | "--" | "-");
        if !dash
            || !(3..=16).contains(&(gap - start))
            || (start > 0 && !self.breaks_line(start, lines))
        {
            return false;
        }
        let capital = |word: &str| {
            word.chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_numeric())
        };
        let mark = |word: &str| matches!(word, "," | "(" | ")" | "/" | "." | "-");
        let words = || (start..gap - 1).map(|at| self.word(at));
        let place = self.word(start);
        let set = place.chars().nth(1).is_some_and(char::is_uppercase)
            || words().any(|w| matches!(w, "," | ")"));
        let apart = !self.gap(gap - 1).is_empty() || self.word(gap - 1) == "—";
        set && apart
            && capital(place)
            && capital(self.first_word(gap))
            && words().all(|w| capital(w) || mark(w))
    }

    /// If the sentence that began at token `start` ends with token `at`: the token after it.
    fn ending(&self, start: usize, at: usize, lines: bool) -> Option<usize> {
        let next = at + 1;
        if next >= self.pieces.len() {
            return Some(next);
        }
        if self.breaks_line(next, lines) || is_bullet(self.word(next)) && !self.gap(next).is_empty()
        {
            return Some(next);
        }
        let end = self.end_of(at)?;
        let mut after = next;
        while self.closes(after) {
            after += 1;
        }
        if after >= self.pieces.len() || self.breaks_line(after, lines) {
            return Some(after);
        }
        self.begins(start, at, end, after).then_some(after)
    }

    fn breaks_line(&self, at: usize, lines: bool) -> bool {
        let gap = self.gap(at);
        if gap.len() <= 1 && !lines {
            return false;
        }
        let breaks = gap.bytes().filter(|b| *b == b'\n').count();
        breaks > 1 || (lines && breaks == 1)
    }

    fn end_of(&self, at: usize) -> Option<End> {
        let word = self.word(at);
        let last = word.as_bytes().last()?;
        match last {
            b'.' if word == "." => Some(End::Stop),
            b'.' if word.bytes().all(|b| b == b'.') => Some(End::Ellipsis),
            b'?' | b'!' => Some(End::Strong),
            b'.' => {
                let bare = word.strip_suffix('.')?;
                let kind = lists::abbreviation(bare);
                let initial = bare.chars().nth(1).is_none();
                Some(match kind {
                    Some(kind) => End::Abbreviation(kind),
                    None if initial => End::Initial,
                    None => End::Abbreviation(Abbreviation::Either),
                })
            }
            0xa6 if word == "…" => Some(End::Ellipsis),
            _ => None,
        }
    }

    /// Whether a token closes what the sentence before it opened. A straight mark does where no blank stands before
    /// it, and one or another mark after it.
    fn closes(&self, at: usize) -> bool {
        match self.word(at) {
            "”" | "’" | ")" | "]" | "»" | "}" | ":)" | ":-)" | ";)" | ";-)" | ":(" => true,
            "\"" | "'" | "''" => {
                let letter = self
                    .word(at + 1)
                    .chars()
                    .next()
                    .is_some_and(char::is_alphanumeric);
                self.gap(at).is_empty() && !(letter && self.gap(at + 1).is_empty())
            }
            _ => false,
        }
    }

    /// Whether the token at `after` begins a sentence, given how the one before it may have ended.
    fn begins(&self, start: usize, at: usize, end: End, after: usize) -> bool {
        if self.gap(after).is_empty() {
            return self.blank_is_missing(at, end, after);
        }
        let word = self.first_word(after);
        let first = word.chars().next();
        let upper = first.is_some_and(char::is_uppercase);
        let lower = first.is_some_and(char::is_lowercase);
        match end {
            End::Stop => !lower && !self.is_enumerator(start, at) && self.can_open(after),
            End::Strong => {
                let quoted = after > at + 1;
                !lower && self.can_open(after) && !(quoted && self.is_reported(after))
            }
            End::Ellipsis => upper && !(after > at + 1 && self.is_reported(after)),
            End::Abbreviation(Abbreviation::Title | Abbreviation::Number) => false,
            End::Initial | End::Abbreviation(_) => {
                lists::is_opener(word) || (upper && self.opens_quote(after))
            }
        }
    }

    fn blank_is_missing_at(&self, gap: usize) -> bool {
        let end = gap
            .checked_sub(1)
            .and_then(|at| Some((at, self.end_of(at)?)));
        end.is_some_and(|(at, end)| self.blank_is_missing(at, end, gap))
    }

    /// “it ended.Then”: a blank was lost.
    fn blank_is_missing(&self, at: usize, end: End, after: usize) -> bool {
        let upper = self
            .word(after)
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
        let before = at.checked_sub(1).map(|b| self.word(b)).unwrap_or_default();
        let lower = before.chars().next_back().is_some_and(char::is_lowercase);
        matches!(end, End::Stop | End::Strong) && upper && lower && self.word(after).len() > 1
    }

    /// The word a sentence at `at` would begin with, past opening marks.
    fn first_word(&self, at: usize) -> &'a str {
        let words = (at..self.pieces.len().min(at + 4)).map(|i| self.word(i));
        words
            .into_iter()
            .find(|w| !is_opening(w))
            .unwrap_or_default()
    }

    fn opens_quote(&self, at: usize) -> bool {
        matches!(self.word(at), "“" | "\"" | "‘" | "«" | "``")
    }

    /// Whether a sentence can begin with this token at all.
    fn can_open(&self, at: usize) -> bool {
        !matches!(
            self.word(at),
            "," | ";" | ":" | ")" | "]" | "”" | "’" | "." | "!" | "?" | "%" | "»"
        )
    }

    /// “1. ”, “a. ” at the start of a sentence: the number of a list's item, not a sentence.
    fn is_enumerator(&self, start: usize, at: usize) -> bool {
        let word = self.word(start);
        at == start + 1
            && word.len() <= 3
            && (word.len() == 1 || word.bytes().all(|b| b.is_ascii_digit()))
    }

    /// Whether the words after a quotation tell who said it.
    fn is_reported(&self, after: usize) -> bool {
        for at in after..self.pieces.len().min(after + 5) {
            let word = self.word(at);
            if lists::is_reporting(word) {
                return true;
            }
            if matches!(word, "," | "." | "“" | "\"") {
                return false;
            }
        }
        false
    }
}

fn is_opening(word: &str) -> bool {
    matches!(
        word,
        "“" | "\""
            | "‘"
            | "'"
            | "("
            | "["
            | "«"
            | "``"
            | "''"
            | "—"
            | "–"
            | "-"
            | "--"
            | "*"
            | "..."
    )
}

fn is_bullet(word: &str) -> bool {
    matches!(
        word,
        "•" | "▪" | "●" | "■" | "◆" | "‣" | "·" | "►" | "▶" | "○" | "◦"
    )
}
