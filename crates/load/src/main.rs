//! How fast the pages are on a large record: a record is made up, and many readers ask for its pages at once.
//!
//! `make FILE ARTICLES STATEMENTS` writes a record straight through the store (nothing is read or analysed: the
//! articles are made of invented words, places and people, the same in every run). `run FILE ADDRESS READERS
//! SECONDS` asks a running `rapporteur serve` for every view, with other parameters each time, and prints the
//! median and the 99th percentile of each; it fails where one is over 200 or 500 milliseconds. `scale ARTICLES` lays
//! growing numbers of made-up articles side by side, prints how time and memory grow, and fails past a bound.

mod make;
mod run;
mod scale;

use std::process::ExitCode;

const USAGE: &str = "\
rapporteur-load make FILE ARTICLES STATEMENTS
rapporteur-load run ADDRESS READERS SECONDS        ADDRESS as rapporteur serve prints it
rapporteur-load scale ARTICLES                     growth of copies, stories and collations up to so many
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().unwrap_or(0);
    let done = match words.as_slice() {
        ["make", file, articles, statements] => make::make(
            std::path::Path::new(file),
            number(articles),
            number(statements),
        ),
        ["run", address, readers, seconds] => run::run(address, number(readers), number(seconds)),
        ["scale", articles] => scale::run(number(articles)),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("rapporteur-load: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Numbers that look like chance and are the same in every run: SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n`; nought for nought.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = (z ^ (z >> 31)) >> 1;
        usize::try_from(z).unwrap_or(0).checked_rem(n).unwrap_or(0)
    }

    /// A small number far more often than a large one, below `n`: as names and words are used.
    pub fn skewed(&mut self, n: usize) -> usize {
        let a = self.below(n);
        let b = self.below(n);
        let c = self.below(n);
        a.min(b).min(c)
    }

    /// One of a list.
    pub fn of<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.below(list.len()))
    }
}

/// Invented names and words: the same for those who write the record and those who ask for it.
pub struct Words {
    /// People, the commonest first.
    pub people: Vec<String>,
    /// Outlets.
    pub outlets: Vec<String>,
    /// Places.
    pub places: Vec<String>,
    /// Agreements.
    pub agreements: Vec<String>,
    /// Words, the commonest first.
    pub words: Vec<String>,
}

const STARTS: [&str; 20] = [
    "bre", "cal", "dor", "el", "fen", "gra", "hol", "ir", "jas", "kel", "lor", "mar", "nev", "or",
    "pel", "quil", "ras", "sel", "tor", "ul",
];
const MIDDLES: [&str; 12] = [
    "a", "en", "i", "o", "an", "er", "u", "el", "ar", "in", "or", "is",
];
const ENDS: [&str; 14] = [
    "den", "mark", "vale", "sk", "ra", "lin", "dorf", "na", "stad", "ven", "th", "mir", "go", "tal",
];

impl Words {
    /// Every list.
    pub fn invent() -> Words {
        let mut dice = Dice(7);
        let mut made = |count: usize, form: &dyn Fn(&mut Dice, String) -> String| -> Vec<String> {
            let mut seen = std::collections::BTreeSet::new();
            let mut list = Vec::new();
            while list.len() < count {
                let word = word(&mut dice);
                let name = form(&mut dice, word);
                if seen.insert(name.clone()) {
                    list.push(name);
                }
            }
            list
        };
        Words {
            people: made(400, &|dice, w| {
                format!("{} {}", capital(&word(dice)), capital(&w))
            }),
            outlets: made(40, &|dice, w| {
                let kind = dice
                    .of(&["Courier", "Post", "Herald", "Gazette", "Agency"])
                    .copied();
                format!("{} {}", capital(&w), kind.unwrap_or_default())
            }),
            places: made(60, &|_, w| capital(&w)),
            agreements: made(12, &|_, w| format!("{} Accord", capital(&w))),
            words: made(1500, &|_, w| w),
        }
    }
}

fn word(dice: &mut Dice) -> String {
    let part = |dice: &mut Dice, list: &[&'static str]| dice.of(list).copied().unwrap_or_default();
    let (a, b, c) = (part(dice, &STARTS), part(dice, &MIDDLES), part(dice, &ENDS));
    format!("{a}{b}{c}")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
