//! All that was read in one article.

use crate::{
    Article, Commitment, Event, Figure, Mention, Referent, ReferentId, Statement, StatementId, Time,
};

/// One article with everything read in it. Nothing here knows of another article.
///
/// Times, mentions and figures are in the order of the text; statements in the order of their first
/// content. Every id points into this very value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annotated {
    /// The article, as read.
    pub article: Article,
    /// Time expressions.
    pub times: Vec<Time>,
    /// Who and what is spoken of.
    pub referents: Vec<Referent>,
    /// The words that refer to them.
    pub mentions: Vec<Mention>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Numbers.
    pub figures: Vec<Figure>,
    /// Who owes whom what.
    pub commitments: Vec<Commitment>,
    /// Who does what to whom.
    pub events: Vec<Event>,
}

impl Annotated {
    /// The referent of an id of this article.
    pub fn referent(&self, id: ReferentId) -> Option<&Referent> {
        self.referents.get(id.0 as usize)
    }

    /// The statement of an id of this article.
    pub fn statement(&self, id: StatementId) -> Option<&Statement> {
        self.statements.get(id.0 as usize)
    }
}
