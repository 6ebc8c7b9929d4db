//! The network for tags, heads and labels, with its derivatives. The same network, forward only and over the
//! shipped file, is `rapporteur_parse`'s.
//!
//! A word is the sum of its features' vectors. Convolutions and gated recurrences in turn carry what stands
//! around it. From the last layer: tags (linear); heads (a bilinear score of each pair of words plus one for
//! their distance); labels (a small perceptron over both words and their distance).

use crate::layers::*;
use rapporteur_parse::network::{DISTANCES, distance};

/// A sentence as numbers; the root comes first.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Rows of the table of features, for each word; `u32::MAX` for unknown ones.
    pub features: Vec<Vec<u32>>,
    /// How often the form occurs in training, for each word.
    pub counts: Vec<u32>,
    /// Tag of each word; `usize::MAX` where it does not count.
    pub tags: Vec<usize>,
    /// Head of each word (the root's is not used).
    pub heads: Vec<usize>,
    /// Label of each word.
    pub labels: Vec<usize>,
}

/// Sizes and shares.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Columns of a word.
    pub width: usize,
    /// `c` a convolution, `r` a recurrence, from the bottom.
    pub layers: String,
    /// After how many layers tags are read off.
    pub tag_layer: usize,
    /// Columns for heads.
    pub arc: usize,
    /// Columns for labels.
    pub label: usize,
    /// Share dropped out of words and layers.
    pub drop: f32,
    /// Share dropped out before heads and labels.
    pub drop_head: f32,
}

/// A layer: a linear map of gates or windows, then the norm of the sum with its input.
#[derive(Debug, Clone)]
pub struct Layer {
    /// `c` or `r`.
    pub kind: char,
    /// Map.
    pub map: Linear,
    /// Norm.
    pub norm: Norm,
}

/// The whole.
#[derive(Debug, Clone)]
pub struct Network {
    /// Sizes.
    pub shape: Shape,
    /// One row for each feature.
    pub table: Parameter,
    /// After the sum.
    pub norm: Norm,
    /// From the bottom.
    pub layers: Vec<Layer>,
    /// Tags.
    pub tags: Linear,
    /// Dependent and head for heads, dependent and head for labels.
    pub project: Linear,
    /// The bilinear form.
    pub bilinear: Linear,
    /// Scores of distances.
    pub near: Linear,
    /// What a distance adds for labels.
    pub near_label: Parameter,
    /// Labels.
    pub labels: Linear,
}

/// Loss and hits of a batch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Words counted.
    pub words: usize,
    /// Right tags.
    pub tags: usize,
    /// Right heads.
    pub heads: usize,
    /// Right heads with right labels (labels taken at the right head).
    pub labels: usize,
    /// Sum of the losses.
    pub loss: f32,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Tally) {
        self.words += other.words;
        self.tags += other.tags;
        self.heads += other.heads;
        self.labels += other.labels;
        self.loss += other.loss;
    }

    /// Tags, heads and both right, in percent.
    pub fn percent(&self) -> (f64, f64, f64) {
        let of = |n: usize| 100.0 * n as f64 / self.words.max(1) as f64;
        (of(self.tags), of(self.heads), of(self.labels))
    }
}

/// What a layer keeps for the way back.
struct Kept {
    input: Vec<f32>,
    map_in: Vec<f32>,
    map_out: Vec<f32>,
    states: Vec<f32>,
    mask: Vec<f32>,
    plain: Vec<f32>,
    scales: Vec<f32>,
}

