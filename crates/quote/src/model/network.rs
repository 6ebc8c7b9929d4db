//! The network: for each word whether it is part of a cue, and for each candidate cue the labels of the words around.
//!
//! A word is the sum of the vectors of its features and of what the parser's network holds of it. Convolutions and
//! recurrences carry what stands around it over the whole article. From the states come the probabilities of cues;
//! for each candidate a window of the states, joined with the cue's, goes through a second, smaller stack of layers,
//! from which a chain of labels is read. The crate `train` has the same network with its derivatives.

use super::features::{self, RELATIVE, Relative, Words, cue_features};
use super::labels::{Chain, LABELS, Row, steps};
use rapporteur_parse::Parsed;
use rapporteur_parse::layers::{File, Layer, Linear, Norm, Table};
use rapporteur_parse::matrix::exp;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The network that ships, read once; `None` only if the file in the binary is broken.
pub static SHIPPED: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::read(include_bytes!("../../../../models/quotes.bin")));

/// How the model file begins.
pub const MAGIC: &[u8] = b"rapporteur quotes 1\n";

/// The parser's states are whole numbers of this part of one.
pub const STATE: f32 = 24.0;

/// Cue labels of a word: none, first word, later word.
pub const CUE_LABELS: usize = 3;

/// No cue has more words than this.
pub const LONGEST_CUE: usize = 8;

/// A second end for the same cue is tried if it is at least this part as probable as the best.
const RIVAL: f32 = 0.4;

/// A trained network.
#[derive(Debug)]
pub struct Network {
    width: usize,
    window_width: usize,
    table: Table,
    /// Class of a form by its hash.
    cues: FxHashMap<u32, u8>,
    states: Linear,
    norm: Norm,
    layers: Vec<Layer>,
    cue: Linear,
    of_word: Linear,
    of_product: Linear,
    of_cue: Linear,
    relative: [Vec<f32>; 3],
    window_norm: Norm,
    window_layers: Vec<Layer>,
    label: Linear,
    steps: [Row; LABELS],
}

/// A candidate with the labels of its window.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Positions of the cue.
    pub cue: Range<usize>,
    /// How probable it is that these words are a cue.
    pub cue_probability: f32,
    /// Positions of the window.
    pub window: Range<usize>,
    /// A label a word.
    pub labels: Vec<u8>,
    /// How probable these labels are, given the cue.
    pub label_probability: f32,
}

impl Network {
    /// Reads a model file; `None` if it is not one.
    pub fn read(file: &'static [u8]) -> Option<Network> {
        let mut file = File(file.strip_prefix(MAGIC)?);
        let (width, window_width) = (file.number()?, file.number()?);
        let (kinds, window_kinds) = (file.text()?, file.text()?);
        let mut cues = FxHashMap::default();
        for _ in 0..file.number()? {
            let hash = u32::from_le_bytes(file.array()?);
            cues.insert(hash, u8::try_from(file.number()?).ok()?);
        }
        let table = Table::read(&mut file, width)?;
        let stack = |file: &mut File, kinds: &str, width| -> Option<Vec<Layer>> {
            kinds.chars().map(|k| Layer::read(file, k, width)).collect()
        };
        let states = Linear::read_rows(
            &mut file,
            rapporteur_parse::network::SHIPPED.as_ref()?.width(),
        )?;
        let norm = Norm::read(&mut file)?;
        let layers = stack(&mut file, kinds, width)?;
        let cue = Linear::read(&mut file, width, CUE_LABELS)?;
        let [of_word, of_product, of_cue] = [
            Linear::read(&mut file, width, window_width)?,
            Linear::read(&mut file, width, window_width)?,
            Linear::read(&mut file, width, window_width)?,
        ];
        let relative = [file.numbers()?, file.numbers()?, file.numbers()?];
        let sizes = relative.iter().zip(RELATIVE);
        if states.columns() != width || !sizes.into_iter().all(|(r, n)| r.len() == n * window_width)
        {
            return None;
        }
        let window_norm = Norm::read(&mut file)?;
        let window_layers = stack(&mut file, window_kinds, window_width)?;
        let label = Linear::read(&mut file, window_width, LABELS)?;
        let scores = file.numbers()?;
        let whole =
            file.0.is_empty() && scores.len() == LABELS * LABELS && width > 0 && window_width > 0;
        whole.then(|| Network {
            steps: steps(&scores),
            width,
            window_width,
            table,
            cues,
            states,
            norm,
            layers,
            cue,
            of_word,
            of_product,
            of_cue,
            relative,
            window_norm,
            window_layers,
            label,
        })
    }

    /// All candidates that are a cue with at least this probability, in the order of the text.
    pub fn candidates(&self, words: &Words, parsed: &Parsed, least: f32) -> Vec<Candidate> {
        let states = self.encode(words, parsed);
        let cues = cues(&self.cue.apply(&states), least);
        self.label(words, &states, cues)
    }

