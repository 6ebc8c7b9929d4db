//! `READING_ACCEPT=1`: the files are made to say which facts are missed. Nothing else in them changes.

use crate::Outcome;
use crate::case::File;
use std::collections::BTreeMap;

const MISS: &str = " | known-miss: not read yet";

pub fn rewrite(file: &File, outcomes: &[Outcome<'_>]) {
    let changes: BTreeMap<usize, &Outcome<'_>> = outcomes
        .iter()
        .filter(|o| !o.is_expected())
        .map(|o| (o.fact.line, o))
        .collect();
    if changes.is_empty() {
        return;
    }
    let before = std::fs::read_to_string(&file.path).expect("the file was read before");
    let lines = (1..).zip(before.split_inclusive('\n'));
    let after = lines.map(|(number, line)| match changes.get(&number) {
        Some(outcome) => changed(line, outcome.fact.known_miss),
        None => line.to_owned(),
    });
    let after: String = after.collect();
    std::fs::write(&file.path, after).expect("the file of cases can be written");
}

/// The line of a fact with the mark of a known miss, or without it where it has one.
fn changed(line: &str, known_miss: bool) -> String {
    let words = line.trim_end();
    let end = &line[words.len()..];
    let marked = words.rsplit_once(" | known-miss:").filter(|_| known_miss);
    match marked {
        Some((fact, _)) => format!("{fact}{end}"),
        None => format!("{words}{MISS}{end}"),
    }
}

#[test]
fn only_the_mark_changes() {
    let fact = "- time: at dawn = 2031-03-06TMO\r\n";
    let marked = "- time: at dawn = 2031-03-06TMO | known-miss: not read yet\r\n";
    assert_eq!(changed(fact, false), marked);
    assert_eq!(changed(marked, true), fact);
}
