//! The network that finds tags, heads and labels of one sentence.
//!
//! A word is the sum of the vectors of its features. Convolutions over three words and gated recurrences in both
//! directions, in turn, carry what stands around it. Tags are read off a middle layer; from the last come scores
//! for each pair of words (a bilinear form and a term for their distance), of which [`crate::tree`] makes the
//! best tree, and labels (a small perceptron over both words and their distance). How it is trained is in the
//! crate `train`; what it was trained on is in the model's card.

use crate::features::{self, Reader};
use crate::matrix::{Weights, sigmoid, widest};
use crate::quantised::Quantised;
use crate::tags::{Relation, Upos, Xpos};
use crate::tree::best_tree;
use std::ops::Range;
use std::sync::LazyLock;

/// The network that ships, read once; `None` only if the file in the binary is broken.
pub static SHIPPED: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::read(include_bytes!("../../../models/network.bin")));

/// How many classes of distance between a word and its head there are.
pub const DISTANCES: usize = 19;

/// Longer sentences are taken in pieces of this many words: the time for heads grows with the square.
const LONGEST: usize = 160;

/// How the model file begins.
pub const MAGIC: &[u8] = b"rapporteur network 1\n";

/// What is found of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Universal part of speech.
    pub upos: Upos,
    /// Part of speech of the Penn Treebank.
    pub xpos: Xpos,
    /// The head's place in the sentence, from 0; `None` for the root.
    pub head: Option<u32>,
    /// Relation to the head.
    pub relation: Relation,
}

/// A trained network.
#[derive(Debug)]
pub struct Network {
    width: usize,
    arc: usize,
    label: usize,
    tag_layer: usize,
    tags: Vec<(Upos, Xpos)>,
    relations: Vec<Relation>,
    table: Table,
    norm: Norm,
    layers: Vec<Layer>,
    tag: Linear,
    project: Linear,
    bilinear: Linear,
    near: Linear,
    near_label: Vec<f32>,
    relation: Linear,
}

/// The vectors of known features: eight bits a number and a scale a row.
#[derive(Debug)]
struct Table {
    /// Open addressing: a hash and its row plus one; 0 is empty.
    slots: Vec<(u32, u32)>,
    scales: Vec<f32>,
    rows: &'static [u8],
}

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Linear {
    weights: Quantised,
    bias: Vec<f32>,
}

#[derive(Debug)]
enum Layer {
    Convolution(Linear, Norm),
    Recurrence(Linear, Norm),
}

/// The class of the distance from a word to a head; 0 for the root, which stands at place 0.
pub fn distance(word: usize, head: usize) -> usize {
    if head == 0 {
        return 0;
    }
    let far = match word.abs_diff(head) {
        0..=1 => 1,
        2 => 2,
        3 => 3,
        4 => 4,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    };
    if head < word { far } else { far + 9 }
}

impl Network {
    /// Reads a model file; `None` if it is not one.
    pub fn read(file: &'static [u8]) -> Option<Network> {
        let mut file = File(file.strip_prefix(MAGIC)?);
        let width = file.number()?;
        let (arc, label, tag_layer) = (file.number()?, file.number()?, file.number()?);
        let kinds = file.text()?;
        let tags = file.text()?.lines().filter_map(|l| l.split_once(' '));
        let tags = tags.map(|(u, x)| (Upos::of(u), Xpos::of(x))).collect();
        let relations = file.text()?.lines().map(Relation::of).collect();
        let table = Table::read(&mut file, width)?;
        let norm = Norm::read(&mut file)?;
        let mut layers = Vec::new();
        for kind in kinds.chars() {
            let (rows, columns) = if kind == 'c' {
                (3 * width, width)
            } else {
                (width, 3 * width)
            };
            let map = Linear::read(&mut file, rows, columns)?;
            let norm = Norm::read(&mut file)?;
            layers.push(if kind == 'c' {
                Layer::Convolution(map, norm)
            } else {
                Layer::Recurrence(map, norm)
            });
        }
        let network = Network {
            tag: Linear::read_rows(&mut file, width)?,
            project: Linear::read(&mut file, width, 2 * arc + 2 * label)?,
            bilinear: Linear::read(&mut file, arc, arc)?,
            near: Linear::read(&mut file, arc, DISTANCES)?,
            near_label: file.numbers()?,
            relation: Linear::read_rows(&mut file, label)?,
            width,
            arc,
            label,
            tag_layer,
            tags,
            relations,
            table,
            norm,
            layers,
        };
        let whole = width > 0 && arc > 0 && label > 0 && file.0.is_empty();
        whole.then_some(network)
    }

