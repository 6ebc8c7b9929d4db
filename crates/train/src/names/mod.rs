//! Trains the model that tells names of people, organisations and places: `models/names.bin`.
//!
//! `data.rs` reads the annotated sentences, `gum.rs` makes such of a treebank with entities, `made.rs` puts other names
//! into them, `chain.rs` is the conditional random field.

mod chain;
mod data;
mod gum;
mod made;

use crate::Settings;
use crate::layers::Random;
use chain::{Chain, Sample};
use data::{Document, Sentence};
use rapporteur_name::tagger::{Features, LABELS, Label, MAGIC, Model, Usage, shipped};
use rapporteur_parse::analyse;
use std::collections::HashMap;
use std::path::Path;

/// A sentence as the model sees it, with its labels.
struct Read {
    features: Features,
    labels: Vec<Label>,
}

fn read(documents: &[Document]) -> Vec<Read> {
    let mut all = Vec::new();
    for document in documents {
        let words: Vec<Vec<&str>> = document.iter().map(Sentence::words).collect();
        let mut usage = Usage::default();
        words.iter().for_each(|w| usage.note(w));
        for (words, sentence) in words.iter().zip(document) {
            all.push(Read {
                features: Features::read(words, &analyse(words), &usage),
                labels: sentence.labels.clone(),
            });
        }
    }
    all
}

fn documents(path: &Path) -> Result<Vec<Document>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(data::documents(&text))
}

/// Prints precision, recall and F1 of a model, exact words and kind.
fn report(model: &Model, sentences: &[Read], what: &str) {
    const KINDS: [(Label, &str); 3] = [
        (Label::BeginsPerson, "person"),
        (Label::BeginsOrganisation, "organisation"),
        (Label::BeginsPlace, "place"),
    ];
    // Right, found, annotated.
    let mut tally = [[0usize; 3]; 4];
    for sentence in sentences {
        let found = data::names(&model.label(&sentence.features));
        let gold = data::names(&sentence.labels);
        for (n, (kind, _)) in KINDS.iter().enumerate() {
            let of = |l: &[(usize, usize, Label)]| l.iter().filter(|x| x.2 == *kind).count();
            let right = found.iter().filter(|f| f.2 == *kind && gold.contains(f));
            let right = right.count();
            for row in [n, 3] {
                tally[row][0] += right;
                tally[row][1] += of(&found);
                tally[row][2] += of(&gold);
            }
        }
    }
    let names = KINDS.iter().map(|k| k.1).chain(["all"]);
    for (name, [right, found, gold]) in names.zip(tally) {
        let share = |of: usize| right as f64 / of.max(1) as f64;
        let (p, r) = (share(found), share(gold));
        let f1 = 2.0 * p * r / (p + r).max(1e-9);
        println!("{what} {name:12} P {p:.3} R {r:.3} F1 {f1:.3} ({gold})");
    }
}

/// Prints how the model that ships does on a file, with its own words.
///
/// # Errors
/// What could not be read.
pub fn score(path: &str) -> Result<(), String> {
    let model = shipped().ok_or("expected a model of names in the program, but found none")?;
    report(model, &read(&documents(Path::new(path))?), "names");
    Ok(())
}

/// Prints every name that the model that ships finds or misses in a file, with the words around it: what was
/// annotated, a tab, what was found, a tab, the words.
///
/// # Errors
/// What could not be read.
pub fn errors(path: &str) -> Result<(), String> {
    let model = shipped().ok_or("expected a model of names in the program, but found none")?;
    let documents = documents(Path::new(path))?;
    let read = read(&documents);
    for (sentence, seen) in documents.iter().flatten().zip(&read) {
        let words = sentence.words();
        let gold = data::names(&sentence.labels);
        let found = data::names(&model.label(&seen.features));
        let show = |list: &[&(usize, usize, Label)]| -> String {
            let each = list
                .iter()
                .map(|(a, b, kind)| format!("{kind:?}: {}", words[*a..*b].join(" ")));
            each.collect::<Vec<_>>().join(", ")
        };
        let missed: Vec<_> = gold.iter().filter(|g| !found.contains(g)).collect();
        let wrong: Vec<_> = found.iter().filter(|f| !gold.contains(f)).collect();
        if !missed.is_empty() || !wrong.is_empty() {
            println!("{}\t{}\t{}", show(&missed), show(&wrong), words.join(" "));
        }
    }
    Ok(())
}

