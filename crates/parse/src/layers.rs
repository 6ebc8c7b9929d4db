//! The parts networks are made of, forward only: tables of features, linear maps, norms, convolutions and gated
//! recurrences, as they stand in a model file. Sums are whole numbers or run in one fixed order: the same results on
//! every machine.

use crate::matrix::{sigmoid, widest};
use crate::quantised::Quantised;

/// The vectors of known features: eight bits a number and a scale a row.
#[derive(Debug)]
pub struct Table {
    /// Open addressing: a hash and its row plus one; 0 is empty.
    slots: Vec<(u32, u32)>,
    scales: Vec<f32>,
    rows: &'static [u8],
}

/// Brings rows to mean 0 and variance 1, then scales and shifts them (Ba, Kiros and Hinton 2016).
#[derive(Debug)]
pub struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// A linear map with a bias.
#[derive(Debug)]
pub struct Linear {
    weights: Quantised,
    bias: Vec<f32>,
}

/// A layer: what it finds is added to its input, and the sum is brought to norm.
#[derive(Debug)]
pub enum Layer {
    /// Each row with one neighbour on either side, so many rows away.
    Convolution(Linear, Norm, usize),
    /// Gated recurrences over the rows in both directions.
    Recurrence(Linear, Norm),
}

/// Rows that belong together (a sentence, an article, a window): begin and end.
pub type Bounds = [(usize, usize)];

impl Layer {
    /// Reads a layer of a kind: `r` a recurrence, `c` a convolution, a digit one whose neighbours stand that far away.
    pub fn read(file: &mut File, kind: char, width: usize) -> Option<Layer> {
        let (rows, columns) = if kind == 'r' {
            (width, 3 * width)
        } else {
            (3 * width, width)
        };
        let map = Linear::read(file, rows, columns)?;
        let norm = Norm::read(file)?;
        Some(match kind {
            'r' => Layer::Recurrence(map, norm),
            'c' => Layer::Convolution(map, norm, 1),
            _ => Layer::Convolution(map, norm, kind.to_digit(10)? as usize),
        })
    }

    /// Adds the layer's output to the states and brings them to norm. Rows of different bounds do not see each other.
    pub fn apply(&self, states: &mut [f32], width: usize, bounds: &Bounds) {
        let norm = match self {
            Layer::Convolution(map, norm, step) => {
                let output = map.apply_to_windows(states, width, bounds, *step);
                for (state, y) in states.iter_mut().zip(&output) {
                    *state += y.max(0.0);
                }
                norm
            }
            Layer::Recurrence(map, norm) => {
                let gates = map.apply(states);
                for (begin, end) in bounds {
                    let gates = gates.get(begin * 3 * width..end * 3 * width);
                    let states = states.get_mut(begin * width..end * width);
                    if let (Some(gates), Some(states)) = (gates, states) {
                        widest(Recurrences {
                            gates,
                            half: width / 2,
                            states,
                        });
                    }
                }
                norm
            }
        };
        norm.apply(states);
    }
}

struct Recurrences<'a> {
    gates: &'a [f32],
    half: usize,
    states: &'a mut [f32],
}

impl pulp::WithSimd for Recurrences<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        recur(self.gates, self.half, self.states);
    }
}

/// Gated recurrences, forward into the first half of the columns, backward into the second:
/// `c = f·c' + (1-f)·z`, `y = o·c`.
#[inline(always)]
fn recur(gates: &[f32], half: usize, states: &mut [f32]) {
    let mut memory = vec![0f32; half];
    let gates = gates.chunks_exact(6 * half);
    for (gates, state) in gates.clone().zip(states.chunks_exact_mut(2 * half)) {
        let (gates, state) = (gates.split_at(3 * half).0, state.split_at_mut(half).0);
        cell(gates, half, &mut memory, state);
    }
    memory.fill(0.0);
    for (gates, state) in gates.zip(states.chunks_exact_mut(2 * half)).rev() {
        let (gates, state) = (gates.split_at(3 * half).1, state.split_at_mut(half).1);
        cell(gates, half, &mut memory, state);
    }
}

