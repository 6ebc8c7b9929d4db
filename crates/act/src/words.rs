//! The words of a sentence or of the part of it that a content covers.

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Span, Text};

/// A word where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    /// In lower case, with straight apostrophes.
    pub lower: String,
    pub span: Span,
}

/// Words of one sentence.
#[derive(Debug, Clone)]
pub(crate) struct Sentence<'a> {
    pub words: Vec<Word<'a>>,
}

impl Sentence<'_> {
    /// Where the phrase (words in lower case with blanks between them) stands, as index of its first word.
    pub fn find(&self, phrase: &[&str]) -> Option<usize> {
        if phrase.is_empty() {
            return None;
        }
        self.words
            .windows(phrase.len())
            .position(|w| w.iter().zip(phrase).all(|(w, p)| w.lower == *p))
    }

    pub fn has_any(&self, words: &[&str]) -> bool {
        self.words.iter().any(|w| words.contains(&w.lower.as_str()))
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
}

/// The sentences of an article as far as they lie inside `span`, tokens wholly inside only.
pub(crate) fn sentences<'a>(
    article: &'a Article,
    parsed: &Parsed,
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
            let inside = tokens.iter().filter(|t| span.contains(t.span));
            Sentence {
                words: inside.map(|t| word(&article.text, t.span)).collect(),
            }
        })
        .collect()
}

fn word(text: &Text, span: Span) -> Word<'_> {
    let words = text.quote(span);
    Word {
        text: words,
        lower: words.to_lowercase().replace('’', "'"),
        span,
    }
}
