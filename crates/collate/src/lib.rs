//! Across articles: copies, stories, referents, and the same thing as each account has it.

use rapporteur_record::{Annotated, record::Collated};

/// Lines articles up. The result does not depend on the order of the articles.
pub fn collate(_articles: &[Annotated]) -> Collated {
    Collated::default()
}
