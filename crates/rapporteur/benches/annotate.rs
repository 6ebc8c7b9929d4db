//! How many articles and words a second one core annotates: `cargo bench -p rapporteur --bench annotate`.
//!
//! First whole sets are annotated and articles/s, words/s and peak memory printed. Then
//! `articles` reads one article after the other, `words` one article that grows. Where items a second
//! stay the same down a table, time grows as the input does; `growth` says which stage it is where not.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rapporteur::annotate;
use rapporteur::record::{Article, Block, BlockKind, Text};
use rapporteur_read::{Settings, read};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

fn main() {
    whole("examples", &examples());
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    match std::fs::read_to_string(shared.join("data/quotes/polnear-dev.jsonl")) {
        Ok(lines) => whole("PolNeAR dev", &given(&lines)),
        Err(_) => println!("PolNeAR dev is not part of the repository: not measured"),
    }
    divan::main();
}

/// Annotates all articles for some seconds on one core, and prints how fast and in how much memory.
fn whole(name: &str, articles: &[Article]) {
    let words: usize = articles
        .iter()
        .map(|a| a.text.as_str().split_whitespace().count())
        .sum();
    annotate(articles.first().cloned().unwrap_or_default());
    let start = spent();
    let mut rounds = 0;
    while spent() - start < Duration::from_secs(4) {
        for article in articles {
            divan::black_box(annotate(article.clone()));
        }
        rounds += 1;
    }
    let seconds = (spent() - start).as_secs_f64();
    let each = |n: usize| (rounds * n) as f64 / seconds;
    println!(
        "{name}: {:.0} articles/s, {:.0} words/s ({} articles of {} words); peak memory {}",
        each(articles.len()),
        each(words),
        articles.len(),
        words / articles.len().max(1),
        peak_memory()
    );
}

/// How long this thread has run: processor time where the system tells (Linux), so that other work on the machine
/// counts for little; else time on the clock.
fn spent() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = told.and_then(|t| t.split(' ').next()?.parse().ok());
    ran.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The most memory that this process ever held, where the system tells (Linux).
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or("unknown", str::trim).to_owned()
}

/// Articles as `annotate --jsonl` takes them.
fn given(lines: &str) -> Vec<Article> {
    let lines = lines.lines().filter(|l| !l.trim().is_empty());
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        let field = |name: &str| {
            value
                .get(name)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let given = rapporteur_read::Given {
            id: field("id"),
            text: field("text"),
            ..rapporteur_read::Given::default()
        };
        rapporteur_read::given(given).ok()
    };
    lines.filter_map(read).collect()
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