    /// Tags, heads and labels of a sentence's words. Long sentences are taken in pieces; the head of each piece
    /// then hangs on the head of the first.
    pub fn analyse(&self, words: &[&str]) -> Vec<Analysis> {
        let mut all = Vec::with_capacity(words.len());
        let mut root = None;
        for range in pieces(words) {
            let from = range.start as u32;
            let first = range.start == 0;
            let piece = words.get(range).unwrap_or_default();
            for (i, mut word) in self.analyse_piece(piece, first).into_iter().enumerate() {
                word.head = match (word.head, root) {
                    (Some(head), _) => Some(head + from),
                    (None, Some(root)) => {
                        word.relation = Relation::Parataxis;
                        Some(root)
                    }
                    (None, None) => {
                        root = Some(from + i as u32);
                        None
                    }
                };
                all.push(word);
            }
        }
        all
    }

    fn analyse_piece(&self, words: &[&str], first: bool) -> Vec<Analysis> {
        // The root stands before the words.
        let rows = words.len() + 1;
        let mut states = vec![0f32; rows * self.width];
        self.look_up(words, first, &mut states);
        self.norm.apply(&mut states);
        let mut tags = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            layer.apply(&mut states, self.width);
            if number + 1 == self.tag_layer {
                tags = self.best_tags(&states);
            }
        }
        if tags.is_empty() {
            tags = self.best_tags(&states);
        }
        let mut projected = self.project.apply(&states);
        let (arc, label) = (self.arc, self.label);
        let each = 2 * arc + 2 * label;
        for row in projected.chunks_exact_mut(each) {
            row.iter_mut().take(2 * arc).for_each(|v| *v = leaky(*v));
        }
        let heads = self.heads(&projected, each, rows);
        let mut sums = Vec::with_capacity(words.len() * label);
        for (word, head) in heads.iter().enumerate().skip(1) {
            let part = |row: usize, from: usize| {
                let start = row * each + 2 * arc + from;
                projected.get(start..start + label).unwrap_or_default()
            };
            let far = distance(word, *head) * label;
            let far = self.near_label.get(far..far + label).unwrap_or_default();
            let each = part(word, 0).iter().zip(part(*head, label)).zip(far);
            sums.extend(each.map(|((a, b), c)| leaky(a + b + c)));
        }
        let scores = self.relation.apply(&sums);
        let labels = scores
            .chunks_exact(self.relation.bias.len().max(1))
            .map(best);
        let found = tags.iter().zip(&heads).skip(1).zip(labels);
        let found = found.map(|((tag, head), label)| {
            let (upos, xpos) = self.tags.get(*tag).copied().unwrap_or_default();
            let root = *head == 0;
            let relation = self.relations.get(label).copied().unwrap_or_default();
            Analysis {
                upos,
                xpos,
                head: head.checked_sub(1).map(|h| h as u32),
                relation: if root { Relation::Root } else { relation },
            }
        });
        found.collect()
    }

    /// The sum of the features' vectors of each word, the root's first.
    fn look_up(&self, words: &[&str], first: bool, states: &mut [f32]) {
        let mut reader = Reader::default();
        let mut rows = states.chunks_exact_mut(self.width);
        if let Some(row) = rows.next() {
            self.table.add(features::root(), row);
        }
        for (i, (word, row)) in words.iter().zip(rows).enumerate() {
            for hash in reader.read(word, first && i == 0) {
                self.table.add(hash, row);
            }
        }
    }

    fn best_tags(&self, states: &[f32]) -> Vec<usize> {
        let scores = self.tag.apply(states);
        let rows = scores.chunks_exact(self.tag.bias.len().max(1));
        rows.map(best).collect()
    }

    /// The best tree: a head for each row.
    fn heads(&self, projected: &[f32], each: usize, rows: usize) -> Vec<usize> {
        let arc = self.arc;
        let part = |from: usize| -> Vec<f32> {
            let parts = projected
                .chunks_exact(each)
                .filter_map(|r| r.get(from..from + arc));
            parts.flatten().copied().collect()
        };
        let dependents = part(0);
        let heads = part(arc);
        let turned = self.bilinear.apply(&dependents);
        let near = self.near.apply(&dependents);
        let mut columns = vec![0f32; heads.len()];
        for (c, row) in heads.chunks_exact(arc).enumerate() {
            for (to, from) in columns.iter_mut().skip(c).step_by(rows).zip(row) {
                *to = *from;
            }
        }
        let mut scores = vec![0f32; rows * rows];
        Weights::new(arc, rows, &columns).multiply_add(&turned, &mut scores);
        let words = scores
            .chunks_exact_mut(rows)
            .zip(near.chunks_exact(DISTANCES))
            .enumerate();
        for (word, (row, near)) in words {
            for (head, score) in row.iter_mut().enumerate() {
                *score += near.get(distance(word, head)).copied().unwrap_or_default();
            }
        }
        best_tree(&scores, rows)
    }
}

