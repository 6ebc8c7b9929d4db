//! What one party is told to do to another.

use crate::referent::ReferentId;
use crate::statement::StatementId;
use crate::text::Span;
use crate::time::TimeValue;

/// A political event as one voice tells it: who does what to whom, in the categories of PLOVER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Who does it.
    pub source: ReferentId,
    /// To whom.
    pub target: ReferentId,
    /// The category of PLOVER, in capitals: `ASSAULT`, `AID`, …
    pub category: String,
    /// The words that show it: "shelled", "reached an agreement".
    pub span: Span,
    /// When, where its sentence gives one day.
    pub date: Option<TimeValue>,
    /// The statement that tells it; `None`: the article's own voice.
    pub stated_in: Option<StatementId>,
}
