//! Who is said to owe whom what, under which instrument.

use crate::referent::ReferentId;
use crate::statement::StatementId;
use crate::text::Span;
use crate::time::TimeValue;
use serde::{Deserialize, Serialize};

/// A duty, as one voice tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Who owes.
    pub debtor: ReferentId,
    /// To whom, where the text says.
    pub creditor: Option<ReferentId>,
    /// What is owed, as printed.
    pub what: Span,
    /// Under which agreement, law, resolution.
    pub instrument: Option<ReferentId>,
    /// Under which article of it, as printed: "7", "12 (b)".
    pub article: Option<String>,
    /// By when.
    pub due: Option<TimeValue>,
    /// The statement that says so; `None`: the article's own voice.
    pub said_by: Option<StatementId>,
    /// What that voice says has become of it.
    pub status: CommitmentStatus,
}

/// What a voice says of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommitmentStatus {
    /// It stands.
    Owed,
    /// It was kept.
    SaidFulfilled,
    /// It was broken.
    SaidBreached,
    /// There is no such duty.
    Denied,
    /// It was kept in part, or that is open.
    Disputed,
}
