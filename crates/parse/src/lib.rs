//! Articles to sentences and tokens, with tags, lemmas and heads.
//!
//! In: an [`Article`] whose blocks say what is body, caption, headline. Out: [`Parsed`], the tokens and
//! sentences of every block, as places in the article's text. A sentence never crosses a block. Every
//! character that is not blank ([`is_blank`]) belongs to exactly one token.
//!
//! How: tokens (`tokens.rs`) and sentences (`sentences.rs`) by rules over the word lists of `data/`, after the
//! conventions of the English Web Treebank (UD); tags, heads and labels by a small network ([`network`]) trained
//! by the crate `train` (`models/network.md`); lemmas from a table and rules ([`lemma()`]).
//!
//! What it cannot do yet: languages other than English; sentences without any mark between them on one line.
//!
//! ```
//! use rapporteur_parse::{Relation, Upos, Xpos, lemma, parse};
//! use rapporteur_record::{Article, Block, BlockKind, Text};
//! let text = Text::new("“We won't go,” Gen. Ruun said. He left at 5 p.m.");
//! let blocks = vec![Block { kind: BlockKind::Body, span: text.all() }];
//! let article = Article { text, blocks, ..Article::default() };
//! let parsed = parse(&article);
//! let words: Vec<&str> = parsed.tokens.iter().map(|t| article.text.quote(t.span)).collect();
//! assert_eq!(words.join("|"), "“|We|wo|n't|go|,|”|Gen.|Ruun|said|.|He|left|at|5|p.m.");
//! assert_eq!(article.text.quote(parsed.sentences[1].span), "He left at 5 p.m.");
//! // Ruun is the subject of "said".
//! let ruun = &parsed.tokens[8];
//! assert_eq!((ruun.upos, ruun.relation), (Upos::Propn, Relation::Nsubj));
//! assert_eq!(ruun.head, Some(9));
//! assert_eq!(lemma("said", Xpos::Vbd), "say");
//! ```

pub mod boundary;
pub mod closed;
mod conllu;
pub mod features;
pub mod layers;
mod lemma;
mod lists;
pub mod matrix;
pub mod network;
mod quantised;
mod sentences;
pub mod tags;
mod tokens;
pub mod tree;

pub use conllu::{ConlluError, conllu, fill};
pub use lemma::lemma;
pub use network::Analysis;
use network::Seen;
pub use tags::{Relation, Upos, Xpos};
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
    /// What the network's last layer holds of each token, [`Parsed::state`]; empty after [`segment`].
    states: Vec<i8>,
}

impl Parsed {
    /// What the network's last layer holds of a token: numbers that mean something only to a model trained on them.
    pub fn state(&self, token: usize) -> &[i8] {
        let width = network::SHIPPED.as_ref().map_or(0, |n| n.width());
        self.states
            .get(token * width..(token + 1) * width)
            .unwrap_or_default()
    }
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
    /// Universal part of speech.
    pub upos: Upos,
    /// Part of speech of the Penn Treebank.
    pub xpos: Xpos,
    /// Its head: an index into [`Parsed::tokens`], in the same sentence. `None` for the head of the sentence.
    pub head: Option<u32>,
    /// What it is to its head.
    pub relation: Relation,
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

/// Finds sentences and tokens, with tags and heads, in every block of the article and nowhere else.
pub fn parse(article: &Article) -> Parsed {
    let mut parsed = segment(article);
    let words: Vec<&str> = parsed
        .tokens
        .iter()
        .map(|t| article.text.quote(t.span))
        .collect();
    let sentences = parsed.sentences.iter();
    let sentences: Vec<&[&str]> = sentences
        .map(|s| words.get(s.tokens.clone()).unwrap_or_default())
        .collect();
    let found = analysed(&sentences, &mut parsed.states);
    let places = parsed.sentences.iter().flat_map(|s| {
        let first = s.tokens.start as u32;
        s.tokens.clone().map(move |_| first)
    });
    for ((token, found), first) in parsed.tokens.iter_mut().zip(found).zip(places) {
        token.upos = found.upos;
        token.xpos = found.xpos;
        token.head = found.head.map(|h| first + h);
        token.relation = found.relation;
    }
    parsed
}

/// Tags, heads and labels of a sentence that is already split into words, in the order of the words.
pub fn analyse(words: &[&str]) -> Vec<Analysis> {
    analysed(&[words], &mut Vec::new())
}

/// The same of several sentences; what the network holds of each word is added to `states`.
fn analysed(sentences: &[&[&str]], states: &mut Vec<i8>) -> Vec<Analysis> {
    match &*network::SHIPPED {
        Some(network) => network.analyse(sentences, &mut Seen::default(), states),
        None => vec![Analysis::default(); sentences.iter().map(|s| s.len()).sum()],
    }
}

/// Sentences and tokens alone, without tags and heads.
pub fn segment(article: &Article) -> Parsed {
    let text = &article.text;
    // English has about five bytes a token.
    let mut parsed = Parsed {
        tokens: Vec::with_capacity(text.len() / 5),
        sentences: Vec::with_capacity(text.len() / 80),
        states: Vec::new(),
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
                    upos: Upos::default(),
                    xpos: Xpos::default(),
                    head: None,
                    relation: Relation::default(),
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
