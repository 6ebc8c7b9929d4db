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
        self.run(Inputs::Rows(inputs), outputs);
    }

    /// The same for rows that are made of three: each row of `states` with those `step` before and after it, zeros
    /// beyond its bounds. The rows are never written out.
    pub fn multiply_add_windows(
        &self,
        states: &[f32],
        bounds: &[(usize, usize)],
        step: usize,
        outputs: &mut [f32],
    ) {
        if self.rows > 0 && self.columns > 0 && self.rows.is_multiple_of(6) {
            let inputs = Inputs::Windows {
                states,
                bounds,
                step,
            };
            self.run(inputs, outputs);
        }
    }

    fn run(&self, inputs: Inputs<'_>, outputs: &mut [f32]) {
        let run = Run {
            weights: self,
            inputs,
            outputs,
        };
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = wide::Vnni::try_new() {
            let (f, bw) = (simd.avx512f, simd.avx512bw);
            simd.vectorize(wide::Wide { f, bw, run });
        } else {
            match pulp::Arch::new() {
                pulp::x86::Arch::V4(simd) => {
                    let (f, bw) = (simd.avx512f, simd.avx512bw);
                    simd.vectorize(wide::Wide { f, bw, run });
                }
                pulp::x86::Arch::V3(simd) => simd.vectorize(wide::V3 { simd, run }),
                _ => run.all(plain),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        run.all(plain);
    }
}

/// Rows of inputs, as they stand or as windows over states.
#[derive(Clone, Copy)]
enum Inputs<'a> {
    Rows(&'a [f32]),
    Windows {
        states: &'a [f32],
        bounds: &'a [(usize, usize)],
        step: usize,
    },
}

/// The largest number of a row without its sign; never zero.
#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    // Numbers without sign are in the same order as their bits, and the largest of whole numbers is found in wide
    // registers to the end.
    const SIGN: u32 = 1 << 31;
    let mut lanes = [1e-9f32.to_bits(); PANEL];
    let (whole, rest) = row.as_chunks::<PANEL>();
    for chunk in whole {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane = (*lane).max(v.to_bits() & !SIGN);
        }
    }
    let rest = rest.iter().map(|v| v.to_bits() & !SIGN);
    f32::from_bits(lanes.into_iter().chain(rest).fold(0, u32::max))
}

/// Rounds a row to whole numbers.
#[inline(always)]
fn quantise(row: &[f32], largest: f32, numbers: &mut [i16]) {
    let inverse = INPUT / largest;
    for (number, v) in numbers.iter_mut().zip(row) {
        // Adding 1.5·2²³ rounds to a whole number, which then stands in the low bits.
        *number = (v * inverse + 12_582_912.0).to_bits() as i16;
    }
}

/// Rounds all rows, to an even count of numbers each; gives the numbers and each row's scale.
#[inline(always)]
fn quantise_all(inputs: Inputs<'_>, rows: usize) -> (Vec<i16>, Vec<f32>) {
    let each = 2 * rows.div_ceil(2);
    match inputs {
        Inputs::Rows(inputs) => {
            let count = inputs.len() / rows;
            let (mut numbers, mut scales) = (vec![0i16; count * each], vec![0f32; count]);
            let all = inputs
                .chunks_exact(rows)
                .zip(numbers.chunks_exact_mut(each));
            // A plain loop: what it calls must be compiled into it, for the same registers.
            for ((row, numbers), scale) in all.zip(&mut scales) {
                let top = largest(row);
                quantise(row, top, numbers);
                *scale = top / INPUT;
            }
            (numbers, scales)
        }
        Inputs::Windows {
            states,
            bounds,
            step,
        } => {
            let width = rows / 3;
            let count = states.len() / width;
            let (mut numbers, mut scales) = (vec![0i16; count * each], vec![0f32; count]);
            let mut tops = vec![0f32; count];
            for (row, top) in states.chunks_exact(width).zip(&mut tops) {
                *top = largest(row);
            }
            for (begin, end) in bounds {
                for at in *begin..*end {
                    let before = at.checked_sub(step).filter(|r| r >= begin);
                    let after = Some(at + step).filter(|r| r < end);
                    let neighbours = [before, Some(at), after];
                    let of = |row: &Option<usize>| row.and_then(|r| tops.get(r)).copied();
                    let top = neighbours.iter().filter_map(of).fold(1e-9f32, f32::max);
                    let numbers = numbers.get_mut(at * each..(at + 1) * each);
                    let parts = numbers.unwrap_or_default().chunks_exact_mut(width);
                    for (row, part) in neighbours.iter().zip(parts) {
                        let row = row.and_then(|r| states.get(r * width..(r + 1) * width));
                        quantise(row.unwrap_or_default(), top, part);
                    }
                    if let Some(scale) = scales.get_mut(at) {
                        *scale = top / INPUT;
                    }
                }
            }
            (numbers, scales)
        }
    }
}

