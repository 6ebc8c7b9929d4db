//! Products of small dense matrices, the same to the last bit on every machine.
//!
//! Every element is summed in one fixed order, multiplications and additions are rounded one by one (never
//! fused), and only independent elements share a vector register. So wider registers, where the machine has
//! them, change the speed and nothing else.

/// Columns of a panel: one AVX-512 register, two of AVX2, four of SSE.
const PANEL: usize = 16;

/// A matrix of weights, `rows` × `columns`, laid out in panels of columns for products from the left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    rows: usize,
    columns: usize,
    /// Panel after panel; in a panel, row after row.
    panels: Vec<[f32; PANEL]>,
}

impl Weights {
    /// Lays out a matrix given row after row. What is missing at the end of `values` counts as zero.
    pub fn new(rows: usize, columns: usize, values: &[f32]) -> Weights {
        let mut panels = Vec::with_capacity(rows * columns.div_ceil(PANEL));
        for first in (0..columns).step_by(PANEL) {
            for row in 0..rows {
                let mut panel = [0f32; PANEL];
                let from = row * columns + first;
                let width = PANEL.min(columns - first);
                let source = values.get(from..from + width).unwrap_or_default();
                for (to, from) in panel.iter_mut().zip(source) {
                    *to = *from;
                }
                panels.push(panel);
            }
        }
        Weights {
            rows,
            columns,
            panels,
        }
    }

    /// How many rows: the length of an input.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns: the length of an output.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Adds `inputs × weights` to `outputs`; both hold one row after another. Rows that one of them lacks are
    /// left out.
    pub fn multiply_add(&self, inputs: &[f32], outputs: &mut [f32]) {
        if self.rows > 0 && self.columns > 0 {
            widest(Product {
                weights: self,
                inputs,
                outputs,
            });
        }
    }
}

/// Runs a computation compiled for the widest registers that this machine has.
pub(crate) fn widest<T: pulp::WithSimd>(computation: T) -> T::Output {
    pulp::Arch::new().dispatch(computation)
}

struct Product<'a> {
    weights: &'a Weights,
    inputs: &'a [f32],
    outputs: &'a mut [f32],
}

impl pulp::WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        multiply_add(self.weights, self.inputs, self.outputs);
    }
}

/// Four rows of inputs at a time, one panel of columns at a time.
#[inline(always)]
fn multiply_add(weights: &Weights, inputs: &[f32], outputs: &mut [f32]) {
    let (rows, columns) = (weights.rows, weights.columns);
    for (number, panel) in weights.panels.chunks_exact(rows).enumerate() {
        let first = number * PANEL;
        let width = PANEL.min(columns - first);
        let mut inputs = inputs.chunks_exact(4 * rows);
        let mut outputs = outputs.chunks_exact_mut(4 * columns);
        for (four, out) in (&mut inputs).zip(&mut outputs) {
            let (a, rest) = four.split_at(rows);
            let (b, rest) = rest.split_at(rows);
            let (c, d) = rest.split_at(rows);
            // Four arrays of their own, so that they stay in registers.
            let (mut sa, mut sb) = ([0f32; PANEL], [0f32; PANEL]);
            let (mut sc, mut sd) = ([0f32; PANEL], [0f32; PANEL]);
            for ((((weight, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
                sa = scaled_sum(sa, *a, weight);
                sb = scaled_sum(sb, *b, weight);
                sc = scaled_sum(sc, *c, weight);
                sd = scaled_sum(sd, *d, weight);
            }
            for (row, sum) in out.chunks_exact_mut(columns).zip([sa, sb, sc, sd]) {
                add(row, first, width, &sum);
            }
        }
        let inputs = inputs.remainder().chunks_exact(rows);
        let outputs = outputs.into_remainder().chunks_exact_mut(columns);
        for (input, out) in inputs.zip(outputs) {
            let mut sum = [0f32; PANEL];
            for (weight, x) in panel.iter().zip(input) {
                sum = scaled_sum(sum, *x, weight);
            }
            add(out, first, width, &sum);
        }
    }
}

#[inline(always)]
fn scaled_sum(mut sum: [f32; PANEL], x: f32, weight: &[f32; PANEL]) -> [f32; PANEL] {
    for (s, w) in sum.iter_mut().zip(weight) {
        *s += x * w;
    }
    sum
}

#[inline(always)]
fn add(row: &mut [f32], first: usize, width: usize, sum: &[f32; PANEL]) {
    let row = row.get_mut(first..first + width).unwrap_or_default();
    for (to, from) in row.iter_mut().zip(sum) {
        *to += from;
    }
}

/// `e` to the power of `x`, within about 2e-7 of the true value in relative terms, by arithmetic alone: the
/// standard library's may differ from one machine to another in the last bit.
///
/// Source: range reduction to half of ln 2 and the Taylor series, both classical.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 87.0);
    // Adding and taking away 1.5·2²³ rounds to a whole number, which then stands in the low bits.
    let shifted = x * std::f32::consts::LOG2_E + 12_582_912.0;
    let n = shifted - 12_582_912.0;
    let r = x - n * 0.693_359_4 - n * -2.121_944_4e-4;
    let series = 1.0
        + r * (1.0
            + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    series
        * f32::from_bits(
            shifted
                .to_bits()
                .wrapping_sub(0x4b40_0000)
                .wrapping_add(127)
                << 23,
        )
}

/// The logistic function.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_are_those_of_the_plain_sum(rows in 1usize..20, columns in 1usize..40, count in 0usize..9, seed in 0u32..1000) {
            let number = |i: usize| ((i as u32 * 7919 + seed * 31) % 17) as f32 - 8.0;
            let values: Vec<f32> = (0..rows * columns).map(number).collect();
            let inputs: Vec<f32> = (0..count * rows).map(|i| number(i + 5)).collect();
            let mut outputs = vec![1f32; count * columns];
            Weights::new(rows, columns, &values).multiply_add(&inputs, &mut outputs);
            for r in 0..count {
                for c in 0..columns {
                    let sum: f32 = (0..rows).map(|k| inputs[r * rows + k] * values[k * columns + c]).sum();
                    prop_assert_eq!(outputs[r * columns + c], sum + 1.0);
                }
            }
        }

        #[test]
        fn exp_is_close(x in -80f32..80.0) {
            prop_assert!((f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs() < 1e-6);
        }
    }
}