impl Network {
    /// At random.
    pub fn random(
        shape: Shape,
        rows: usize,
        tags: usize,
        labels: usize,
        random: &mut Random,
    ) -> Network {
        let d = shape.width;
        let layers = shape.layers.chars().map(|kind| Layer {
            kind,
            map: if kind == 'c' {
                Linear::random(3 * d, d, random)
            } else {
                Linear::random(d, 3 * d, random)
            },
            norm: Norm::new(d),
        });
        Network {
            layers: layers.collect(),
            table: Parameter::random(rows * d, 0.1, random),
            norm: Norm::new(d),
            tags: Linear::random(d, tags, random),
            project: Linear::random(d, 2 * shape.arc + 2 * shape.label, random),
            bilinear: Linear::random(shape.arc, shape.arc, random),
            near: Linear::random(shape.arc, DISTANCES, random),
            near_label: Parameter::random(DISTANCES * shape.label, 0.05, random),
            labels: Linear::random(shape.label, labels, random),
            shape,
        }
    }

    /// One batch: forward, and backward where `learn` gives the source of chance.
    pub fn batch(
        &mut self,
        samples: &[&Sample],
        mut learn: Option<&mut Random>,
        touched: &mut Vec<u32>,
    ) -> Tally {
        let d = self.shape.width;
        let (drop, drop_head) = if learn.is_some() {
            (self.shape.drop, self.shape.drop_head)
        } else {
            (0.0, 0.0)
        };
        let mut none = Random(0);
        let mut bounds = Bounds::new();
        let mut rows = 0;
        for sample in samples {
            bounds.push((rows, rows + sample.features.len()));
            rows += sample.features.len();
        }
        // Words.
        let mut used: Vec<Vec<u32>> = Vec::with_capacity(rows);
        let mut x = vec![0.0; rows * d];
        for (sample, &(begin, _)) in samples.iter().zip(&bounds) {
            for (i, features) in sample.features.iter().enumerate() {
                let forget = learn.as_deref_mut().is_some_and(|r| {
                    let count = sample.counts[i] as f32;
                    drop > 0.0 && r.unit() < 0.08 + 0.5 / (0.5 + count)
                });
                let keep =
                    |(k, f): (usize, &u32)| (*f != u32::MAX && !(forget && k < 2)).then_some(*f);
                let kept: Vec<u32> = features.iter().enumerate().filter_map(keep).collect();
                let row = &mut x[(begin + i) * d..(begin + i + 1) * d];
                for f in &kept {
                    let from = &self.table.value[*f as usize * d..(*f as usize + 1) * d];
                    row.iter_mut().zip(from).for_each(|(a, b)| *a += b);
                }
                used.push(kept);
            }
        }
        let (mut h, plain0, scales0) = self.norm.forward(&x);
        let mask0 = drop_out(&mut h, drop, learn.as_deref_mut().unwrap_or(&mut none));
        // Layers.
        let mut kept = Vec::new();
        let mut at_tags = h.clone();
        for (number, layer) in self.layers.iter().enumerate() {
            let map_in = if layer.kind == 'c' {
                windows(&h, d, &bounds, 1)
            } else {
                h.clone()
            };
            let map_out = layer.map.forward(&map_in);
            let (mut y, states) = if layer.kind == 'c' {
                (map_out.iter().map(|v| v.max(0.0)).collect(), Vec::new())
            } else {
                recur(&map_out, d / 2, &bounds)
            };
            let mask = drop_out(&mut y, drop, learn.as_deref_mut().unwrap_or(&mut none));
            y.iter_mut().zip(&h).for_each(|(a, b)| *a += b);
            let (next, plain, scales) = layer.norm.forward(&y);
            let input = std::mem::replace(&mut h, next);
            kept.push(Kept {
                input,
                map_in,
                map_out,
                states,
                mask,
                plain,
                scales,
            });
            if number + 1 == self.shape.tag_layer {
                at_tags = h.clone();
            }
        }
        let mut tally = Tally::default();
        let scale = 1.0 / (rows - samples.len()).max(1) as f32;
        // Tags.
        let mut tag_logits = self.tags.forward(&at_tags);
        let n = self.tags.n;
        for (sample, &(begin, end)) in samples.iter().zip(&bounds) {
            for t in begin..end {
                let gold = sample.tags[t - begin];
                let row = &mut tag_logits[t * n..(t + 1) * n];
                if gold == usize::MAX {
                    row.fill(0.0);
                    continue;
                }
                tally.tags += usize::from(best(row) == gold);
                tally.loss += cross_entropy(row, gold, scale);
            }
        }
        // Heads.
        let (a, l) = (self.shape.arc, self.shape.label);
        let p = self.project.n;
        let mut projected = self.project.forward(&h);
        for row in projected.chunks_exact_mut(p) {
            row[..2 * a].iter_mut().for_each(|v| *v = leaky(*v));
        }
        let before_drop = projected.clone();
        let mask_p = drop_out(
            &mut projected,
            drop_head,
            learn.as_deref_mut().unwrap_or(&mut none),
        );
        let part = |from: usize, to: usize| -> Vec<f32> {
            projected
                .chunks_exact(p)
                .flat_map(|r| r[from..to].to_vec())
                .collect()
        };
        let dependents = part(0, a);
        let heads = part(a, 2 * a);
        let turned = self.bilinear.forward(&dependents);
        let near = self.near.forward(&dependents);
        let mut d_turned = vec![0.0; turned.len()];
        let mut d_heads = vec![0.0; heads.len()];
        let mut d_near = vec![0.0; near.len()];
        let mut d_projected = vec![0.0; projected.len()];
        let mut label_in = Vec::new();
        let mut label_rows = Vec::new();
        let mut right = Vec::new();
        for (sample, &(begin, end)) in samples.iter().zip(&bounds) {
            let m = end - begin;
            let of_sentence = &heads[begin * a..end * a];
            let columns = transposed(of_sentence, a);
            let mut scores = vec![0.0; m * m];
            product(&turned[begin * a..end * a], a, &columns, m, &mut scores);
            for i in 0..m {
                let row = &mut scores[i * m..(i + 1) * m];
                if i == 0 {
                    row.fill(0.0);
                    continue;
                }
                for (j, s) in row.iter_mut().enumerate() {
                    *s = if i == j {
                        -1e9
                    } else {
                        *s + near[(begin + i) * DISTANCES + distance(i, j)]
                    };
                }
                let gold = sample.heads[i];
                tally.words += 1;
                let hit = best(row) == gold;
                tally.heads += usize::from(hit);
                tally.loss += cross_entropy(row, gold, scale);
                for (j, s) in row.iter().enumerate() {
                    if i != j {
                        d_near[(begin + i) * DISTANCES + distance(i, j)] += s;
                    }
                }
                let (own, of_head) = (begin + i, begin + gold);
                let far = distance(i, gold) * l;
                for c in 0..l {
                    let sum = projected[own * p + 2 * a + c]
                        + projected[of_head * p + 2 * a + l + c]
                        + self.near_label.value[far + c];
                    label_in.push(sum);
                }
                label_rows.push((own, of_head, far, sample.labels[i]));
                right.push(hit);
            }
            if learn.is_some() {
                product(
                    &scores,
                    m,
                    of_sentence,
                    a,
                    &mut d_turned[begin * a..end * a],
                );
                let flipped = transposed(&scores, m);
                product(
                    &flipped,
                    m,
                    &turned[begin * a..end * a],
                    a,
                    &mut d_heads[begin * a..end * a],
                );
            }
        }
        // Labels.
        let label_act: Vec<f32> = label_in.iter().map(|v| leaky(*v)).collect();
        let mut label_logits = self.labels.forward(&label_act);
        let n = self.labels.n;
        for ((row, (_, _, _, gold)), hit) in label_logits
            .chunks_exact_mut(n)
            .zip(&label_rows)
            .zip(&right)
        {
            tally.labels += usize::from(*hit && best(row) == *gold);
            tally.loss += cross_entropy(row, *gold, scale);
        }
        if learn.is_none() {
            return tally;
        }
        // The way back.
        let mut d_label = self.labels.backward(&label_act, &label_logits);
        d_label
            .iter_mut()
            .zip(&label_in)
            .for_each(|(g, v)| *g *= leaky_slope(*v));
        for (g, (own, of_head, far, _)) in d_label.chunks_exact(l).zip(&label_rows) {
            for c in 0..l {
                d_projected[own * p + 2 * a + c] += g[c];
                d_projected[of_head * p + 2 * a + l + c] += g[c];
                self.near_label.slope[far + c] += g[c];
            }
        }
        let d_dependents = self.bilinear.backward(&dependents, &d_turned);
        let d_dependents2 = self.near.backward(&dependents, &d_near);
        for t in 0..rows {
            for c in 0..a {
                d_projected[t * p + c] += d_dependents[t * a + c] + d_dependents2[t * a + c];
                d_projected[t * p + a + c] += d_heads[t * a + c];
            }
        }
        undrop(&mut d_projected, &mask_p);
        for (g, v) in d_projected
            .chunks_exact_mut(p)
            .zip(before_drop.chunks_exact(p))
        {
            g[..2 * a]
                .iter_mut()
                .zip(v)
                .for_each(|(g, v)| *g *= leaky_slope(*v));
        }
        let mut dh = self.project.backward(&h, &d_projected);
        let d_tags = self.tags.backward(&at_tags, &tag_logits);
        for (number, layer) in self.layers.iter_mut().enumerate().rev() {
            if number + 1 == self.shape.tag_layer {
                dh.iter_mut().zip(&d_tags).for_each(|(a, b)| *a += b);
            }
            let k = &kept[number];
            let d_sum = layer.norm.backward(&k.plain, &k.scales, &dh);
            let mut dy = d_sum.clone();
            undrop(&mut dy, &k.mask);
            let d_map = if layer.kind == 'c' {
                dy.iter_mut()
                    .zip(&k.map_out)
                    .for_each(|(g, v)| *g = if *v > 0.0 { *g } else { 0.0 });
                dy
            } else {
                recur_backward(&k.map_out, &k.states, d / 2, &bounds, &dy)
            };
            let d_in = layer.map.backward(&k.map_in, &d_map);
            dh = if layer.kind == 'c' {
                windows_backward(&d_in, d, &bounds, 1)
            } else {
                d_in
            };
            dh.iter_mut().zip(&d_sum).for_each(|(a, b)| *a += b);
            debug_assert_eq!(dh.len(), k.input.len());
        }
        undrop(&mut dh, &mask0);
        let dx = self.norm.backward(&plain0, &scales0, &dh);
        for (row, features) in dx.chunks_exact(d).zip(&used) {
            for f in features {
                touched.push(*f);
                let to = &mut self.table.slope[*f as usize * d..(*f as usize + 1) * d];
                to.iter_mut().zip(row).for_each(|(a, b)| *a += b);
            }
        }
        tally
    }

