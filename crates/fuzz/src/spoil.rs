//! Spoils an input: takes out, doubles, swaps, cuts, flips, puts in.

use crate::seeds::AWKWARD;

/// Longer inputs are cut: what breaks a program is seldom long, and short ones are quick.
pub const LONGEST: usize = 32 * 1024;

/// Up to so many changes an input.
const CHANGES: usize = 8;

/// Numbers by lot, the same for the same start (SplitMix64, Steele and others 2014).
pub struct Lot(u64);

impl Lot {
    /// A lot that begins at a number.
    pub fn new(start: u64) -> Lot {
        Lot(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number below this one; 0 for 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.next().checked_rem(end as u64).unwrap_or(0) as usize
    }

    /// One of them; none of none.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// A stretch of so many bytes: mostly short, at times up to all of it.
    fn stretch(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length + 1);
        let most = match self.below(4) {
            0 => length - start,
            _ => (length - start).min(40),
        };
        (start, start + self.below(most + 1))
    }
}

/// One of the seeds, changed.
pub fn spoilt(seeds: &[Vec<u8>], lot: &mut Lot) -> Vec<u8> {
    let mut input = lot.one_of(seeds).cloned().unwrap_or_default();
    for _ in 0..=lot.below(CHANGES) {
        change(&mut input, seeds, lot);
        input.truncate(LONGEST);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], lot: &mut Lot) {
    let (start, end) = lot.stretch(input.len());
    let stretch = input.get(start..end).unwrap_or_default().to_vec();
    let at = lot.below(input.len() + 1);
    match lot.below(9) {
        0 => drop(input.drain(start..end)),
        1 => drop(input.splice(at..at, stretch)),
        2 => {
            let times = lot.below(200);
            input.splice(at..at, stretch.repeat(times));
        }
        3 => input.truncate(at),
        4 => {
            let bit = 1u8 << lot.below(8);
            input
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte ^= bit);
        }
        5 => {
            let other = lot.one_of(seeds).cloned().unwrap_or_default();
            let (from, to) = lot.stretch(other.len());
            let part = other.get(from..to).unwrap_or_default().to_vec();
            input.splice(start..end, part);
        }
        6 => number(input, at, lot),
        _ => {
            let words = lot.one_of(&AWKWARD).copied().unwrap_or_default();
            input.splice(start..end, words.bytes());
        }
    }
}

/// Puts another number for the first one from a place on: dates and places are told by numbers.
fn number(input: &mut Vec<u8>, at: usize, lot: &mut Lot) {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let rest = input.get(at..).unwrap_or_default();
    let Some(start) = rest.iter().position(is_digit).map(|n| at + n) else {
        return;
    };
    let digits = input.iter().skip(start).take_while(|b| is_digit(b)).count();
    let number = lot.next() >> lot.below(64);
    input.splice(start..start + digits, number.to_string().bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_input() {
        let seeds = [b"Ana Ruun left on 3 May 2031.".to_vec(), b"No.".to_vec()];
        let made = |n: u64| spoilt(&seeds, &mut Lot::new(n));
        let inputs: Vec<Vec<u8>> = (0..200).map(made).collect();
        assert!(inputs.iter().zip(0..).all(|(input, n)| *input == made(n)));
        assert!(inputs.iter().all(|input| input.len() <= LONGEST));
        let different: std::collections::BTreeSet<&Vec<u8>> = inputs.iter().collect();
        assert!(different.len() > 150, "{}", different.len());
    }

    #[test]
    fn a_number_is_put_for_another() {
        let mut input = b"on 3 May 2031.".to_vec();
        number(&mut input, 4, &mut Lot::new(1));
        let text = String::from_utf8(input).unwrap_or_default();
        let digits = text.trim_start_matches("on 3 May ").trim_end_matches('.');
        assert!(digits.parse::<u64>().is_ok() && digits != "2031", "{text}");
    }
}
