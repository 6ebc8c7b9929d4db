//! Trains the weights that tell names of people, organisations and places: `models/names.bin`.
//!
//! A structured perceptron with averaged weights (Collins 2002), in a fixed shuffled order.

use crate::Settings;
use crate::layers::Random;
use rapporteur_name::tagger::{LABELS, Label, ROWS, Usage, Weights, best, features, shipped};
use rapporteur_parse::analyse;
use std::path::Path;

/// A sentence of the annotated data.
struct Sentence {
    features: Vec<Vec<u32>>,
    labels: Vec<Label>,
}

/// Sentences with their words and labels, a list a document.
type Documents = Vec<Vec<(Vec<String>, Vec<Label>)>>;

/// Reads IOB2 with a tab between number, word and label; `# newdoc` parts documents. Labels of other kinds count as none.
fn documents(text: &str) -> Documents {
    let mut all: Documents = vec![vec![]];
    let mut words = (Vec::new(), Vec::new());
    for line in text.lines().chain([""]) {
        if line.starts_with("# newdoc") {
            all.push(vec![]);
        } else if line.is_empty() && !words.0.is_empty() {
            all.last_mut().unwrap().push(std::mem::take(&mut words));
        } else if !line.starts_with('#') {
            let mut columns = line.split('\t').skip(1);
            if let (Some(word), Some(label)) = (columns.next(), columns.next()) {
                words.0.push(word.to_owned());
                words.1.push(label_of(label, words.1.last()));
            }
        }
    }
    all
}

fn label_of(written: &str, before: Option<&Label>) -> Label {
    let label = match written {
        "B-PER" => Label::BeginsPerson,
        "I-PER" => Label::InPerson,
        "B-ORG" => Label::BeginsOrganisation,
        "I-ORG" => Label::InOrganisation,
        "B-LOC" => Label::BeginsPlace,
        "I-LOC" => Label::InPlace,
        _ => Label::Outside,
    };
    if label.may_follow(before.copied()) {
        label
    } else {
        Label::Outside
    }
}

fn read(path: &Path) -> Result<Vec<Sentence>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut all = Vec::new();
    for document in documents(&text) {
        let mut usage = Usage::default();
        let words: Vec<Vec<&str>> = document
            .iter()
            .map(|(words, _)| words.iter().map(String::as_str).collect())
            .collect();
        words.iter().for_each(|w| usage.note(w));
        for (words, (_, labels)) in words.iter().zip(&document) {
            all.push(Sentence {
                features: features(words, &analyse(words), &usage),
                labels: labels.clone(),
            });
        }
    }
    Ok(all)
}

/// The names that labels tell: first word, one past the last, kind.
fn names(labels: &[Label]) -> Vec<(usize, usize, Label)> {
    let mut found: Vec<(usize, usize, Label)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        match label {
            Label::Outside => {}
            Label::BeginsPerson | Label::BeginsOrganisation | Label::BeginsPlace => {
                found.push((at, at + 1, *label));
            }
            _ => {
                if let Some(last) = found.last_mut() {
                    last.1 = at + 1;
                }
            }
        }
    }
    found
}

fn report(weights: &[i16], sentences: &[Sentence], what: &str) {
    let weights = Weights(weights);
    let mut tally = [[0usize; 3]; 4];
    for sentence in sentences {
        let found = names(&weights.label(&sentence.features));
        let gold = names(&sentence.labels);
        for (n, kind) in [
            Label::BeginsPerson,
            Label::BeginsOrganisation,
            Label::BeginsPlace,
        ]
        .iter()
        .enumerate()
        {
            let of = |l: &[(usize, usize, Label)]| l.iter().filter(|x| x.2 == *kind).count();
            let hit = found
                .iter()
                .filter(|f| f.2 == *kind && gold.contains(f))
                .count();
            for row in [n, 3] {
                tally[row][0] += hit;
                tally[row][1] += of(&found);
                tally[row][2] += of(&gold);
            }
        }
    }
    for (name, [hit, found, gold]) in ["person", "organisation", "place", "all"].iter().zip(tally) {
        let (p, r) = (
            hit as f64 / found.max(1) as f64,
            hit as f64 / gold.max(1) as f64,
        );
        println!(
            "{what} {name:12} P {p:.3} R {r:.3} F1 {:.3} ({gold})",
            2.0 * p * r / (p + r).max(1e-9)
        );
    }
}