    /// The states of all words.
    fn encode(&self, words: &Words, parsed: &Parsed) -> Vec<f32> {
        let mut known = Vec::with_capacity(words.len() * 112);
        for token in &words.tokens {
            let state = parsed.state(*token as usize).iter();
            known.extend(state.map(|v| f32::from(*v) / STATE));
        }
        let mut states = self.states.apply(&known);
        let class = |form: Option<&u32>| form.and_then(|f| self.cues.get(f)).copied().unwrap_or(0);
        let mut hashes = Vec::with_capacity(words.flat.len() + 2 * words.len());
        let mut ends = Vec::with_capacity(words.len());
        for p in 0..words.len() {
            let head = words.heads.get(p).copied().flatten();
            let head = head.and_then(|h| words.forms.get(h as usize));
            let own = class(words.forms.get(p));
            let head = head.map_or(features::CUE_CLASSES, |h| class(Some(h)));
            hashes.extend(cue_features(own, head));
            hashes.extend_from_slice(words.features(p));
            ends.push(hashes.len());
        }
        self.table.add(&hashes, &ends, &mut states);
        self.norm.apply(&mut states);
        let all = [(0, words.len())];
        for layer in &self.layers {
            layer.apply(&mut states, self.width, &all);
        }
        states
    }

    /// Labels the windows of cues.
    fn label(
        &self,
        words: &Words,
        states: &[f32],
        cues: Vec<(Range<usize>, f32)>,
    ) -> Vec<Candidate> {
        let (d, e) = (self.width, self.window_width);
        let of_word = self.of_word.apply(states);
        let row = |p: usize| states.get(p * d..(p + 1) * d).unwrap_or_default();
        let mut means = vec![0f32; cues.len() * d];
        for ((cue, _), mean) in cues.iter().zip(means.chunks_exact_mut(d)) {
            let share = 1.0 / cue.len().max(1) as f32;
            for p in cue.clone() {
                mean.iter_mut()
                    .zip(row(p))
                    .for_each(|(m, v)| *m += v * share);
            }
        }
        let of_cue = self.of_cue.apply(&means);
        let windows: Vec<Range<usize>> = cues
            .iter()
            .map(|(c, _)| features::window(words, c))
            .collect();
        let rows: usize = windows.iter().map(Range::len).sum();
        let mut products = Vec::with_capacity(rows * d);
        let mut bounds = Vec::with_capacity(cues.len());
        for (window, mean) in windows.iter().zip(means.chunks_exact(d)) {
            bounds.push((products.len() / d, products.len() / d + window.len()));
            for p in window.clone() {
                products.extend(row(p).iter().zip(mean).map(|(v, m)| v * m));
            }
        }
        let mut inner = self.of_product.apply(&products);
        let mut rows = inner.chunks_exact_mut(e);
        for (((cue, _), window), of_cue) in cues.iter().zip(&windows).zip(of_cue.chunks_exact(e)) {
            let places = features::relative(words, cue, window);
            for (p, place) in window.clone().zip(places) {
                let Some(row) = rows.next() else { break };
                let own = of_word.get(p * e..(p + 1) * e).unwrap_or_default();
                let sums = row.iter_mut().zip(own).zip(of_cue);
                sums.for_each(|((r, a), b)| *r += a + b);
                self.add_place(place, row);
            }
        }
        self.window_norm.apply(&mut inner);
        for layer in &self.window_layers {
            layer.apply(&mut inner, e, &bounds);
        }
        let scores = self.label.apply(&inner);
        let all = cues.into_iter().zip(windows).zip(bounds);
        all.map(|(((cue, cue_probability), window), (begin, end))| {
            let scores = scores.get(begin * LABELS..end * LABELS).unwrap_or_default();
            let chain = Chain::new(&self.steps, scores, |at| cue.contains(&(window.start + at)));
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

    fn add_place(&self, place: Relative, row: &mut [f32]) {
        let e = row.len();
        for (table, class) in self.relative.iter().zip(place) {
            let from = usize::from(class) * e;
            let vector = table.get(from..from + e).unwrap_or_default();
            row.iter_mut().zip(vector).for_each(|(r, v)| *r += v);
        }
    }
}

/// Runs of words that may be a cue, with their probability: from each word at most the best two.
pub fn cues(scores: &[f32], least: f32) -> Vec<(Range<usize>, f32)> {
    let rows = scores.as_chunks::<CUE_LABELS>().0;
    let probabilities: Vec<[f32; CUE_LABELS]> = rows
        .iter()
        .map(|row| {
            let top = row.iter().copied().fold(f32::MIN, f32::max);
            let each = row.map(|s| exp(s - top));
            let sum: f32 = each.iter().sum();
            each.map(|v| v / sum)
        })
        .collect();
    let later = |p: usize| probabilities.get(p).map_or(0.0, |r| r[2]);
    let mut found = Vec::new();
    for (start, row) in probabilities.iter().enumerate() {
        let mut product = row[1];
        let mut ends: Vec<(f32, usize)> = Vec::new();
        for end in start + 1..=start + LONGEST_CUE {
            if product < least {
                break;
            }
            let whole = product * (1.0 - later(end));
            if whole >= least {
                ends.push((whole, end));
            }
            product *= later(end);
        }
        ends.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = ends.first().map_or(0.0, |best| best.0 * RIVAL);
        let best = ends.into_iter().take(2).filter(|e| e.0 >= least);
        found.extend(best.map(|(probability, end)| (start..end, probability)));
    }
    found
}
