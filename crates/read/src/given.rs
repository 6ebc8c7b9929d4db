//! An article that the caller has taken apart already: the door for pipes and other languages.

use crate::{language, plain};
use jiff::civil::Date;
use rapporteur_record::{
    Article, ArticleId, Block, BlockKind, How, Published, Span, Text, Warning,
};
use serde::Deserialize;
use std::ops::Range;

/// One line of `annotate --jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Given {
    /// The caller's own id; comes back as it is.
    pub id: String,
    /// The text; comes back as it is, so that offsets stay the caller's.
    pub text: String,
    /// The day of publication, ISO 8601.
    #[serde(default)]
    pub published: Option<String>,
    /// The outlet's name.
    #[serde(default)]
    pub outlet: Option<String>,
    /// The headline.
    #[serde(default)]
    pub headline: Option<String>,
    /// The article's address.
    #[serde(default)]
    pub url: Option<String>,
}

/// Why a given article cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GivenError {
    /// No id.
    #[error("expected an id, but found an empty one; number the lines")]
    NoId,
    /// No words.
    #[error("expected a text, but found none in {id:?}; leave the line out")]
    NoText {
        /// The caller's id.
        id: String,
    },
}

/// Takes an article as given: id and text stay exactly so. What the caller does not tell is read from
/// the text only where it plainly stands there; text without marks of a layout is all body.
///
/// # Errors
/// An empty id, or a text of white space.
///
/// ```
/// use rapporteur_read::{Given, given};
/// let given = given(Given {
///     id: "7".into(),
///     text: "  The mayor refused.  ".into(),
///     published: Some("2031-05-03".into()),
///     ..Given::default()
/// })
/// .unwrap();
/// assert_eq!(given.text.as_str(), "  The mayor refused.  ");
/// assert_eq!(given.text.quote(given.blocks[0].span), "The mayor refused.");
/// ```
pub fn given(given: Given) -> Result<Article, GivenError> {
    if given.id.trim().is_empty() {
        return Err(GivenError::NoId);
    }
    if given.text.trim().is_empty() {
        return Err(GivenError::NoText { id: given.id });
    }
    let mut article = if given.headline.is_none() && plain::has_layout(&given.text) {
        plain::article(given.text)
    } else {
        body_of(given.text, given.headline.as_deref())
    };
    if let Some(headline) = filled(given.headline)
        && article.headline.is_none()
    {
        article.warnings.push(no_headline(&headline));
    }
    article.id = ArticleId(given.id);
    article.outlet = filled(given.outlet).or(article.outlet);
    article.url = filled(given.url).or(article.url);
    if let Some(day) = filled(given.published) {
        publish(&mut article, &day);
    }
    language::tell(&mut article);
    Ok(article)
}

/// A field that holds something.
fn filled(field: Option<String>) -> Option<String> {
    field.filter(|value| !value.trim().is_empty())
}

fn publish(article: &mut Article, day: &str) {
    match crate::day::of_machine(day, None) {
        Some(date) => {
            let evidence = evidence_of(article, date);
            article.published = Published {
                date: Some(date),
                how: How::Metadata,
                evidence,
                ..Published::default()
            };
        }
        None => article.warnings.push(Warning {
            code: "no-date".to_owned(),
            message: format!(
                "expected published as an ISO day such as 2031-05-03, but found {day:?}; it was left out"
            ),
            span: None,
        }),
    }
}

/// Entries point into the text, so a headline that stands elsewhere cannot be kept.
fn no_headline(headline: &str) -> Warning {
    Warning {
        code: "no-headline".to_owned(),
        message: format!(
            "expected the text to begin with the headline {headline:?}, but found other words; the headline was left out"
        ),
        span: None,
    }
}

/// The words of the text that say the same day as the caller.
fn evidence_of(article: &Article, date: Date) -> Vec<Span> {
    if article.published.date == Some(date) {
        article.published.evidence.clone()
    } else {
        Vec::new()
    }
}

