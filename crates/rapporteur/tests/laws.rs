//! What holds for every article whatever it says: places, order, ids, and the same bytes again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use rapporteur::record::json::ArticleObject;
use rapporteur::record::{Annotated, Article, ArticleId, Block, BlockKind, Span, Text};
use rapporteur::{annotate, collate};
use rapporteur_read::{Settings, read, read_bytes};
use std::path::Path;
use std::sync::LazyLock;

/// What breaks offsets, pairs of marks, and sentences.
const NOISE: &[&str] = &[
    "😀",
    "e\u{301}",
    "Zu\u{308}lle",
    "\r\n",
    "\n",
    "\n\n",
    "\r\n\r\n",
    "שלום",
    "\u{feff}",
    "\u{200f}",
    "  ",
    "\u{a0}",
    "\t",
    "“",
    "”",
    "\"",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    "``",
    "''",
    "(",
    ")",
    "…",
    "...",
    "—",
    " – ",
    "-",
    ".",
    "?!",
    ":",
    ";",
    "\u{ad}",
    "\u{2028}",
    "İ",
    "ß",
    "ǅ",
    "ﬁ",
    "１２",
    "٣",
    "%",
    "$",
];

/// What every stage looks for, so that each has something to trip over.
const WORDS: &[&str] = &[
    " said ",
    " told ",
    " denied that ",
    " according to ",
    " warned: ",
    " promised to ",
    " must ",
    " shall ",
    " if ",
    " unless ",
    " should ",
    " that ",
    " and ",
    " of ",
    " the ",
    " he ",
    " She ",
    " who, ",
    "Governor Isa Marrick",
    "Lt. Col. B. Orre",
    "the Ministry of Tides",
    "Upper Orrel",
    "the Tarn Accord of 2004",
    "Marrick's",
    "the minister",
    "The U.N.",
    "about 300 wagons",
    "between 20 and 30 tonnes",
    "$4.5bn",
    "one third",
    " on Tuesday",
    " 5 March 2031",
    " at 21:40",
    " last week",
    " in 1996",
    " two days later",
    " by 30 June",
    " 31/02/2031",
    "We will not leave",
    "It is not true",
    "Who stopped it?",
    "Photo: I. Marrick",
    "Read more: ",
];

/// News as nobody should write it, and now and then a line of it said two hundred times over.
fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => proptest::sample::select(NOISE).prop_map(str::to_owned),
        6 => proptest::sample::select(WORDS).prop_map(str::to_owned),
        2 => "[a-zA-Z ,.]{0,12}",
        1 => "\\PC{0,4}",
    ];
    let times = prop_oneof![9 => Just(1usize), 1 => Just(200usize)];
    (proptest::collection::vec(piece, 0..50), times)
        .prop_map(|(pieces, times)| pieces.concat().repeat(times).chars().take(6000).collect())
}

/// A text of one body block a paragraph; in English, for the others are not analysed.
fn body(words: &str) -> Article {
    let text = Text::new(words);
    let paragraphs = text.as_str().split("\n\n").filter_map(|p| text.span_of(p));
    let spans = paragraphs.map(|p| text.trim(p)).filter(|p| !p.is_empty());
    let blocks = spans
        .map(|span| Block {
            kind: BlockKind::Body,
            span,
        })
        .collect();
    Article {
        id: ArticleId(format!("{:x}", words.len())),
        source: "generated".to_owned(),
        language: "en".to_owned(),
        blocks,
        text,
        ..Article::default()
    }
}

/// The same words as the readers take a file, all kinds of blocks; `None` where they refuse it.
fn page(words: &str) -> Option<Article> {
    let mut articles = read_bytes(words.as_bytes(), "generated", &Settings::default()).ok()?;
    let article = articles.next()?.ok()?;
    Some(Article {
        language: "en".to_owned(),
        ..article
    })
}

fn json_of(annotated: &Annotated) -> String {
    serde_json::to_string(&ArticleObject::from(annotated)).unwrap()
}

/// All that must hold of one article.
fn keeps_the_laws(article: Article) -> Result<(), TestCaseError> {
    let annotated = annotate(article.clone());
    prop_assert_eq!(&annotated.article.text, &article.text);
    prop_assert_eq!(&annotated.article.blocks, &article.blocks);

    let json = json_of(&annotated);
    prop_assert_eq!(&json, &json_of(&annotate(article)), "read twice, alike");
    // Reading back checks every place against its words and every id.
    let object: ArticleObject = serde_json::from_str(&json).unwrap();
    let again = object.read();
    prop_assert_eq!(again.as_ref(), Ok(&annotated));

    in_order(annotated.times.iter().map(|t| t.span), "times")?;
    in_order(annotated.mentions.iter().map(|m| m.span), "mentions")?;
    in_order(annotated.figures.iter().map(|f| f.span), "figures")?;
    let contents = annotated
        .statements
        .iter()
        .map(|s| s.content[..].first().copied());
    let contents: Vec<Span> = contents.flatten().collect();
    prop_assert_eq!(
        contents.len(),
        annotated.statements.len(),
        "a statement has content"
    );
    in_order(contents.into_iter(), "statements")?;
    statements_are_lawful(&annotated)
}