/// One product.
struct Run<'a> {
    weights: &'a Quantised,
    inputs: Inputs<'a>,
    outputs: &'a mut [f32],
}

/// Rows of inputs that are summed up together: with two panels, as many sums as registers hold beside what they are
/// made of.
const ROWS: usize = 6;

/// Rows of inputs, in pairs of numbers, all of the same length.
type Rows<'a> = [&'a [[i16; 2]]; ROWS];

impl Run<'_> {
    /// Goes through two panels of columns and six rows at a time, with the given way to sum up.
    #[inline(always)]
    fn all(self, sum: impl Fn([&[Pairs]; 2], Rows<'_>) -> [[Sums; ROWS]; 2]) {
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
            .chunks(2 * pairs)
            .zip(weights.scales.chunks(2 * PANEL))
            .enumerate();
        for (number, (panels, columns)) in panels {
            // Where one panel is left, the second is empty; where fewer than six rows are, the first stands for
            // them. Such sums are not used.
            let (first, second) = panels.split_at(pairs.min(panels.len()));
            let (left, right) = columns.split_at(PANEL.min(columns.len()));
            let rows = numbers
                .chunks(ROWS * pairs)
                .zip(scales.chunks(ROWS))
                .zip(outputs.chunks_mut(ROWS * weights.columns));
            for ((rows, scales), outputs) in rows {
                let mut each = rows.chunks_exact(pairs);
                let row = each.next().unwrap_or_default();
                let mut next = || each.next().unwrap_or(row);
                let sums = sum(
                    [first, second],
                    [row, next(), next(), next(), next(), next()],
                );
                for (part, (sums, columns)) in sums.iter().zip([left, right]).enumerate() {
                    let from = (2 * number + part) * PANEL;
                    let outputs = outputs.chunks_exact_mut(weights.columns);
                    for ((sums, scale), output) in sums.iter().zip(scales).zip(outputs) {
                        let output = output.get_mut(from..).unwrap_or_default();
                        add_scaled(sums, *scale, columns, output);
                    }
                }
            }
        }
    }
}

/// Adds the sums of a panel to the outputs, each by the scale of its row and its column.
#[inline(always)]
fn add_scaled(sums: &Sums, scale: f32, columns: &[f32], output: &mut [f32]) {
    let whole = (
        columns.first_chunk::<PANEL>(),
        output.first_chunk_mut::<PANEL>(),
    );
    if let (Some(columns), Some(output)) = whole {
        // In an array of its own: only what cannot overlap is computed in wide registers.
        let mut results = *output;
        for ((to, sum), column) in results.iter_mut().zip(sums).zip(columns) {
            *to += *sum as f32 * (scale * column);
        }
        *output = results;
        return;
    }
    for ((to, sum), column) in output.iter_mut().zip(sums).zip(columns) {
        *to += *sum as f32 * (scale * column);
    }
}

fn plain(panels: [&[Pairs]; 2], rows: Rows<'_>) -> [[Sums; ROWS]; 2] {
    panels.map(|panel| plain_panel(panel, rows))
}

