//! Where things stand on a page: sentences, paragraphs, cues and contents, each found in logarithmic time.

use crate::contents::Contents;
use crate::lex::{Gap, Token};
use rapporteur_record::{Span, Statement};
use std::ops::Range;

/// The tokens of a text with what stands among them.
pub(super) struct Page {
    pub tokens: Vec<Token>,
    /// The first token of every sentence.
    sentences: Vec<usize>,
    /// The first token of every paragraph.
    paragraphs: Vec<usize>,
    contents: Contents,
    /// Cues by their start.
    cues: Vec<(Span, usize)>,
}

impl Page {
    pub fn new(tokens: Vec<Token>, statements: &[Statement]) -> Page {
        let at = |begins: &dyn Fn(&Token) -> bool| {
            let starts = tokens.iter().enumerate().filter(|(_, t)| begins(t));
            starts.map(|(i, _)| i).collect::<Vec<_>>()
        };
        let sentences = at(&|t| t.opens || t.gap == Gap::Break);
        let paragraphs = at(&|t| t.gap == Gap::Break);
        let numbered = || statements.iter().enumerate();
        let cues = numbered().flat_map(|(i, s)| s.cue.iter().map(move |c| (*c, i)));
        let mut cues: Vec<(Span, usize)> = cues.collect();
        cues.sort_unstable();
        let contents = Contents::of(statements);
        Page {
            tokens,
            sentences,
            paragraphs,
            contents,
            cues,
        }
    }

    /// The first token that ends after a byte.
    pub fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|t| t.end as usize <= byte)
    }

    /// The tokens of the sentence around a byte.
    pub fn sentence(&self, byte: usize) -> Range<usize> {
        let at = self.token_at(byte);
        let after = self.sentences.partition_point(|first| *first <= at);
        let first = after.checked_sub(1).and_then(|i| self.sentences.get(i));
        let end = self.sentences.get(after);
        first.copied().unwrap_or(0)..end.copied().unwrap_or(self.tokens.len())
    }

    /// The bytes that a range of tokens covers.
    pub fn bytes(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let tokens = self.tokens.get(range.clone())?;
        Some(tokens.first()?.start as usize..tokens.last()?.end as usize)
    }

    /// The number of the paragraph a byte stands in.
    pub fn paragraph(&self, byte: usize) -> usize {
        let at = self.token_at(byte);
        self.paragraphs.partition_point(|first| *first <= at)
    }

    /// Whether a paragraph (or the end of the text) begins at a token.
    pub fn begins_paragraph(&self, token: usize) -> bool {
        self.tokens.get(token).is_none_or(|t| t.gap == Gap::Break)
    }

    /// The statement whose content holds a place most closely; `without`: one that does not count.
    pub fn innermost(&self, place: Span, without: Option<usize>) -> Option<usize> {
        let mut around = self.contents.around(place).map(|(statement, _)| statement);
        around.find(|statement| Some(*statement) != without)
    }

    /// Whether the cue of another statement than `but` (and at another place than its cue) stands here.
    pub fn other_cue(&self, place: Range<usize>, but: usize, cue: Span) -> bool {
        let from = self.cues.partition_point(|(c, _)| c.start() < place.start);
        let here = self.cues.get(from..).unwrap_or_default();
        let mut here = here.iter().take_while(|(c, _)| c.end() <= place.end);
        here.any(|(c, i)| *i != but && *c != cue)
    }

    /// Whether anything is said in a stretch of bytes.
    pub fn speaks(&self, place: Range<usize>) -> bool {
        let cue = self.cues.partition_point(|(c, _)| c.end() <= place.start);
        let cue = self.cues.get(cue);
        cue.is_some_and(|(c, _)| c.start() < place.end) || self.contents.touch(place)
    }
}
