//! Time expressions in fifths: how much hangs on rules that only the measured fifth asks for.
//!
//! The grammar is written by hand, and whoever wrote it could see all of the set. So beside the plain figure of
//! each fifth stands a second: there the rules do not count that were never right on the other four fifths, as if
//! nobody had thought of them. The difference is what the grammar owes to having seen the fifth.

use super::{Place, annotated, field, numbers, parsed, score};
use crate::{Fault, read, write};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The set.
const SET: &str = "data/times/tempeval3-train-corrected.jsonl";

/// How many parts it is cut into.
const FOLDS: usize = 5;

/// A document: what should be found in it, and what was.
struct Document {
    gold: Value,
    found: Vec<Value>,
}

/// The figures of every fifth as a section of `docs/scores.md`.
pub fn section(place: &Place) -> Result<String, Fault> {
    let documents = documents(place)?;
    let mut page = String::from(
        "\n## tempeval3, in fifths\n\n\
         The same set, every fifth document (by id) a part. \"Rules of the other four\" leaves out every expression whose\n\
         rule was never right in the other four parts: the grammar as it might be if nobody had seen the fifth.\n\
         `cargo xtask scores --folds`\n\n\
         | part | documents | value | relaxed | strict | value, rules of the other four | relaxed | strict |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    let mut sums = [0.0; 6];
    for fold in 0..FOLDS {
        let inside: Vec<&Document> = documents.iter().skip(fold).step_by(FOLDS).collect();
        let known = right_rules(
            documents
                .iter()
                .enumerate()
                .filter(|(n, _)| n % FOLDS != fold)
                .map(|(_, d)| d),
        );
        let all = figures(place, &inside, |_| true)?;
        let seen = figures(place, &inside, |rule| known.contains(rule))?;
        let cells: Vec<f64> = all.into_iter().chain(seen).collect();
        for (sum, cell) in sums.iter_mut().zip(&cells) {
            *sum += cell / FOLDS as f64;
        }
        page.push_str(&row(&(fold + 1).to_string(), inside.len(), &cells));
    }
    page.push_str(&row("mean", documents.len(), &sums));
    Ok(page)
}

fn row(name: &str, documents: usize, cells: &[f64]) -> String {
    let cells: Vec<String> = cells.iter().map(|c| format!("{c:.3}")).collect();
    format!("| {name} | {documents} | {} |\n", cells.join(" | "))
}

/// Every document with what the program finds in it, by id.
fn documents(place: &Place) -> Result<Vec<Document>, Fault> {
    let path = place.shared.join(SET);
    let given = |a: &Value| json!({"id": field(a, "id"), "text": field(a, "text"), "published": field(a, "dct")});
    let line = |a: &Value| json!({"id": field(a, "id"), "times": field(a, "times")});
    let found = annotated(place, &path, &["--explain"], given, line)?;
    let mut by_id: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in read(&found)?.lines() {
        let object = parsed(line, &found)?;
        let times = field(&object, "times").as_array().cloned();
        by_id.insert(field(&object, "id").to_string(), times.unwrap_or_default());
    }
    let mut documents = BTreeMap::new();
    for line in read(&path)?.lines().filter(|l| !l.trim().is_empty()) {
        let gold = parsed(line, &path)?;
        let id = field(&gold, "id").to_string();
        let found = by_id.remove(&id).unwrap_or_default();
        documents.insert(id, Document { gold, found });
    }
    Ok(documents.into_values().collect())
}

/// The rules that were right at least once: an expression of the gold under it, of the same value.
fn right_rules<'d>(documents: impl Iterator<Item = &'d Document>) -> BTreeSet<&'d str> {
    let mut rules = BTreeSet::new();
    for document in documents {
        let gold = field(&document.gold, "timex").as_array();
        let gold = gold.map(Vec::as_slice).unwrap_or_default();
        let at = |t: &Value, name: &str| field(t, name).as_u64().unwrap_or_default();
        let is_right = |t: &&Value| {
            gold.iter().any(|g| {
                at(g, "start") < at(t, "end")
                    && at(t, "start") < at(g, "end")
                    && field(g, "value") == field(t, "value")
            })
        };
        let right = document.found.iter().filter(is_right);
        rules.extend(right.filter_map(|t| field(t, "rule").as_str()));
    }
    rules
}

/// Value, relaxed and strict F1 on some documents, with the expressions of some rules only.
fn figures(
    place: &Place,
    documents: &[&Document],
    counts: impl Fn(&str) -> bool,
) -> Result<Vec<f64>, Fault> {
    let (mut gold, mut found) = (String::new(), String::new());
    for document in documents {
        let kept = document
            .found
            .iter()
            .filter(|t| field(t, "rule").as_str().is_some_and(&counts));
        let kept: Vec<Value> = kept.map(super::timex).collect();
        gold.push_str(&format!("{}\n", document.gold));
        let line = json!({"id": field(&document.gold, "id"), "timex": kept});
        found.push_str(&format!("{line}\n"));
    }
    let file = |name: &str, lines: &str| -> Result<PathBuf, Fault> {
        let path = place.scratch.join(name);
        write(&path, lines)?;
        Ok(path)
    };
    let (gold, found) = (
        file("fold-gold.jsonl", &gold)?,
        file("fold-found.jsonl", &found)?,
    );
    let figures = score(place, "score_time.py", &[&gold, &found])?;
    let wanted = [
        ("value", "value_f1"),
        ("relaxed", "relaxed_f1"),
        ("strict", "strict_f1"),
    ];
    Ok(numbers(&figures, &wanted)
        .into_iter()
        .map(|(_, value)| value)
        .collect())
}
