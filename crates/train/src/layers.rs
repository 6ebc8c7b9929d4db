//! Layers with their derivatives, on plain vectors: rows are words, columns are features.

use rapporteur_parse::matrix::{Weights, sigmoid};

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

/// Numbers that are learned, with what Adam keeps of them.
#[derive(Debug, Clone, Default)]
pub struct Parameter {
    /// Now.
    pub value: Vec<f32>,
    /// Slope of the loss in this batch.
    pub slope: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

/// How Adam steps (Kingma and Ba 2015).
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Learning rate, with the correction for the first steps in it.
    pub rate: f32,
    /// Decay of weights (decoupled), times the rate.
    pub decay: f32,
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.98;

impl Parameter {
    /// Uniform in ±`scale`.
    pub fn random(size: usize, scale: f32, random: &mut Random) -> Parameter {
        Parameter::of(
            (0..size)
                .map(|_| (random.unit() * 2.0 - 1.0) * scale)
                .collect(),
        )
    }

    /// A matrix with the usual scale for its size (Glorot and Bengio 2010).
    pub fn matrix(rows: usize, columns: usize, random: &mut Random) -> Parameter {
        Parameter::random(
            rows * columns,
            (6.0 / (rows + columns) as f32).sqrt(),
            random,
        )
    }

    /// With these first values.
    pub fn of(value: Vec<f32>) -> Parameter {
        let zero = vec![0.0; value.len()];
        Parameter {
            slope: zero.clone(),
            mean: zero.clone(),
            square: zero,
            value,
        }
    }

    /// All that is kept between steps.
    pub fn lists(&mut self) -> [&mut Vec<f32>; 3] {
        [&mut self.value, &mut self.mean, &mut self.square]
    }

    /// Steps the numbers of a range and forgets their slopes.
    pub fn step(&mut self, range: std::ops::Range<usize>, step: Step) {
        let (v, s) = (
            &mut self.value[range.clone()],
            &mut self.slope[range.clone()],
        );
        let (m, q) = (&mut self.mean[range.clone()], &mut self.square[range]);
        for (((v, s), m), q) in v.iter_mut().zip(s).zip(m).zip(q) {
            *m = BETA1 * *m + (1.0 - BETA1) * *s;
            *q = BETA2 * *q + (1.0 - BETA2) * *s * *s;
            *v -= step.rate * *m / (q.sqrt() + 1e-8) + step.rate * step.decay * *v;
            *s = 0.0;
        }
    }

    /// Steps all.
    pub fn step_all(&mut self, step: Step) {
        self.step(0..self.value.len(), step);
    }
}

/// Learning rate at a step: a linear climb, then down to nothing, with Adam's correction for its first steps.
pub fn rate(at: usize, of: usize, peak: f32) -> f32 {
    let climb = 300.0f32.min(of as f32 / 4.0);
    let now = at as f32 + 1.0;
    let shape = (now / climb)
        .min((of as f32 - at as f32) / (of as f32 - climb))
        .min(1.0);
    let correction = (1.0 - BETA2.powf(now)).sqrt() / (1.0 - BETA1.powf(now));
    peak * shape * correction
}

/// `inputs × weights`, rows of `k` to rows of `n`.
pub fn product(inputs: &[f32], k: usize, weights: &[f32], n: usize, out: &mut [f32]) {
    debug_assert_eq!(weights.len(), k * n);
    Weights::new(k, n, weights).multiply_add(inputs, out);
}

/// `rows` × `columns` to `columns` × `rows`.
pub fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    let rows = values.len() / columns.max(1);
    let mut out = vec![0.0; values.len()];
    for (r, row) in values.chunks_exact(columns).enumerate() {
        for (c, v) in row.iter().enumerate() {
            out[c * rows + r] = *v;
        }
    }
    out
}

/// A linear map with a bias.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// Length of an input.
    pub k: usize,
    /// Length of an output.
    pub n: usize,
    /// `k` × `n`.
    pub weights: Parameter,
    /// `n`.
    pub bias: Parameter,
}

impl Linear {
    /// At random.
    pub fn random(k: usize, n: usize, random: &mut Random) -> Linear {
        Linear {
            k,
            n,
            weights: Parameter::matrix(k, n, random),
            bias: Parameter::of(vec![0.0; n]),
        }
    }

