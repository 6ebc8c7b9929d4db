//! How many words a second are read for time expressions, and how that changes as the text grows:
//! `cargo bench -p rapporteur-date --bench times`.
//!
//! The first table reads news, the second texts that invite going back over them: a million digits, articles and
//! numbers without an end, dates in one endless sentence. Words after `--` choose texts by name. Its last column
//! is the exponent from the length before: 1 where time grows as the text, 2 where it grows as its square. Time
//! is that of the processor where the system tells (Linux), so that other work on the machine counts little.

#![allow(clippy::unwrap_used)]

use rapporteur_date::read;
use rapporteur_record::Text;
use std::path::Path;
use std::time::{Duration, Instant};

/// Each text is read until so much time is spent: the system counts processor time in steps of milliseconds.
const LONG_ENOUGH: Duration = Duration::from_millis(200);

const HARD: [(&str, &str); 12] = [
    ("digits", "7"),
    ("numbers-with-commas", "1,000,"),
    ("numbers-in-words", "twenty hundred and "),
    ("articles-and-days", "the the the 5 of 5 of "),
    ("edges-of-edges", "the end of the beginning of the "),
    ("halves-of-quarters", "first half of the third quarter of "),
    ("one-sentence", "on Monday 5 March or a day later "),
    ("digits-with-marks", "1/2/3-4.5:6,"),
    ("years-with-hyphens", "1999-"),
    ("quotation-marks", "“today ‘then "),
    ("lengths", "two years and three months and "),
    ("letters", "a"),
];

fn main() {
    // `cargo test` runs this too: then once, and small.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measured = arguments.iter().any(|a| a == "--bench");
    let chosen: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|c| *c == name);
    let lengths: &[usize] = match measured {
        true => &[10_000, 100_000, 1_000_000],
        false => &[1_000],
    };
    // The word lists are read once, before anything is measured.
    spent("on Monday");
    if wanted("news") {
        println!(
            "{:22} {:>10} {:>10} {:>14}",
            "", "words", "ms", "words a second"
        );
        for words in lengths.iter().map(|n| n / 10) {
            let time = spent(&news(words)).as_secs_f64();
            let speed = words as f64 / time;
            println!(
                "{:22} {words:>10} {:>10.2} {speed:>14.0}",
                "news",
                time * 1e3
            );
        }
    }
    println!(
        "\n{:22} {:>10} {:>10} {:>14} {:>9}",
        "", "bytes", "ms", "ns a byte", "exponent"
    );
    for (name, piece) in HARD.iter().filter(|(name, _)| wanted(name)) {
        let mut before: Option<(usize, f64)> = None;
        for bytes in lengths {
            let text = piece.repeat(bytes / piece.len());
            let time = spent(&text).as_secs_f64();
            let growth =
                before.map(|(b, t)| (time / t).log10() / (*bytes as f64 / b as f64).log10());
            let growth = growth.map_or_else(String::new, |g| format!("^{g:.2}"));
            let each = time * 1e9 / *bytes as f64;
            println!(
                "{name:22} {bytes:>10} {:>10.2} {each:>14.1} {growth:>9}",
                time * 1e3
            );
            before = Some((*bytes, time));
        }
    }
}

/// The plain text articles of the repository's examples, over and over, to so many words.
fn news(words: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/grain-terminal");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let all = paths.iter().map(|p| std::fs::read_to_string(p).unwrap());
    let all: Vec<String> = all.collect();
    let all = all
        .iter()
        .flat_map(|text| text.split_inclusive([' ', '\n']));
    // A run of blanks is no word.
    let all: Vec<&str> = all.collect();
    let counted = all.iter().filter(|w| !w.trim().is_empty()).count();
    let times = words.div_ceil(counted.max(1));
    let mut left = words;
    let mut text = String::new();
    for word in all.iter().cycle().take(all.len() * times) {
        if left == 0 {
            break;
        }
        left -= usize::from(!word.trim().is_empty());
        text.push_str(word);
    }
    text
}

/// The time to read a text, on the average of many readings.
fn spent(words: &str) -> Duration {
    let text = Text::new(words);
    let created = Some(jiff::civil::date(2031, 3, 6));
    let (clock, begun) = (Instant::now(), processor_time());
    let elapsed = || match processor_time().zip(begun) {
        Some((now, then)) => now.saturating_sub(then),
        None => clock.elapsed(),
    };
    let mut readings = 0;
    while readings == 0 || elapsed() < LONG_ENOUGH {
        std::hint::black_box(read(std::hint::black_box(&text), created));
        readings += 1;
    }
    elapsed() / readings
}

/// The time that this thread has had of a processor.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}
