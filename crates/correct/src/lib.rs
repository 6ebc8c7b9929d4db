//! People's corrections: kept apart from what the machine found, tied to words, applied on every build.
//!
//! In: the lines of a file of corrections ([`Log`]) and an article as the program read it. Out: the article as
//! corrected, and the corrections whose words are not there ([`apply`]); for names, what holds across articles
//! ([`rename`]). Both are pure functions: the same corrections over the same articles give the same record.
//!
//! The file is `record.corrections.jsonl` beside `record.db`: one line a correction, only ever added to, so that
//! it is the log of who changed what, when and why, outlives the record, and can be kept under version control.
//! Taking a correction back is a line too.
//!
//! A correction says where it belongs by words ([`Anchor`]): the quote with what stands before and behind it. The
//! quote must stand there, in that surrounding, at one place only. Where it does not, the correction is an orphan:
//! it is listed and kept, and never put anywhere else.
//!
//! A figure or a time is corrected at its own words; the days of statements that were read from a corrected time
//! follow it.
//!
//! What it cannot do yet: correct commitments, or add a figure or time where none was read from the page; a name that is split or merged changes who is
//! who, but the points on which accounts agree or differ are not weighed anew.

mod anchor;
mod apply;
mod cases;
mod log;
mod rename;
mod standing;
mod values;

pub use anchor::{Anchor, CONTEXT};
pub use apply::{Applied, Orphan, apply};
pub use cases::{examples, markdown};
pub use log::{Change, Correction, Entry, Fault, Log, file_beside};
pub use rename::rename;
pub use standing::{Decision, Read, Reading, Standing, Verdict};
