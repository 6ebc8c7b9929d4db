//! The network that finds tags, heads and labels of sentences.
//!
//! A word is the sum of the vectors of its features. Convolutions over three words and gated recurrences in both
//! directions, in turn, carry what stands around it. Tags are read off a middle layer; from the last come scores
//! for each pair of words (a bilinear form and a term for their distance), of which [`crate::tree`] makes the
//! best tree, and labels (a small perceptron over both words and their distance). How it is trained is in the
//! crate `train`; what it was trained on is in the model's card.

use crate::features::{self, Reader};
use crate::layers::{Bounds, File, Layer, Linear, Norm, Table};
use crate::matrix::Weights;
use crate::tags::{Relation, Upos, Xpos};
use crate::tree::best_tree;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The network that ships, read once; `None` only if the file in the binary is broken.
pub static SHIPPED: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::read(include_bytes!("../../../models/network.bin")));

/// How many classes of distance between a word and its head there are.
pub const DISTANCES: usize = 19;

/// States of the last layer are kept as whole numbers of this part of one: they hardly ever exceed 4.
const KEPT: f32 = 24.0;

/// Longer sentences are taken in pieces of this many words: the time for heads grows with the square.
const LONGEST: usize = 160;

/// Sentences go through the layers together until they have this many words: the weights are fetched, and rows are
/// filled up, once for all of them.
const TOGETHER: usize = 512;

/// So many words of a text are remembered with their vectors; more would cost much memory for rare words.
const REMEMBERED: usize = 4096;

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

/// The summed vectors of words seen before, and whether they began a sentence: an article has most words twice.
#[derive(Debug, Default)]
pub struct Seen<'a>(FxHashMap<(&'a str, bool), Vec<f32>>);

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
            layers.push(Layer::read(&mut file, kind, width)?);
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

    /// How many numbers the last layer holds of a word.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Tags, heads and labels of the words of sentences, one sentence after another; heads are places in the
    /// word's own sentence. Long sentences are taken in pieces; the head of each piece then hangs on the head of the
    /// first.
    ///
    /// What the last layer holds of each word is added to `kept`, a byte a number: other models may read it.
    /// `seen` speeds up the sentences of one text and changes nothing else.
    pub fn analyse<'a>(
        &self,
        sentences: &[&[&'a str]],
        seen: &mut Seen<'a>,
        kept: &mut Vec<i8>,
    ) -> Vec<Analysis> {
        let pieces: Vec<Piece<'_, 'a>> = sentences.iter().flat_map(|s| pieces_of(s)).collect();
        let mut all = Vec::with_capacity(pieces.iter().map(|p| p.words.len()).sum());
        let mut root = None;
        for batch in batches(&pieces) {
            let mut found = self.analyse_batch(batch, seen, kept).into_iter();
            for piece in batch {
                let from = piece.from as u32;
                if piece.from == 0 {
                    root = None;
                }
                for (i, mut word) in found.by_ref().take(piece.words.len()).enumerate() {
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
        }
        all
    }

    /// What is found of the words of some pieces, each for itself.
    fn analyse_batch<'a>(
        &self,
        pieces: &[Piece<'_, 'a>],
        seen: &mut Seen<'a>,
        kept: &mut Vec<i8>,
    ) -> Vec<Analysis> {
        let bounds = bounds(pieces);
        let rows = bounds.last().map_or(0, |b| b.1);
        let mut states = vec![0f32; rows * self.width];
        for (piece, (begin, end)) in pieces.iter().zip(&bounds) {
            let states = states.get_mut(begin * self.width..end * self.width);
            self.look_up(piece, seen, states.unwrap_or_default());
        }
        self.norm.apply(&mut states);
        let mut tags = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            layer.apply(&mut states, self.width, &bounds);
            if number + 1 == self.tag_layer {
                tags = self.best_tags(&states);
            }
        }
        if tags.is_empty() {
            tags = self.best_tags(&states);
        }
        for (begin, end) in &bounds {
            let of_words = states.get((begin + 1) * self.width..end * self.width);
            // Adding 1.5·2²³ rounds to a whole number, which then stands in the low bits.
            let whole = |v: &f32| ((v * KEPT).clamp(-127.0, 127.0) + 12_582_912.0).to_bits() as i8;
            kept.extend(of_words.unwrap_or_default().iter().map(whole));
        }
        let mut projected = self.project.apply(&states);
        for row in projected.chunks_exact_mut(self.projected()) {
            row.iter_mut()
                .take(2 * self.arc)
                .for_each(|v| *v = leaky(*v));
        }
        let heads = self.heads(&projected, &bounds);
        let labels = self.labels(&projected, &heads, &bounds);
        let found = tags.iter().zip(&heads).zip(labels);
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
        let found: Vec<Analysis> = found.collect();
        let of_words = bounds.iter().filter_map(|(b, e)| found.get(b + 1..*e));
        of_words.flatten().copied().collect()
    }

    /// How many numbers are made of a row for heads and labels.
    fn projected(&self) -> usize {
        2 * self.arc + 2 * self.label
    }

    /// The sum of the features' vectors of each word, the root's first.
    fn look_up<'a>(&self, piece: &Piece<'_, 'a>, Seen(seen): &mut Seen<'a>, states: &mut [f32]) {
        let mut reader = Reader::default();
        let mut rows = states.chunks_exact_mut(self.width);
        if let Some(root) = rows.next() {
            self.table.add(&[features::root()], &[1], root);
        }
        for (i, (word, row)) in piece.words.iter().zip(rows).enumerate() {
            let first = piece.from + i == 0;
            if let Some(sum) = seen.get(&(*word, first)) {
                row.copy_from_slice(sum);
                continue;
            }
            let features = reader.read(word, first);
            self.table.add(&features, &[features.len()], row);
            if seen.len() < REMEMBERED {
                seen.insert((word, first), row.to_vec());
            }
        }
    }

    fn best_tags(&self, states: &[f32]) -> Vec<usize> {
        let scores = self.tag.apply(states);
        let rows = scores.chunks_exact(self.tag.columns().max(1));
        rows.map(best).collect()
    }

    /// The best tree of each piece: a head for each row, counted from the piece's root.
    fn heads(&self, projected: &[f32], bounds: &Bounds) -> Vec<usize> {
        let (arc, each) = (self.arc, self.projected());
        let part = |rows: &[f32], from: usize| -> Vec<f32> {
            let parts = rows.chunks_exact(each);
            let parts = parts.filter_map(|r| r.get(from..from + arc));
            parts.flatten().copied().collect()
        };
        let dependents = part(projected, 0);
        let turned = self.bilinear.apply(&dependents);
        let near = self.near.apply(&dependents);
        let mut best = Vec::with_capacity(near.len() / DISTANCES);
        for (begin, end) in bounds {
            let rows = end - begin;
            let of_piece = projected.get(begin * each..end * each).unwrap_or_default();
            let heads = part(of_piece, arc);
            let mut columns = vec![0f32; heads.len()];
            for (c, row) in heads.chunks_exact(arc).enumerate() {
                for (to, from) in columns.iter_mut().skip(c).step_by(rows).zip(row) {
                    *to = *from;
                }
            }
            let mut scores = vec![0f32; rows * rows];
            let turned = turned.get(begin * arc..end * arc).unwrap_or_default();
            Weights::new(arc, rows, &columns).multiply_add(turned, &mut scores);
            let near = near.get(begin * DISTANCES..end * DISTANCES);
            let near = near.unwrap_or_default().chunks_exact(DISTANCES);
            for (word, (row, near)) in scores.chunks_exact_mut(rows).zip(near).enumerate() {
                for (head, score) in row.iter_mut().enumerate() {
                    *score += near.get(distance(word, head)).copied().unwrap_or_default();
                }
            }
            best.extend(best_tree(&scores, rows));
        }
        best
    }

    /// The label of each row, given its head.
    fn labels(&self, projected: &[f32], heads: &[usize], bounds: &Bounds) -> Vec<usize> {
        let (arc, label, each) = (self.arc, self.label, self.projected());
        let mut sums = Vec::with_capacity(heads.len() * label);
        for (begin, end) in bounds {
            let heads = heads.get(*begin..*end).unwrap_or_default();
            for (word, head) in heads.iter().enumerate() {
                let part = |row: usize, from: usize| {
                    let start = (begin + row) * each + 2 * arc + from;
                    projected.get(start..start + label).unwrap_or_default()
                };
                let far = distance(word, *head) * label;
                let far = self.near_label.get(far..far + label).unwrap_or_default();
                let each = part(word, 0).iter().zip(part(*head, label)).zip(far);
                sums.extend(each.map(|((a, b), c)| leaky(a + b + c)));
            }
        }
        let scores = self.relation.apply(&sums);
        let rows = scores.chunks_exact(self.relation.columns().max(1));
        rows.map(best).collect()
    }
}