#[inline(always)]
fn cell(gates: &[f32], half: usize, memory: &mut [f32], state: &mut [f32]) {
    let (z, rest) = gates.split_at(half);
    let (f, o) = rest.split_at(half);
    // Sixteen at a time, in arrays, so that they fill wide registers; then what is left.
    let (z16, z) = z.as_chunks::<16>();
    let (f16, f) = f.as_chunks::<16>();
    let (o16, o) = o.as_chunks::<16>();
    let (c16, c) = memory.as_chunks_mut::<16>();
    let (y16, y) = state.as_chunks_mut::<16>();
    for ((((c, y), z), f), o) in c16.iter_mut().zip(y16).zip(z16).zip(f16).zip(o16) {
        // Plain loops: what they call must be compiled into them, for the same registers.
        for ((((c, y), z), f), o) in c.iter_mut().zip(y).zip(z).zip(f).zip(o) {
            remember(c, y, *z, *f, *o);
        }
    }
    for ((((c, y), z), f), o) in c.iter_mut().zip(y).zip(z).zip(f).zip(o) {
        remember(c, y, *z, *f, *o);
    }
}

#[inline(always)]
fn remember(c: &mut f32, y: &mut f32, z: f32, f: f32, o: f32) {
    let f = sigmoid(f);
    *c = f * *c + (1.0 - f) * z;
    *y += sigmoid(o) * *c;
}

impl Table {
    /// Reads hashes, scales and rows.
    pub fn read(file: &mut File, width: usize) -> Option<Table> {
        let count = file.number()?;
        let mut slots = vec![(0, 0); (count * 2).next_power_of_two()];
        for row in 0..count as u32 {
            let hash = u32::from_le_bytes(file.array()?);
            let mut at = hash as usize % slots.len();
            while slots.get(at).is_some_and(|s| s.1 != 0) {
                at = (at + 1) % slots.len();
            }
            *slots.get_mut(at)? = (hash, row + 1);
        }
        let scales = file.numbers()?;
        let rows = file.bytes(count * width)?;
        Some(Table {
            slots,
            scales,
            rows,
        })
    }

    /// Adds to each row of `states` the vectors of its features, as far as they are known. `features` holds those of
    /// one row after another; `ends` says where each row's end.
    pub fn add(&self, features: &[u32], ends: &[usize], states: &mut [f32]) {
        let rows: Vec<Option<usize>> = features.iter().map(|f| self.row(*f)).collect();
        widest(Sums {
            table: self,
            rows: &rows,
            ends,
            states,
        });
    }

    /// The row of a feature.
    fn row(&self, hash: u32) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots.get(at) {
                Some((h, row)) if *row != 0 && *h == hash => return Some(*row as usize - 1),
                Some((_, row)) if *row != 0 => at = (at + 1) & mask,
                _ => return None,
            }
        }
    }
}

struct Sums<'a> {
    table: &'a Table,
    rows: &'a [Option<usize>],
    ends: &'a [usize],
    states: &'a mut [f32],
}

impl pulp::WithSimd for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let width = self.states.len() / self.ends.len().max(1);
        let mut start = 0;
        for (state, end) in self.states.chunks_exact_mut(width.max(1)).zip(self.ends) {
            let rows = self.rows.get(start..*end).unwrap_or_default();
            start = *end;
            for row in rows.iter().flatten() {
                let scale = self.table.scales.get(*row).copied().unwrap_or_default();
                let from = self.table.rows.get(row * width..(row + 1) * width);
                let (from, rest) = from.unwrap_or_default().as_chunks::<16>();
                let (to, to_rest) = state.as_chunks_mut::<16>();
                for (to, from) in to.iter_mut().zip(from) {
                    // In an array of its own: only what cannot overlap is summed in wide registers.
                    let mut sums = *to;
                    for (sum, from) in sums.iter_mut().zip(from) {
                        *sum += f32::from(*from as i8) * scale;
                    }
                    *to = sums;
                }
                for (to, from) in to_rest.iter_mut().zip(rest) {
                    *to += f32::from(*from as i8) * scale;
                }
            }
        }
    }
}

