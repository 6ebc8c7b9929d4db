//! A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) with weights of sparse features,
//! learned sentence by sentence with AdaGrad (Duchi and others 2011), features dropped at random.

use crate::Settings;
use crate::layers::Random;
use rapporteur_name::tagger::LABELS;
use rapporteur_parse::matrix::exp;

/// How many labels.
const COUNT: usize = LABELS.len();
/// How many numbers a row of weights takes: the labels', and one so that it fills registers.
pub const WIDTH: usize = 8;

type Row = [f32; COUNT];

/// A sentence to learn.
pub struct Sample {
    /// Rows of its words' features, word after word.
    pub rows: Vec<u32>,
    /// Where each word's end in `rows`.
    pub ends: Vec<usize>,
    /// The labels, as places in [`LABELS`].
    pub labels: Vec<usize>,
    /// How much it counts.
    pub weight: f32,
    /// Whether it is of the other treebank, which is left out at the end.
    pub other: bool,
}

/// What is learned.
#[derive(Clone)]
pub struct Chain {
    /// [`WIDTH`] for each row.
    pub weights: Vec<f32>,
    /// Weights of a label (first) after another (second).
    pub steps: [Row; COUNT],
}

/// Probabilities of a sentence's labels.
struct Beliefs {
    labels: Vec<Row>,
    /// At each word but the first: of a label (first) after another (second).
    pairs: Vec<[Row; COUNT]>,
}

fn may_follow(before: Option<usize>, label: usize) -> bool {
    LABELS[label].may_follow(before.map(|b| LABELS[b]))
}

fn to_one(row: &mut Row) {
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|v| *v /= sum.max(1e-30));
}

impl Chain {
    fn scores(&self, rows: &[u32]) -> Row {
        let mut sums = [0f32; WIDTH];
        for row in rows {
            let weights = &self.weights[*row as usize * WIDTH..][..WIDTH];
            sums.iter_mut().zip(weights).for_each(|(s, w)| *s += w);
        }
        let mut scores = Row::default();
        scores.copy_from_slice(&sums[..COUNT]);
        scores
    }

    /// Forward and backward over a sentence's scores.
    fn beliefs(&self, scores: &[Row]) -> Beliefs {
        let mut steps = [Row::default(); COUNT];
        for (label, row) in steps.iter_mut().enumerate() {
            for (before, step) in row.iter_mut().enumerate() {
                if may_follow(Some(before), label) {
                    *step = exp(self.steps[label][before]);
                }
            }
        }
        let factors: Vec<Row> = scores
            .iter()
            .map(|row| {
                let top = row.iter().copied().fold(f32::MIN, f32::max);
                row.map(|s| exp(s - top))
            })
            .collect();
        let mut forward: Vec<Row> = Vec::with_capacity(factors.len());
        for (at, factor) in factors.iter().enumerate() {
            let mut row = Row::default();
            for label in 0..COUNT {
                let reached = match at.checked_sub(1) {
                    Some(last) => (0..COUNT).map(|b| forward[last][b] * steps[label][b]).sum(),
                    None => f32::from(u8::from(may_follow(None, label))),
                };
                row[label] = reached * factor[label];
            }
            to_one(&mut row);
            forward.push(row);
        }
        let mut labels = vec![Row::default(); factors.len()];
        let mut pairs = vec![[Row::default(); COUNT]; factors.len()];
        let mut after = [1f32; COUNT];
        for at in (0..factors.len()).rev() {
            for label in 0..COUNT {
                labels[at][label] = forward[at][label] * after[label];
            }
            to_one(&mut labels[at]);
            let Some(last) = at.checked_sub(1) else { break };
            let mut before_this = Row::default();
            let mut sum = 0.0;
            for label in 0..COUNT {
                let rest = factors[at][label] * after[label];
                for before in 0..COUNT {
                    let way = steps[label][before] * rest;
                    before_this[before] += way;
                    pairs[at][label][before] = forward[last][before] * way;
                    sum += pairs[at][label][before];
                }
            }
            for row in &mut pairs[at] {
                row.iter_mut().for_each(|p| *p /= sum.max(1e-30));
            }
            to_one(&mut before_this);
            after = before_this;
        }
        Beliefs { labels, pairs }
    }
}

