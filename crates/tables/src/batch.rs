//! Rows into a batch of columns, and a batch back into rows.

use crate::error::{Error, Result};
use crate::{Column, Kind, Table, schema};
use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use rapporteur_store::Cell;
use std::borrow::Cow;
use std::sync::Arc;

/// Takes rows and gives a batch.
pub struct Builder {
    table: &'static Table,
    schema: SchemaRef,
    columns: Vec<Growing>,
    rows: usize,
    bytes: usize,
}

enum Growing {
    Text(StringBuilder),
    Integer(Int64Builder),
    Real(Float64Builder),
}

impl Builder {
    /// For rows of this table.
    pub fn new(table: &'static Table) -> Builder {
        Builder {
            schema: schema(table),
            columns: table.columns.iter().map(Growing::new).collect(),
            table,
            rows: 0,
            bytes: 0,
        }
    }

    /// The schema of the batch.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Takes a row, a cell a column.
    ///
    /// # Errors
    /// A cell that is not of its column's kind, too few or too many cells, or more words than a batch can hold.
    /// The row is then half taken: the batch is of no use any more.
    pub fn push(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        if cells.len() != self.columns.len() {
            return Err(Error::Width {
                table: self.table.name.clone(),
                expected: self.columns.len(),
                found: cells.len(),
            });
        }
        let bytes: usize = cells.iter().map(size).sum();
        self.bytes = self.bytes.saturating_add(bytes);
        // Arrow's own check of its 32-bit offsets is a panic.
        if i32::try_from(self.bytes).is_err() {
            return Err(Error::Large);
        }
        for ((growing, cell), column) in self.columns.iter_mut().zip(cells).zip(&self.table.columns)
        {
            growing.push(cell, column)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// How many rows were taken since the last batch.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many bytes of words were taken since the last batch.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The rows as a batch; goes on with none.
    ///
    /// # Errors
    /// A cell is empty that must not be.
    pub fn finish(&mut self) -> Result<RecordBatch> {
        (self.rows, self.bytes) = (0, 0);
        let columns = self.columns.iter_mut().map(Growing::finish).collect();
        Ok(RecordBatch::try_new(self.schema.clone(), columns)?)
    }
}

fn size(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(words) => words.len(),
        _ => 0,
    }
}

impl Growing {
    fn new(column: &Column) -> Growing {
        match column.kind {
            Some(Kind::Text) | None => Growing::Text(StringBuilder::new()),
            Some(Kind::Integer) => Growing::Integer(Int64Builder::new()),
            Some(Kind::Real) => Growing::Real(Float64Builder::new()),
        }
    }

    fn push(&mut self, cell: &Cell<'_>, column: &Column) -> Result<()> {
        match (self, cell) {
            (Growing::Text(words), Cell::Text(cell)) => words.append_value(cell),
            (Growing::Text(words), Cell::Null) => words.append_null(),
            (Growing::Integer(numbers), Cell::Integer(n)) => numbers.append_value(*n),
            (Growing::Integer(numbers), Cell::Null) => numbers.append_null(),
            (Growing::Real(numbers), Cell::Real(x)) => numbers.append_value(*x),
            (Growing::Real(numbers), Cell::Integer(n)) => numbers.append_value(*n as f64),
            (Growing::Real(numbers), Cell::Null) => numbers.append_null(),
            (_, cell) => {
                return Err(Error::Cell {
                    column: column.name.clone(),
                    kind: column.kind.unwrap_or(Kind::Text),
                    found: found(cell),
                });
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Growing::Text(words) => Arc::new(words.finish()),
            Growing::Integer(numbers) => Arc::new(numbers.finish()),
            Growing::Real(numbers) => Arc::new(numbers.finish()),
        }
    }
}

fn found(cell: &Cell<'_>) -> &'static str {
    match cell {
        Cell::Null => "nothing",
        Cell::Integer(_) => "a whole number",
        Cell::Real(_) => "a number",
        Cell::Text(_) => "words",
    }
}

/// Some columns of a batch that somebody else may have written, by name.
pub(crate) struct Columns<'a> {
    wanted: Vec<(&'a Column, Option<&'a ArrayRef>)>,
    rows: usize,
}

impl<'a> Columns<'a> {
    /// Finds the columns. One whose cells may be empty may be missing.
    pub(crate) fn of(batch: &'a RecordBatch, wanted: &[&'a Column]) -> Result<Columns<'a>> {
        let schema = batch.schema_ref();
        check(schema, wanted)?;
        Ok(Columns {
            wanted: wanted
                .iter()
                .map(|c| (*c, batch.column_by_name(&c.name)))
                .collect(),
            rows: batch.num_rows(),
        })
    }

    /// The rows in order, each the cells of the wanted columns, or what is wrong with it.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Vec<Cell<'a>>>> + '_ {
        (0..self.rows).map(|row| {
            let cells = self.wanted.iter().map(|(column, array)| {
                let cell = array.map_or(Cell::Null, |array| cell(array, row));
                match cell {
                    Cell::Null if !column.nullable => Err(Error::Cell {
                        column: column.name.clone(),
                        kind: column.kind.unwrap_or(Kind::Text),
                        found: "nothing",
                    }),
                    cell => Ok(cell),
                }
            });
            cells.collect()
        })
    }
}

/// Whether the wanted columns are there, and of a type that holds their cells.
pub(crate) fn check(schema: &SchemaRef, wanted: &[&Column]) -> Result<()> {
    for column in wanted {
        let kind = column.kind.unwrap_or(Kind::Text);
        let found = match schema.field_with_name(&column.name) {
            Ok(field) if holds(field.data_type(), kind) => continue,
            Ok(field) => format!("a column of {}", field.data_type()),
            Err(_) if column.nullable => continue,
            Err(_) => {
                let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
                match names.is_empty() {
                    true => "no columns".to_owned(),
                    false => format!("only {}", names.join(", ")),
                }
            }
        };
        return Err(Error::Column {
            column: column.name.clone(),
            kind,
            found,
        });
    }
    Ok(())
}

/// The types in which other programs write these kinds.
fn holds(data_type: &DataType, kind: Kind) -> bool {
    use DataType::{Float32, Float64, Int32, Int64, LargeUtf8, Null, Utf8, Utf8View};
    match kind {
        Kind::Text => matches!(data_type, Utf8 | LargeUtf8 | Utf8View | Null),
        Kind::Integer => matches!(data_type, Int64 | Int32 | Null),
        Kind::Real => matches!(data_type, Float64 | Float32 | Int64 | Int32 | Null),
    }
}

fn cell(array: &ArrayRef, row: usize) -> Cell<'_> {
    if array.is_null(row) {
        return Cell::Null;
    }
    let words = |words| Cell::Text(Cow::Borrowed(words));
    match array.data_type() {
        DataType::Utf8 => words(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => words(array.as_string::<i64>().value(row)),
        DataType::Utf8View => words(array.as_string_view().value(row)),
        DataType::Int64 => Cell::Integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::Int32 => Cell::Integer(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Float64 => Cell::Real(array.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => Cell::Real(array.as_primitive::<Float32Type>().value(row).into()),
        _ => Cell::Null,
    }
}
