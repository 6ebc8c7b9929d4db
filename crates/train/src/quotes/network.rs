//! The network for quotations with its derivatives. The same, forward only and over the shipped file, is
//! `rapporteur_quote::model::network`.

use super::data::{Gold, Sample, labels};
use crate::layers::*;
use crate::parser::cross_entropy;
use crate::stack::Stack;
use rapporteur_quote::model::features::{self, RELATIVE, Relative};
use rapporteur_quote::model::labels::{Chain, LABELS, Row, may_follow, steps};
use rapporteur_quote::model::network::{CUE_LABELS, Candidate, cues};
use std::ops::Range;

/// Sizes and shares.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Columns of a word.
    pub width: usize,
    /// Layers over the article.
    pub layers: String,
    /// Columns of a word in a window.
    pub window_width: usize,
    /// Layers over a window.
    pub window_layers: String,
    /// How many numbers the parser's network holds of a word.
    pub states: usize,
    /// Share dropped out of words and layers.
    pub drop: f32,
    /// Share dropped out of windows.
    pub window_drop: f32,
    /// Share of the words that are often a cue and are none here, that are shown as false cues.
    pub false_cues: f32,
    /// How likely a false cue must seem to be shown as one.
    pub least: f32,
}

/// All that is learned.
#[derive(Debug, Clone)]
pub struct Network {
    /// Sizes.
    pub shape: Shape,
    /// One row for each feature.
    pub table: Parameter,
    /// What the parser's network holds, brought to our width.
    pub states: Linear,
    /// Over the article.
    pub stack: Stack,
    /// Cue or not.
    pub cue: Linear,
    /// A window's word.
    pub of_word: Linear,
    /// A window's word times the cue.
    pub of_product: Linear,
    /// The cue.
    pub of_cue: Linear,
    /// Places in respect of the cue.
    pub relative: [Parameter; 3],
    /// Over windows.
    pub window_stack: Stack,
    /// Source and content.
    pub label: Linear,
    /// Scores between labels.
    pub steps: Parameter,
}

/// Losses of an article.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Words.
    pub words: usize,
    /// Windows.
    pub windows: usize,
    /// Sum over words.
    pub cue_loss: f32,
    /// Sum over windows.
    pub label_loss: f32,
}

/// The forward pass over an article.
struct Encoded {
    used: Vec<Vec<u32>>,
    states: Vec<f32>,
    h: Vec<f32>,
    kept: crate::stack::Kept,
    cue_scores: Vec<f32>,
}

/// The forward pass over windows.
struct Windows {
    means: Vec<f32>,
    products: Vec<f32>,
    bounds: Bounds,
    windows: Vec<Range<usize>>,
    places: Vec<Vec<Relative>>,
    inner: Vec<f32>,
    kept: crate::stack::Kept,
    scores: Vec<f32>,
}

impl Network {
    /// At random.
    pub fn random(shape: Shape, rows: usize, random: &mut Random) -> Network {
        let (d, e) = (shape.width, shape.window_width);
        Network {
            table: Parameter::random(rows * d, 0.1, random),
            states: Linear::random(shape.states, d, random),
            stack: Stack::random(d, &shape.layers, random),
            cue: Linear::random(d, CUE_LABELS, random),
            of_word: Linear::random(d, e, random),
            of_product: Linear::random(d, e, random),
            of_cue: Linear::random(d, e, random),
            relative: RELATIVE.map(|n| Parameter::random(n * e, 0.1, random)),
            window_stack: Stack::random(e, &shape.window_layers, random),
            label: Linear::random(e, LABELS, random),
            steps: Parameter::of(vec![0.0; LABELS * LABELS]),
            shape,
        }
    }

