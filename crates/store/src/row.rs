//! A row as plain data: what goes into the tables, whether they are SQLite's or Arrow's.

use crate::schema;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Result, ToSql};
use std::borrow::Cow;

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// The table's name.
    pub table: &'static str,
    /// A cell a column, in the order of [`crate::tables`].
    pub cells: Vec<Cell<'a>>,
}

/// What stands in one column of one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Words.
    Text(Cow<'a, str>),
}

/// A row of a table, cell by cell, in the order of its columns in `schema.sql`.
macro_rules! row {
    ($table:literal: $($cell:expr),+ $(,)?) => {
        $crate::row::Row { table: $table, cells: vec![$($crate::row::Cell::from($cell)),+] }
    };
}
pub(crate) use row;

impl Row<'_> {
    /// Writes the row.
    pub(crate) fn insert(&self, connection: &Connection) -> Result<()> {
        let sql = schema::insertion(self.table).unwrap_or_default();
        connection
            .prepare_cached(sql)?
            .execute(rusqlite::params_from_iter(&self.cells))?;
        Ok(())
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Integer(n) => ValueRef::Integer(*n),
            Cell::Real(x) => ValueRef::Real(*x),
            Cell::Text(words) => ValueRef::Text(words.as_bytes()),
        }))
    }
}

impl<'a> From<ValueRef<'a>> for Cell<'a> {
    fn from(value: ValueRef<'a>) -> Cell<'a> {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(n) => Cell::Integer(n),
            ValueRef::Real(x) => Cell::Real(x),
            ValueRef::Text(words) | ValueRef::Blob(words) => {
                Cell::Text(String::from_utf8_lossy(words))
            }
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(words: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(words))
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(words: &'a String) -> Cell<'a> {
        Cell::from(words.as_str())
    }
}

impl From<String> for Cell<'_> {
    fn from(words: String) -> Self {
        Cell::Text(Cow::Owned(words))
    }
}

/// SQLite's and Arrow's integers are signed.
impl From<usize> for Cell<'_> {
    fn from(n: usize) -> Self {
        Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Cell<'_> {
    fn from(n: u32) -> Self {
        Cell::Integer(i64::from(n))
    }
}

impl From<bool> for Cell<'_> {
    fn from(yes: bool) -> Self {
        Cell::Integer(i64::from(yes))
    }
}

impl From<f64> for Cell<'_> {
    fn from(x: f64) -> Self {
        Cell::Real(x)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::Null, Into::into)
    }
}