    /// Everything that is learned, always in the same order.
    pub fn parameters(&mut self) -> Vec<&mut Parameter> {
        let mut all = vec![
            &mut self.table,
            &mut self.norm.gain,
            &mut self.norm.bias,
            &mut self.near_label,
        ];
        for layer in &mut self.layers {
            all.extend([
                &mut layer.map.weights,
                &mut layer.map.bias,
                &mut layer.norm.gain,
                &mut layer.norm.bias,
            ]);
        }
        let maps = [
            &mut self.tags,
            &mut self.project,
            &mut self.bilinear,
            &mut self.near,
            &mut self.labels,
        ];
        all.extend(maps.into_iter().flat_map(|m| [&mut m.weights, &mut m.bias]));
        all
    }

    /// Steps everything; of the table only the rows that were used.
    pub fn step(&mut self, step: Step, touched: &mut Vec<u32>) {
        let d = self.shape.width;
        touched.sort_unstable();
        touched.dedup();
        for row in touched.drain(..) {
            self.table.step(
                row as usize * d..(row as usize + 1) * d,
                Step { decay: 0.0, ..step },
            );
        }
        self.norm.step(step);
        for layer in &mut self.layers {
            layer.map.step(step);
            layer.norm.step(step);
        }
        for map in [
            &mut self.tags,
            &mut self.project,
            &mut self.bilinear,
            &mut self.near,
            &mut self.labels,
        ] {
            map.step(step);
        }
        self.near_label.step_all(Step { decay: 0.0, ..step });
    }
}