/// Trains and gives the file's bytes. The same settings and data give the same bytes.
///
/// # Errors
/// What could not be read.
pub fn train(settings: &Settings) -> Result<Vec<u8>, String> {
    let folder = settings.data.join("../names");
    let own = documents(&folder.join("uner_ewt_train.iob2"))?;
    let gum = gum::documents(&crate::trees::read_free_gum(&settings.data)?);
    let dev = read(&documents(&folder.join("uner_ewt_dev.iob2"))?);
    let mut random = Random(settings.number("seed", 1.0) as u64);
    let names = made::Names::of(own.iter().chain(&gum));
    let made_own = made::documents(&own, &names, &mut random);
    let made_gum = made::documents(&gum, &names, &mut random);
    let share = settings.number("made", 0.5);
    let mut parts = Vec::new();
    // Documents, how much a sentence of them counts, and whether they are of the other treebank.
    for (documents, weight, other) in [
        (&own, 1.0, false),
        (&gum, 1.0, true),
        (&made_own, share, false),
        (&made_gum, share, true),
    ] {
        let read = read(documents);
        let count = read.iter().map(|r| data::names(&r.labels).len());
        println!("{} sentences, {} names", read.len(), count.sum::<usize>());
        parts.extend(read.into_iter().map(|r| (r, weight, other)));
    }
    let rows = rows(&parts, settings.number("least", 2.0) as u32);
    println!("{} features", rows.len());
    let samples: Vec<Sample> = parts
        .into_iter()
        .map(|(read, weight, other)| sample(read, &rows, weight, other))
        .collect();
    let chain = chain::learn(settings, &samples, rows.len(), &mut random);
    let bytes = file(settings, &chain, &rows);
    let model = Model::read(bytes.clone().leak()).ok_or("expected a model file, but it is none")?;
    report(&model, &dev, "dev");
    Ok(bytes)
}

/// Features that occur at least so often, each with its row, in the order of hashes.
fn rows(parts: &[(Read, f32, bool)], least: u32) -> HashMap<u32, u32> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for hash in parts.iter().flat_map(|(r, ..)| &r.features.hashes) {
        *counts.entry(*hash).or_default() += 1;
    }
    let mut hashes: Vec<u32> = counts
        .into_iter()
        .filter_map(|(hash, count)| (count >= least).then_some(hash))
        .collect();
    hashes.sort_unstable();
    hashes.into_iter().zip(0..).collect()
}

fn sample(read: Read, rows: &HashMap<u32, u32>, weight: f32, other: bool) -> Sample {
    let mut sample = Sample {
        rows: Vec::with_capacity(read.features.hashes.len()),
        ends: Vec::with_capacity(read.features.ends.len()),
        labels: read.labels.iter().map(|l| *l as usize).collect(),
        weight,
        other,
    };
    let mut start = 0;
    for end in read.features.ends {
        let hashes = &read.features.hashes[start..end];
        sample
            .rows
            .extend(hashes.iter().filter_map(|h| rows.get(h)));
        sample.ends.push(sample.rows.len());
        start = end;
    }
    sample
}

/// The model file: the features with the largest weights, each weight as eight bits of its row's largest.
fn file(settings: &Settings, chain: &Chain, rows: &HashMap<u32, u32>) -> Vec<u8> {
    let kept = settings.number("kept", 150_000.0) as usize;
    let of = |row: u32| &chain.weights[row as usize * chain::WIDTH..][..LABELS.len()];
    let largest = |row: u32| of(row).iter().fold(0f32, |m, v| m.max(v.abs()));
    let mut order: Vec<(u32, u32)> = rows.iter().map(|(hash, row)| (*hash, *row)).collect();
    order.sort_by(|a, b| largest(b.1).total_cmp(&largest(a.1)).then(a.0.cmp(&b.0)));
    order.truncate(kept);
    order.sort_unstable();
    let mut out = MAGIC.to_vec();
    let count = |out: &mut Vec<u8>, n: usize| out.extend((n as u32).to_le_bytes());
    count(&mut out, LABELS.len() * LABELS.len());
    for step in chain.steps.iter().flatten() {
        out.extend(step.to_le_bytes());
    }
    count(&mut out, order.len());
    order
        .iter()
        .for_each(|(hash, _)| out.extend(hash.to_le_bytes()));
    count(&mut out, order.len());
    let scale = |row: u32| largest(row).max(1e-6) / 127.0;
    order
        .iter()
        .for_each(|(_, row)| out.extend(scale(*row).to_le_bytes()));
    for (_, row) in &order {
        let whole = |v: &f32| (v / scale(*row)).round() as i8 as u8;
        out.extend(of(*row).iter().map(whole));
    }
    out
}
