//! What a text has spoken of so far: the dates that "that evening" or "a day earlier" may mean.

use crate::calendar::{Grain, Stretch};
use crate::lex::{Gap, Token};
use jiff::civil::Date;
use std::collections::VecDeque;

/// How many dates back a text may still refer to.
const MEMORY: usize = 24;

/// Where in the text we are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub paragraph: u32,
    pub sentence: u32,
    /// Inside quotation marks: what is said there has its own "now".
    pub quoted: bool,
}

/// Where words stand, in bytes.
pub(crate) type Words = (u32, u32);

/// A date that was spoken of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken {
    pub stretch: Stretch,
    pub words: Words,
    place: Place,
    /// Lies after the day of writing: told as a plan, not as what happened.
    ahead: bool,
}

/// The memory of one reading.
#[derive(Debug, Default)]
pub(crate) struct Discourse {
    pub place: Place,
    created: Option<Date>,
    spoken: VecDeque<Spoken>,
    /// The year a history is telling of.
    year: Option<(i16, Words)>,
    quotes: Vec<(u32, u32)>,
    next_quote: usize,
}

impl Discourse {
    pub fn new(text: &str, created: Option<Date>) -> Discourse {
        Discourse {
            created,
            quotes: quotes(text),
            ..Discourse::default()
        }
    }

    /// Moves on to a token.
    pub fn move_to(&mut self, token: &Token) {
        self.place.paragraph += u32::from(token.gap == Gap::Break);
        self.place.sentence += u32::from(token.opens);
        while let Some((_, end)) = self.quotes.get(self.next_quote)
            && *end <= token.start
        {
            self.next_quote += 1;
        }
        let quote = self.quotes.get(self.next_quote);
        self.place.quoted = quote.is_some_and(|(start, _)| *start <= token.start);
    }

    /// Keeps a date in mind. `at_head`: it stands at the head of its sentence ("In 1942, …").
    pub fn speak_of(&mut self, stretch: Stretch, words: Words, at_head: bool) {
        let ahead = self.created.is_some_and(|day| stretch.first > day);
        let place = self.place;
        if self.spoken.len() == MEMORY {
            self.spoken.pop_front();
        }
        self.spoken.push_back(Spoken {
            stretch,
            words,
            place,
            ahead,
        });
        let year = stretch.first.year();
        // A year named in passing ("the largest since 1812") is not the year of the story.
        let passing = self
            .year
            .is_some_and(|(now, _)| !(0..=3).contains(&(year - now)));
        if stretch.grain < Grain::Year || at_head || !passing {
            self.year = Some((year, words));
        }
    }

    /// The year a history is telling of.
    pub fn year(&self) -> Option<(i16, Words)> {
        self.year
    }

    /// Whether the text has spoken of any date yet.
    pub fn has_spoken(&self) -> bool {
        !self.spoken.is_empty()
    }

    /// The last date spoken of that is at least as exact as `grain`. A narrator does not refer to
    /// what stands inside a quotation, nor, unless `ahead`, to what is yet to come.
    pub fn last(&self, grain: Grain, ahead: bool) -> Option<Spoken> {
        let known = |s: &&Spoken| {
            s.stretch.grain <= grain
                && (ahead || !s.ahead)
                && (!s.place.quoted
                    || self.place.quoted && s.place.paragraph == self.place.paragraph)
        };
        self.spoken.iter().rev().find(known).copied()
    }

    /// The last date spoken of, of any length.
    pub fn latest(&self) -> Option<Spoken> {
        self.spoken.back().copied()
    }

    /// Whether the last date of this paragraph is too vague to count from: "in spring 2014, and six months
    /// later".
    pub fn is_vague_here(&self, grain: Grain) -> bool {
        let last = self.spoken.iter().rev().find(|s| !s.place.quoted);
        last.is_some_and(|s| s.place.paragraph == self.place.paragraph && s.stretch.grain > grain)
    }

    /// The last date spoken of, in this paragraph only.
    pub fn last_here(&self, grain: Grain) -> Option<Spoken> {
        let here = |s: &&Spoken| {
            s.place.paragraph == self.place.paragraph
                && s.stretch.grain <= grain
                && !s.ahead
                && !s.place.quoted
        };
        self.spoken.iter().rev().find(here).copied()
    }

    /// The year that this very sentence has named.
    pub fn year_of_sentence(&self) -> Option<Spoken> {
        let here = self.spoken.iter().rev();
        let mut here = here.take_while(|s| s.place.sentence == self.place.sentence);
        here.find(|s| s.stretch.grain == Grain::Year).copied()
    }
}

/// The stretches inside quotation marks, in bytes. A quotation left open ends with its paragraph.
pub(crate) fn quotes(text: &str) -> Vec<(u32, u32)> {
    let mut quotes = Vec::new();
    let mut open: Option<(u32, char)> = None;
    let mut before = '\n';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = at as u32;
        let next = chars.peek().map_or('\n', |(_, c)| *c);
        let starts = before.is_whitespace() || "([—-".contains(before);
        match (c, open) {
            ('\n', Some((start, _))) if next == '\n' || before == '\n' => {
                quotes.push((start, at));
                open = None;
            }
            ('“' | '«', None) => open = Some((at, c)),
            ('‘', None) if starts => open = Some((at, c)),
            ('"', None) if starts => open = Some((at, c)),
            ('`', None) if next == '`' => open = Some((at, c)),
            ('”', Some((start, '“'))) | ('»', Some((start, '«'))) | ('"', Some((start, '"'))) =>
            {
                quotes.push((start, at));
                open = None;
            }
            ('’', Some((start, '‘'))) if !next.is_alphanumeric() => {
                quotes.push((start, at));
                open = None;
            }
            ('\'', Some((start, '`'))) if next == '\'' => {
                quotes.push((start, at));
                open = None;
            }
            _ => {}
        }
        before = c;
    }
    if let Some((start, _)) = open {
        quotes.push((start, text.len() as u32));
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::quotes;

    fn quoted(text: &str) -> Vec<&str> {
        let spans = quotes(text);
        spans
            .iter()
            .map(|(a, b)| text.get(*a as usize..*b as usize).unwrap())
            .collect()
    }

    #[test]
    fn quotations_of_all_shapes_are_found() {
        assert_eq!(quoted("He said “no” and “yes”."), ["“no", "“yes"]);
        assert_eq!(
            quoted("‘It isn’t,’ she said."),
            ["‘It isn’t,"],
            "an apostrophe closes nothing"
        );
        assert_eq!(quoted("a \"b\" c"), ["\"b"]);
        assert_eq!(quoted("``It is,'' he said."), ["``It is,"]);
        assert_eq!(quoted("“one\n\nplain"), ["“one"], "left open");
        assert_eq!(quoted("5\" of rain"), [""; 0]);
    }
}
