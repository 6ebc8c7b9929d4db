//! The vocabulary of Rapporteur.
//!
//! Plain types and their invariants; no reading, no analysis, no storage. Every other crate speaks
//! in these words, and this crate imports none of them.
//!
//! | module | what it names |
//! |---|---|
//! | [`text`] | [`Text`] and [`Span`]: an article's words and places in them (the offset law) |
//! | [`article`] | [`Article`], its [`Block`]s and when it was [`Published`] |
//! | [`trace`] | where the words lay in the bytes of the source ([`trace::Trace`]) |
//! | [`time`] | time expressions ([`Time`]) and their ISO values ([`TimeValue`]) |
//! | [`referent`] | [`Referent`]s and their [`Mention`]s |
//! | [`statement`] | who said what: [`Statement`], [`Act`], [`Condition`] |
//! | [`figure`] | numbers with what they count: [`Figure`] |
//! | [`commitment`] | who owes whom what: [`Commitment`] |
//! | [`event`] | who does what to whom: [`Event`] |
//! | [`annotated`] | all that was read in one article: [`Annotated`] |
//! | [`record`] | what holds across articles: copies, stories, collations |
//! | [`json`] | the same as JSON: the contract with programs outside |
//!
//! Inside the process places are byte offsets ([`Span`]); outside they are Unicode scalar values
//! with the exact words beside them ([`json::Passage`]). Only [`json`] converts between the two.

pub mod annotated;
pub mod article;
pub mod commitment;
pub mod event;
pub mod figure;
pub mod json;
pub mod record;
pub mod referent;
pub mod statement;
pub mod text;
pub mod time;
pub mod trace;

pub use annotated::Annotated;
pub use article::{
    Article, ArticleId, Block, BlockKind, Candidate, Field, How, Published, Warning,
};
pub use commitment::{Commitment, CommitmentStatus};
pub use event::Event;
pub use figure::{Figure, FigureMod, Quantity};
pub use referent::{Form, Mention, Referent, ReferentId, ReferentKind};
pub use statement::{
    Act, ActEvidence, Condition, Mode, Polarity, Said, Speaker, Statement, StatementId,
    StatementKind, When, WhenRole,
};
pub use text::{Span, Text};
pub use time::{Anchor, AnchorKind, Precision, Time, TimeKind, TimeMod, TimeValue};
pub use trace::Trace;