fn plain_panel(panel: &[Pairs], rows: Rows<'_>) -> [Sums; ROWS] {
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
    use super::{PANEL, Pairs, ROWS, Rows, Run, Sums};
    use std::arch::x86_64::{__m256i, __m512i};

    pulp::simd_type! {
        /// As [`pulp::x86::V4`], and with one instruction for the product of pairs and its sum. The compiler makes it
        /// of the two that are written here.
        #[allow(missing_docs)]
        pub struct Vnni {
            pub avx512f: "avx512f",
            pub avx512bw: "avx512bw",
            pub avx512vnni: "avx512vnni",
        }
    }

    type F = pulp::core_arch::x86::Avx512f;
    type Bw = pulp::core_arch::x86::Avx512bw;

    /// Calls a function with 512 bits at a time.
    pub struct Wide<'a> {
        pub f: F,
        pub bw: Bw,
        pub run: Run<'a>,
    }

    impl pulp::NullaryFnOnce for Wide<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let Wide { f, bw, run } = self;
            run.all(
                #[inline(always)]
                |[left, right], rows| match right.is_empty() {
                    true => [one_panel(f, bw, left, rows), [[0; PANEL]; ROWS]],
                    false => two_panels(f, bw, left, right, rows),
                },
            );
        }
    }

    #[inline(always)]
    fn one_panel(f: F, bw: Bw, panel: &[Pairs], [p, q, r, s, t, u]: Rows<'_>) -> [Sums; ROWS] {
        let mut sums = [f._mm512_set1_epi32(0); ROWS];
        let rows = p.iter().zip(q).zip(r).zip(s).zip(t).zip(u);
        for (pairs, (((((p, q), r), s), t), u)) in panel.iter().zip(rows) {
            let pairs: __m512i = pulp::cast(*pairs);
            for (sum, x) in sums.iter_mut().zip([p, q, r, s, t, u]) {
                *sum = add(f, bw, *sum, spread(f, x), pairs);
            }
        }
        sums.map(pulp::cast)
    }

    #[inline(always)]
    fn two_panels(
        f: F,
        bw: Bw,
        left: &[Pairs],
        right: &[Pairs],
        [p, q, r, s, t, u]: Rows<'_>,
    ) -> [[Sums; ROWS]; 2] {
        let zero = f._mm512_set1_epi32(0);
        let (mut lefts, mut rights) = ([zero; ROWS], [zero; ROWS]);
        let rows = p.iter().zip(q).zip(r).zip(s).zip(t).zip(u);
        for ((left, right), (((((p, q), r), s), t), u)) in left.iter().zip(right).zip(rows) {
            let left: __m512i = pulp::cast(*left);
            let right: __m512i = pulp::cast(*right);
            let sums = lefts.iter_mut().zip(&mut rights);
            for ((l, r), x) in sums.zip([p, q, r, s, t, u]) {
                let x = spread(f, x);
                *l = add(f, bw, *l, x, left);
                *r = add(f, bw, *r, x, right);
            }
        }
        [lefts.map(pulp::cast), rights.map(pulp::cast)]
    }

    #[inline(always)]
    fn spread(f: F, pair: &[i16; 2]) -> __m512i {
        f._mm512_set1_epi32(pulp::cast(*pair))
    }

    #[inline(always)]
    fn add(f: F, bw: Bw, sum: __m512i, x: __m512i, pairs: __m512i) -> __m512i {
        f._mm512_add_epi32(sum, bw._mm512_madd_epi16(x, pairs))
    }

    /// One panel with three rows: what sixteen registers of 256 bits hold. Whatever calls these instructions must be
    /// compiled into [`V3`]: inside a closure that is handed on, each would be a call of its own.
    #[inline(always)]
    fn three_rows(simd: pulp::x86::V3, panel: &[Pairs], [a, b, c]: [&[[i16; 2]]; 3]) -> [Sums; 3] {
        let (avx, avx2) = (simd.avx, simd.avx2);
        let zero = [avx._mm256_set1_epi32(0); 2];
        let (mut sa, mut sb, mut sc) = (zero, zero, zero);
        for (((pairs, a), b), c) in panel.iter().zip(a).zip(b).zip(c) {
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
        }
        let whole = |sums: [__m256i; 2]| -> [i32; PANEL] { pulp::cast(sums) };
        [whole(sa), whole(sb), whole(sc)]
    }

    #[inline(always)]
    fn six_rows(
        simd: pulp::x86::V3,
        weights: &[Pairs],
        [p, q, r, s, t, u]: Rows<'_>,
    ) -> [Sums; ROWS] {
        let [p, q, r] = three_rows(simd, weights, [p, q, r]);
        let [s, t, u] = three_rows(simd, weights, [s, t, u]);
        [p, q, r, s, t, u]
    }

    pub struct V3<'a> {
        pub simd: pulp::x86::V3,
        pub run: Run<'a>,
    }

    impl pulp::NullaryFnOnce for V3<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let simd = self.simd;
            self.run.all(
                #[inline(always)]
                |[left, right], rows| [six_rows(simd, left, rows), six_rows(simd, right, rows)],
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
            let of = Inputs::Rows(inputs);
            Run { weights: &weights, inputs: of, outputs: &mut plainly }.all(plain);
            prop_assert_eq!(&outputs, &plainly);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = pulp::x86::V3::try_new() {
                let mut with_avx2 = vec![1f32; count * columns];
                let run = Run { weights: &weights, inputs: of, outputs: &mut with_avx2 };
                simd.vectorize(wide::V3 { simd, run });
                prop_assert_eq!(&with_avx2, &plainly);
            }
        }

        #[test]
        fn windows_are_rows_with_their_neighbours(
            count in 1usize..12, cut in 0usize..12, step in 1usize..4,
            numbers in prop::collection::vec(-2f32..2.0, 400),
        ) {
            let (width, columns, cut) = (4, 5, cut.min(count));
            let bounds = [(0, cut), (cut, count)];
            let states = &numbers[..count * width];
            let mut rows = Vec::new();
            for (begin, end) in bounds {
                for at in begin..end {
                    for place in [at as isize - step as isize, at as isize, (at + step) as isize] {
                        for c in 0..width {
                            let inside = place >= begin as isize && place < end as isize;
                            rows.push(if inside { states[place as usize * width + c] } else { 0.0 });
                        }
                    }
                }
            }
            let weights = Quantised::new(3 * width, columns, &numbers[400 - 3 * width * columns..]);
            let (mut by_rows, mut by_windows) = (vec![0f32; count * columns], vec![0f32; count * columns]);
            weights.multiply_add(&rows, &mut by_rows);
            weights.multiply_add_windows(states, &bounds, step, &mut by_windows);
            prop_assert_eq!(by_rows, by_windows);
        }
    }
}
