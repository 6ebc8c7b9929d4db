//! Products with weights that are whole numbers: twice as fast as [`crate::matrix`], and the same on every machine
//! because sums of whole numbers do not depend on their order.
//!
//! Weights have eleven bits and a scale a column, inputs thirteen bits and a scale a row; sums of up to 500
//! products fit in 32 bits. Where the machine has them, the instructions that multiply pairs of 16-bit numbers and
//! add each pair are used; elsewhere plain arithmetic gives the same.

/// Columns of a panel.
const PANEL: usize = 16;

/// Two rows of a panel: for each column the weight of the even row and that of the odd one.
type Pairs = [i16; 2 * PANEL];

/// Sums of a row of inputs with a panel.
type Sums = [i32; PANEL];

/// The largest weight and the largest input, as whole numbers.
const WEIGHT: f32 = 1023.0;
const INPUT: f32 = 4095.0;

/// A matrix of weights, `rows` × `columns`.
#[derive(Debug, Clone, Default)]
pub struct Quantised {
    rows: usize,
    columns: usize,
    /// One for each column.
    scales: Vec<f32>,
    /// Panel after panel; in a panel, pair of rows after pair of rows.
    panels: Vec<Pairs>,
}

impl Quantised {
    /// Rounds a matrix given row after row. What is missing at the end of `values` counts as zero.
    pub fn new(rows: usize, columns: usize, values: &[f32]) -> Quantised {
        let value = |row: usize, column: usize| match (row < rows, column < columns) {
            (true, true) => values
                .get(row * columns + column)
                .copied()
                .unwrap_or_default(),
            _ => 0.0,
        };
        let scale =
            |column| (0..rows).fold(1e-9f32, |m, row| m.max(value(row, column).abs())) / WEIGHT;
        let scales: Vec<f32> = (0..columns).map(scale).collect();
        let mut panels = Vec::new();
        for first in (0..columns).step_by(PANEL) {
            for pair in (0..rows).step_by(2) {
                let mut pairs = [0i16; 2 * PANEL];
                for (i, slot) in pairs.iter_mut().enumerate() {
                    let column = first + i / 2;
                    let scale = scales.get(column).copied().unwrap_or(1.0);
                    *slot = (value(pair + i % 2, column) / scale).round() as i16;
                }
                panels.push(pairs);
            }
        }
        Quantised {
            rows,
            columns,
            scales,
            panels,
        }
    }

    /// How many rows: the length of an input.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds `inputs × weights` to `outputs`; both hold one row after another. Rows that one of them lacks are
    /// left out.
    pub fn multiply_add(&self, inputs: &[f32], outputs: &mut [f32]) {
        if self.rows == 0 || self.columns == 0 {
            return;
        }
        let run = Run {
            weights: self,
            inputs,
            outputs,
        };
        #[cfg(target_arch = "x86_64")]
        match pulp::Arch::new() {
            pulp::x86::Arch::V4(simd) => simd.vectorize(wide::V4 { simd, run }),
            pulp::x86::Arch::V3(simd) => simd.vectorize(wide::V3 { simd, run }),
            _ => run.all(plain),
        }
        #[cfg(not(target_arch = "x86_64"))]
        run.all(plain);
    }
}

/// Rounds a row to whole numbers, an even count of them, and gives their scale.
#[inline(always)]
fn quantise(row: &[f32], numbers: &mut [i16]) -> f32 {
    let mut lanes = [1e-9f32; PANEL];
    let (whole, rest) = row.as_chunks::<PANEL>();
    for chunk in whole {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane = lane.max(v.abs());
        }
    }
    let largest = lanes.iter().chain(rest).fold(0f32, |m, v| m.max(v.abs()));
    let inverse = INPUT / largest;
    for (number, v) in numbers.iter_mut().zip(row) {
        // Adding 1.5·2²³ rounds to a whole number, which then stands in the low bits.
        *number = (v * inverse + 12_582_912.0).to_bits() as i16;
    }
    largest / INPUT
}

/// Rounds all rows; gives the numbers and each row's scale.
#[inline(always)]
fn quantise_all(inputs: &[f32], rows: usize) -> (Vec<i16>, Vec<f32>) {
    let each = 2 * rows.div_ceil(2);
    let count = inputs.len() / rows;
    let (mut numbers, mut scales) = (vec![0i16; count * each], vec![0f32; count]);
    let all = inputs
        .chunks_exact(rows)
        .zip(numbers.chunks_exact_mut(each));
    // A plain loop: what it calls must be compiled into it, for the same registers.
    for ((row, numbers), scale) in all.zip(&mut scales) {
        *scale = quantise(row, numbers);
    }
    (numbers, scales)
}

/// One product.
struct Run<'a> {
    weights: &'a Quantised,
    inputs: &'a [f32],
    outputs: &'a mut [f32],
}

