//! Who and where: mentions and referents of one article.

use rapporteur_parse::Parsed;
use rapporteur_record::{Article, Mention, Referent};

/// Whom and what an article speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Who and what, in the order of first mention.
    pub referents: Vec<Referent>,
    /// The words that refer to them, in the order of the text.
    pub mentions: Vec<Mention>,
}

/// Finds mentions and resolves them.
pub fn names(_article: &Article, _parsed: &Parsed) -> Names {
    Names::default()
}
