//! Labels of a window's words, and the best sequence of them: a chain with scores for each label at each word and for
//! each pair of neighbouring labels (a linear-chain CRF; Lafferty, McCallum and Pereira 2001).

use rapporteur_parse::matrix::exp;

/// How many labels there are.
pub const LABELS: usize = 5;
/// Neither source nor content.
pub const NONE: usize = 0;
/// The first word of a piece of the source; one more: a later word.
pub const SOURCE: usize = 1;
/// The first word of a piece of the content; one more: a later word.
pub const CONTENT: usize = 3;

/// Scores or factors for one word.
pub type Row = [f32; LABELS];

/// Whether a label may follow another: a later word follows a first or later one of the same part.
pub fn may_follow(before: usize, label: usize) -> bool {
    match label {
        2 => before == 1 || before == 2,
        4 => before == 3 || before == 4,
        _ => true,
    }
}

/// A chain of factors: scores made positive, each word's by its largest.
#[derive(Debug, Clone)]
pub struct Chain {
    /// From the label before (the row) to a label; before the first word stands [`NONE`].
    pub steps: [Row; LABELS],
    /// For each word.
    pub rows: Vec<Row>,
    /// Sums that bring each forward row to one.
    pub sums: Vec<f32>,
    /// Forward probabilities.
    pub forward: Vec<Row>,
}

/// The factors of scores between labels; 0 where one may not follow.
pub fn steps(scores: &[f32]) -> [Row; LABELS] {
    let mut steps = [[0f32; LABELS]; LABELS];
    for (before, (row, scores)) in steps.iter_mut().zip(scores.chunks(LABELS)).enumerate() {
        for (label, (step, score)) in row.iter_mut().zip(scores).enumerate() {
            if may_follow(before, label) {
                *step = exp(*score);
            }
        }
    }
    steps
}

impl Chain {
    /// Makes a chain of scores, `LABELS` a word; words for which `is_cue` says so are neither source nor content.
    pub fn new(steps: &[Row; LABELS], scores: &[f32], is_cue: impl Fn(usize) -> bool) -> Chain {
        let mut rows: Vec<Row> = Vec::with_capacity(scores.len() / LABELS);
        for (at, scores) in scores.as_chunks::<LABELS>().0.iter().enumerate() {
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let mut row = scores.map(|s| exp(s - top));
            if is_cue(at) {
                row = [0.0; LABELS];
                row[NONE] = 1.0;
            }
            rows.push(row);
        }
        let mut chain = Chain {
            steps: *steps,
            sums: Vec::with_capacity(rows.len()),
            forward: Vec::with_capacity(rows.len()),
            rows,
        };
        let mut before = START;
        for row in &chain.rows {
            let mut next = through(&before, &chain.steps);
            next.iter_mut().zip(row).for_each(|(n, r)| *n *= r);
            let sum = next.iter().sum::<f32>().max(1e-30);
            next.iter_mut().for_each(|n| *n /= sum);
            chain.sums.push(sum);
            chain.forward.push(next);
            before = next;
        }
        chain
    }

    /// The probability of a sequence of labels.
    pub fn probability(&self, labels: &[u8]) -> f32 {
        let mut before = NONE;
        let mut product = 1f32;
        for ((label, row), sum) in labels.iter().zip(&self.rows).zip(&self.sums) {
            let label = usize::from(*label);
            let step = self.steps.get(before).and_then(|s| s.get(label));
            let factor = row.get(label).zip(step).map_or(0.0, |(r, s)| r * s);
            product *= factor / sum;
            before = label;
        }
        product
    }

    /// The most probable sequence in which at least one word is content.
    pub fn best(&self) -> Vec<u8> {
        // Two copies of each label: before and after the first word of content.
        let mut scores = [[0f32; LABELS]; 2];
        scores[0][NONE] = 1.0;
        let mut ways: Vec<[[u8; LABELS]; 2]> = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut next = [[0f32; LABELS]; 2];
            let mut way = [[0u8; LABELS]; 2];
            for (seen, scores) in scores.iter().enumerate() {
                for (before, (score, steps)) in scores.iter().zip(&self.steps).enumerate() {
                    for (label, (step, factor)) in steps.iter().zip(row).enumerate() {
                        let now = usize::from(seen == 1 || label >= CONTENT);
                        let value = score * step * factor;
                        let to = next.get_mut(now).and_then(|n| n.get_mut(label));
                        let way = way.get_mut(now).and_then(|w| w.get_mut(label));
                        if let (Some(to), Some(way)) = (to, way)
                            && value > *to
                        {
                            *to = value;
                            *way = (seen * LABELS + before) as u8;
                        }
                    }
                }
            }
            let top = next.iter().flatten().copied().fold(1e-30, f32::max);
            next.iter_mut().flatten().for_each(|n| *n /= top);
            scores = next;
            ways.push(way);
        }
        let mut label = 0;
        for (l, score) in scores[1].iter().enumerate() {
            if scores[1].get(label).is_some_and(|best| score > best) {
                label = l;
            }
        }
        let mut seen = 1;
        let mut labels = vec![0u8; ways.len()];
        for (slot, way) in labels.iter_mut().zip(&ways).rev() {
            *slot = label as u8;
            let from = way.get(seen).and_then(|w| w.get(label)).copied();
            let from = usize::from(from.unwrap_or(0));
            (seen, label) = (from / LABELS, from % LABELS);
        }
        labels
    }
}

const START: Row = [1.0, 0.0, 0.0, 0.0, 0.0];

fn through(before: &Row, steps: &[Row; LABELS]) -> Row {
    let mut next = [0f32; LABELS];
    for (from, steps) in before.iter().zip(steps) {
        next.iter_mut().zip(steps).for_each(|(n, s)| *n += from * s);
    }
    next
}
