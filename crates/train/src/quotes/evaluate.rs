//! How right a model is on the dev part: by cut of confidence, and how far its confidence can be believed.

use super::data::{self, Gold};
use crate::Settings;
use rapporteur_quote::model::features::Words;
use rapporteur_quote::model::network::{Candidate, Network};
use rapporteur_quote::model::{Choice, chosen};
use std::path::PathBuf;

/// Cuts that are tried.
const CUTS: [f32; 8] = [0.05, 0.08, 0.10, 0.14, 0.18, 0.22, 0.28, 0.35];

/// Measures a model file on the dev part. Counts are over our own words; `score_quotes.py` counts over characters and
/// differs by some tenths.
///
/// # Errors
/// What could not be read.
pub fn evaluate(settings: &Settings, file: &str) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|e| format!("{file}: {e}"))?;
    let network = Network::read(bytes.leak());
    let network = network.ok_or(format!(
        "{file}: expected a model of quotations, but found something else"
    ))?;
    let folder = PathBuf::from(settings.word("data", "../shared/data/quotes"));
    let dev = data::read(&folder.join("polnear-dev.jsonl"))?;
    let found: Vec<Vec<Candidate>> = dev
        .iter()
        .map(|r| network.candidates(&r.words, &r.parsed, 0.05))
        .collect();
    let articles: Vec<_> = dev.iter().map(|r| (&r.words, r.gold.as_slice())).collect();
    print_reliability(&articles, found.clone());
    print_cuts(&articles, found);
    Ok(())
}

/// An article's words and what was annotated.
type Article<'a> = (&'a Words, &'a [Gold]);

/// Of what was found with about a confidence: how much was all right, how much found with the right source.
fn print_reliability(articles: &[Article], found: Vec<Vec<Candidate>>) {
    let mut bins = [(0usize, 0f32, 0usize, 0usize); 10];
    for ((words, gold), candidates) in articles.iter().zip(found) {
        for choice in chosen(candidates, CUTS[0], words) {
            let bin = &mut bins[((choice.confidence * 10.0) as usize).min(9)];
            bin.0 += 1;
            bin.1 += choice.confidence;
            bin.2 += usize::from(gold.iter().any(|g| all_same(&choice, g)));
            bin.3 += usize::from(gold.iter().any(|g| found_with_source(&choice, g)));
        }
    }
    println!("| confidence | statements | mean confidence | all exact | found, right source |");
    println!("|---|---|---|---|---|");
    for (n, (count, sum, exact, right)) in bins.iter().enumerate() {
        let of = |n: usize| n as f32 / (*count).max(1) as f32;
        println!(
            "| {:.2}–{:.1} | {count} | {:.2} | {:.2} | {:.2} |",
            (n as f32 / 10.0).max(CUTS[0]),
            (n + 1) as f32 / 10.0,
            sum / (*count).max(1) as f32,
            of(*exact),
            of(*right)
        );
    }
}

fn all_same(choice: &Choice, gold: &Gold) -> bool {
    choice.cue == gold.cue && choice.source == gold.source && choice.content == gold.content
}

/// The contents share half of the longer, and so do the sources, or both have none.
fn found_with_source(choice: &Choice, gold: &Gold) -> bool {
    let shares = |a: &[usize], b: &[usize]| {
        let common = a.iter().filter(|p| b.binary_search(p).is_ok()).count();
        2 * common >= a.len().max(b.len())
    };
    shares(&choice.content, &gold.content) && shares(&choice.source, &gold.source)
}

/// F1 of exact cues, sources, contents, and all three, by cut.
pub fn print_cuts(articles: &[Article], found: Vec<Vec<Candidate>>) {
    for least in CUTS {
        let mut exact = Exact::default();
        for ((words, gold), candidates) in articles.iter().zip(&found) {
            count(&chosen(candidates.clone(), least, words), gold, &mut exact);
        }
        let f1 =
            |[right, found, gold]: [usize; 3]| 200.0 * right as f32 / (found + gold).max(1) as f32;
        let [cue, source, content, all] = exact.map(f1);
        println!(
            "    {least:.2}: all {all:.1} cue {cue:.1} source {source:.1} content {content:.1} ({} found)",
            exact[3][1]
        );
    }
}

/// Right, found and annotated, for cue, source, content and all three.
type Exact = [[usize; 3]; 4];

fn count(found: &[Choice], gold: &[Gold], exact: &mut Exact) {
    let touch = |a: &Choice, b: &Gold| a.cue.start <= b.cue.end && b.cue.start < a.cue.end;
    let same = |a: &Choice, b: &Gold, part: usize| match part {
        0 => a.cue == b.cue,
        1 => touch(a, b) && a.source == b.source,
        2 => touch(a, b) && a.content == b.content,
        _ => all_same(a, b),
    };
    for (part, tally) in exact.iter_mut().enumerate() {
        tally[0] += found
            .iter()
            .filter(|f| gold.iter().any(|g| same(f, g, part)))
            .count();
        tally[1] += found.len();
        tally[2] += gold.len();
    }
}