    /// Outputs for all rows.
    pub fn forward(&self, x: &[f32]) -> Vec<f32> {
        let rows = x.len() / self.k;
        let mut out = Vec::with_capacity(rows * self.n);
        for _ in 0..rows {
            out.extend_from_slice(&self.bias.value);
        }
        product(x, self.k, &self.weights.value, self.n, &mut out);
        out
    }

    /// Adds to the slopes, and gives those of the inputs.
    pub fn backward(&mut self, x: &[f32], dy: &[f32]) -> Vec<f32> {
        for row in dy.chunks_exact(self.n) {
            for (b, d) in self.bias.slope.iter_mut().zip(row) {
                *b += d;
            }
        }
        let xt = transposed(x, self.k);
        product(&xt, x.len() / self.k, dy, self.n, &mut self.weights.slope);
        let wt = transposed(&self.weights.value, self.n);
        let mut dx = vec![0.0; x.len()];
        product(dy, self.n, &wt, self.k, &mut dx);
        dx
    }

    /// Steps weights and bias.
    pub fn step(&mut self, step: Step) {
        self.weights.step_all(step);
        self.bias.step_all(Step { decay: 0.0, ..step });
    }
}

/// Brings each row to mean 0 and variance 1, then scales and shifts (Ba, Kiros and Hinton 2016).
#[derive(Debug, Clone, Default)]
pub struct Norm {
    /// Scale.
    pub gain: Parameter,
    /// Shift.
    pub bias: Parameter,
}

impl Norm {
    /// The identity on normal rows.
    pub fn new(n: usize) -> Norm {
        Norm {
            gain: Parameter::of(vec![1.0; n]),
            bias: Parameter::of(vec![0.0; n]),
        }
    }

    /// Outputs; the rows before scaling; one over each row's deviation.
    pub fn forward(&self, x: &[f32]) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
        let n = self.gain.value.len();
        let mut plain = x.to_vec();
        let mut scales = Vec::with_capacity(x.len() / n);
        for row in plain.chunks_exact_mut(n) {
            let mean = row.iter().sum::<f32>() / n as f32;
            let square = row.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n as f32;
            let scale = 1.0 / (square + 1e-5).sqrt();
            row.iter_mut().for_each(|v| *v = (*v - mean) * scale);
            scales.push(scale);
        }
        let mut out = plain.clone();
        for row in out.chunks_exact_mut(n) {
            for ((v, g), b) in row.iter_mut().zip(&self.gain.value).zip(&self.bias.value) {
                *v = *v * g + b;
            }
        }
        (out, plain, scales)
    }

    /// Adds to the slopes, and gives those of the inputs.
    pub fn backward(&mut self, plain: &[f32], scales: &[f32], dy: &[f32]) -> Vec<f32> {
        let n = self.gain.value.len();
        let mut dx = dy.to_vec();
        for ((d, p), scale) in dx
            .chunks_exact_mut(n)
            .zip(plain.chunks_exact(n))
            .zip(scales)
        {
            let (mut sum, mut dot) = (0.0, 0.0);
            for i in 0..n {
                self.bias.slope[i] += d[i];
                self.gain.slope[i] += d[i] * p[i];
                d[i] *= self.gain.value[i];
                sum += d[i];
                dot += d[i] * p[i];
            }
            let (sum, dot) = (sum / n as f32, dot / n as f32);
            for i in 0..n {
                d[i] = (d[i] - sum - p[i] * dot) * scale;
            }
        }
        dx
    }

    /// Steps scale and shift.
    pub fn step(&mut self, step: Step) {
        let step = Step { decay: 0.0, ..step };
        self.gain.step_all(step);
        self.bias.step_all(step);
    }
}

/// Sets a share of the numbers to nothing and scales up the others; gives the factors. All ones without a share.
pub fn drop_out(x: &mut [f32], share: f32, random: &mut Random) -> Vec<f32> {
    if share == 0.0 {
        return Vec::new();
    }
    let keep = 1.0 / (1.0 - share);
    let mask: Vec<f32> = x
        .iter()
        .map(|_| if random.unit() < share { 0.0 } else { keep })
        .collect();
    x.iter_mut().zip(&mask).for_each(|(v, m)| *v *= m);
    mask
}

/// The slopes behind [`drop_out`].
pub fn undrop(dx: &mut [f32], mask: &[f32]) {
    dx.iter_mut().zip(mask).for_each(|(v, m)| *v *= m);
}

