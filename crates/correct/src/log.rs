//! The file of corrections: one JSON object a line, only ever added to.

use crate::anchor::Anchor;
use rapporteur_record::{Act, Quantity, ReferentKind, TimeValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Something a person decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// `c1`, `c2`, …: its number in the file.
    pub id: String,
    /// When, UTC: `2031-03-06T10:00:00Z`.
    pub when: String,
    /// Who, as they call themselves.
    pub who: String,
    /// Why, where they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The content of the statement meant, or the words of the figure or time; `None` for names and for taking back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Anchor>,
    /// What is changed.
    pub change: Change,
}

/// What a person decided of a statement, of a figure or time, of names, or of another correction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is read rightly. It stays, even where a later version of the program no longer finds it.
    Accept,
    /// It is no statement, or not this one: it goes.
    Reject,
    /// Looked at and left open. Changes nothing.
    Unsure,
    /// Somebody else said it, or nobody who can be told.
    Speaker {
        /// A form of the name as the article prints it, or a name that it does not print.
        name: Option<String>,
        /// What that is, where the article does not know the name yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<ReferentKind>,
    },
    /// The words said are these.
    Content {
        /// Where they stand.
        to: Anchor,
    },
    /// It was said on another day, or on a day that cannot be told.
    Said {
        /// Day, month or interval.
        value: Option<TimeValue>,
    },
    /// It does something else.
    Acts {
        /// What.
        acts: Vec<Act>,
    },
    /// The words are a figure, and this is what it comes to.
    Figure {
        /// How many or how much; `None` where the words leave that open.
        value: Option<Quantity>,
        /// What is counted or measured; empty where that is only understood.
        unit: String,
    },
    /// The words are no figure.
    NoFigure,
    /// The words are a time, and this is its value.
    Time {
        /// The TIMEX3 value; `None` where the words leave it open.
        value: Option<TimeValue>,
    },
    /// The words are no time.
    NoTime,
    /// Two names are of one.
    Merge {
        /// The name under which both are kept.
        into: String,
        /// The other.
        name: String,
    },
    /// A name is of somebody else than the one it was put with.
    Split {
        /// The name, as printed.
        name: String,
        /// The one it was put with.
        from: String,
    },
    /// Another correction is taken back.
    Undo {
        /// Its id.
        of: String,
    },
}

impl Change {
    /// Whether it is of a statement, rather than of a figure, a time, a name or another correction.
    pub fn is_of_statement(&self) -> bool {
        matches!(
            self,
            Change::Accept
                | Change::Reject
                | Change::Unsure
                | Change::Speaker { .. }
                | Change::Content { .. }
                | Change::Said { .. }
                | Change::Acts { .. }
        )
    }

    /// A word or two for it.
    pub fn word(&self) -> &'static str {
        match self {
            Change::Accept => "accept",
            Change::Reject => "reject",
            Change::Unsure => "unsure",
            Change::Speaker { .. } => "speaker",
            Change::Content { .. } => "words",
            Change::Said { .. } => "day",
            Change::Acts { .. } => "act",
            Change::Figure { .. } => "figure",
            Change::NoFigure => "no figure",
            Change::Time { .. } => "time",
            Change::NoTime => "no time",
            Change::Merge { .. } => "merge",
            Change::Split { .. } => "split",
            Change::Undo { .. } => "undo",
        }
    }
}

/// A correction before it has a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When, UTC.
    pub when: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: Option<String>,
    /// Where.
    pub at: Option<Anchor>,
    /// What.
    pub change: Change,
}

/// Why a file of corrections cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file cannot be read or written.
    #[error("{}: expected a file of corrections that can be read and written, but found: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A line is no correction. Nothing is applied, so that none is lost unseen.
    #[error("{}:{line}: expected a correction as JSON, but found: {why}; mend or remove the line", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

/// All corrections of a record, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    all: Vec<Correction>,
}

/// The file of corrections of a record: `record.db` has `record.corrections.jsonl` beside it.
///
/// ```
/// use std::path::Path;
/// let file = rapporteur_correct::file_beside(Path::new("work/record.db"));
/// assert_eq!(file, Path::new("work/record.corrections.jsonl"));
/// ```
pub fn file_beside(record: &Path) -> PathBuf {
    record.with_extension("corrections.jsonl")
}