/// Ranges of at most [`LONGEST`] words, cut after a mark where one is near.
fn pieces(words: &[&str]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let mut end = words.len().min(start + LONGEST);
        if end < words.len() {
            let window = words.get(start + LONGEST / 2..end).unwrap_or_default();
            let mark = window
                .iter()
                .rposition(|w| !w.chars().any(char::is_alphanumeric));
            end = mark.map_or(end, |m| start + LONGEST / 2 + m + 1);
        }
        ranges.push(start..end);
        start = end;
    }
    ranges
}

impl Layer {
    /// Adds the layer's output to the states and brings them to norm.
    fn apply(&self, states: &mut [f32], width: usize) {
        let norm = match self {
            Layer::Convolution(map, norm) => {
                let output = map.apply(&windows(states, width));
                for (state, y) in states.iter_mut().zip(&output) {
                    *state += y.max(0.0);
                }
                norm
            }
            Layer::Recurrence(map, norm) => {
                let gates = map.apply(states);
                widest(Recurrences {
                    gates: &gates,
                    half: width / 2,
                    states,
                });
                norm
            }
        };
        norm.apply(states);
    }
}

/// Each row with its neighbours before and after.
fn windows(states: &[f32], width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(states.len() * 3);
    let rows = states.len() / width;
    for row in 0..rows {
        let at = |row: Option<usize>| {
            let start = row.filter(|r| *r < rows).map(|r| r * width);
            start.and_then(|s| states.get(s..s + width))
        };
        for neighbour in [row.checked_sub(1), Some(row), Some(row + 1)] {
            match at(neighbour) {
                Some(values) => out.extend_from_slice(values),
                None => out.resize(out.len() + width, 0.0),
            }
        }
    }
    out
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
        let values = c.iter_mut().zip(y).zip(z).zip(f).zip(o);
        values.for_each(|((((c, y), z), f), o)| remember(c, y, *z, *f, *o));
    }
    let values = c.iter_mut().zip(y).zip(z).zip(f).zip(o);
    values.for_each(|((((c, y), z), f), o)| remember(c, y, *z, *f, *o));
}