/// Which rows are one sentence: begin and end.
pub type Bounds = Vec<(usize, usize)>;

/// Each row with its neighbours `step` rows before and after, nothing beyond its bounds.
pub fn windows(x: &[f32], n: usize, bounds: &Bounds, step: usize) -> Vec<f32> {
    let mut out = vec![0.0; x.len() * 3];
    for &(begin, end) in bounds {
        for t in begin..end {
            let to = &mut out[t * 3 * n..(t + 1) * 3 * n];
            if t >= begin + step {
                to[..n].copy_from_slice(&x[(t - step) * n..(t - step + 1) * n]);
            }
            to[n..2 * n].copy_from_slice(&x[t * n..(t + 1) * n]);
            if t + step < end {
                to[2 * n..].copy_from_slice(&x[(t + step) * n..(t + step + 1) * n]);
            }
        }
    }
    out
}

/// The slopes behind [`windows`].
pub fn windows_backward(d: &[f32], n: usize, bounds: &Bounds, step: usize) -> Vec<f32> {
    let mut out = vec![0.0; d.len() / 3];
    for &(begin, end) in bounds {
        for t in begin..end {
            let from = &d[t * 3 * n..(t + 1) * 3 * n];
            for (part, at) in [(0, t.wrapping_sub(step)), (1, t), (2, t + step)] {
                if (begin..end).contains(&at) {
                    let to = &mut out[at * n..(at + 1) * n];
                    let from = &from[part * n..(part + 1) * n];
                    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
                }
            }
        }
    }
    out
}

/// The gated recurrences over a sentence, forward in one half of the columns, backward in the other.
///
/// `gates` holds for each row and direction `half` candidates, `half` forget gates and `half` output gates
/// (before their functions): `c = f·c' + (1-f)·z`, `y = o·c` (after QRNN, Bradbury and others 2017).
/// Gives the outputs and the states.
pub fn recur(gates: &[f32], half: usize, bounds: &Bounds) -> (Vec<f32>, Vec<f32>) {
    let rows = gates.len() / (6 * half);
    let mut out = vec![0.0; rows * 2 * half];
    let mut states = vec![0.0; rows * 2 * half];
    for &(begin, end) in bounds {
        for side in 0..2 {
            let mut state = vec![0.0; half];
            for step in 0..end - begin {
                let t = if side == 0 {
                    begin + step
                } else {
                    end - 1 - step
                };
                let g = &gates[t * 6 * half + side * 3 * half..][..3 * half];
                let at = t * 2 * half + side * half;
                let (z, rest) = g.split_at(half);
                let (f, o) = rest.split_at(half);
                let (states, out) = (&mut states[at..at + half], &mut out[at..at + half]);
                for i in 0..half {
                    let f = sigmoid(f[i]);
                    state[i] = f * state[i] + (1.0 - f) * z[i];
                    states[i] = state[i];
                    out[i] = sigmoid(o[i]) * state[i];
                }
            }
        }
    }
    (out, states)
}

/// The slopes of the gates behind [`recur`].
pub fn recur_backward(
    gates: &[f32],
    states: &[f32],
    half: usize,
    bounds: &Bounds,
    dy: &[f32],
) -> Vec<f32> {
    let mut out = vec![0.0; gates.len()];
    for &(begin, end) in bounds {
        for side in 0..2 {
            let mut carried = vec![0.0; half];
            let length = end - begin;
            for step in (0..length).rev() {
                let t = if side == 0 {
                    begin + step
                } else {
                    end - 1 - step
                };
                let before = if side == 0 { t.wrapping_sub(1) } else { t + 1 };
                let base = t * 6 * half + side * 3 * half;
                let at = t * 2 * half + side * half;
                for i in 0..half {
                    let (z, f, o) = (
                        gates[base + i],
                        sigmoid(gates[base + half + i]),
                        sigmoid(gates[base + 2 * half + i]),
                    );
                    let previous = if step > 0 {
                        states[before * 2 * half + side * half + i]
                    } else {
                        0.0
                    };
                    let d = dy[at + i];
                    out[base + 2 * half + i] = d * states[at + i] * o * (1.0 - o);
                    let dc = d * o + carried[i];
                    out[base + i] = dc * (1.0 - f);
                    out[base + half + i] = dc * (previous - z) * f * (1.0 - f);
                    carried[i] = dc * f;
                }
            }
        }
    }
    out
}
