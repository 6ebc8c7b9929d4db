//! Where things stand on a page: sentences, paragraphs, cues and contents, each found in logarithmic time.

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
    /// Contents by their start, the longer first, with the content around each.
    contents: Vec<Content>,
    /// Cues by their start.
    cues: Vec<(Span, usize)>,
}

struct Content {
    span: Span,
    statement: usize,
    /// An index into the contents.
    around: Option<usize>,
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
        let contents = numbered().flat_map(|(i, s)| s.content.iter().map(move |c| (*c, i)));
        let contents = nest(contents.collect());
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
        let after = self
            .contents
            .partition_point(|c| c.span.start() <= place.start());
        let mut at = after.checked_sub(1);
        while let Some(content) = at.and_then(|i| self.contents.get(i)) {
            if content.span.contains(place) && Some(content.statement) != without {
                return Some(content.statement);
            }
            at = content.around;
        }
        None
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
        let content = self
            .contents
            .partition_point(|c| c.span.start() < place.start);
        let begins = self.contents.get(content);
        let mut around = content.checked_sub(1);
        while let Some(content) = around.and_then(|i| self.contents.get(i)) {
            if content.span.end() > place.start {
                return true;
            }
            around = content.around;
        }
        cue.is_some_and(|(c, _)| c.start() < place.end)
            || begins.is_some_and(|c| c.span.start() < place.end)
    }
}

/// Sorts contents and finds for each the one around it.
fn nest(mut contents: Vec<(Span, usize)>) -> Vec<Content> {
    contents.sort_unstable_by_key(|(span, i)| (span.start(), std::cmp::Reverse(span.end()), *i));
    let mut nested: Vec<Content> = Vec::with_capacity(contents.len());
    for (span, statement) in contents {
        let mut around = nested.len().checked_sub(1);
        while let Some(outer) = around.and_then(|i| nested.get(i)) {
            if span.start() < outer.span.end() {
                break;
            }
            around = outer.around;
        }
        nested.push(Content {
            span,
            statement,
            around,
        });
    }
    nested
}