#[inline(always)]
fn remember(c: &mut f32, y: &mut f32, z: f32, f: f32, o: f32) {
    let f = sigmoid(f);
    *c = f * *c + (1.0 - f) * z;
    *y += sigmoid(o) * *c;
}

impl Table {
    fn read(file: &mut File, width: usize) -> Option<Table> {
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

    /// Adds a feature's vector, if it is known.
    fn add(&self, hash: u32, to: &mut [f32]) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let row = loop {
            match self.slots.get(at) {
                Some((h, row)) if *row != 0 && *h == hash => break *row as usize - 1,
                Some((_, row)) if *row != 0 => at = (at + 1) & mask,
                _ => return,
            }
        };
        let scale = self.scales.get(row).copied().unwrap_or_default();
        let from = self
            .rows
            .get(row * to.len()..(row + 1) * to.len())
            .unwrap_or_default();
        for (to, from) in to.iter_mut().zip(from) {
            *to += f32::from(*from as i8) * scale;
        }
    }
}

impl Norm {
    fn read(file: &mut File) -> Option<Norm> {
        Some(Norm {
            gain: file.numbers()?,
            bias: file.numbers()?,
        })
    }

    /// Brings each row to mean 0 and variance 1, then scales and shifts.
    fn apply(&self, states: &mut [f32]) {
        let width = self.gain.len().max(1);
        for row in states.chunks_exact_mut(width) {
            let mean = sum(row, |v| v) / width as f32;
            let square = sum(row, |v| (v - mean) * (v - mean)) / width as f32;
            let scale = 1.0 / (square + 1e-5).sqrt();
            for ((v, g), b) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *v = (*v - mean) * scale * g + b;
            }
        }
    }
}

/// A sum in eight lanes, always the same ones, so that it needs no wide registers to be the same everywhere.
fn sum(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; 8];
    for chunk in row.chunks(8) {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += value(*v);
        }
    }
    lanes.iter().sum()
}

impl Linear {
    fn read(file: &mut File, rows: usize, columns: usize) -> Option<Linear> {
        let linear = Linear::read_rows(file, rows)?;
        (linear.bias.len() == columns).then_some(linear)
    }

    fn read_rows(file: &mut File, rows: usize) -> Option<Linear> {
        let values = file.numbers()?;
        let bias = file.numbers()?;
        let whole = rows > 0 && !bias.is_empty() && values.len() == rows * bias.len();
        whole.then(|| Linear {
            weights: Quantised::new(rows, bias.len(), &values),
            bias,
        })
    }

    fn apply(&self, inputs: &[f32]) -> Vec<f32> {
        let rows = inputs.len() / self.weights.rows().max(1);
        let mut out = Vec::with_capacity(rows * self.bias.len());
        for _ in 0..rows {
            out.extend_from_slice(&self.bias);
        }
        self.weights.multiply_add(inputs, &mut out);
        out
    }
}

fn leaky(v: f32) -> f32 {
    if v > 0.0 { v } else { 0.1 * v }
}

/// The place of the largest, the first of equals.
fn best(row: &[f32]) -> usize {
    let mut best = (f32::NEG_INFINITY, 0);
    for (i, v) in row.iter().enumerate() {
        if *v > best.0 {
            best = (*v, i);
        }
    }
    best.1
}

/// What is left of a model file. Numbers are little-endian.
struct File(&'static [u8]);

impl File {
    fn bytes(&mut self, count: usize) -> Option<&'static [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn array(&mut self) -> Option<[u8; 4]> {
        self.bytes(4)?.try_into().ok()
    }

    fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.array()?) as usize)
    }

    fn text(&mut self) -> Option<&'static str> {
        let length = self.number()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    fn numbers(&mut self) -> Option<Vec<f32>> {
        let count = self.number()?;
        let bytes = self.bytes(count.checked_mul(4)?)?;
        let numbers = bytes.chunks_exact(4).filter_map(|b| b.try_into().ok());
        Some(numbers.map(f32::from_le_bytes).collect())
    }
}
