//! The record as one SQLite file.
//!
//! In: what was read in each article ([`rapporteur_record::Annotated`]) and what holds across them
//! ([`rapporteur_record::record::Collated`]). Out: one file that any SQLite tool opens, and from which the
//! same record comes back ([`Reader::record`]).
//!
//! The article object (JSON) in `articles.object` is the truth; every other row about an article is made
//! from it by one function ([`rows_of_article`]) so that it can be filtered and joined. The tables are
//! described once, in `schema.sql` ([`tables`]); each record carries that description in `_tables` and `_columns`.
//!
//! [`Writer`] adds a batch of files in one transaction: a process killed at any moment loses at most the
//! batch under way. [`Reader`] only reads. [`search`] finds statements and paragraphs by their words; [`csv`]
//! writes lines of tables.
//!
//! People's corrections come in as corrected articles ([`Writer::correct`]); what the program itself read stays
//! beside them.
//!
//! A record that was kept as other tables is filled again by [`Writer::restore`].
//!
//! Not yet: carrying a record of an older schema over (such a record is refused for writing, and read as it is).

mod collated;
pub mod csv;
mod derive;
mod error;
mod open;
mod reader;
mod restore;
mod row;
mod schema;
pub mod search;
mod writer;

pub use collated::rows_of_collated;
pub use derive::rows_of_article;
pub use error::Error;
pub use reader::Reader;
pub use restore::Restoring;
pub use row::{Cell, Row};
pub use schema::{Column, Kind, Table, VERSION, tables};
pub use search::{Hit, Query};
pub use writer::{Corrected, Noted, Part, Source, State, Writer};
