//! One entry of a table, a JSON file or a feed, by its fields, before it is a document.

use crate::document::{Document, Told};
use crate::kind::{self, Kind};
use crate::{day, lists};
use jiff::civil::Date;
use rapporteur_record::Warning;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

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
                headline: filled(self.headline)
                    .map(|h| h.split_whitespace().collect::<Vec<_>>().join(" ")),
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

/// Names for the entries of one source: `#` and the entry's own id, or its number where it has none or not alone.
#[derive(Debug)]
pub(crate) struct Names {
    source: String,
    /// Hashes of the names given, so that a table of millions of rows has room.
    given: BTreeSet<u64>,
}

impl Names {
    pub(crate) fn new(source: &str) -> Names {
        Names {
            source: source.to_owned(),
            given: BTreeSet::new(),
        }
    }

    /// The name of an entry with this id and number.
    pub(crate) fn name(&mut self, id: Option<&str>, number: u64) -> String {
        let id = id.map(str::trim).filter(|id| !id.is_empty());
        let own = match id {
            Some(id) => lists::head(id, 300).replace(char::is_control, " "),
            None => number.to_string(),
        };
        let alone = match self.is_new(&own) {
            true => own,
            false => format!("{own}~{number}"),
        };
        format!("{}#{alone}", self.source)
    }

    fn is_new(&mut self, name: &str) -> bool {
        // Its keys are fixed: the same names are the same on every machine.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        self.given.insert(hasher.finish())
    }
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
