//! Stories against the sub-topics of ECB+: how far each article's story holds just its sub-topic.
//!
//! BCubed (Bagga and Baldwin 1998): for every article, the share of its story that is of its sub-topic
//! (precision), and the share of its sub-topic that is in its story (recall); the means over all articles.

use super::{Figures, Place, built, field, parsed};
use crate::{Fault, read, write};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Groups = BTreeMap<String, BTreeSet<String>>;

/// Writes the articles as text files, builds a record and compares.
pub(super) fn measure(place: &Place) -> Result<Figures, Fault> {
    let gold = place.shared.join("data/stories/ecbplus_dev.jsonl");
    let folder = place.scratch.join("ecbplus");
    let filed = |source| Fault::File {
        path: folder.display().to_string(),
        source,
    };
    std::fs::create_dir_all(&folder).map_err(filed)?;
    let mut topics = Groups::new();
    for line in read(&gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let article = parsed(line, &gold)?;
        let name = word(&article, "doc").replace('/', "_");
        write(&folder.join(format!("{name}.txt")), &text(&article))?;
        topics
            .entry(word(&article, "subtopic"))
            .or_default()
            .insert(name);
    }
    let record = built(place, &folder)?;
    let stories = stories(&parsed(&read(&record)?, &record)?);
    Ok(vec![("bcubed".to_owned(), bcubed(&topics, &stories))])
}

fn word(value: &Value, name: &str) -> String {
    field(value, name).as_str().unwrap_or_default().to_owned()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    field(value, name).as_array().into_iter().flatten()
}

/// One sentence a line, its words apart.
fn text(article: &Value) -> String {
    let sentence = |words: &Value| -> String {
        let words: Vec<&str> = words
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        words.join(" ") + "\n"
    };
    list(article, "sents").map(sentence).collect()
}

/// The stories of a record, by the names of their articles' files.
fn stories(record: &Value) -> Groups {
    let names: BTreeMap<String, String> = list(record, "articles")
        .map(|a| {
            let source = word(a, "source");
            let name = Path::new(&source).file_stem().unwrap_or_default();
            (word(a, "id"), name.to_string_lossy().into_owned())
        })
        .collect();
    let named = |id: &Value| names.get(id.as_str()?).cloned();
    list(record, "stories")
        .map(|story| {
            let articles = list(story, "articles").filter_map(named).collect();
            (word(story, "id"), articles)
        })
        .collect()
}

fn bcubed(gold: &Groups, found: &Groups) -> f64 {
    let of = |groups: &Groups, name: &String| -> BTreeSet<String> {
        let group = groups.values().find(|group| group.contains(name));
        group
            .cloned()
            .unwrap_or_else(|| BTreeSet::from([name.clone()]))
    };
    let (mut precision, mut recall, mut all) = (0.0, 0.0, 0.0);
    for name in gold.values().flatten() {
        let (topic, story) = (of(gold, name), of(found, name));
        let common = topic.intersection(&story).count() as f64;
        precision += common / story.len() as f64;
        recall += common / topic.len() as f64;
        all += 1.0;
    }
    let sum: f64 = precision + recall;
    if sum == 0.0 {
        0.0
    } else {
        2.0 * precision * recall / sum / all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(groups: &[&[&str]]) -> Groups {
        let set = |names: &&[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        groups
            .iter()
            .enumerate()
            .map(|(n, g)| (n.to_string(), set(g)))
            .collect()
    }

    #[test]
    fn bcubed_of_known_groups() {
        let gold = groups(&[&["a", "b"], &["c"]]);
        assert_eq!(bcubed(&gold, &gold), 1.0);
        // Precision (1/3 + 2/3 + 2/3) / 3 = 5/9, recall 1.
        let lumped = bcubed(&gold, &groups(&[&["a", "b", "c"]]));
        assert!(
            (lumped - 2.0 * (5.0 / 9.0) / (14.0 / 9.0)).abs() < 1e-12,
            "{lumped}"
        );
    }
}