/// Learns; prints after each pass how much of the labels' probability is missing.
pub fn learn(settings: &Settings, samples: &[Sample], rows: usize, random: &mut Random) -> Chain {
    let epochs = settings.number("epochs", 8.0) as usize;
    let drop = settings.number("drop", 0.5);
    let peak = settings.number("rate", 0.08);
    let alone = settings.number("alone", 2.0) as usize;
    let mut chain = Chain {
        weights: vec![0.0; rows * WIDTH],
        steps: [Row::default(); COUNT],
    };
    let mut mean = chain.clone();
    let mut means = 0.0;
    // Sums of squared slopes, not from nothing so that the first steps are small.
    let mut squares = vec![1e-2f32; rows * WIDTH];
    let mut step_squares = [[1e-2f32; COUNT]; COUNT];
    let mut order: Vec<usize> = (0..samples.len()).collect();
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let rate = peak * (1.0 - 0.8 * epoch as f32 / epochs as f32);
        let mut missing = 0.0;
        for sample in order.iter().map(|i| &samples[*i]) {
            if sample.other && epoch + alone >= epochs {
                continue;
            }
            let kept = kept(sample, drop, random);
            let scores: Vec<Row> = kept.iter().map(|rows| chain.scores(rows)).collect();
            let beliefs = chain.beliefs(&scores);
            for (at, rows) in kept.iter().enumerate() {
                let gold = sample.labels[at];
                let mut slopes = [0f32; WIDTH];
                slopes[..COUNT].copy_from_slice(&beliefs.labels[at]);
                slopes[gold] -= 1.0;
                missing -= slopes[gold];
                slopes.iter_mut().for_each(|s| *s *= sample.weight);
                if at > 0 {
                    for (label, squares) in step_squares.iter_mut().enumerate() {
                        for (before, square) in squares.iter_mut().enumerate() {
                            if !may_follow(Some(before), label) {
                                continue;
                            }
                            let hit = label == gold && before == sample.labels[at - 1];
                            let slope = beliefs.pairs[at][label][before] - f32::from(u8::from(hit));
                            let slope = slope * sample.weight;
                            *square += slope * slope;
                            chain.steps[label][before] -= rate * slope / square.sqrt();
                        }
                    }
                }
                // What is right already teaches nothing.
                if slopes.iter().map(|s| s.abs()).sum::<f32>() < 1e-3 {
                    continue;
                }
                for row in rows {
                    let start = *row as usize * WIDTH;
                    let weights = chain.weights[start..start + WIDTH].iter_mut();
                    let squares = &mut squares[start..start + WIDTH];
                    for ((weight, square), slope) in weights.zip(squares).zip(&slopes) {
                        *square += slope * slope;
                        *weight -= rate * slope / square.sqrt();
                    }
                }
            }
        }
        println!("pass {epoch}: {missing:.0} of the labels missing");
        // The mean of the second half of the passes is kept.
        if epoch + epochs.div_ceil(2) >= epochs {
            means += 1.0;
            let pull = |to: &mut f32, from: &f32| *to += (from - *to) / means;
            let pairs = mean.weights.iter_mut().zip(&chain.weights);
            pairs.for_each(|(to, from)| pull(to, from));
            let pairs = mean
                .steps
                .iter_mut()
                .flatten()
                .zip(chain.steps.iter().flatten());
            pairs.for_each(|(to, from)| pull(to, from));
        }
    }
    mean
}

/// The rows of each word that are not dropped, each once.
fn kept(sample: &Sample, drop: f32, random: &mut Random) -> Vec<Vec<u32>> {
    let mut start = 0;
    let words = sample.ends.iter().map(|end| {
        let rows = &sample.rows[start..*end];
        start = *end;
        let mut rows: Vec<u32> = rows
            .iter()
            .copied()
            .filter(|_| random.unit() >= drop)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beliefs_are_those_of_all_sequences() {
        let mut chain = Chain {
            weights: Vec::new(),
            steps: [Row::default(); COUNT],
        };
        chain.steps[2][1] = 0.7;
        chain.steps[0][5] = -0.4;
        let scores = [
            [0.1, 0.5, -0.2, 0.3, 0.0, 0.2, 0.9],
            [0.4, -0.5, 0.6, 0.1, 0.8, 0.3, -0.1],
        ];
        let mut sum = 0.0;
        let mut wanted = [Row::default(); COUNT];
        for first in (0..COUNT).filter(|l| may_follow(None, *l)) {
            for second in (0..COUNT).filter(|l| may_follow(Some(first), *l)) {
                let total: f32 = scores[0][first] + scores[1][second] + chain.steps[second][first];
                wanted[second][first] = total.exp();
                sum += total.exp();
            }
        }
        let beliefs = chain.beliefs(&scores);
        for label in 0..COUNT {
            let row: f32 = wanted[label].iter().sum::<f32>() / sum;
            assert!((beliefs.labels[1][label] - row).abs() < 1e-5);
            for before in 0..COUNT {
                let wanted = wanted[label][before] / sum;
                assert!((beliefs.pairs[1][label][before] - wanted).abs() < 1e-5);
            }
        }
    }
}
