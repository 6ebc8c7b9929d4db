//! The day of publication where the reader found none.

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Published};

/// The day of publication where the reader found none printed: inferred, or unknown.
pub fn published(article: &Article, _parsed: &Parsed) -> Published {
    article.published.clone()
}
