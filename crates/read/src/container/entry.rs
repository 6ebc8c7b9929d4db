//! One entry of a table, a JSON file or a feed, by its fields, before it is a document.

use crate::document::{Document, Told};
use crate::kind::{self, Kind};
use crate::{day, lists};
use jiff::civil::Date;
use rapporteur_record::Warning;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// An entry's fields as they stand in the container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub id: Option<String>,
    pub text: String,
    /// What the text is, where the container says so.
    pub kind: Option<Kind>,
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
}

impl Entry {
    /// The document of this entry.
    pub(crate) fn document(self, source: String) -> Document {
        let kind = self
            .kind
            .unwrap_or_else(|| match kind::has_markup(&self.text) {
                true => Kind::Html,
                false => Kind::Plain,
            });
        let mut warnings = Vec::new();
        let mut read = |words: Option<String>, what: &str| {
            let words = filled(words)?;
            let read = day::told(&words);
            if read.is_none() {
                warnings.push(no_day(what, &words));
            }
            read
        };
        let (published, modified): (Option<Date>, Option<Date>) = (
            read(self.published, "published"),
            read(self.modified, "modified"),
        );
        Document {
            bytes: self.text.into_bytes(),
            source,
            told: Told {
                url: filled(self.url),
                outlet: filled(self.outlet),
                headline: filled(self.headline).map(|h| lists::squeezed(&h)),
                authors: self
                    .authors
                    .into_iter()
                    .filter_map(|a| filled(Some(a)))
                    .collect(),
                published,
                modified,
                kind: Some(kind),
                warnings,
                ..Told::default()
            },
        }
    }
}

fn no_day(what: &str, words: &str) -> Warning {
    let words = lists::head(words, 80);
    Warning {
        code: "no-date".to_owned(),
        message: format!(
            "expected {what} as a day such as 2031-05-03, but found {words:?}, which names none or could be two; it was left out"
        ),
        span: None,
    }
}

/// A field that holds something, without the blanks around it.
pub(crate) fn filled(field: Option<String>) -> Option<String> {
    let field = field?;
    let words = field.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// Names for what one source holds, no two alike: `#` and the entry's own id, or its number where it has none, and
/// `~` and a number behind it where another has that name.
#[derive(Debug)]
pub(crate) struct Names {
    source: String,
    /// Of each name given what to put behind `~` next. Sixteen bytes stand for a name, so that a table of millions
    /// of rows has room.
    given: BTreeMap<[u8; 16], u64>,
}

impl Names {
    pub(crate) fn new(source: &str) -> Names {
        Names {
            source: source.to_owned(),
            given: BTreeMap::new(),
        }
    }

    /// The name of an entry with this id and number.
    pub(crate) fn name(&mut self, id: Option<&str>, number: u64) -> String {
        let id = id.map(str::trim).filter(|id| !id.is_empty());
        let own = match id {
            Some(id) => lists::head(id, 300).replace(char::is_control, " "),
            None => number.to_string(),
        };
        let alone = self.alone(own, number);
        format!("{}#{alone}", self.source)
    }

    /// This name, or where it was given before, `NAME~2` or the next that is free, from a number on.
    pub(crate) fn alone(&mut self, name: String, from: u64) -> String {
        let key = key(&name);
        let Some(next) = self.given.get(&key) else {
            self.given.insert(key, 2);
            return name;
        };
        let mut number = from.max(*next);
        let mut other = format!("{name}~{number}");
        while self.given.contains_key(&self::key(&other)) {
            number += 1;
            other = format!("{name}~{number}");
        }
        self.given.insert(self::key(&other), 2);
        self.given.insert(key, number + 1);
        other
    }
}

fn key(name: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.iter_mut()
        .zip(Sha256::digest(name))
        .for_each(|(place, byte)| *place = byte);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_entries_have_one_name() {
        let mut names = Names::new("a.csv");
        let given: Vec<String> = [Some("x"), None, Some("x"), Some("2"), Some(" ")]
            .into_iter()
            .zip(1..)
            .map(|(id, number)| names.name(id, number))
            .collect();
        assert_eq!(
            given,
            ["a.csv#x", "a.csv#2", "a.csv#x~3", "a.csv#2~4", "a.csv#5"]
        );
    }

    #[test]
    fn a_name_with_a_number_may_be_taken_too() {
        let mut names = Names::new("");
        let given = ["x", "x~2", "x", "x", "x~2"].map(|name| names.alone(name.to_owned(), 2));
        assert_eq!(given, ["x", "x~2", "x~3", "x~4", "x~2~2"]);
        crate::effort::is_linear(5_000, |n| {
            move || {
                let mut names = Names::new("");
                for number in 2..n {
                    names.alone(format!("x~{number}"), 2);
                    names.alone("x".to_owned(), 2);
                }
            }
        });
    }

    #[test]
    fn a_day_that_could_be_two_is_left_out_with_a_warning() {
        let told = |day: &str| {
            let entry = Entry {
                text: "The bridge was closed.".to_owned(),
                published: Some(day.to_owned()),
                ..Entry::default()
            };
            entry.document("a".to_owned()).told
        };
        assert_eq!(told("4/5/2031").published, None);
        assert_eq!(told("4/5/2031").warnings[0].code, "no-date");
        assert_eq!(
            told("Sat, 03 May 2031 10:00:00 GMT")
                .published
                .unwrap()
                .to_string(),
            "2031-05-03"
        );
        assert!(told("").warnings.is_empty());
    }
}
