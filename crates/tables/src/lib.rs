//! The record as Arrow tables and Parquet files, for DuckDB, pandas, Spark and whatever else reads columns.
//!
//! In: article objects ([`of_articles`]), what holds across them ([`of_collated`]), or a whole stored record
//! ([`parquet::write`]). Out: a table for each table of the record, with the same names, columns and rows as in the
//! SQLite file, because both come from one description (`schema.sql`) and one list of rows
//! ([`rapporteur_store::rows_of_article`]). And back: [`objects`], [`parquet::Folder`].
//!
//! Two readers, one set of tables. People who ask questions read the flat tables (`statements`, `mentions`, `times`,
//! …): plain columns, no nesting, ids to join by. Programs that make a record again read only the column `object`
//! of `articles`, `shared_referents`, `copies`, `stories`, `collations` and `duties`: the JSON of the contract, from which
//! every flat table is made anew. So nothing is lost in a flat table, the two cannot come apart, and two records
//! are the same when their objects are.
//!
//! Places are Unicode scalar values in the text of the article, as in the JSON (`start_char`, `end_char`). Days
//! are words (`2031-05-03`), since a day here may be a month or a year. The rows of a file are sorted by the
//! table's key; the same record gives the same bytes.
//!
//! Cannot do yet: compressions other than Snappy; adding tables to a record that holds something.

mod batch;
mod error;
pub mod parquet;
mod rows;
mod schema;

pub use batch::Builder;
pub use error::Error;
pub use rapporteur_store::{Column, Kind, Table, tables};
pub use rows::{Batches, object, objects, of_articles, of_collated, of_refused};
pub use schema::{schema, table};
