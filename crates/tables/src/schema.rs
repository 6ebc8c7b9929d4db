//! The shape of each table, from the description of the record's tables.

use crate::{Column, Kind, Table, tables};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::collections::HashMap;
use std::sync::Arc;

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    tables().iter().find(|t| t.name == name)
}

/// The Arrow schema of a table: its columns in order, with their comments as metadata.
///
/// ```
/// use rapporteur_tables::{schema, table};
/// let times = schema(table("times").unwrap());
/// assert_eq!(times.field_with_name("quote").unwrap().data_type().to_string(), "Utf8");
/// assert_eq!(times.field_with_name("start_char").unwrap().metadata()["comment"], "first character");
/// assert!(times.field_with_name("value").unwrap().is_nullable());
/// ```
pub fn schema(table: &Table) -> SchemaRef {
    let fields: Vec<Field> = table.columns.iter().map(field).collect();
    let metadata = HashMap::from([("comment".to_owned(), table.comment.clone())]);
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

fn field(column: &Column) -> Field {
    let comment = HashMap::from([("comment".to_owned(), column.comment.clone())]);
    Field::new(&column.name, data_type(column), column.nullable).with_metadata(comment)
}

fn data_type(column: &Column) -> DataType {
    match column.kind {
        // A table's columns all have a kind; words hold anything.
        Some(Kind::Text) | None => DataType::Utf8,
        Some(Kind::Integer) => DataType::Int64,
        Some(Kind::Real) => DataType::Float64,
    }
}
