//! The least each figure may be: `docs/floors.tsv`, a line a figure.

use crate::{Fault, read, root, write};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Which set, which figure.
pub type Key = (String, String);

/// A floor and why it was ever lowered (empty where it was not).
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// The least the figure may be.
    pub least: f64,
    /// Why it was lowered.
    pub reason: String,
}

const HEAD: &str = "\
# The least each figure of docs/scores.md may be: `cargo xtask scores` fails below it.
# A floor is only ever raised (`cargo xtask scores --raise`). Whoever lowers one writes the reason in the last column.
# set, figure, floor, reason; a tab between
";

fn path() -> PathBuf {
    root().join("docs/floors.tsv")
}

/// Reads the floors.
pub fn load() -> Result<BTreeMap<Key, Floor>, Fault> {
    let text = read(&path())?;
    let mut floors = BTreeMap::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.is_empty())
    {
        let mut columns = line.split('\t');
        let fault = || Fault::Line {
            path: "docs/floors.tsv".to_owned(),
            line: number + 1,
            expected: "set, figure, floor (a number), reason, with tabs between",
            found: line.to_owned(),
        };
        let (Some(set), Some(figure), Some(least)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return Err(fault());
        };
        let least = least.parse().map_err(|_| fault())?;
        let reason = columns.next().unwrap_or_default().to_owned();
        floors.insert((set.to_owned(), figure.to_owned()), Floor { least, reason });
    }
    Ok(floors)
}

/// Raises floors to what was measured, adds new ones, keeps those that were not measured.
pub fn raise(floors: &BTreeMap<Key, Floor>, measured: &[(Key, f64)]) -> Result<(), Fault> {
    let mut raised = floors.clone();
    for (key, figure) in measured {
        // Three digits, downwards: a floor never lies above what was measured.
        let figure = (figure * 1000.0).floor() / 1000.0;
        let floor = raised.entry(key.clone()).or_insert(Floor {
            least: figure,
            reason: String::new(),
        });
        floor.least = floor.least.max(figure);
    }
    let line = |(key, floor): (&Key, &Floor)| {
        format!(
            "{}\t{}\t{:.3}\t{}\n",
            key.0, key.1, floor.least, floor.reason
        )
    };
    let lines: String = raised.iter().map(line).collect();
    write(&path(), &format!("{HEAD}{lines}"))
}
