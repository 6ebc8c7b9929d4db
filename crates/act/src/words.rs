//! The words of a sentence or of the part of it that a content covers.

use rapporteur_parse::{Parsed, Relation, Token, lemma};
use rapporteur_record::{Article, Span, Text};

/// How many words away from its head a word is looked for.
const NEAR: usize = 48;

/// A word where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    /// In lower case, with straight apostrophes.
    pub lower: String,
    pub span: Span,
    /// Its tags and head.
    pub token: &'a Token,
}

impl Word<'_> {
    /// The dictionary form, in lower case.
    pub fn lemma(&self) -> String {
        lemma(self.text, self.token.xpos).to_lowercase()
    }

    pub fn is(&self, relation: Relation) -> bool {
        self.token.relation == relation
    }
}

/// Words of one sentence.
#[derive(Debug, Clone)]
pub(crate) struct Sentence<'a> {
    pub words: Vec<Word<'a>>,
    /// The place of the first of them among the article's tokens.
    first: usize,
}

impl<'a> Sentence<'a> {
    /// Where the phrase (words in lower case with blanks between them) stands, as index of its first word.
    pub fn find(&self, phrase: &[&str]) -> Option<usize> {
        if phrase.is_empty() {
            return None;
        }
        self.words
            .windows(phrase.len())
            .position(|w| w.iter().zip(phrase).all(|(w, p)| w.lower == *p))
    }

    pub fn ends_with_question(&self) -> bool {
        self.words.iter().rev().take(2).any(|w| w.text == "?")
    }

    /// From the first to the last word of a range, without punctuation at the ends.
    pub fn span(&self, range: std::ops::Range<usize>) -> Option<Span> {
        let words = self.words.get(range)?;
        let bare = |w: &&Word<'_>| w.text.chars().any(char::is_alphanumeric);
        let first = words.iter().find(bare)?;
        let last = words.iter().rev().find(bare)?;
        Some(first.span.cover(last.span))
    }

    /// The word that a word hangs on; `None` where that is the sentence, or lies outside these words.
    pub fn head(&self, at: usize) -> Option<usize> {
        let head = self.words.get(at)?.token.head? as usize;
        head.checked_sub(self.first)
            .filter(|n| *n < self.words.len())
    }

    /// The words that hang on a word, in their order; looked for nearby, so that a line without an end costs no
    /// more than its length.
    pub fn children(&self, at: usize) -> impl Iterator<Item = (usize, &Word<'a>)> {
        let head = self.first + at;
        self.words
            .iter()
            .enumerate()
            .skip(at.saturating_sub(NEAR))
            .take(2 * NEAR)
            .filter(move |(_, w)| w.token.head.is_some_and(|h| h as usize == head))
    }

    /// The first child of one of these relations.
    pub fn child(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        self.children(at)
            .find(|(_, w)| relations.contains(&w.token.relation))
            .map(|(n, _)| n)
    }
}

/// The sentences of an article as far as they lie inside `span`, tokens wholly inside only.
pub(crate) fn sentences<'a>(
    article: &'a Article,
    parsed: &'a Parsed,
    span: Span,
) -> Vec<Sentence<'a>> {
    let first = parsed
        .sentences
        .partition_point(|s| s.span.end() <= span.start());
    parsed
        .sentences
        .iter()
        .skip(first)
        .take_while(|s| s.span.start() < span.end())
        .map(|s| {
            let tokens = parsed.tokens.get(s.tokens.clone()).unwrap_or_default();
            let before = tokens.iter().take_while(|t| !span.contains(t.span)).count();
            let inside = tokens
                .iter()
                .skip(before)
                .take_while(|t| span.contains(t.span));
            Sentence {
                words: inside.map(|t| word(&article.text, t)).collect(),
                first: s.tokens.start + before,
            }
        })
        .collect()
}

fn word<'a>(text: &'a Text, token: &'a Token) -> Word<'a> {
    let words = text.quote(token.span);
    Word {
        text: words,
        lower: words.to_lowercase().replace('’', "'"),
        span: token.span,
        token,
    }
}
