//! Articles to sentences and tokens.
//!
//! In: an [`Article`] whose blocks say what is body, caption, headline. Out: [`Parsed`], the tokens and
//! sentences of every block, as places in the article's text. A sentence never crosses a block.

pub mod closed;

use rapporteur_record::{Article, Span};
use std::ops::Range;

/// The tokens and sentences of an article, both in the order of the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// Words, numbers, punctuation.
    pub tokens: Vec<Token>,
    /// Sentences; every token belongs to exactly one.
    pub sentences: Vec<Sentence>,
}

/// A word, a number, or a mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// The sentence it belongs to: an index into [`Parsed::sentences`].
    pub sentence: u32,
}

/// A sentence, a headline, a list item.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// From its first to its last character, without blanks at the ends.
    pub span: Span,
    /// Its tokens: a range of [`Parsed::tokens`].
    pub tokens: Range<usize>,
    /// The block it stands in: an index into the article's blocks.
    pub block: usize,
}

/// Finds sentences and tokens.
pub fn parse(_article: &Article) -> Parsed {
    Parsed::default()
}
