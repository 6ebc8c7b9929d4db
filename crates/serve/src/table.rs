//! Rows for programs: the same as on the page, as CSV and JSON.

use rapporteur_store::csv;
use serde_json::{Map, Value};

/// A table under names that stay.
pub(crate) struct Table {
    pub columns: &'static [&'static str],
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// RFC 4180, with a header.
    pub fn csv(&self) -> String {
        let mut text = csv::line(self.columns);
        for row in &self.rows {
            text.push_str(&csv::line(row.iter().map(cell)));
        }
        text
    }

    /// A list of objects.
    pub fn json(&self) -> String {
        let object = |row: &Vec<Value>| -> Value {
            let pairs = self.columns.iter().zip(row);
            Value::Object(
                pairs
                    .map(|(c, v)| ((*c).to_owned(), v.clone()))
                    .collect::<Map<_, _>>(),
            )
        };
        let rows: Vec<Value> = self.rows.iter().map(object).collect();
        format!("{}\n", Value::Array(rows))
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_say_the_same() {
        let table = Table {
            columns: &["who", "n"],
            rows: vec![
                vec![json!("Roa, \"Ana\""), json!(3)],
                vec![Value::Null, json!(["a", "b"])],
            ],
        };
        assert_eq!(table.csv(), "who,n\r\n\"Roa, \"\"Ana\"\"\",3\r\n,a; b\r\n");
        assert_eq!(
            table.json(),
            "[{\"n\":3,\"who\":\"Roa, \\\"Ana\\\"\"},{\"n\":[\"a\",\"b\"],\"who\":null}]\n"
        );
    }
}