impl Log {
    /// Reads a file. One that is not there holds no corrections.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it is no correction.
    pub fn read(path: &Path) -> Result<Log, Fault> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Log::default()),
            Err(e) => return Err(file(path, &e)),
        };
        let mut log = Log::default();
        for (n, line) in text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
        {
            let one: Correction = serde_json::from_str(line).map_err(|e| Fault::Line {
                path: path.to_owned(),
                line: n + 1,
                why: e.to_string(),
            })?;
            log.all.push(one);
        }
        Ok(log)
    }

    /// Adds a correction, in the file first: it is on the disk when this returns.
    ///
    /// # Errors
    /// The file cannot be written; then nothing is added.
    pub fn add(&mut self, path: &Path, entry: Entry) -> Result<&Correction, Fault> {
        let Entry {
            when,
            who,
            why,
            at,
            change,
        } = entry;
        let one = Correction {
            id: self.next_id(),
            when,
            who,
            why,
            at,
            change,
        };
        let mut line = serde_json::to_string(&one).map_err(|e| file(path, &e.into()))?;
        line.push('\n');
        let mut out = std::fs::File::options()
            .create(true)
            .append(true)
            .open(path)
            .map_err(|e| file(path, &e))?;
        out.write_all(line.as_bytes())
            .and_then(|()| out.sync_data())
            .map_err(|e| file(path, &e))?;
        self.all.push(one);
        self.all.last().ok_or_else(|| Fault::File {
            path: path.to_owned(),
            why: "nothing was added".to_owned(),
        })
    }

    /// One more than the largest number in use: two files that were joined by hand keep their own.
    fn next_id(&self) -> String {
        let numbers = self
            .all
            .iter()
            .filter_map(|c| c.id.strip_prefix('c')?.parse::<u64>().ok());
        format!("c{}", numbers.max().unwrap_or(0).saturating_add(1))
    }

    /// Every line, those taken back and those that take back too.
    pub fn all(&self) -> &[Correction] {
        &self.all
    }

    /// The corrections that hold: not taken back. (Taking back an undo puts the correction back.)
    pub fn holding(&self) -> Vec<&Correction> {
        let mut undone: BTreeSet<&str> = BTreeSet::new();
        // The last word counts, so this goes from the end.
        for one in self.all.iter().rev() {
            if let Change::Undo { of } = &one.change
                && !undone.contains(one.id.as_str())
            {
                undone.insert(of);
            }
        }
        self.all
            .iter()
            .filter(|c| !matches!(c.change, Change::Undo { .. }) && !undone.contains(c.id.as_str()))
            .collect()
    }

    /// Whether a correction is taken back.
    pub fn is_undone(&self, id: &str) -> bool {
        !self.holding().iter().any(|c| c.id == id)
    }
}

fn file(path: &Path, error: &std::io::Error) -> Fault {
    Fault::File {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(change: Change) -> Entry {
        Entry {
            when: "2031-03-06T10:00:00Z".into(),
            who: "Oda".into(),
            why: None,
            at: None,
            change,
        }
    }

    #[test]
    fn lines_come_back_and_an_undo_is_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.corrections.jsonl");
        assert_eq!(Log::read(&path).unwrap(), Log::default());
        let mut log = Log::default();
        let merge = Change::Merge {
            into: "Ana Roa".into(),
            name: "A. Roa".into(),
        };
        let first = log.add(&path, entry(merge)).unwrap().id.clone();
        log.add(&path, entry(Change::Undo { of: first.clone() }))
            .unwrap();
        assert!(log.holding().is_empty() && log.is_undone(&first));
        log.add(&path, entry(Change::Undo { of: "c2".into() }))
            .unwrap();
        assert_eq!(log.holding().len(), 1);
        assert_eq!(Log::read(&path).unwrap(), log);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(
            text.lines().next(),
            Some(
                r#"{"id":"c1","when":"2031-03-06T10:00:00Z","who":"Oda","change":{"merge":{"into":"Ana Roa","name":"A. Roa"}}}"#
            )
        );
    }

    #[test]
    fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.corrections.jsonl");
        std::fs::write(&path, "\n{\"id\":1}\n").unwrap();
        let said = Log::read(&path).unwrap_err().to_string();
        assert!(
            said.contains("r.corrections.jsonl:2: expected a correction"),
            "{said}"
        );
    }
}