    fn encode(&self, sample: &Sample, drop: f32, learn: bool, random: &mut Random) -> Encoded {
        let d = self.shape.width;
        let mut used = Vec::with_capacity(sample.rows.len());
        let mut states = sample.states.clone();
        if learn {
            drop_out(&mut states, drop, random);
        }
        let mut x = self.states.forward(&states);
        for ((rows, count), row) in sample
            .rows
            .iter()
            .zip(&sample.counts)
            .zip(x.chunks_exact_mut(d))
        {
            let count = *count as f32;
            let forget = learn && random.unit() < 0.08 + 0.5 / (0.5 + count);
            // The form is the first row if it is known, that is if it occurs twice.
            let skip = usize::from(forget && count >= 2.0);
            let kept = rows.get(skip..).unwrap_or_default().to_vec();
            for f in &kept {
                let from = &self.table.value[*f as usize * d..(*f as usize + 1) * d];
                row.iter_mut().zip(from).for_each(|(a, b)| *a += b);
            }
            used.push(kept);
        }
        let bounds = vec![(0, sample.rows.len())];
        let (h, kept) = self
            .stack
            .forward(&x, &bounds, if learn { drop } else { 0.0 }, random);
        let cue_scores = self.cue.forward(&h);
        Encoded {
            used,
            states,
            h,
            kept,
            cue_scores,
        }
    }

    fn windows(
        &self,
        sample: &Sample,
        h: &[f32],
        cues: &[Range<usize>],
        drop: f32,
        random: &mut Random,
    ) -> Windows {
        let (d, e) = (self.shape.width, self.shape.window_width);
        let of_word = self.of_word.forward(h);
        let mut means = vec![0f32; cues.len() * d];
        for (cue, mean) in cues.iter().zip(means.chunks_exact_mut(d)) {
            let share = 1.0 / cue.len() as f32;
            for p in cue.clone() {
                mean.iter_mut()
                    .zip(&h[p * d..(p + 1) * d])
                    .for_each(|(m, v)| *m += v * share);
            }
        }
        let of_cue = self.of_cue.forward(&means);
        let windows: Vec<Range<usize>> = cues
            .iter()
            .map(|c| features::window(&sample.words, c))
            .collect();
        let mut products = Vec::new();
        let mut bounds = Bounds::new();
        for (window, mean) in windows.iter().zip(means.chunks_exact(d)) {
            bounds.push((products.len() / d, products.len() / d + window.len()));
            for p in window.clone() {
                products.extend(h[p * d..(p + 1) * d].iter().zip(mean).map(|(v, m)| v * m));
            }
        }
        let mut x = self.of_product.forward(&products);
        let mut rows = x.chunks_exact_mut(e);
        let mut places = Vec::new();
        for ((cue, window), of_cue) in cues.iter().zip(&windows).zip(of_cue.chunks_exact(e)) {
            let own = features::relative(&sample.words, cue, window);
            for (p, place) in window.clone().zip(&own) {
                let row = rows.next().unwrap();
                let word = &of_word[p * e..(p + 1) * e];
                row.iter_mut()
                    .zip(word)
                    .zip(of_cue)
                    .for_each(|((r, a), b)| *r += a + b);
                for (table, class) in self.relative.iter().zip(place) {
                    let from = usize::from(*class) * e;
                    row.iter_mut()
                        .zip(&table.value[from..from + e])
                        .for_each(|(r, v)| *r += v);
                }
            }
            places.push(own);
        }
        let (inner, kept) = self.window_stack.forward(&x, &bounds, drop, random);
        let scores = self.label.forward(&inner);
        Windows {
            means,
            products,
            bounds,
            windows,
            places,
            inner,
            kept,
            scores,
        }
    }

