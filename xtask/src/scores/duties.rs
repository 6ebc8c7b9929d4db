//! Commitments against gold: who owes what under which instrument, and what is said to have become of it.
//!
//! A gold commitment counts once a debtor. A found one is right where its debtor is gold's (by any of the names the
//! article has for it), its instrument is gold's (or neither has one), its `what` shares at least half of the
//! words of the shorter of the two (by their first five letters), and its status is one that gold's voices claim,
//! or `owed`. The figure is F1.

use super::{Figures, field, parsed};
use crate::{Fault, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Measures the record written to `found` against `gold`; nothing where gold has no commitments.
pub fn measure(gold: &Path, found: &Path) -> Result<Figures, Fault> {
    let (gold, found) = (parsed(&read(gold)?, gold)?, parsed(&read(found)?, found)?);
    let (mut hits, mut right, mut wanted, mut given) = (0, BTreeSet::new(), 0, 0);
    for article in list(&found, "articles") {
        let name = words(article, "source")
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let Some(expected) = field(&gold, "articles").get(&name) else {
            continue;
        };
        let forms = gold_forms(expected);
        let known = names(article);
        let found = list(article, "commitments");
        given += found.len();
        for commitment in list(expected, "commitments") {
            for debtor in one_or_more(field(commitment, "debtor")) {
                wanted += 1;
                let fitting = |c: &&Value| fits(commitment, &debtor, c, &forms, &known);
                let fitting: Vec<usize> = (0..found.len())
                    .filter(|n| found.get(*n).as_ref().is_some_and(fitting))
                    .collect();
                hits += usize::from(!fitting.is_empty());
                right.extend(fitting.into_iter().map(|n| (name.clone(), n)));
            }
        }
    }
    if wanted == 0 {
        return Ok(Vec::new());
    }
    let share = |part: usize, whole: usize| {
        if whole == 0 {
            0.0
        } else {
            part as f64 / whole as f64
        }
    };
    let (precision, recall) = (share(right.len(), given), share(hits, wanted));
    let f1 = if precision + recall == 0.0 {
        0.0
    } else {
        2.0 * precision * recall / (precision + recall)
    };
    Ok(vec![("commitments".to_owned(), f1)])
}

type Names = BTreeMap<String, BTreeSet<String>>;

fn fits(gold: &Value, debtor: &str, found: &Value, forms: &Names, known: &Names) -> bool {
    let same = |wanted: &str, id: &Value| {
        let names = id.as_str().and_then(|id| known.get(id));
        names.is_some_and(|names| is_one(wanted, names, forms))
    };
    let instrument = match (
        field(gold, "instrument").as_str(),
        field(found, "instrument"),
    ) {
        (None, Value::Null) => true,
        (Some(wanted), id) => same(wanted, id),
        _ => false,
    };
    let claimed = list(gold, "status_claims")
        .iter()
        .map(|c| words(c, "status"));
    let statuses: BTreeSet<&str> = claimed
        .map(|status| match status {
            "fulfilled" => "said-fulfilled",
            "unfulfilled" => "said-breached",
            other => other,
        })
        .chain(["owed"])
        .collect();
    let (ours, theirs) = (
        stems(words(field(found, "what"), "quote")),
        stems(words(gold, "what")),
    );
    let shared = ours.intersection(&theirs).count();
    let overlap = shared > 0 && 2 * shared >= ours.len().min(theirs.len());
    overlap
        && instrument
        && same(debtor, field(found, "debtor"))
        && statuses.contains(words(found, "status"))
}

/// Whether gold's name is one of these: the same, a form of it, or one that says more or less.
fn is_one(wanted: &str, names: &BTreeSet<String>, forms: &Names) -> bool {
    let mut all: BTreeSet<String> = forms.get(wanted).cloned().unwrap_or_default();
    all.insert(folded(wanted));
    let bag = |name: &String| -> BTreeSet<String> {
        let small = [
            "the", "a", "an", "of", "in", "on", "at", "for", "and", "s", "to", "from",
        ];
        name.split(' ')
            .filter(|w| !small.contains(w))
            .map(str::to_owned)
            .collect()
    };
    all.iter().any(|a| {
        names.iter().any(|b| {
            let (x, y) = (bag(a), bag(b));
            a == b || x.intersection(&y).count() >= 2 && (x.is_subset(&y) || y.is_subset(&x))
        })
    })
}

/// Gold's names of an article with their forms.
fn gold_forms(article: &Value) -> Names {
    let mut forms = Names::new();
    for name in list(article, "names") {
        let entry = forms
            .entry(words(name, "canonical").to_owned())
            .or_default();
        for form in list(name, "forms") {
            let form = form.as_str().unwrap_or_else(|| words(form, "text"));
            entry.insert(folded(form));
        }
    }
    forms
}

/// Every name and form the record has for each referent of an article.
fn names(article: &Value) -> Names {
    let mut names = Names::new();
    let mentions = list(article, "mentions")
        .iter()
        .map(|m| (words(m, "referent"), words(m, "quote")));
    let referents = list(article, "referents")
        .iter()
        .map(|r| (words(r, "id"), words(r, "name")));
    for (id, name) in mentions.chain(referents) {
        names.entry(id.to_owned()).or_default().insert(folded(name));
    }
    names
}

fn one_or_more(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        value => value.as_str().map(str::to_owned).into_iter().collect(),
    }
}

fn stems(text: &str) -> BTreeSet<String> {
    let small = ["the", "and", "for", "from"];
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 2 && !small.contains(w))
        .map(|w| w.chars().take(5).collect())
        .collect()
}

fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    field(value, name)
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn words<'v>(value: &'v Value, name: &str) -> &'v str {
    field(value, name).as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_duty_is_right_by_debtor_instrument_words_and_status() {
        let gold = json!({"debtor": "Corvel", "what": "keep the pass open", "instrument": "Pass Accord",
            "status_claims": [{"by": "Ruun", "status": "unfulfilled"}]});
        let known = Names::from([
            ("r1".to_owned(), BTreeSet::from(["corvel".to_owned()])),
            ("r2".to_owned(), BTreeSet::from(["pass accord".to_owned()])),
        ]);
        let found = |debtor: &str, what: &str, status: &str| json!({"debtor": debtor, "instrument": "r2", "status": status, "what": {"quote": what}});
        let right = |found: &Value| fits(&gold, "Corvel", found, &Names::new(), &known);
        assert!(right(&found("r1", "kept the pass open", "said-breached")));
        assert!(right(&found("r1", "keep the pass open all year", "owed")));
        assert!(!right(&found("r2", "keep the pass open", "owed")));
        assert!(!right(&found("r1", "pay the toll", "owed")));
        assert!(!right(&found("r1", "keep the pass open", "said-fulfilled")));
    }
}