/// A sentence, or a part of a long one.
#[derive(Debug, Clone, Copy)]
struct Piece<'w, 'a> {
    words: &'w [&'a str],
    /// The place of the first word in its sentence.
    from: usize,
}

/// A sentence in pieces of at most [`LONGEST`] words, cut after a mark where one is near.
fn pieces_of<'w, 'a>(words: &'w [&'a str]) -> Vec<Piece<'w, 'a>> {
    let mut pieces = Vec::new();
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
        pieces.push(Piece {
            words: words.get(start..end).unwrap_or_default(),
            from: start,
        });
        start = end;
    }
    pieces
}

/// Runs of pieces that go through the layers together.
fn batches<'p, 'w, 'a>(pieces: &'p [Piece<'w, 'a>]) -> impl Iterator<Item = &'p [Piece<'w, 'a>]> {
    let mut rest = pieces;
    std::iter::from_fn(move || {
        let mut words = 0;
        let full = rest.iter().position(|piece| {
            words += piece.words.len();
            words >= TOGETHER
        });
        let (batch, others) = rest.split_at(full.map_or(rest.len(), |last| last + 1));
        rest = others;
        (!batch.is_empty()).then_some(batch)
    })
}

/// The rows of each piece; before its words stands the root.
fn bounds(pieces: &[Piece<'_, '_>]) -> Vec<(usize, usize)> {
    let mut end = 0;
    let rows = pieces.iter().map(|piece| {
        let begin = end;
        end += piece.words.len() + 1;
        (begin, end)
    });
    rows.collect()
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
