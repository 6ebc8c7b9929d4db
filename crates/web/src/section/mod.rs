//! The sections of the page, one module each: rows made from a record, and the template that sets them.
//!
//! Every section is a template of its own, so that another page can show it alone. What an article
//! says stands in the rows as it is; the templates' escaper makes it harmless.

pub mod accused;
pub mod agree;
pub mod commitments;
pub mod differ;
pub mod figures;
pub mod names;
pub mod omitted;
pub mod open;
pub mod points;
pub mod register;
pub mod said;
pub mod sources;
pub mod summary;
pub mod timeline;

/// How many rows a section prints before it says how many more there are.
///
/// The defaults keep the page of a very large record under three megabytes, which a browser opens at
/// once and a mail still carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Points on which accounts differ, as many on which they agree, and as many duties of the register.
    pub points: usize,
    /// Accounts in one version of a point.
    pub accounts: usize,
    /// Statements in all.
    pub statements: usize,
    /// Statements of one speaker, and as many thoughts.
    pub per_speaker: usize,
    /// Entries of the timeline.
    pub entries: usize,
    /// Rows of the tables of commitments, figures and names, each.
    pub rows: usize,
    /// Articles in the list of sources.
    pub articles: usize,
    /// Lines of each list of what is open.
    pub open: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            points: 120,
            accounts: 10,
            statements: 1_000,
            per_speaker: 40,
            entries: 600,
            rows: 300,
            articles: 1_000,
            open: 100,
        }
    }
}
