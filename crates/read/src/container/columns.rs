//! Which column of a table, or member of a JSON object, holds which field of an article.

use crate::lists;
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

/// A field of an article that a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Text,
    Headline,
    Published,
    Modified,
    Outlet,
    Url,
    Author,
    Id,
}

impl Field {
    /// The field that is called so in `--map` and in the data file.
    fn named(name: &str) -> Option<Field> {
        Some(match name {
            "text" => Field::Text,
            "headline" | "title" => Field::Headline,
            "published" | "date" => Field::Published,
            "modified" | "updated" => Field::Modified,
            "outlet" => Field::Outlet,
            "url" | "link" => Field::Url,
            "author" | "authors" => Field::Author,
            "id" => Field::Id,
            _ => return None,
        })
    }

    /// What `--map` and `annotate --jsonl` call it.
    fn name(self) -> &'static str {
        match self {
            Field::Text => "text",
            Field::Headline => "headline",
            Field::Published => "published",
            Field::Modified => "modified",
            Field::Outlet => "outlet",
            Field::Url => "url",
            Field::Author => "author",
            Field::Id => "id",
        }
    }
}

/// The columns that the user named (`--map text=body,published=date`); the others go by their usual names.
///
/// ```
/// use rapporteur_read::Columns;
/// let columns: Columns = "text=body,published=meta.date".parse().unwrap();
/// let named: Vec<_> = columns.named().collect();
/// assert_eq!(named, [("text", "body"), ("published", "meta.date")]);
/// assert!("words=body".parse::<Columns>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(BTreeMap<Field, String>);

/// Why a `--map` cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// No pair.
    #[error("expected FIELD=COLUMN, as in text=body,published=date, but found {0:?}")]
    NoPair(String),
    /// No such field.
    #[error(
        "expected one of text, headline, published, modified, outlet, url, author, id before the =, but found {0:?}"
    )]
    NoField(String),
    /// A field twice.
    #[error("expected each field once, but found {0} twice")]
    Twice(&'static str),
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(words: &str) -> Result<Columns, ColumnsError> {
        let mut columns = BTreeMap::new();
        for pair in words.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (field, column) = pair
                .split_once('=')
                .map(|(field, column)| (field.trim(), column.trim()))
                .filter(|(_, column)| !column.is_empty())
                .ok_or_else(|| ColumnsError::NoPair(pair.to_owned()))?;
            let field = Field::named(&field.to_ascii_lowercase())
                .ok_or_else(|| ColumnsError::NoField(field.to_owned()))?;
            if columns.insert(field, column.to_owned()).is_some() {
                return Err(ColumnsError::Twice(field.name()));
            }
        }
        Ok(Columns(columns))
    }
}

impl Columns {
    /// The fields with the columns that the user named for them.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0
            .iter()
            .map(|(field, column)| (field.name(), column.as_str()))
    }

    /// Puts the members of a JSON object that the user named where `annotate --jsonl` looks for them. A number
    /// becomes the words it is written with.
    pub fn rename(&self, object: &mut Value) {
        for (field, path) in &self.0 {
            let found = object.as_object().and_then(|object| at(object, path));
            let value = match found {
                Some(Value::Number(number)) => number.to_string().into(),
                Some(value) => value.clone(),
                None => continue,
            };
            if let Some(object) = object.as_object_mut() {
                object.insert(field.name().to_owned(), value);
            }
        }
    }

    /// The column that the user named for a field.
    pub(crate) fn of(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }
}

/// The value at a path: a member's whole name, or names with dots between them (a number in a list).
pub(crate) fn at<'v>(object: &'v serde_json::Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let mut parts = path.split('.');
    let first = object.get(parts.next()?)?;
    parts.try_fold(first, |value, part| match value {
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        value => value.get(part),
    })
}

/// By field, its usual names, the best first.
static USUAL: LazyLock<BTreeMap<Field, Vec<&'static str>>> = LazyLock::new(|| {
    lists::lines(include_str!("../../data/columns.txt"))
        .filter_map(|line| {
            let mut names = line.split_whitespace();
            Some((Field::named(names.next()?)?, names.collect()))
        })
        .collect()
});

/// The usual names of a field.
pub(crate) fn usual(field: Field) -> &'static [&'static str] {
    USUAL.get(&field).map_or(&[], Vec::as_slice)
}

/// Whether a column has a usual name of any field.
pub(crate) fn is_usual(column: &str) -> bool {
    let name = folded(column);
    USUAL.values().flatten().any(|usual| *usual == name)
}

/// A column's name as the data file writes it.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !(c.is_whitespace() || "-_.\u{feff}".contains(*c)))
        .flat_map(char::to_lowercase)
        .collect()
}

/// At most a dozen names, as a sentence shows them.
pub(crate) fn shown<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 12;
    let all: Vec<&str> = names.collect();
    let first: Vec<String> = all
        .iter()
        .take(SHOWN)
        .map(|name| lists::head(name, 40).to_owned())
        .collect();
    let more = match all.len().saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    match all.len() {
        0 => "none".to_owned(),
        1 => format!("the column {}", first.join("")),
        n => format!("{n} columns: {}{more}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_may_write() {
        let read = |words: &str| words.parse::<Columns>().map_err(|e| e.to_string());
        let columns = read("text = body, title=kop,link=href").unwrap();
        assert_eq!(columns.of(Field::Headline), Some("kop"));
        assert_eq!(columns.of(Field::Url), Some("href"));
        insta::assert_snapshot!(read("body").unwrap_err(), @r#"expected FIELD=COLUMN, as in text=body,published=date, but found "body""#);
        insta::assert_snapshot!(read("words=b").unwrap_err(), @r#"expected one of text, headline, published, modified, outlet, url, author, id before the =, but found "words""#);
        insta::assert_snapshot!(read("title=a,headline=b").unwrap_err(), @"expected each field once, but found headline twice");
    }

    #[test]
    fn usual_names_are_of_one_field_each() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, names) in USUAL.iter() {
            for name in names {
                assert_eq!(*name, folded(name));
                assert_eq!(seen.insert(*name, *field), None, "{name}");
            }
        }
        assert_eq!(USUAL.len(), 8);
        assert!(is_usual("Published_At") && !is_usual("colour"));
    }
}
