//! Where a correction belongs: words, with what stands before and behind them.
//!
//! After the text quote selector of the W3C Web Annotation Data Model (2017), section 4.2.4.

use rapporteur_record::json::ArticleObject;
use rapporteur_record::{Article, Span, Text};
use serde::{Deserialize, Serialize};

/// How many characters of the text before and behind the quote are kept; fewer only at its ends.
pub const CONTEXT: usize = 32;

/// A place in an article, told by its words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Anchor {
    /// The article's id when the correction was made.
    pub article: String,
    /// Where the article was read from: finds it again when its bytes have changed.
    pub source: String,
    /// The first character (Unicode scalar value) then; only a hint for people.
    pub start: usize,
    /// The words.
    pub quote: String,
    /// The characters before them.
    pub prefix: String,
    /// The characters behind them.
    pub suffix: String,
}

impl Anchor {
    /// The place `start..end` (Unicode scalar values) of an article; `None` outside its text, or for no words.
    ///
    /// ```
    /// use rapporteur_correct::Anchor;
    /// use rapporteur_record::Text;
    /// let text = Text::new("Ada said the light would stay on.");
    /// let anchor = Anchor::new("id", "a.txt", &text, 9, 32).unwrap();
    /// assert_eq!(anchor.quote, "the light would stay on");
    /// assert_eq!((anchor.prefix.as_str(), anchor.suffix.as_str()), ("Ada said ", "."));
    /// assert_eq!(anchor.find(&text), text.span_of_chars(9, 32));
    /// ```
    pub fn new(
        article: &str,
        source: &str,
        text: &Text,
        start: usize,
        end: usize,
    ) -> Option<Anchor> {
        let words = |from, to| Some(text.quote(text.span_of_chars(from, to)?).to_owned());
        let quote = words(start, end).filter(|q| !q.is_empty())?;
        Some(Anchor {
            article: article.to_owned(),
            source: source.to_owned(),
            start,
            quote,
            prefix: words(start.saturating_sub(CONTEXT), start)?,
            suffix: words(end, (end + CONTEXT).min(text.char_len()))?,
        })
    }

    /// A place of an article object.
    pub fn in_object(object: &ArticleObject, start: usize, end: usize) -> Option<Anchor> {
        let text = Text::new(object.text.as_str());
        Anchor::new(&object.id.0, &object.source, &text, start, end)
    }

    /// Whether the article is the one meant: the same bytes, or what now stands where it was read from.
    pub fn is_in(&self, article: &Article) -> bool {
        self.article == article.id.0 || self.source == article.source
    }

    /// The one place where the words stand in their surrounding; `None` where they stand nowhere or at
    /// several places.
    pub fn find(&self, text: &Text) -> Option<Span> {
        let around = [self.prefix.as_str(), &self.quote, &self.suffix].concat();
        if around.is_empty() {
            return None;
        }
        let mut places = overlapping(text.as_str(), &around);
        let at = places.next()? + self.prefix.len();
        if places.next().is_some() {
            return None;
        }
        text.span(at, at + self.quote.len())
    }

    /// One past the last character, as it was then.
    pub fn end(&self) -> usize {
        self.start + self.quote.chars().count()
    }
}

/// Every place where `words` begin, also where they overlap themselves.
fn overlapping<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(words)?;
        from = at + words.chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anchor(text: &Text, quote: &str) -> Anchor {
        let at = text.chars_of(text.find(quote).unwrap());
        Anchor::new("a", "a.txt", text, at.start, at.end).unwrap()
    }

    #[test]
    fn words_are_found_again_in_an_edited_copy() {
        let text =
            Text::new("The mill will open in June, said Ana Roa, who owns it with her sister.");
        let anchor = anchor(&text, "Ana Roa");
        let edited = Text::new(
            "UPDATE. The mill will open in June, said Ana Roa, who owns it with her sister. More.",
        );
        assert_eq!(anchor.find(&edited), edited.find("Ana Roa"));
        let rewritten =
            Text::new("The mill will not open, said Ana Roa, who owns it with her sister.");
        assert_eq!(anchor.find(&rewritten), None, "the words before are others");
    }

    #[test]
    fn words_at_two_places_are_at_none() {
        let text = Text::new("Yes. No.");
        let no = anchor(&text, "No");
        assert_eq!(no.find(&Text::new("Yes. No. Yes. No.")), None);
    }

    proptest! {
        #[test]
        fn a_place_is_found_or_given_up_never_another(words in "[ab “é\n]{0,90}", a in 0usize..90, n in 1usize..20) {
            let text = Text::new(words);
            if let Some(anchor) = Anchor::new("a", "s", &text, a, a + n) {
                let span = text.span_of_chars(a, a + n).unwrap();
                prop_assert!(anchor.find(&text).is_none_or(|found| found == span));
                if text.char_len() <= CONTEXT {
                    prop_assert_eq!(anchor.find(&text), Some(span));
                }
            }
        }
    }
}
