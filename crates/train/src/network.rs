//! Trains the network of tags, heads and labels: `models/network.bin`.

use crate::Settings;
use crate::checkpoint::{self, State};
use crate::file;
use crate::layers::{Random, Step, rate};
use crate::parser::{Network, Sample, Shape, Tally};
use crate::trees::{self, Tree};
use rapporteur_parse::features;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::time::Instant;

/// Names of tags and labels and the table of features, from the training part.
struct Vocabulary {
    tags: Vec<String>,
    labels: Vec<String>,
    /// Hash of a feature to its row.
    rows: HashMap<u32, u32>,
    /// Hashes in the order of rows.
    hashes: Vec<u32>,
    counts: HashMap<String, u32>,
}

fn tag_of(word: &trees::Word) -> String {
    format!("{} {}", word.upos, word.xpos)
}

fn vocabulary(trees: &[Tree]) -> Vocabulary {
    let mut tags: BTreeMap<String, u32> = BTreeMap::new();
    let mut labels: BTreeMap<String, u32> = BTreeMap::new();
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    let mut counts = HashMap::new();
    let mut reader = features::Reader::default();
    for tree in trees {
        for (i, word) in tree.words.iter().enumerate() {
            *tags.entry(tag_of(word)).or_default() += 1;
            *labels.entry(word.label.clone()).or_default() += 1;
            *counts.entry(word.form.to_lowercase()).or_default() += 1;
            for hash in reader.read(&word.form, i == 0) {
                *seen.entry(hash).or_default() += 1;
            }
        }
    }
    let often = |list: BTreeMap<String, u32>, least: u32| -> Vec<String> {
        list.into_iter()
            .filter(|(_, n)| *n >= least)
            .map(|(name, _)| name)
            .collect()
    };
    let mut hashes = vec![features::root()];
    hashes.extend(seen.into_iter().filter(|(_, n)| *n >= 2).map(|(h, _)| h));
    let rows = hashes
        .iter()
        .enumerate()
        .map(|(i, h)| (*h, i as u32))
        .collect();
    Vocabulary {
        tags: often(tags, 5),
        labels: often(labels, 20),
        rows,
        hashes,
        counts,
    }
}

fn sample(tree: &Tree, vocabulary: &Vocabulary) -> Sample {
    let mut sample = Sample::default();
    let mut reader = features::Reader::default();
    let row = |h: &u32| vocabulary.rows.get(h).copied().unwrap_or(u32::MAX);
    sample.features.push(vec![row(&features::root())]);
    sample.counts.push(1000);
    sample.tags.push(usize::MAX);
    sample.heads.push(0);
    sample.labels.push(0);
    let find = |list: &[String], name: &str| list.iter().position(|n| n == name);
    for (i, word) in tree.words.iter().enumerate() {
        sample
            .features
            .push(reader.read(&word.form, i == 0).iter().map(row).collect());
        sample.counts.push(
            vocabulary
                .counts
                .get(&word.form.to_lowercase())
                .copied()
                .unwrap_or(0),
        );
        sample
            .tags
            .push(find(&vocabulary.tags, &tag_of(word)).unwrap_or(usize::MAX));
        sample.heads.push(word.head);
        let base = word.label.split(':').next().unwrap_or_default();
        let label =
            find(&vocabulary.labels, &word.label).or_else(|| find(&vocabulary.labels, base));
        sample.labels.push(label.unwrap_or(0));
    }
    sample
}

/// A sentence set as headlines are: without its final stop, and with capitals at the start of words or all over.
/// The treebanks have few.
fn as_headline(tree: &Tree, random: &mut Random) -> Tree {
    let mut tree = tree.clone();
    let last = tree.words.len();
    let stops = tree
        .words
        .last()
        .is_some_and(|w| w.upos == "PUNCT" && w.head != 0);
    if stops && last > 1 && tree.words.iter().all(|w| w.head != last) {
        tree.words.pop();
    }
    let style = random.next() % 4;
    for word in &mut tree.words {
        let small = word.form.len() < 4
            && matches!(
                word.upos.as_str(),
                "ADP" | "DET" | "CCONJ" | "PART" | "SCONJ"
            );
        let mut chars = word.form.chars();
        word.form = match (style, chars.next()) {
            (0, _) => word.form.to_uppercase(),
            (1 | 2, Some(first)) if !small => first.to_uppercase().chain(chars).collect(),
            _ => continue,
        };
    }
    tree
}

fn evaluate(network: &mut Network, samples: &[Sample]) -> Tally {
    let mut tally = Tally::default();
    for batch in samples.chunks(32) {
        let batch: Vec<&Sample> = batch.iter().collect();
        tally.add(network.batch(&batch, None, &mut Vec::new()));
    }
    tally
}