impl Norm {
    /// Reads gain and bias.
    pub fn read(file: &mut File) -> Option<Norm> {
        Some(Norm {
            gain: file.numbers()?,
            bias: file.numbers()?,
        })
    }

    /// Brings each row to mean 0 and variance 1, then scales and shifts.
    pub fn apply(&self, states: &mut [f32]) {
        widest(Normalise { norm: self, states });
    }
}

struct Normalise<'a> {
    norm: &'a Norm,
    states: &'a mut [f32],
}

impl pulp::WithSimd for Normalise<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let (gain, bias) = (&self.norm.gain, &self.norm.bias);
        let width = gain.len().max(1);
        for row in self.states.chunks_exact_mut(width) {
            let mean = sum(row, |v| v) / width as f32;
            let square = sum(row, |v| (v - mean) * (v - mean)) / width as f32;
            let scale = 1.0 / (square + 1e-5).sqrt();
            for ((v, g), b) in row.iter_mut().zip(gain).zip(bias) {
                *v = (*v - mean) * scale * g + b;
            }
        }
    }
}

/// A sum in eight lanes, always the same ones, so that it needs no wide registers to be the same everywhere.
#[inline(always)]
fn sum(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; 8];
    // Whole chunks apart from what is left: their length is known, so the lanes stay in a register.
    let (whole, rest) = row.as_chunks::<8>();
    for chunk in whole {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += value(*v);
        }
    }
    for (lane, v) in lanes.iter_mut().zip(rest) {
        *lane += value(*v);
    }
    lanes.iter().sum()
}

impl Linear {
    /// Reads a map whose output has `columns` numbers.
    pub fn read(file: &mut File, rows: usize, columns: usize) -> Option<Linear> {
        let linear = Linear::read_rows(file, rows)?;
        (linear.bias.len() == columns).then_some(linear)
    }

    /// Reads a map of as many columns as its bias has.
    pub fn read_rows(file: &mut File, rows: usize) -> Option<Linear> {
        let values = file.numbers()?;
        let bias = file.numbers()?;
        let whole = rows > 0 && !bias.is_empty() && values.len() == rows * bias.len();
        whole.then(|| Linear {
            weights: Quantised::new(rows, bias.len(), &values),
            bias,
        })
    }

    /// How long an output is.
    pub fn columns(&self) -> usize {
        self.bias.len()
    }

    /// Outputs for all rows of states, each taken with its neighbours `step` rows before and after.
    fn apply_to_windows(
        &self,
        states: &[f32],
        width: usize,
        bounds: &Bounds,
        step: usize,
    ) -> Vec<f32> {
        let rows = states.len() / width.max(1);
        let mut out = Vec::with_capacity(rows * self.bias.len());
        for _ in 0..rows {
            out.extend_from_slice(&self.bias);
        }
        self.weights
            .multiply_add_windows(states, bounds, step, &mut out);
        out
    }

    /// Outputs for all rows.
    pub fn apply(&self, inputs: &[f32]) -> Vec<f32> {
        let rows = inputs.len() / self.weights.rows().max(1);
        let mut out = Vec::with_capacity(rows * self.bias.len());
        for _ in 0..rows {
            out.extend_from_slice(&self.bias);
        }
        self.weights.multiply_add(inputs, &mut out);
        out
    }
}

/// What is left of a model file. Numbers are little-endian.
#[derive(Debug)]
pub struct File(pub &'static [u8]);

impl File {
    /// The next bytes.
    pub fn bytes(&mut self, count: usize) -> Option<&'static [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next four bytes.
    pub fn array(&mut self) -> Option<[u8; 4]> {
        self.bytes(4)?.try_into().ok()
    }

    /// A whole number.
    pub fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.array()?) as usize)
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Option<&'static str> {
        let length = self.number()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    /// Numbers with their count before them.
    pub fn numbers(&mut self) -> Option<Vec<f32>> {
        let count = self.number()?;
        let bytes = self.bytes(count.checked_mul(4)?)?;
        let numbers = bytes.chunks_exact(4).filter_map(|b| b.try_into().ok());
        Some(numbers.map(f32::from_le_bytes).collect())
    }
}