    /// One article: forward and backward; `touched` gets the rows of the table that were used.
    pub fn learn(&mut self, sample: &Sample, random: &mut Random, touched: &mut Vec<u32>) -> Tally {
        let (d, e) = (self.shape.width, self.shape.window_width);
        let encoded = self.encode(sample, self.shape.drop, true, random);
        let Encoded {
            used,
            states,
            h,
            kept,
            mut cue_scores,
        } = encoded;
        let (cues, golds) = self.cues_to_learn(sample, &cue_scores, random);
        let mut tally = Tally {
            words: sample.cues.len(),
            windows: cues.len(),
            ..Tally::default()
        };
        let scale = 1.0 / 100.0;
        for (row, gold) in cue_scores.chunks_exact_mut(CUE_LABELS).zip(&sample.cues) {
            tally.cue_loss += cross_entropy(row, usize::from(*gold), scale);
        }
        let mut dh = self.cue.backward(&h, &cue_scores);
        if !cues.is_empty() {
            let w = self.windows(sample, &h, &cues, self.shape.window_drop, random);
            let mut d_scores = vec![0f32; w.scores.len()];
            let factors = steps(&self.steps.value);
            for (i, cue) in cues.iter().enumerate() {
                let (begin, end) = w.bounds[i];
                let window = &w.windows[i];
                let scores = &w.scores[begin * LABELS..end * LABELS];
                let chain = Chain::new(&factors, scores, |at| cue.contains(&(window.start + at)));
                let wanted = labels(golds[i], window);
                let slopes = &mut d_scores[begin * LABELS..end * LABELS];
                tally.label_loss += self.chain_loss(&chain, &wanted, scale, slopes);
            }
            let d_inner = self.label.backward(&w.inner, &d_scores);
            let dx = self.window_stack.backward(&w.kept, &w.bounds, d_inner);
            let mut d_words = vec![0f32; h.len() / d * e];
            let mut d_cues = vec![0f32; cues.len() * e];
            for (i, window) in w.windows.iter().enumerate() {
                let (begin, end) = w.bounds[i];
                let to_cue = &mut d_cues[i * e..(i + 1) * e];
                let rows = dx[begin * e..end * e].chunks_exact(e);
                for ((p, place), row) in window.clone().zip(&w.places[i]).zip(rows) {
                    let to = &mut d_words[p * e..(p + 1) * e];
                    to.iter_mut().zip(row).for_each(|(a, b)| *a += b);
                    to_cue.iter_mut().zip(row).for_each(|(a, b)| *a += b);
                    for (table, class) in self.relative.iter_mut().zip(place) {
                        let from = usize::from(*class) * e;
                        table.slope[from..from + e]
                            .iter_mut()
                            .zip(row)
                            .for_each(|(a, b)| *a += b);
                    }
                }
            }
            let d_products = self.of_product.backward(&w.products, &dx);
            let d_words = self.of_word.backward(&h, &d_words);
            dh.iter_mut().zip(&d_words).for_each(|(a, b)| *a += b);
            let mut d_means = self.of_cue.backward(&w.means, &d_cues);
            for (i, window) in w.windows.iter().enumerate() {
                let begin = w.bounds[i].0;
                let mean = &w.means[i * d..(i + 1) * d];
                let d_mean = &mut d_means[i * d..(i + 1) * d];
                for (n, p) in window.clone().enumerate() {
                    let slope = &d_products[(begin + n) * d..(begin + n + 1) * d];
                    let (own, to) = (&h[p * d..(p + 1) * d], &mut dh[p * d..(p + 1) * d]);
                    for c in 0..d {
                        to[c] += slope[c] * mean[c];
                        d_mean[c] += slope[c] * own[c];
                    }
                }
                let share = 1.0 / cues[i].len() as f32;
                for p in cues[i].clone() {
                    let to = &mut dh[p * d..(p + 1) * d];
                    to.iter_mut()
                        .zip(&*d_mean)
                        .for_each(|(a, b)| *a += b * share);
                }
            }
        }
        let bounds = vec![(0, sample.rows.len())];
        let dx = self.stack.backward(&kept, &bounds, dh);
        for (row, features) in dx.chunks_exact(d).zip(&used) {
            for f in features {
                touched.push(*f);
                let to = &mut self.table.slope[*f as usize * d..(*f as usize + 1) * d];
                to.iter_mut().zip(row).for_each(|(a, b)| *a += b);
            }
        }
        self.states.backward(&states, &dx);
        tally
    }