/// Prints how the model that ships does on a file, with its own words.
///
/// # Errors
/// What could not be read.
pub fn score(path: &str) -> Result<(), String> {
    report(shipped().0, &read(Path::new(path))?, "names");
    Ok(())
}

/// Trains and gives the file's bytes: two bytes a weight, the lower first.
///
/// # Errors
/// What could not be read.
pub fn train(settings: &Settings) -> Result<Vec<u8>, String> {
    let data = settings.data.join("../names");
    let train = read(&data.join("uner_ewt_train.iob2"))?;
    let dev = read(&data.join("uner_ewt_dev.iob2"))?;
    train_on(settings, &train, &dev)
}

fn train_on(settings: &Settings, train: &[Sentence], dev: &[Sentence]) -> Result<Vec<u8>, String> {
    let kinds = LABELS.len();
    let size = (ROWS + kinds) * kinds;
    let (mut weights, mut totals, mut since) =
        (vec![0f32; size], vec![0f64; size], vec![0u32; size]);
    let mut random = Random(settings.number("seed", 1.0) as u64);
    let mut order: Vec<usize> = (0..train.len()).collect();
    let mut step = 0u32;
    let drop = settings.number("drop", 0.3);
    let margin = settings.number("margin", 1.0);
    let mut weighed: Vec<i16> = Vec::new();
    for epoch in 0..settings.number("epochs", 12.0) as usize {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for sentence in order.iter().map(|i| &train[*i]) {
            step += 1;
            // A part of the features is left out each time, so that no single word is relied on.
            let kept: Vec<Vec<u32>> = sentence
                .features
                .iter()
                .map(|rows| {
                    rows.iter()
                        .copied()
                        .filter(|_| random.unit() >= drop)
                        .collect()
                })
                .collect();
            // What is not right must be beaten by a margin (Taskar and others 2003).
            let scores: Vec<[f32; 7]> = kept
                .iter()
                .zip(&sentence.labels)
                .map(|(rows, gold)| {
                    let mut sum = [margin; 7];
                    sum[*gold as usize] = 0.0;
                    for row in rows {
                        let at = *row as usize * kinds;
                        (0..kinds).for_each(|k| sum[k] += weights[at + k]);
                    }
                    sum
                })
                .collect();
            let found = best(&scores, |before, label| {
                weights[(ROWS + label) * kinds + before]
            });
            if found == sentence.labels {
                continue;
            }
            wrong += 1;
            let mut change = |at: usize, by: f32| {
                totals[at] += f64::from(weights[at]) * f64::from(step - since[at]);
                since[at] = step;
                weights[at] += by;
            };
            for (at, (gold, found_here)) in sentence.labels.iter().zip(&found).enumerate() {
                if gold != found_here {
                    for row in &kept[at] {
                        change(*row as usize * kinds + *gold as usize, 1.0);
                        change(*row as usize * kinds + *found_here as usize, -1.0);
                    }
                }
                if at > 0 && (sentence.labels[at - 1], gold) != (found[at - 1], found_here) {
                    change(
                        (ROWS + *gold as usize) * kinds + sentence.labels[at - 1] as usize,
                        1.0,
                    );
                    change(
                        (ROWS + *found_here as usize) * kinds + found[at - 1] as usize,
                        -1.0,
                    );
                }
            }
        }
        println!("epoch {epoch}: {wrong} of {} sentences wrong", train.len());
        let averages: Vec<f32> = (0..size)
            .map(|at| {
                let total = totals[at] + f64::from(weights[at]) * f64::from(step - since[at]);
                (total / f64::from(step.max(1))) as f32
            })
            .collect();
        let largest = averages.iter().fold(1e-6f32, |m, w| m.max(w.abs()));
        weighed = averages
            .iter()
            .map(|w| (w / largest * f32::from(i16::MAX)).round() as i16)
            .collect();
        report(&weighed, dev, "dev");
    }
    let kept = weighed
        .chunks(kinds)
        .filter(|row| row.iter().any(|w| *w != 0))
        .count();
    println!("{kept} of {ROWS} rows in use");
    Ok(weighed.iter().flat_map(|w| w.to_le_bytes()).collect())
}
