//! The record as pages that people look at.
//!
//! In goes a [`Record`](rapporteur_record::record::Record), out comes HTML: [`report`] makes one
//! self-contained page that can be mailed and printed. It holds no script, loads nothing, and says
//! of every passage where it stands. What the articles say is escaped in one place ([`escape`]).
//!
//! A page is made in two steps: plain functions turn the record into rows ([`section`], one module
//! a section), and a template under `templates/` of the same name sets the rows. [`words`] puts
//! dates, numbers and labels into English. `templates/page.css` is the only style sheet.
//!
//! `crates/serve` has the views of a server, and shares the style sheet, the words and the escaper.
//!
//! What it cannot do yet: show people's decisions beside what they changed. Its own words are English only.

pub mod escape;
pub mod index;
pub mod part;
mod report;
pub mod section;
pub mod words;

pub use report::{ReportError, report};
