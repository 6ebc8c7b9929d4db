//! Trains the weights that say where sentences end: `models/sentences.bin`. Logistic regression by gradient steps
//! (AdaGrad, Duchi and others 2011), the steps in a fixed shuffled order.

use crate::Settings;
use crate::layers::Random;
use crate::trees::{self, Tree};
use rapporteur_parse::boundary::{SCALE, SIZE, gaps};

/// A gap: its features, what the rules say, whether a sentence ends there.
struct Gap {
    features: Vec<usize>,
    rule: bool,
    ends: bool,
}

/// The paragraphs of a treebank as text, each with the places where its sentences begin.
fn paragraphs(trees: &[Tree]) -> Vec<(String, Vec<usize>)> {
    let mut all: Vec<(String, Vec<usize>)> = Vec::new();
    for tree in trees {
        if tree.paragraph || all.is_empty() {
            all.push((String::new(), Vec::new()));
        }
        let (text, starts) = all.last_mut().unwrap();
        starts.push(text.len());
        for (i, word) in tree.words.iter().enumerate() {
            // Of a word written as one only the pieces are known; they make the word in all but a few cases.
            text.push_str(&word.form);
            let joined = tree.words.get(i + 1).is_some_and(|w| w.joined);
            if word.space_after && !joined {
                text.push(' ');
            }
        }
    }
    all
}

fn read(trees: &[Tree]) -> Vec<Gap> {
    let mut all = Vec::new();
    for (text, starts) in paragraphs(trees) {
        for (place, rule, features) in gaps(&text, |place| starts.binary_search(&place).is_ok()) {
            let features = features.iter().map(|f| *f as usize % SIZE).collect();
            all.push(Gap {
                features,
                rule,
                ends: starts.binary_search(&place).is_ok(),
            });
        }
    }
    all
}

/// Trains and gives the file's bytes: one signed byte a weight.
///
/// # Errors
/// What could not be read.
pub fn train(settings: &Settings) -> Result<Vec<u8>, String> {
    let gaps = read(&trees::read_free(&settings.data)?);
    let mut weights = vec![0f32; SIZE];
    let mut squares = vec![1f32; SIZE];
    let mut random = Random(settings.number("seed", 1.0) as u64);
    let mut order: Vec<usize> = (0..gaps.len()).collect();
    let epochs = settings.number("epochs", 8.0) as usize;
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for gap in order.iter().map(|i| &gaps[*i]) {
            let sum: f32 = gap.features.iter().map(|f| weights[*f]).sum();
            let probability = 1.0 / (1.0 + rapporteur_parse::matrix::exp(-sum));
            wrong += usize::from((sum > 0.0) != gap.ends);
            let slope = probability - f32::from(u8::from(gap.ends));
            for f in &gap.features {
                let slope = slope + 1e-6 * weights[*f];
                squares[*f] += slope * slope;
                weights[*f] -= 0.15 * slope / squares[*f].sqrt();
            }
        }
        println!("epoch {epoch}: {wrong} of {} gaps wrong", gaps.len());
    }
    let bytes: Vec<u8> = weights
        .iter()
        .map(|w| (w * SCALE).round().clamp(-127.0, 127.0) as i8 as u8)
        .collect();
    for name in ["en_ewt-ud-dev.conllu", "en_gum-ud-dev.conllu"] {
        let gaps = read(&trees::read(&settings.data.join(name))?);
        let rules = gaps.iter().filter(|g| g.rule != g.ends).count();
        for margin in [0, 8, 16, 24, 32] {
            let sum = |g: &Gap| {
                g.features
                    .iter()
                    .map(|f| i32::from(bytes[*f] as i8))
                    .sum::<i32>()
            };
            let says = |g: &Gap| sum(g) > if g.rule { -margin } else { margin };
            let missed = gaps.iter().filter(|g| g.ends && !says(g)).count();
            let false_ends = gaps.iter().filter(|g| !g.ends && says(g)).count();
            println!(
                "{name}: rules alone {rules} wrong; margin {margin}: {missed} missed, {false_ends} too many"
            );
        }
    }
    Ok(bytes)
}
