//! How the time of each stage grows with texts that are hard on it: `cargo bench -p rapporteur --bench growth`.
//!
//! Each text is made twice as long until it has [`MOST`] words or a stage takes longer than [`PATIENCE`].
//! The last line of each gives the exponent: 1 where time grows as the text, 2 where it grows as its square.
//! Words after `--` choose texts by name: `-- one-quotation`.

use rapporteur::record::{Article, Block, BlockKind, Text};
use std::time::{Duration, Instant};

/// Words of the longest text.
const MOST: usize = 200_000;
/// Words of the shortest.
const LEAST: usize = 3_125;
/// No longer text is made once a stage took this long.
const PATIENCE: Duration = Duration::from_secs(1);
/// Times shorter than this say nothing about growth.
const TELLING: Duration = Duration::from_millis(5);

/// The stages of `rapporteur::annotate`, in their order.
const STAGES: [&str; 9] = [
    "parse",
    "times",
    "names",
    "statements",
    "speakers",
    "said",
    "acts",
    "figures",
    "duties",
];

/// A text of about so many words, and its name.
type Hard = (&'static str, fn(usize) -> String);

const TEXTS: &[Hard] = &[
    ("paragraphs", |n| {
        over(
            n,
            "The clerk of Orrel, Oda Brenn, said on Monday that “about 30 boats” must leave.\n\n",
        )
    }),
    ("one-paragraph", |n| {
        over(
            n,
            "The clerk of Orrel, Oda Brenn, said on Monday that “about 30 boats” must leave. ",
        )
    }),
    ("no-full-stop", |n| {
        over(n, "the boats lay in the harbour and nobody came for them ")
    }),
    ("no-full-stop-said", |n| {
        over(n, "he said that she said and they told us if it must ")
    }),
    ("commas", |n| {
        over(n, "the boats, the men, the nets, she said, and the birds, ")
    }),
    ("capitals", |n| over(n, "Marrick Orre Orrel Brenn Tarn ")),
    ("capitals-of", |n| {
        over(n, "Ministry of the Tides and Council for Orrel of ")
    }),
    ("names-apart", |n| {
        numbered(n, |k| format!("{} Brenn{} spoke. ", letters(k), letters(k)))
    }),
    ("surnames", |n| {
        numbered(n, |k| format!("{} Brenn left. ", letters(k)))
    }),
    ("pronouns", |n| {
        over(n, "He left and she said they saw it. ")
    }),
    ("pronouns-in-one", |n| {
        over(n, "Oda Brenn saw him and it saw her and ")
    }),
    ("joined-names", |n| {
        numbered(n, |k| format!("Ab {} Brenn and Brenn left. ", letters(k)))
    }),
    ("cited-by-many", |n| {
        numbered(n, |k| format!("Minister {} said we go. ", letters(k)))
    }),
    ("nested-and-long", |n| {
        format!(
            "“{},” she said. {}",
            over(n / 2, "we go "),
            over(n / 2, "“We go,” he said. ")
        )
    }),
    ("descriptions", |n| {
        over(n, "The minister met the company. ")
    }),
    ("opening-marks", |n| over(n, "“yes ")),
    ("straight-marks", |n| over(n, "\"yes ")),
    ("single-marks", |n| over(n, "'tis ‘so ")),
    ("short-quotations", |n| over(n, "“We go,” he said. ")),
    ("quotations-alone", |n| over(n, "“We will go on Monday.” ")),
    ("open-paragraphs", |n| over(n, "“We go and we stay.\n\n")),
    ("one-quotation", |n| {
        format!("“{},” she said.", over(n, "we go and they stay "))
    }),
    ("colons", |n| over(n, "She warned: he said: they told us: ")),
    ("numbers", |n| over(n, "30 40 and 2 to 5 of 7,000 ")),
    ("dates", |n| over(n, "5 March 2031 and 6 May, then Monday ")),
    ("date-list", |n| over(n, "1, 2, 3 and 4 March, ")),
    ("ifs", |n| {
        over(n, "if they go unless we stay if she must, ")
    }),
    ("one-word", |n| over(n, "abcde")),
    ("dots", |n| over(n, "... ")),
    ("initials", |n| over(n, "J. ")),
    ("brackets", |n| over(n, "( [ ")),
    ("dashes", |n| over(n, "a-b–c—")),
    ("slashes", |n| over(n, "1/2/3/")),
];

/// A piece over and over, to so many words.
fn over(words: usize, piece: &str) -> String {
    piece.repeat(words / piece.split_whitespace().count().max(1) + 1)
}

/// Pieces of four words or so, each with its number.
fn numbered(words: usize, piece: fn(usize) -> String) -> String {
    (0..words / 3).map(piece).collect()
}

/// A number as a name of its own: `Ab`, `Cdx`.
fn letters(number: usize) -> String {
    let mut name = String::new();
    let mut left = number + 1;
    while left > 0 {
        let letter = char::from(b'a' + (left % 26) as u8);
        name.push(if name.is_empty() {
            letter.to_ascii_uppercase()
        } else {
            letter
        });
        left /= 26;
    }
    name
}

fn article(words: String) -> Article {
    let text = Text::new(words);
    let paragraphs = text.as_str().split("\n\n").filter_map(|p| text.span_of(p));
    let spans = paragraphs.map(|p| text.trim(p)).filter(|p| !p.is_empty());
    let blocks = spans.map(|span| Block {
        kind: BlockKind::Body,
        span,
    });
    Article {
        blocks: blocks.collect(),
        text,
        language: "en".to_owned(),
        ..Article::default()
    }
}

/// What a stage makes, and the time it takes, added to the list.
fn timed<T>(times: &mut Vec<Duration>, stage: impl FnOnce() -> T) -> T {
    let (clock, start) = (Instant::now(), processor_time());
    let made = stage();
    let spent = processor_time()
        .zip(start)
        .map(|(now, then)| now.saturating_sub(then));
    times.push(spent.unwrap_or_else(|| clock.elapsed()));
    made
}

/// The time that this thread has had of a processor, where the system tells (Linux): a machine that
/// others use too then measures the same.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}

/// The time of each stage, by the steps of `rapporteur::annotate`.
fn stages(article: &Article) -> Vec<Duration> {
    let mut t = Vec::with_capacity(STAGES.len());
    let parsed = timed(&mut t, || rapporteur_parse::parse(article));
    let times = timed(&mut t, || rapporteur_date::times(article, &parsed));
    let mut names = timed(&mut t, || rapporteur_name::names(article, &parsed));
    let mut said = timed(&mut t, || {
        rapporteur_quote::statements(article, &parsed, &names)
    });
    timed(&mut t, || {
        rapporteur_name::speakers(article, &parsed, &mut names, &mut said)
    });
    timed(&mut t, || {
        rapporteur_date::said(article, &parsed, &times, &mut said)
    });
    timed(&mut t, || {
        rapporteur_act::acts(article, &parsed, &names, &mut said)
    });
    timed(&mut t, || {
        rapporteur_act::figures(article, &parsed, &times, &said)
    });
    timed(&mut t, || {
        rapporteur_act::commitments(article, &parsed, &names, &times, &said)
    });
    t
}

fn row(name: &str, first: &str, cells: impl Iterator<Item = String>) {
    let cells: String = cells.map(|cell| format!("{cell:>11}")).collect();
    println!("{name:18} {first:>8}{cells}");
}

fn main() {
    // `cargo test` runs this too: then once, and small.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measured = arguments.iter().any(|a| a == "--bench");
    let most = if measured { MOST } else { 100 };
    let chosen: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    row("ms", "words", STAGES.iter().map(ToString::to_string));
    // The word lists are read once, before anything is measured.
    stages(&article(
        "The clerk said on Monday that two boats left.".to_owned(),
    ));
    for (name, make) in TEXTS {
        if chosen.is_empty() || chosen.iter().any(|c| c == name) {
            grow(name, *make, most);
        }
    }
}

fn grow(name: &str, make: fn(usize) -> String, most: usize) {
    let mut before: Vec<Duration> = Vec::new();
    let mut exponents = vec![None; STAGES.len()];
    let mut words = LEAST.min(most);
    loop {
        let times = stages(&article(make(words)));
        row(
            name,
            &words.to_string(),
            times
                .iter()
                .map(|t| format!("{:.1}", t.as_secs_f64() * 1e3)),
        );
        for (exponent, (now, then)) in exponents.iter_mut().zip(times.iter().zip(&before)) {
            if *now >= TELLING && !then.is_zero() {
                *exponent = Some((now.as_secs_f64() / then.as_secs_f64()).log2());
            }
        }
        let impatient = times.iter().any(|t| *t > PATIENCE);
        before = times;
        words *= 2;
        if impatient || words > most {
            break;
        }
    }
    let exponents = exponents
        .iter()
        .map(|e| e.map_or_else(|| "-".to_owned(), |e| format!("^{e:.1}")));
    row(name, "", exponents);
}
