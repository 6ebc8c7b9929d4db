//! Measures the PLOVER categories on a coded set, beside a plain baseline.
//!
//! `cargo run --release -p rapporteur-act --example plover -- plv_train.jsonl` reads lines of
//! `{"text", "marked", "events": [{"plover"}]}`, where `marked` is the text with `<s>…</s>` around the source and
//! `<t>…</t>` around the target, and prints one JSON object of macro-F1 figures:
//!
//! - `rules, read half`, `rules, unread half`: this crate on the lines of even and of odd number. Errors of the even
//!   half were read while the lists were written, those of the odd half were not.
//! - `baseline, unread half`: TF-IDF of words and word pairs with logistic regression, trained on the even half.
//!
//! Nothing of the set or of the baseline goes into the program.

use rapporteur_act::plover::category;
use rapporteur_parse::parse;
use rapporteur_record::{Article, Block, BlockKind, Span, Text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A line of the set.
struct Coded {
    text: String,
    marked: String,
    category: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("expected the file of the coded set, but found no argument")?;
    let mut coded = Vec::new();
    for line in std::fs::read_to_string(&path)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let words = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
        if let (Some(text), Some(marked), Some(category)) =
            (words("/text"), words("/marked"), words("/events/0/plover"))
        {
            coded.push(Coded {
                text,
                marked,
                category,
            });
        }
    }
    let half = |odd: bool| {
        let numbered = coded.iter().enumerate();
        numbered
            .filter(move |(n, _)| (n % 2 == 1) == odd)
            .map(|(_, c)| c)
            .collect::<Vec<_>>()
    };
    let (even, odd) = (half(false), half(true));
    let all: Vec<&Coded> = coded.iter().collect();
    let by_rules =
        |set: &[&Coded]| macro_f1(set, &set.iter().map(|c| by_rules(c)).collect::<Vec<_>>());
    let baseline = Baseline::trained(&even);
    let by_baseline: Vec<Option<String>> = odd.iter().map(|c| baseline.category(&c.text)).collect();
    let figures = serde_json::json!({
        "rules, all": by_rules(&all),
        "rules, read half": by_rules(&even),
        "rules, unread half": by_rules(&odd),
        "baseline, unread half": macro_f1(&odd, &by_baseline),
    });
    println!("{figures}");
    Ok(())
}

fn by_rules(coded: &Coded) -> Option<String> {
    let (text, source, target) = places(&coded.marked);
    let text = Text::new(text);
    let span = |place: Option<(usize, usize)>| -> Option<Span> {
        place.and_then(|(start, end)| text.span(start, end))
    };
    let (source, target) = (span(source), span(target));
    let source = source.or(target).unwrap_or(text.all());
    let article = Article {
        blocks: vec![Block {
            kind: BlockKind::Body,
            span: text.all(),
        }],
        language: "en".to_owned(),
        text,
        ..Article::default()
    };
    let parsed = parse(&article);
    category(&article, &parsed, source, target).map(|(category, _)| category.to_owned())
}

type Place = Option<(usize, usize)>;

/// The text without its marks, and where source and target stand in it.
fn places(marked: &str) -> (String, Place, Place) {
    let mut text = String::new();
    let (mut source, mut target): (Place, Place) = (None, None);
    for piece in marked.split_inclusive('>') {
        let (words, mark) = match piece.rsplit_once('<') {
            Some((words, mark)) if matches!(mark, "s>" | "t>" | "/s>" | "/t>") => (words, mark),
            _ => (piece, ""),
        };
        text.push_str(words);
        let (start, end) = (text.len(), text.trim_end().len());
        match mark {
            "s>" if source.is_none() => source = Some((start, start)),
            "t>" if target.is_none() => target = Some((start, start)),
            "/s>" => source = close(source, end),
            "/t>" => target = close(target, end),
            _ => {}
        }
    }
    (text, source, target)
}

/// The end of a place that was opened and is not closed yet.
fn close(place: Place, end: usize) -> Place {
    place.map(|(from, to)| {
        if from == to {
            (from.min(end), end)
        } else {
            (from, to)
        }
    })
}