fn leaky(v: f32) -> f32 {
    if v > 0.0 { v } else { 0.1 * v }
}

fn leaky_slope(v: f32) -> f32 {
    if v > 0.0 { 1.0 } else { 0.1 }
}

/// The place of the largest.
pub fn best(row: &[f32]) -> usize {
    let mut at = 0;
    for (i, v) in row.iter().enumerate() {
        if *v > row[at] {
            at = i;
        }
    }
    at
}

/// The loss; leaves its slopes, scaled, in the row.
pub fn cross_entropy(row: &mut [f32], gold: usize, scale: f32) -> f32 {
    let top = row.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for v in row.iter_mut() {
        *v = rapporteur_parse::matrix::exp(*v - top);
        sum += *v;
    }
    let probability = row[gold] / sum;
    row.iter_mut().for_each(|v| *v *= scale / sum);
    row[gold] -= scale;
    -probability.max(1e-12).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sentences of made-up numbers.
    fn samples(random: &mut Random) -> Vec<Sample> {
        let word = |random: &mut Random| {
            vec![
                1 + (random.next() % 9) as u32,
                u32::MAX,
                10 + (random.next() % 5) as u32,
            ]
        };
        let mut sentence = |words: usize| {
            let mut sample = Sample {
                features: vec![vec![0]],
                counts: vec![9],
                ..Sample::default()
            };
            (sample.tags, sample.heads, sample.labels) = (vec![usize::MAX], vec![0], vec![0]);
            for i in 1..=words {
                sample.features.push(word(random));
                sample.counts.push(9);
                sample.tags.push((random.next() % 4) as usize);
                sample.heads.push(if i == 2 { 0 } else { 2 });
                sample.labels.push((random.next() % 3) as usize);
            }
            sample
        };
        vec![sentence(5), sentence(3)]
    }

    #[test]
    fn slopes_are_those_of_small_steps() {
        let mut random = Random(7);
        let shape = Shape {
            width: 8,
            layers: "crcr".into(),
            tag_layer: 3,
            arc: 6,
            label: 5,
            drop: 0.0,
            drop_head: 0.0,
        };
        let mut network = Network::random(shape, 15, 4, 3, &mut random);
        // Large enough that a step shows.
        network.table.value.iter_mut().for_each(|v| *v *= 10.0);
        let samples = samples(&mut random);
        let batch: Vec<&Sample> = samples.iter().collect();
        network.batch(&batch, Some(&mut Random(1)), &mut Vec::new());
        let slopes: Vec<Vec<f32>> = network
            .parameters()
            .iter()
            .map(|p| p.slope.clone())
            .collect();
        let step = 4e-3;
        let mut compared = 0;
        for (number, slopes) in slopes.iter().enumerate() {
            for at in (0..slopes.len()).step_by(7) {
                let mut loss = |by: f32| {
                    network.parameters()[number].value[at] += by;
                    let loss = network.batch(&batch, None, &mut Vec::new()).loss / 8.0;
                    network.parameters()[number].value[at] -= by;
                    loss
                };
                let measured = (loss(step) - loss(-step)) / (2.0 * step);
                let (slope, off) = (slopes[at], (measured - slopes[at]).abs());
                assert!(
                    off < 4e-3 + 0.05 * slope.abs(),
                    "parameter {number}, {at}: {slope} but measured {measured}"
                );
                compared += usize::from(slope.abs() > 1e-2);
            }
        }
        assert!(
            compared > 50,
            "only {compared} slopes were large enough to compare"
        );
    }
}
