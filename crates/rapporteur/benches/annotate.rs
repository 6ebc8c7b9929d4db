//! How many articles and words a second one core annotates: `cargo bench -p rapporteur --bench annotate`.
//!
//! `articles` reads one article after the other, `words` one article that grows. Where items a second
//! stay the same down a table, time grows as the input does; `growth` says which stage it is where not.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rapporteur::annotate;
use rapporteur::record::{Article, Block, BlockKind, Text};
use rapporteur_read::{Settings, read};
use std::path::Path;

fn main() {
    divan::main();
}

/// The example articles in English.
fn examples() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/grain-terminal");
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|p| !p.ends_with("README.md")).collect();
    paths.sort();
    let read = paths
        .iter()
        .filter_map(|path| read(path, &Settings::default()).ok());
    read.flatten()
        .filter_map(Result::ok)
        .filter(|a| a.language == "en")
        .collect()
}

/// Items are articles: each example this many times.
#[divan::bench(args = [1, 10, 100])]
fn articles(bencher: Bencher<'_, '_>, times: usize) {
    let examples = examples();
    let bytes: usize = examples.iter().map(|a| a.text.len()).sum();
    bencher
        .counter(ItemsCount::new(times * examples.len()))
        .counter(BytesCount::new(times * bytes))
        .with_inputs(|| {
            examples
                .iter()
                .cycle()
                .take(times * examples.len())
                .cloned()
                .collect()
        })
        .bench_values(|articles: Vec<Article>| {
            for article in articles {
                divan::black_box(annotate(article));
            }
        });
}

/// Items are words: one article of so many, the paragraphs of the examples over and over.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn words(bencher: Bencher<'_, '_>, words: usize) {
    let article = article_of(words);
    bencher
        .counter(ItemsCount::new(words))
        .counter(BytesCount::new(article.text.len()))
        .with_inputs(|| article.clone())
        .bench_values(annotate);
}

fn article_of(words: usize) -> Article {
    let examples = examples();
    let paragraphs = examples
        .iter()
        .flat_map(|a| a.blocks_of(BlockKind::Body).map(|span| a.text.quote(span)));
    let paragraphs: Vec<&str> = paragraphs.collect();
    let mut whole = String::new();
    let mut ends = Vec::new();
    let mut left = words;
    for paragraph in paragraphs.iter().cycle() {
        let taken: Vec<&str> = paragraph.split_whitespace().take(left).collect();
        left -= taken.len();
        let start = whole.len();
        whole.push_str(&taken.join(" "));
        ends.push((start, whole.len()));
        whole.push_str("\n\n");
        if left == 0 {
            break;
        }
    }
    let text = Text::new(whole);
    let spans = ends
        .iter()
        .filter_map(|(start, end)| text.span(*start, *end));
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