impl Run<'_> {
    /// Goes through panels of columns and four rows at a time, with the given way to sum up.
    #[inline(always)]
    fn all(self, sum: impl Fn(&[Pairs], [&[[i16; 2]]; 4]) -> [Sums; 4]) {
        let Run {
            weights,
            inputs,
            outputs,
        } = self;
        let (numbers, scales) = quantise_all(inputs, weights.rows);
        let numbers = numbers.as_chunks::<2>().0;
        let pairs = weights.rows.div_ceil(2);
        let panels = weights
            .panels
            .chunks_exact(pairs)
            .zip(weights.scales.chunks(PANEL))
            .enumerate();
        for (number, (panel, columns)) in panels {
            let rows = numbers
                .chunks(4 * pairs)
                .zip(scales.chunks(4))
                .zip(outputs.chunks_mut(4 * weights.columns));
            for ((rows, scales), outputs) in rows {
                let mut each = rows.chunks_exact(pairs);
                let first = each.next().unwrap_or_default();
                // Where fewer than four are left, the first again; its sums are not used.
                let mut next = || each.next().unwrap_or(first);
                let sums = sum(panel, [first, next(), next(), next()]);
                let outputs = outputs.chunks_exact_mut(weights.columns);
                for ((sums, scale), output) in sums.iter().zip(scales).zip(outputs) {
                    let output = output.iter_mut().skip(number * PANEL);
                    for ((to, sum), column) in output.zip(sums).zip(columns) {
                        *to += *sum as f32 * (scale * column);
                    }
                }
            }
        }
    }
}

fn plain(panel: &[Pairs], rows: [&[[i16; 2]]; 4]) -> [Sums; 4] {
    rows.map(|row| {
        let mut sums = [0i32; PANEL];
        for (pairs, [a, b]) in panel.iter().zip(row) {
            for (sum, pair) in sums.iter_mut().zip(pairs.chunks_exact(2)) {
                if let [even, odd] = pair {
                    *sum += i32::from(*a) * i32::from(*even) + i32::from(*b) * i32::from(*odd);
                }
            }
        }
        sums
    })
}

/// The same with 256 and 512 bits at a time.
#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{PANEL, Pairs, Run, Sums};
    use std::arch::x86_64::{__m256i, __m512i};

    pub struct V4<'a> {
        pub simd: pulp::x86::V4,
        pub run: Run<'a>,
    }

    impl pulp::NullaryFnOnce for V4<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let (f, bw) = (self.simd.avx512f, self.simd.avx512bw);
            self.run.all(
                #[inline(always)]
                |panel: &[Pairs], [a, b, c, d]: [&[[i16; 2]]; 4]| -> [Sums; 4] {
                    let zero = f._mm512_set1_epi32(0);
                    let (mut sa, mut sb, mut sc, mut sd) = (zero, zero, zero, zero);
                    for ((((pairs, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
                        let weights: __m512i = pulp::cast(*pairs);
                        let times = |x: &[i16; 2]| {
                            bw._mm512_madd_epi16(f._mm512_set1_epi32(pulp::cast(*x)), weights)
                        };
                        sa = f._mm512_add_epi32(sa, times(a));
                        sb = f._mm512_add_epi32(sb, times(b));
                        sc = f._mm512_add_epi32(sc, times(c));
                        sd = f._mm512_add_epi32(sd, times(d));
                    }
                    [
                        pulp::cast(sa),
                        pulp::cast(sb),
                        pulp::cast(sc),
                        pulp::cast(sd),
                    ]
                },
            );
        }
    }

    pub struct V3<'a> {
        pub simd: pulp::x86::V3,
        pub run: Run<'a>,
    }

    impl pulp::NullaryFnOnce for V3<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let (avx, avx2) = (self.simd.avx, self.simd.avx2);
            self.run.all(
                #[inline(always)]
                |panel: &[Pairs], [a, b, c, d]: [&[[i16; 2]]; 4]| -> [Sums; 4] {
                    let zero = [avx._mm256_set1_epi32(0); 2];
                    let (mut sa, mut sb, mut sc, mut sd) = (zero, zero, zero, zero);
                    for ((((pairs, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
                        let [low, high]: [__m256i; 2] = pulp::cast(*pairs);
                        let add = |[l, h]: [__m256i; 2], x: &[i16; 2]| {
                            let x = avx._mm256_set1_epi32(pulp::cast(*x));
                            [
                                avx2._mm256_add_epi32(l, avx2._mm256_madd_epi16(x, low)),
                                avx2._mm256_add_epi32(h, avx2._mm256_madd_epi16(x, high)),
                            ]
                        };
                        sa = add(sa, a);
                        sb = add(sb, b);
                        sc = add(sc, c);
                        sd = add(sd, d);
                    }
                    let whole = |sums: [__m256i; 2]| -> [i32; PANEL] { pulp::cast(sums) };
                    [whole(sa), whole(sb), whole(sc), whole(sd)]
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn products_are_close_and_the_same_in_every_way(
            rows in 1usize..20, columns in 1usize..40, count in 0usize..9,
            numbers in prop::collection::vec(-2f32..2.0, 1000),
        ) {
            let values = &numbers[..rows * columns];
            let inputs = &numbers[numbers.len() - count * rows..];
            let weights = Quantised::new(rows, columns, values);
            let mut outputs = vec![1f32; count * columns];
            weights.multiply_add(inputs, &mut outputs);
            for r in 0..count {
                for c in 0..columns {
                    let sum: f32 = (0..rows).map(|k| inputs[r * rows + k] * values[k * columns + c]).sum();
                    prop_assert!((outputs[r * columns + c] - sum - 1.0).abs() < 0.01 * rows as f32);
                }
            }
            let mut plainly = vec![1f32; count * columns];
            Run { weights: &weights, inputs, outputs: &mut plainly }.all(plain);
            prop_assert_eq!(&outputs, &plainly);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V3::try_new() {
                let mut with_avx2 = vec![1f32; count * columns];
                let run = Run { weights: &weights, inputs, outputs: &mut with_avx2 };
                simd.vectorize(wide::V3 { simd, run });
                prop_assert_eq!(&with_avx2, &plainly);
            }
        }
    }
}