/// Trains and gives the model file's bytes. The same settings and data give the same bytes.
///
/// # Errors
/// What could not be read.
pub fn train(settings: &Settings) -> Result<Vec<u8>, String> {
    let mut trees = trees::read_free(&settings.data)?;
    let mut random = Random(settings.number("seed", 1.0) as u64);
    let share = settings.number("share", 1.0);
    if share < 1.0 {
        random.shuffle(&mut trees);
        trees.truncate((trees.len() as f32 * share) as usize);
    }
    let vocabulary = vocabulary(&trees);
    let sampled =
        |trees: &[Tree]| -> Vec<Sample> { trees.iter().map(|t| sample(t, &vocabulary)).collect() };
    let samples = sampled(&trees);
    let headlines: Vec<Tree> = trees.iter().map(|t| as_headline(t, &mut random)).collect();
    let headlines = sampled(&headlines);
    let headline_share = settings.number("headlines", 0.05);
    let ewt = sampled(&trees::read(&settings.data.join("en_ewt-ud-dev.conllu"))?);
    let mut news = trees::read(&settings.data.join("en_gum-ud-dev.conllu"))?;
    news.retain(|t| t.document.starts_with("GUM_news"));
    let set_as_headlines: Vec<Tree> = news.iter().map(|t| as_headline(t, &mut random)).collect();
    let news = sampled(&news);
    let set_as_headlines = sampled(&set_as_headlines);
    let words: usize = trees.iter().map(|t| t.words.len()).sum();
    let shape = Shape {
        width: settings.number("width", 112.0) as usize,
        layers: settings.word("layers", "crcr"),
        tag_layer: settings.number("tag-layer", 3.0) as usize,
        arc: settings.number("arc", 64.0) as usize,
        label: settings.number("label", 64.0) as usize,
        drop: settings.number("drop", 0.2),
        drop_head: settings.number("drop-head", 0.25),
    };
    let (tags, labels) = (vocabulary.tags.len(), vocabulary.labels.len());
    println!(
        "{} sentences, {words} words, {} features, {tags} tags, {labels} labels; {shape:?}",
        trees.len(),
        vocabulary.hashes.len()
    );
    let mut network = Network::random(shape, vocabulary.hashes.len(), tags, labels, &mut random);
    let epochs = settings.number("epochs", 14.0) as usize;
    let size = settings.number("batch", 700.0) as usize;
    let peak = settings.number("rate", 0.003);
    let decay = settings.number("decay", 0.01);
    let total = epochs * words / size;
    let start = Instant::now();
    let mut steps = 0;
    let mut numbers: Vec<usize> = (0..samples.len()).collect();
    let part = settings.out().map(|out| out.with_extension("part"));
    let fingerprint = format!(
        "{:?} {words} {}",
        settings.options(),
        vocabulary.hashes.len()
    );
    let mut first = 0;
    if let Some(part) = &part {
        let mut state = State {
            epoch: 0,
            steps: 0,
            random: &mut random,
            order: &mut numbers,
            network: &mut network,
        };
        if checkpoint::load(part, &fingerprint, &mut state) {
            (first, steps) = (state.epoch, state.steps);
            println!("goes on after {first} passes: {}", part.display());
        }
    }
    for epoch in first..epochs {
        random.shuffle(&mut numbers);
        let mut pick = |i: &usize| {
            if random.unit() < headline_share {
                &headlines[*i]
            } else {
                &samples[*i]
            }
        };
        let order: Vec<&Sample> = numbers.iter().map(&mut pick).collect();
        let mut tally = Tally::default();
        let mut touched = Vec::new();
        let mut done = 0;
        for batch in batches(&order, size) {
            tally.add(network.batch(batch, Some(&mut random), &mut touched));
            let rate = rate(steps.min(total - 1), total, peak);
            network.step(Step { rate, decay }, &mut touched);
            steps += 1;
            done += batch.len();
            if steps.is_multiple_of(20) {
                let share = (epoch as f32 + done as f32 / order.len() as f32) / epochs as f32;
                let left = start.elapsed().as_secs_f32() * (1.0 / share - 1.0);
                eprint!(
                    "\repoch {epoch}, {:.0} %, {left:.0} s left   ",
                    100.0 * share
                );
                let _ = std::io::stderr().flush();
            }
        }
        let (t, h, l) = tally.percent();
        let loss = tally.loss / tally.words as f32;
        println!(
            "\repoch {epoch}: {:.0} s, loss {loss:.3}, train {t:.1} {h:.1} {l:.1}",
            start.elapsed().as_secs_f32()
        );
        if epoch % 2 == 1 || epoch + 1 == epochs {
            for (name, samples) in [
                ("EWT", &ewt),
                ("news", &news),
                ("news as headlines", &set_as_headlines),
            ] {
                let (t, h, l) = evaluate(&mut network, samples).percent();
                println!("        {name}: tags {t:.2} heads {h:.2} both {l:.2}");
            }
        }
        if let Some(part) = &part {
            let state = State {
                epoch: epoch + 1,
                steps,
                random: &mut random,
                order: &mut numbers,
                network: &mut network,
            };
            checkpoint::save(part, &fingerprint, state)?;
        }
    }
    if let Some(part) = &part {
        let _ = std::fs::remove_file(part);
    }
    Ok(file::bytes(
        &network,
        &vocabulary.hashes,
        &vocabulary.tags,
        &vocabulary.labels,
    ))
}

/// Sentences in their order, together at least `size` words.
fn batches<'a, 'b>(order: &'b [&'a Sample], size: usize) -> Vec<&'b [&'a Sample]> {
    let mut out = Vec::new();
    let (mut start, mut words) = (0, 0);
    for (i, sample) in order.iter().enumerate() {
        words += sample.features.len() - 1;
        if words >= size || i + 1 == order.len() {
            out.push(&order[start..=i]);
            start = i + 1;
            words = 0;
        }
    }
    out
}
