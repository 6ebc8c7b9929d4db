//! Trains the model of attributions: `models/quotes.bin`.

mod data;
mod evaluate;
mod network;

pub use evaluate::evaluate;

use crate::Settings;
use crate::layers::{Parameter, Random, Step, rate};
use data::{Sample, Vocabulary};
use network::{Network, Shape, Tally};
use rapporteur_quote::model::features;
use rapporteur_quote::model::network::MAGIC;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Trains and gives the model file's bytes. The same settings and data give the same bytes.
///
/// # Errors
/// What could not be read.
pub fn train(settings: &Settings) -> Result<Vec<u8>, String> {
    let folder = PathBuf::from(settings.word("data", "../shared/data/quotes"));
    let mut articles = data::read(&folder.join("polnear-train.jsonl"))?;
    let dev = data::read(&folder.join("polnear-dev.jsonl"))?;
    let mut random = Random(settings.number("seed", 1.0) as u64);
    let share = settings.number("share", 1.0);
    articles.truncate((articles.len() as f32 * share) as usize);
    let vocabulary = data::vocabulary(&articles, settings.number("least", 5.0) as u32);
    let sampled = |reads: Vec<data::Read>, training| -> Vec<Sample> {
        let each = reads.into_iter();
        each.map(|r| data::sample(r, &vocabulary, training))
            .collect()
    };
    let samples = sampled(articles, true);
    let dev = sampled(dev, false);
    let shape = Shape {
        width: settings.number("width", 64.0) as usize,
        layers: settings.word("layers", "crcr"),
        window_width: settings.number("window-width", 48.0) as usize,
        window_layers: settings.word("window-layers", "crc"),
        states: rapporteur_parse::network::SHIPPED
            .as_ref()
            .map_or(0, |n| n.width()),
        drop: settings.number("drop", 0.2),
        window_drop: settings.number("window-drop", 0.1),
        false_cues: settings.number("false-cues", 0.1),
        least: settings.number("least-false", 0.1),
    };
    println!(
        "{} articles, {} features, {shape:?}",
        samples.len(),
        vocabulary.hashes.len()
    );
    let mut network = Network::random(shape, vocabulary.hashes.len(), &mut random);
    let epochs = settings.number("epochs", 12.0) as usize;
    let peak = settings.number("rate", 0.003);
    let decay = settings.number("decay", 0.01);
    let total = epochs * samples.len();
    let start = Instant::now();
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut steps = 0;
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let mut tally = Tally::default();
        let mut touched = Vec::new();
        for (done, number) in order.iter().enumerate() {
            let own = network.learn(&samples[*number], &mut random, &mut touched);
            tally.words += own.words;
            tally.windows += own.windows;
            tally.cue_loss += own.cue_loss;
            tally.label_loss += own.label_loss;
            let rate = rate(steps, total, peak);
            network.step(Step { rate, decay }, &mut touched);
            steps += 1;
            if steps % 20 == 0 {
                let left = start.elapsed().as_secs_f32() * (total as f32 / steps as f32 - 1.0);
                eprint!("\repoch {epoch}, {done} articles, {left:.0} s left   ");
                let _ = std::io::stderr().flush();
            }
        }
        println!(
            "\repoch {epoch}: {:.0} s, loss of a word {:.4}, of a window {:.3}, {:.1} windows an article",
            start.elapsed().as_secs_f32(),
            tally.cue_loss / tally.words as f32,
            tally.label_loss / tally.windows as f32,
            tally.windows as f32 / samples.len() as f32
        );
        if epoch % 3 == 2 || epoch + 1 == epochs {
            report(&network, &dev);
        }
        if let Some(out) = settings.out() {
            let bytes = bytes(&mut network, &vocabulary);
            std::fs::write(&out, bytes).map_err(|e| e.to_string())?;
        }
    }
    Ok(bytes(&mut network, &vocabulary))
}

fn report(network: &Network, dev: &[Sample]) {
    let found = dev.iter().map(|s| network.candidates(s, 0.05)).collect();
    let articles: Vec<_> = dev.iter().map(|s| (&s.words, s.gold.as_slice())).collect();
    evaluate::print_cuts(&articles, found);
}

/// The model file that `rapporteur_quote::model::network` reads.
fn bytes(network: &mut Network, vocabulary: &Vocabulary) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let count = |out: &mut Vec<u8>, n: usize| out.extend((n as u32).to_le_bytes());
    let shape = network.shape.clone();
    count(&mut out, shape.width);
    count(&mut out, shape.window_width);
    for text in [&shape.layers, &shape.window_layers] {
        count(&mut out, text.len());
        out.extend(text.as_bytes());
    }
    let mut cues: Vec<(u32, u8)> = vocabulary
        .forms
        .iter()
        .filter(|(_, seen)| seen.cues > 0)
        .map(|(form, seen)| (*form, features::cue_class(seen.cues, seen.all)))
        .collect();
    cues.sort_unstable();
    count(&mut out, cues.len());
    for (form, class) in cues {
        out.extend(form.to_le_bytes());
        count(&mut out, usize::from(class));
    }
    table(&mut out, &network.table, shape.width, &vocabulary.hashes);
    for (parameter, _) in network.parameters() {
        count(&mut out, parameter.value.len());
        parameter
            .value
            .iter()
            .for_each(|v| out.extend(v.to_le_bytes()));
    }
    out
}

/// A table as `rapporteur_parse::layers::Table` reads it.
fn table(out: &mut Vec<u8>, table: &Parameter, width: usize, hashes: &[u32]) {
    out.extend((hashes.len() as u32).to_le_bytes());
    hashes.iter().for_each(|h| out.extend(h.to_le_bytes()));
    let scale = |row: &[f32]| row.iter().fold(1e-6f32, |m, v| m.max(v.abs())) / 127.0;
    out.extend((hashes.len() as u32).to_le_bytes());
    for row in table.value.chunks_exact(width) {
        out.extend(scale(row).to_le_bytes());
    }
    for row in table.value.chunks_exact(width) {
        let scale = scale(row);
        out.extend(row.iter().map(|v| (v / scale).round() as i8 as u8));
    }
}