/// The mean over the categories of the set.
fn macro_f1(set: &[&Coded], found: &[Option<String>]) -> f64 {
    let categories: BTreeSet<&str> = set.iter().map(|c| c.category.as_str()).collect();
    let f1 = |category: &str| {
        let (mut hit, mut wanted, mut given) = (0.0, 0.0, 0.0);
        for (coded, found) in set.iter().zip(found) {
            let (w, g) = (
                coded.category == category,
                found.as_deref() == Some(category),
            );
            hit += f64::from(w && g);
            wanted += f64::from(w);
            given += f64::from(g);
        }
        if hit == 0.0 {
            0.0
        } else {
            2.0 * hit / (wanted + given)
        }
    };
    categories.iter().map(|c| f1(c)).sum::<f64>() / categories.len() as f64
}

/// TF-IDF and multinomial logistic regression, by plain gradient descent.
struct Baseline {
    idf: BTreeMap<String, (usize, f64)>,
    categories: Vec<String>,
    weights: Vec<Vec<f64>>,
}

impl Baseline {
    fn trained(set: &[&Coded]) -> Baseline {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for coded in set {
            for term in terms(&coded.text).into_keys() {
                *counts.entry(term).or_default() += 1.0;
            }
        }
        let n = set.len() as f64;
        let idf: BTreeMap<String, (usize, f64)> = counts
            .into_iter()
            .enumerate()
            .map(|(place, (term, df))| (term, (place, ((1.0 + n) / (1.0 + df)).ln() + 1.0)))
            .collect();
        let categories: Vec<String> = set
            .iter()
            .map(|c| c.category.clone())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut model = Baseline {
            weights: vec![vec![0.0; idf.len()]; categories.len()],
            idf,
            categories,
        };
        let rows: Vec<(Vec<(usize, f64)>, &str)> = set
            .iter()
            .map(|c| (model.features(&c.text), c.category.as_str()))
            .collect();
        for epoch in 0..60 {
            let rate = 4.0 / (1.0 + f64::from(epoch) / 10.0);
            for (row, wanted) in &rows {
                let shares = softmax(&model.scores(row));
                for ((weights, share), category) in
                    model.weights.iter_mut().zip(shares).zip(&model.categories)
                {
                    let error = f64::from(category == wanted) - share;
                    for (place, value) in row {
                        if let Some(weight) = weights.get_mut(*place) {
                            *weight += rate * error * value;
                        }
                    }
                }
            }
        }
        model
    }

    fn category(&self, text: &str) -> Option<String> {
        let scores = self.scores(&self.features(text));
        let best = scores
            .iter()
            .zip(&self.categories)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        Some(best.1.clone())
    }

    fn features(&self, text: &str) -> Vec<(usize, f64)> {
        let row: Vec<(usize, f64)> = terms(text)
            .into_iter()
            .filter_map(|(term, count)| {
                let (place, idf) = self.idf.get(&term)?;
                Some((*place, count * idf))
            })
            .collect();
        let length = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt().max(1e-9);
        row.into_iter()
            .map(|(place, value)| (place, value / length))
            .collect()
    }

    fn scores(&self, row: &[(usize, f64)]) -> Vec<f64> {
        let score = |weights: &Vec<f64>| {
            row.iter()
                .map(|(place, v)| weights.get(*place).unwrap_or(&0.0) * v)
                .sum()
        };
        self.weights.iter().map(score).collect()
    }
}

fn softmax(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    let powers: Vec<f64> = scores.iter().map(|s| (s - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}

/// Words and pairs of words, with how often each stands in the text.
fn terms(text: &str) -> BTreeMap<String, f64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 1)
        .collect();
    let mut terms = BTreeMap::new();
    for word in &words {
        *terms.entry((*word).to_owned()).or_default() += 1.0;
    }
    for pair in words.windows(2) {
        *terms.entry(pair.join(" ")).or_default() += 1.0;
    }
    terms
}