/// A text of paragraphs, each body; the headline where the text begins with it.
fn body_of(words: String, headline: Option<&str>) -> Article {
    let text = Text::new(words);
    let headline = headline.and_then(|headline| headline_at(&text, headline.trim()));
    let blocks: Vec<Block> = plain::paragraphs(&text)
        .into_iter()
        .flat_map(|span| {
            let head = headline.filter(|h| h.overlaps(span));
            let rest = match head {
                Some(head) => text
                    .span(head.end().clamp(span.start(), span.end()), span.end())
                    .map(|rest| text.trim(rest))
                    .filter(|rest| !rest.is_empty()),
                None => Some(span),
            };
            rest.map(|span| Block {
                kind: BlockKind::Body,
                span,
            })
        })
        .collect();
    let head = headline.map(|span| Block {
        kind: BlockKind::Headline,
        span,
    });
    Article {
        blocks: head.into_iter().chain(blocks).collect(),
        headline,
        text,
        ..Article::default()
    }
}

/// Whether words begin with a headline.
pub(crate) fn begins_with(words: &str, headline: &str) -> bool {
    headline_in(words, headline).is_some()
}

/// Where the text begins with the headline, whatever white space lies between its words.
pub(crate) fn headline_at(text: &Text, headline: &str) -> Option<Span> {
    let at = headline_in(text.as_str(), headline)?;
    text.span(at.start, at.end)
}

fn headline_in(words: &str, headline: &str) -> Option<Range<usize>> {
    let mut rest = words.trim_start();
    let start = words.len() - rest.len();
    let mut parts = headline.split_whitespace().peekable();
    parts.peek()?;
    while let Some(part) = parts.next() {
        rest = rest.strip_prefix(part)?;
        if parts.peek().is_some() {
            rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
        }
    }
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some(start..words.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(article: &Article) -> String {
        article
            .blocks
            .iter()
            .map(|b| format!("{:?} {}\n", b.kind, article.text.quote(b.span)))
            .collect()
    }

    #[test]
    fn a_text_of_sentences_is_all_body() {
        let text =
            "Mr. Lund said no.\n\nHe had read more than most , he said .\nBy Friday it was over .";
        let article = given(Given {
            id: "a/1".into(),
            text: text.into(),
            ..Given::default()
        })
        .unwrap();
        assert_eq!(article.text.as_str(), text);
        assert!(article.blocks.iter().all(|b| b.kind == BlockKind::Body));
        assert_eq!(article.blocks.len(), 3);
        assert_eq!(article.headline, None);
    }

    #[test]
    fn a_given_headline_is_found_at_the_beginning() {
        let article = given(Given {
            id: "1".into(),
            text: "Bridge  closed\n\nThe bridge was closed.".into(),
            headline: Some("Bridge closed".into()),
            ..Given::default()
        })
        .unwrap();
        insta::assert_snapshot!(kinds(&article), @r"
        Headline Bridge  closed
        Body The bridge was closed.
        ");
    }

    #[test]
    fn a_bad_day_is_a_warning() {
        let read = |day: &str| {
            given(Given {
                id: "1".into(),
                text: "The bridge was closed.".into(),
                published: Some(day.into()),
                ..Given::default()
            })
            .unwrap()
        };
        let bad = read("yesterday");
        assert_eq!(
            (bad.published.how, bad.published.date),
            (How::Unknown, None)
        );
        assert_eq!(bad.warnings[0].code, "no-date");
        let good = read("2031-05-03T10:00:00Z");
        assert_eq!(good.published.how, How::Metadata);
        assert!(good.warnings.is_empty());
    }

    #[test]
    fn a_headline_that_is_not_in_the_text_is_a_warning() {
        let read = |headline: &str| {
            given(Given {
                id: "1".into(),
                text: "Bridge closed\n\nThe bridge was closed.".into(),
                headline: Some(headline.into()),
                ..Given::default()
            })
            .unwrap()
        };
        let bad = read("Ferry late");
        assert_eq!((bad.headline, bad.warnings.len()), (None, 1));
        assert_eq!(bad.warnings[0].code, "no-headline");
        assert!(read("Bridge closed").warnings.is_empty());
        assert!(read(" ").warnings.is_empty());
    }

    #[test]
    fn what_has_no_words_is_refused() {
        let empty = Given {
            id: "x".into(),
            text: " \n".into(),
            ..Given::default()
        };
        assert_eq!(given(empty), Err(GivenError::NoText { id: "x".into() }));
        assert_eq!(given(Given::default()), Err(GivenError::NoId));
    }
}
