//! The record as pages on this machine, and the corrections people make there.
//!
//! In: a record on disk, opened for reading only; the corrections beside it; sides, if the user defined any.
//! Out: HTML that is readable without scripts, and the same rows as CSV and JSON. A correction is added to the
//! file of corrections and a side to the user's `sides.toml`; the record is never written: `rapporteur build` or
//! `rapporteur corrections apply` takes corrections in.
//!
//! | module | what it does |
//! |---|---|
//! | `server` | listens, runs, stops; the list of addresses, a line a view |
//! | `guard` | who may ask: this machine only, or a token; no cross-site writing; what a page may load |
//! | `app` | what all requests share: readers of the record, corrections, sides, sums worked out once |
//! | `context` | one request: its parameters, links, a reader; and the answer as page, CSV or JSON |
//! | `statements` | the statements that filters let through: the rows of search, speakers, cells of matrices |
//! | `diff` | two wordings, word by word |
//! | `sides` | sides as the user defines them, in `sides.toml` or in the page |
//! | `view` | the views, a file each, with a template of the same name under `templates/` |
//! | `correct` | what a form asks to be corrected |
//!
//! Every view reads with plain SQL over the tables and views that `crates/store/src/schema.sql` describes.
//!
//! What it cannot do yet: users and rights (whoever can open the page can correct), the correcting of commitments, a map, and the weighing of
//! accounts anew after a correction without a command.

mod app;
mod context;
mod correct;
mod diff;
mod fault;
mod guard;
mod server;
mod sides;
mod statements;
mod table;
mod view;

pub use fault::Fault;
pub use server::{Options, Server, Stop};
