//! How long merging referents takes as articles grow, and with which exponent: `cargo bench -p rapporteur-collate`.
//!
//! Articles are made up: twenty to a story, each with some fifteen referents of its story or of all stories, under
//! full names, surnames, short forms and spellings that differ. Numbers after `--bench` are other sizes.
//!
//! The exponent is that of the processor's time, where the system tells it (Linux): on a machine that others use the
//! clock says little of how work grows.

use rapporteur_collate::{Corrections, shared_referents};
use rapporteur_record::{
    Annotated, Article, ArticleId, Form, Mention, Referent, ReferentId, ReferentKind, Text,
};
use std::time::Instant;

const STORY: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|a| a == "--bench") {
        return;
    }
    let given: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if given.is_empty() {
        vec![12_500, 25_000, 50_000, 100_000]
    } else {
        given
    };
    let mut last: Option<(usize, f64)> = None;
    for size in sizes {
        let articles: Vec<Annotated> = (0..size).map(article).collect();
        let stories: Vec<Vec<usize>> = (0..size)
            .collect::<Vec<_>>()
            .chunks(STORY)
            .map(<[usize]>::to_vec)
            .collect();
        let begun = Instant::now();
        let before = processor_seconds();
        let shared = shared_referents(&articles, &stories, &Corrections::default());
        let clock = begun.elapsed().as_secs_f64();
        let worked = before.zip(processor_seconds()).map(|(a, b)| b - a);
        let seconds = worked.unwrap_or(clock);
        let exponent = last.map_or_else(String::new, |(n, s)| {
            let exponent = (seconds / s).ln() / (size as f64 / n as f64).ln();
            format!("  exponent {exponent:.2}")
        });
        println!(
            "{size:7} articles  {:8} referents  {clock:7.2} s by the clock, {seconds:7.2} s of work{exponent}",
            shared.len()
        );
        last = Some((size, seconds));
    }
}

/// How long this process has kept a processor busy, in steps of a hundredth of a second.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / 100.0)
}

/// A number that looks drawn by lot and is always the same.
fn mixed(a: usize, b: usize) -> usize {
    let mut x = (a as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (b as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    x ^= x >> 31;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 29)) as usize
}

fn word(n: usize) -> String {
    const PARTS: [&str; 16] = [
        "bra", "kel", "mor", "tan", "vis", "dor", "lin", "sar", "ost", "ger", "pal", "nim", "hav",
        "rud", "fen", "wik",
    ];
    let part = |n: usize| PARTS.get(n % PARTS.len()).copied().unwrap_or_default();
    let all = [part(n), part(n / 16), part(n / 256)].concat();
    let mut letters = all.chars();
    letters
        .next()
        .map(|c| c.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

fn article(number: usize) -> Annotated {
    let story = number / STORY;
    let mut words = String::new();
    let mut referents = Vec::new();
    let mut places = Vec::new();
    for n in 0..15 {
        let lot = mixed(number, n);
        // Two in three are of the story, the others of everybody.
        let whose = if lot % 3 < 2 {
            story * 40 + lot % 12
        } else {
            4_000_000 + lot % 5_000
        };
        let (first, second) = (word(mixed(whose, 1)), word(mixed(whose, 2)));
        let (name, kind) = match whose % 4 {
            0 | 1 => (format!("{first} {second}"), ReferentKind::Person),
            2 => (first, ReferentKind::Place),
            _ => (
                format!("{first} {second} Commission"),
                ReferentKind::Organisation,
            ),
        };
        let form = match (lot / 7) % 5 {
            0 => name.split(' ').next_back().unwrap_or_default().to_owned(),
            1 => name.replace('k', "c"),
            _ => name,
        };
        places.push((words.len(), words.len() + form.len()));
        words.push_str(&form);
        words.push_str(" met ");
        referents.push(Referent {
            name: form,
            kind,
            roles: Vec::new(),
        });
    }
    let text = Text::new(words);
    let mentions = (0..)
        .zip(places)
        .filter_map(|(n, (start, end))| {
            Some(Mention {
                span: text.span(start, end)?,
                referent: Some(ReferentId(n)),
                open: None,
                form: Form::Name,
            })
        })
        .collect();
    let id = ArticleId(format!("{number:016x}"));
    Annotated {
        article: Article {
            id,
            text,
            ..Article::default()
        },
        referents,
        mentions,
        ..Annotated::default()
    }
}
