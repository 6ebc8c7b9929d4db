//! Who and what an article speaks of.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// A referent of one article, by its place in [`crate::Annotated::referents`]. Written `r1`, `r2`, … outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferentId(pub u32);

impl std::fmt::Display for ReferentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "r{}", u64::from(self.0) + 1)
    }
}

/// Someone or something that mentions refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The fullest form the article uses: a handle, not a ruling on the right name.
    pub name: String,
    /// What it is.
    pub kind: ReferentKind,
    /// What the article says its office is ("Foreign Minister").
    pub roles: Vec<String>,
}

/// What a referent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferentKind {
    /// One person, named or not.
    Person,
    /// An institution, firm, ministry, party.
    Organisation,
    /// A place, or a state that acts.
    Place,
    /// A treaty, accord, joint statement.
    Agreement,
    /// A law, decree, resolution.
    Law,
    /// A named event.
    Event,
    /// Several people taken together.
    Group,
}

/// Words that refer to somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its words, without a leading article.
    pub span: Span,
    /// To whom they refer; `None` where that stays open.
    pub referent: Option<ReferentId>,
    /// Why that stays open: a sentence ("two candidates: …"); `None` where `referent` is known.
    pub open: Option<String>,
    /// Name, description or pronoun.
    pub form: Form,
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// By a proper name.
    Name,
    /// By what it is: "the minister".
    Description,
    /// "he", "she", "they".
    Pronoun,
}
