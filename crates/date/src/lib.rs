//! When: time expressions, the day of publication, the day something was said.

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Published, Statement, Time};

/// The day of publication where the reader found none printed: inferred, or unknown.
pub fn published(article: &Article, _parsed: &Parsed) -> Published {
    article.published.clone()
}

/// Every time expression of the article, with its value against the day of publication.
pub fn times(_article: &Article, _parsed: &Parsed) -> Vec<Time> {
    Vec::new()
}

/// Fills in when each statement was said, from the time expressions beside it.
pub fn said(_article: &Article, _parsed: &Parsed, _times: &[Time], _statements: &mut [Statement]) {}
