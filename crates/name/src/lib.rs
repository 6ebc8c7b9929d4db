//! Who and where: mentions and referents of one article.
//!
//! In: an article with its tokens. Out: [`Names`]: every proper name, description ("the minister") and
//! third-person pronoun, each with the referent it stands for or none; and, once statements are found,
//! who spoke them ([`speakers`]).
//!
//! How: runs of capitals give names (`candidates`); nouns, titles and a gazetteer tell their kind
//! (`kinds`, `data/`); names that are forms of one another become one referent (`cluster`);
//! descriptions and pronouns look backwards (`anaphora`).
//!
//! Not yet: one referent over several articles is the collate stage's; instruments that are only
//! described ("the agreement signed in May"); pronouns other than subjects, objects and possessives of the third
//! person; two people of one surname stay apart only where both are named in full.

mod anaphora;
mod candidates;
mod cluster;
mod kinds;
mod speakers;

pub use speakers::speakers;

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
pub fn names(article: &Article, parsed: &Parsed) -> Names {
    let candidates = candidates::find(article, parsed);
    let mut names = cluster::referents(&article.text, candidates);
    anaphora::resolve(article, parsed, &mut names);
    names
}