fn in_order(spans: impl Iterator<Item = Span>, of: &str) -> Result<(), TestCaseError> {
    let starts: Vec<usize> = spans.map(Span::start).collect();
    prop_assert!(
        starts.is_sorted(),
        "{} in the order of the text: {:?}",
        of,
        starts
    );
    Ok(())
}

fn statements_are_lawful(annotated: &Annotated) -> Result<(), TestCaseError> {
    let text = &annotated.article.text;
    for statement in &annotated.statements {
        let parts = [&statement.source, &statement.cue, &statement.content];
        for span in parts.into_iter().flatten() {
            let words = text.quote(*span);
            prop_assert!(
                !words.trim().is_empty(),
                "words of a statement, but {:?}",
                words
            );
        }
        let pieces = statement.content.windows(2);
        let apart = pieces
            .into_iter()
            .all(|pair| pair[0].end() <= pair[1].start());
        prop_assert!(apart, "pieces in order and apart: {:?}", statement.content);
        prop_assert!((0.0..=1.0).contains(&statement.confidence));
        // Going outwards ends: nothing is reported inside itself.
        let outwards =
            std::iter::successors(Some(statement), |s| annotated.statement(s.reported_in?));
        prop_assert!(
            outwards.take(annotated.statements.len() + 1).count() <= annotated.statements.len()
        );
    }
    Ok(())
}

static EXAMPLES: LazyLock<Vec<Annotated>> =
    LazyLock::new(|| examples().into_iter().map(annotate).collect());

fn collated(articles: &[Annotated]) -> String {
    serde_json::to_string(&collate(articles)).unwrap()
}

/// Every article below the repository's `examples/`. What the readers refuse is their own tests' matter.
fn examples() -> Vec<Article> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"));
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    let read = files
        .iter()
        .filter_map(|path| read(path, &Settings::default()).ok());
    let articles: Vec<Article> = read.flatten().filter_map(Result::ok).collect();
    assert!(
        articles.len() >= 8,
        "expected examples that can be read, but found {}",
        articles.len()
    );
    articles
}

/// So many cases, unless `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> Config {
    let default = Config::default();
    Config {
        cases: std::env::var_os("PROPTEST_CASES").map_or(cases, |_| default.cases),
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn any_body_keeps_the_laws(words in awkward()) {
        keeps_the_laws(body(&words))?;
    }

    #[test]
    fn any_page_keeps_the_laws(words in awkward()) {
        if let Some(article) = page(&words) {
            keeps_the_laws(article)?;
        }
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn any_articles_collate_alike_in_any_order(words in proptest::collection::vec(awkward(), 1..6)) {
        let mut articles: Vec<Annotated> = words.iter().filter_map(|w| page(w)).map(annotate).collect();
        let before = collated(&articles);
        articles.reverse();
        prop_assert_eq!(before, collated(&articles));
    }

    #[test]
    fn the_examples_collate_alike_in_any_order(articles in Just(EXAMPLES.clone()).prop_shuffle()) {
        prop_assert_eq!(collated(&EXAMPLES), collated(&articles));
    }
}

#[test]
fn every_example_keeps_the_laws() {
    for article in examples() {
        let source = article.source.clone();
        keeps_the_laws(article).unwrap_or_else(|e| panic!("{source}: {e}"));
    }
}

#[test]
fn no_words_at_all_keep_the_laws() {
    keeps_the_laws(body("")).unwrap();
}

/// The laws mean little of texts in which nothing is found.
#[test]
fn awkward_texts_give_every_stage_something() {
    let mut runner = TestRunner::deterministic();
    let mut found = [0; 5];
    for _ in 0..200 {
        let words = awkward().new_tree(&mut runner).unwrap().current();
        let read = annotate(body(&words));
        found[0] += read.times.len();
        found[1] += read.mentions.len();
        found[2] += read.statements.len();
        found[3] += read.figures.len();
        found[4] += read.commitments.len();
    }
    let [times, mentions, statements, figures, commitments] = found;
    let fewest = found.iter().min().unwrap();
    assert!(
        *fewest > 50,
        "{times} times, {mentions} mentions, {statements} statements, {figures} figures, \
         {commitments} commitments"
    );
}