    /// The annotated cues, and false ones: those that the network believes in, and some that are often cues.
    fn cues_to_learn<'a>(
        &self,
        sample: &'a Sample,
        scores: &[f32],
        random: &mut Random,
    ) -> (Vec<Range<usize>>, Vec<Option<&'a Gold>>) {
        let mut list: Vec<Range<usize>> = Vec::new();
        let mut golds = Vec::new();
        for gold in &sample.gold {
            if list.last() != Some(&gold.cue) {
                list.push(gold.cue.clone());
                golds.push(Some(gold));
            }
        }
        let free = |cue: &Range<usize>| cue.clone().all(|p| sample.cues[p] == 0);
        let mut taken = vec![false; sample.cues.len()];
        let believed = cues(scores, self.shape.least);
        let likely = (0..sample.likely.len())
            .filter(|p| sample.likely[*p])
            .map(|p| p..p + 1);
        let likely: Vec<Range<usize>> = likely
            .filter(|_| random.unit() < self.shape.false_cues)
            .collect();
        for cue in believed.into_iter().map(|(c, _)| c).chain(likely) {
            if free(&cue) && !taken[cue.start] && list.len() < 3 * sample.gold.len() + 20 {
                taken[cue.clone()].fill(true);
                list.push(cue);
                golds.push(None);
            }
        }
        (list, golds)
    }

    /// The negative logarithm of a sequence's probability; adds its slopes.
    fn chain_loss(&mut self, chain: &Chain, wanted: &[u8], scale: f32, slopes: &mut [f32]) -> f32 {
        let count = wanted.len();
        let mut after: Row = [1.0; LABELS];
        for t in (0..count).rev() {
            // `after`: probability of all that follows, by the label here.
            let gold = usize::from(wanted[t]);
            let forward = &chain.forward[t];
            let mut sum = 0.0;
            for l in 0..LABELS {
                sum += forward[l] * after[l];
            }
            for l in 0..LABELS {
                let p = forward[l] * after[l] / sum.max(1e-30);
                slopes[t * LABELS + l] += scale * (p - f32::from(u8::from(l == gold)));
            }
            let start: Row = [1.0, 0.0, 0.0, 0.0, 0.0];
            let previous = if t == 0 {
                &start
            } else {
                &chain.forward[t - 1]
            };
            let mut before: Row = [0.0; LABELS];
            let mut each = [[0f32; LABELS]; LABELS];
            for (a, each) in each.iter_mut().enumerate() {
                for (b, slot) in each.iter_mut().enumerate() {
                    let factor = chain.steps[a][b] * chain.rows[t][b] * after[b];
                    before[a] += factor;
                    *slot = previous[a] * factor;
                }
            }
            let total: f32 = each.iter().flatten().sum();
            let from = if t == 0 {
                0
            } else {
                usize::from(wanted[t - 1])
            };
            for (a, each) in each.iter().enumerate() {
                for (b, p) in each.iter().enumerate().filter(|(b, _)| may_follow(a, *b)) {
                    let hit = f32::from(u8::from(a == from && b == gold));
                    let slope = p / total.max(1e-30) - hit;
                    self.steps.slope[a * LABELS + b] += scale * slope;
                }
            }
            let top = before.iter().copied().fold(1e-30, f32::max);
            after = before.map(|v| v / top);
        }
        // A sequence that cannot be (a window cut inside a piece) counts as very unlikely.
        let mut before = 0;
        let mut loss = 0.0;
        for ((label, row), sum) in wanted.iter().zip(&chain.rows).zip(&chain.sums) {
            let label = usize::from(*label);
            loss -= (chain.steps[before][label] * row[label] / sum)
                .max(1e-12)
                .ln();
            before = label;
        }
        loss
    }

    /// Candidates as the shipped network would find them.
    pub fn candidates(&self, sample: &Sample, least: f32) -> Vec<Candidate> {
        let random = &mut Random(0);
        let encoded = self.encode(sample, 0.0, false, random);
        let found = cues(&encoded.cue_scores, least);
        let list: Vec<Range<usize>> = found.iter().map(|(c, _)| c.clone()).collect();
        if list.is_empty() {
            return Vec::new();
        }
        let w = self.windows(sample, &encoded.h, &list, 0.0, random);
        let factors = steps(&self.steps.value);
        let all = found.into_iter().zip(w.windows).zip(w.bounds);
        all.map(|(((cue, cue_probability), window), (begin, end))| {
            let scores = &w.scores[begin * LABELS..end * LABELS];
            let chain = Chain::new(&factors, scores, |at| cue.contains(&(window.start + at)));
            let labels = chain.best();
            Candidate {
                label_probability: chain.probability(&labels),
                cue,
                cue_probability,
                window,
                labels,
            }
        })
        .collect()
    }

    /// Everything that is learned but the table, in the order of the model file, and whether it decays.
    pub fn parameters(&mut self) -> Vec<(&mut Parameter, bool)> {
        fn both(map: &mut Linear) -> [(&mut Parameter, bool); 2] {
            [(&mut map.weights, true), (&mut map.bias, false)]
        }
        let mut all = Vec::new();
        all.extend(both(&mut self.states));
        all.extend(self.stack.parameters());
        for map in [
            &mut self.cue,
            &mut self.of_word,
            &mut self.of_product,
            &mut self.of_cue,
        ] {
            all.extend(both(map));
        }
        all.extend(self.relative.iter_mut().map(|p| (p, false)));
        all.extend(self.window_stack.parameters());
        all.extend(both(&mut self.label));
        all.push((&mut self.steps, false));
        all
    }

    /// Steps everything; of the table only the rows that were used.
    pub fn step(&mut self, step: Step, touched: &mut Vec<u32>) {
        let d = self.shape.width;
        touched.sort_unstable();
        touched.dedup();
        let bare = Step { decay: 0.0, ..step };
        for row in touched.drain(..) {
            self.table
                .step(row as usize * d..(row as usize + 1) * d, bare);
        }
        for (parameter, decays) in self.parameters() {
            parameter.step_all(if decays { step } else { bare });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_quote::marks::quotations;
    use rapporteur_quote::model::features::Words;
    use rapporteur_read::{Given, given};
    use rapporteur_record::BlockKind;

    /// A short article whose first verb of saying is annotated.
    fn sample() -> Sample {
        let text = "“The kiln is cold,” said Oda Brenn on Monday. She left early.";
        let article = given(Given {
            id: "1".to_owned(),
            text: text.to_owned(),
            ..Given::default()
        });
        let article = article.unwrap();
        let parsed = rapporteur_parse::parse(&article);
        let body: Vec<_> = article.blocks_of(BlockKind::Body).collect();
        let words = Words::read(&article, &parsed, &quotations(&article.text, &body));
        let cue = (0..words.len())
            .find(|p| {
                article
                    .text
                    .quote(parsed.tokens[words.tokens[*p] as usize].span)
                    == "said"
            })
            .unwrap();
        let mut cues = vec![0u8; words.len()];
        cues[cue] = 1;
        let states = words.tokens.iter().flat_map(|t| parsed.state(*t as usize));
        Sample {
            states: states.map(|v| f32::from(*v) / 24.0).collect(),
            rows: (0..words.len() as u32)
                .map(|p| vec![p % 11, 11 + p % 3])
                .collect(),
            counts: vec![1; words.len()],
            likely: vec![false; words.len()],
            gold: vec![Gold {
                cue: cue..cue + 1,
                source: vec![cue + 1, cue + 2],
                content: (0..cue).collect(),
            }],
            words,
            cues,
        }
    }

    #[test]
    fn slopes_are_those_of_small_steps() {
        let sample = sample();
        let shape = Shape {
            width: 8,
            layers: "cr".into(),
            window_width: 6,
            window_layers: "r2".into(),
            states: sample.states.len() / sample.words.len(),
            drop: 0.0,
            window_drop: 0.0,
            false_cues: 0.0,
            least: 2.0,
        };
        let mut network = Network::random(shape, 14, &mut Random(5));
        let loss = |network: &Network| {
            let tally = network
                .clone()
                .learn(&sample, &mut Random(1), &mut Vec::new());
            (tally.cue_loss + tally.label_loss) / 100.0
        };
        let mut learned = network.clone();
        learned.learn(&sample, &mut Random(1), &mut Vec::new());
        let slopes: Vec<Vec<f32>> =
            (learned.parameters().iter().map(|(p, _)| p.slope.clone())).collect();
        let step = 2e-3;
        let (mut compared, mut wrong) = (0, 0);
        for (number, slopes) in slopes.iter().enumerate() {
            for at in (0..slopes.len()).step_by(5) {
                let mut moved = |by: f32| {
                    network.parameters()[number].0.value[at] += by;
                    let loss = loss(&network);
                    network.parameters()[number].0.value[at] -= by;
                    loss
                };
                let measured = (moved(step) - moved(-step)) / (2.0 * step);
                let off = (measured - slopes[at]).abs();
                wrong += usize::from(off > 1e-3 + 0.05 * slopes[at].abs());
                compared += usize::from(slopes[at].abs() > 2e-3);
            }
        }
        assert!(
            compared > 50,
            "only {compared} slopes were large enough to compare"
        );
        // A step over the bend of a convolution's max(0, x) measures neither side's slope.
        assert!(
            wrong * 20 < compared,
            "{wrong} of {compared} slopes are not those measured"
        );
    }
}
