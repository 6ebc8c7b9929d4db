//! Articles to sentences and tokens.
//!
//! In: an [`Article`] whose blocks say what is body, caption, headline. Out: [`Parsed`], the tokens and
//! sentences of every block, as places in the article's text. A sentence never crosses a block. Every
//! character that is not blank ([`is_blank`]) belongs to exactly one token.
//!
//! Tokens are those of the English Web Treebank (UD): see [`tokens`](self) in `tokens.rs`; where sentences
//! end is in `sentences.rs`; the words both go by are in `data/`.
//!
//! ```
//! use rapporteur_parse::parse;
//! use rapporteur_record::{Article, Block, BlockKind, Text};
//! let text = Text::new("“We won't go,” Gen. Ruun said. He left at 5 p.m.");
//! let blocks = vec![Block { kind: BlockKind::Body, span: text.all() }];
//! let article = Article { text, blocks, ..Article::default() };
//! let parsed = parse(&article);
//! let words: Vec<&str> = parsed.tokens.iter().map(|t| article.text.quote(t.span)).collect();
//! assert_eq!(words.join("|"), "“|We|wo|n't|go|,|”|Gen.|Ruun|said|.|He|left|at|5|p.m.");
//! assert_eq!(article.text.quote(parsed.sentences[1].span), "He left at 5 p.m.");
//! ```

pub mod closed;
mod conllu;
mod lists;
mod sentences;
mod tokens;

pub use conllu::conllu;
pub use tokens::is_blank;

use rapporteur_record::{Article, BlockKind, Span};
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
    /// Whether it is written as one word with the token before it: the `n't` of `don't`, the `'s` of `Ana's`.
    pub joined: bool,
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

/// Finds sentences and tokens, in every block of the article and nowhere else.
pub fn parse(article: &Article) -> Parsed {
    segment(article)
}

/// Sentences and tokens alone, without tags and heads.
pub fn segment(article: &Article) -> Parsed {
    let text = &article.text;
    // English has about five bytes a token.
    let mut parsed = Parsed {
        tokens: Vec::with_capacity(text.len() / 5),
        sentences: Vec::with_capacity(text.len() / 80),
    };
    let mut pieces = Vec::new();
    for (index, block) in article.blocks.iter().enumerate() {
        let words = text.quote(block.span);
        let from = block.span.start();
        pieces.clear();
        tokens::tokenize(words, &mut pieces);
        let lines = matches!(block.kind, BlockKind::Links | BlockKind::Other);
        for range in sentences::split(words, &pieces, lines) {
            let number = parsed.sentences.len() as u32;
            let first = parsed.tokens.len();
            let pieces = pieces.get(range).unwrap_or_default();
            let spans = pieces.iter().filter_map(|p| {
                let span = text.span(from + p.start, from + p.end)?;
                Some(Token {
                    span,
                    sentence: number,
                    joined: p.joined,
                })
            });
            parsed.tokens.extend(spans);
            let tokens = parsed.tokens.get(first..).unwrap_or_default();
            let ends = tokens.first().zip(tokens.last());
            let Some(span) = ends.map(|(a, b)| a.span.cover(b.span)) else {
                continue;
            };
            parsed.sentences.push(Sentence {
                span,
                tokens: first..parsed.tokens.len(),
                block: index,
            });
        }
    }
    parsed
}
