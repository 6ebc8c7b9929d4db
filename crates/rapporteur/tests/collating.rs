//! Runs the cases in Markdown that stand in the repository's `tests/collating/`; its README is their format.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

use rapporteur::record::record::{Account, Collation, Verdict};
use rapporteur::record::{Annotated, Article, ArticleId, Block, BlockKind, How, Text};
use std::path::PathBuf;

/// What several outlets print, and what must be told of it.
struct Case {
    place: String,
    name: String,
    articles: Vec<Article>,
    facts: Vec<(String, String)>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/collating"
    ))
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"));
    paths.sort();
    paths.iter().flat_map(read).collect()
}

fn read(path: &PathBuf) -> Vec<Case> {
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for (number, line) in (1..).zip(std::fs::read_to_string(path).unwrap().lines()) {
        let place = format!("{file}:{number}");
        if let Some((head, text)) = &mut open {
            if line == "```" {
                let case = cases
                    .last_mut()
                    .unwrap_or_else(|| panic!("{place}: a block before any case"));
                let id = case.articles.len();
                case.articles
                    .push(article(id, head, text.trim_end(), &place));
                open = None;
            } else {
                text.push_str(line);
                text.push('\n');
            }
        } else if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case {
                place,
                name: name.to_owned(),
                articles: Vec::new(),
                facts: Vec::new(),
            });
        } else if let Some(head) = line.strip_prefix("```text ") {
            open = Some((head.to_owned(), String::new()));
        } else if let Some(fact) = line.strip_prefix("- ") {
            let case = cases
                .last_mut()
                .unwrap_or_else(|| panic!("{place}: a fact before any case"));
            case.facts.push((place, fact.to_owned()));
        } else {
            assert!(
                !line.starts_with("```"),
                "{place}: expected ```text OUTLET, DAY, but found {line:?}"
            );
        }
    }
    for case in &cases {
        assert!(
            !case.articles.is_empty() && !case.facts.is_empty(),
            "{}: {}",
            case.place,
            case.name
        );
    }
    cases
}

/// `The Orrel Post, 2031-05-04`; a paragraph that begins with "Correction:" is one.
fn article(number: usize, head: &str, words: &str, place: &str) -> Article {
    let text = Text::new(words);
    let (outlet, day) = head.split_once(", ").unwrap_or((head, ""));
    let blocks = text
        .as_str()
        .split("\n\n")
        .filter_map(|p| text.span_of(p))
        .map(|p| Block {
            kind: match text.quote(p).starts_with("Correction:") {
                true => BlockKind::Correction,
                false => BlockKind::Body,
            },
            span: text.trim(p),
        });
    let mut article = Article {
        id: ArticleId(format!("{number:016x}")),
        source: format!("{place} {outlet}"),
        outlet: Some(outlet.to_owned()),
        language: "en".to_owned(),
        blocks: blocks.collect(),
        ..Article::default()
    };
    if !day.is_empty() {
        article.published.date = Some(
            day.parse()
                .unwrap_or_else(|e| panic!("{place}: {day:?}: {e}")),
        );
        article.published.how = How::Metadata;
    }
    article.text = text;
    article
}

/// `KIND = WORDS / WORDS | rule: NAME | known-miss: why`
fn holds(fact: &str, collations: &[Collation], place: &str) -> bool {
    let mut fields = fact.split(" | ");
    let (key, value) = fields
        .next()
        .and_then(|f| f.split_once(": "))
        .unwrap_or_else(|| panic!("{place}: {fact}"));
    let mut rule = None;
    for field in fields.filter(|f| !f.starts_with("known-miss: ")) {
        rule = Some(
            field
                .strip_prefix("rule: ")
                .unwrap_or_else(|| panic!("{place}: {field:?} is no field")),
        );
    }
    let kind_of = |c: &Collation| {
        serde_json::to_value(c.kind)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    let of_verdict = |verdict: Verdict| {
        let (kind, words) = value
            .split_once(" = ")
            .unwrap_or_else(|| panic!("{place}: {fact}"));
        let words: Vec<&str> = words.split(" / ").collect();
        collations.iter().any(|c| {
            c.verdict == verdict
                && kind_of(c) == kind
                && rule.is_none_or(|r| c.rule == r)
                && words
                    .iter()
                    .all(|w| c.accounts.iter().any(|a| touches(a, w)))
                && values(c, &words)
                    .windows(2)
                    .all(|v| (v[0] != v[1]) == (verdict == Verdict::Differ))
        })
    };
    match key {
        "differ" => of_verdict(Verdict::Differ),
        "agree" => of_verdict(Verdict::Agree),
        "quiet" => !collations
            .iter()
            .any(|c| c.verdict == Verdict::Differ && (value == "any" || kind_of(c) == value)),
        _ => panic!("{place}: expected differ, agree or quiet, but found {key:?}"),
    }
}

fn touches(account: &Account, words: &str) -> bool {
    account.quote.contains(words) || words.contains(account.quote.as_str())
}

/// What the accounts of some words come to; agreeing values need not be written alike.
fn values(collation: &Collation, words: &[&str]) -> Vec<String> {
    if collation.verdict == Verdict::Agree {
        return Vec::new();
    }
    let of = |w: &&str| collation.accounts.iter().find(|a| touches(a, w));
    words
        .iter()
        .filter_map(of)
        .map(|a| a.value.to_string())
        .collect()
}

fn shown(collations: &[Collation]) -> String {
    let line = |c: &Collation| {
        let accounts: Vec<String> = c
            .accounts
            .iter()
            .map(|a| format!("{} [{}]", a.quote, a.value))
            .collect();
        format!(
            "\n      {:?} {:?} {}: {}",
            c.verdict,
            c.kind,
            c.rule,
            accounts.join(" / ")
        )
    };
    collations.iter().map(line).collect()
}

#[test]
fn every_case_is_collated_as_it_says() {
    let cases = cases();
    assert!(
        cases.len() > 20,
        "expected cases in tests/collating, but found {}",
        cases.len()
    );
    let mut failures = String::new();
    for case in cases {
        let annotated: Vec<Annotated> = case
            .articles
            .into_iter()
            .map(rapporteur::annotate)
            .collect();
        let collations = rapporteur::collate(&annotated).collations;
        for (place, fact) in &case.facts {
            let missed = fact.contains(" | known-miss: ");
            if holds(fact, &collations, place) == missed {
                let told = if missed {
                    "a known miss that holds now"
                } else {
                    "does not hold; told was"
                };
                let seen = shown(&collations);
                failures.push_str(&format!(
                    "{place}: {}\n    {fact}\n      {told}:{seen}\n",
                    case.name
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Whatever the rule, the record says which one it was, and the page of the rules explains it.
#[test]
fn every_rule_is_explained() {
    let page = std::fs::read_to_string(folder().join("../../docs/collations.md")).unwrap();
    for (name, about) in rapporteur::rules() {
        assert!(
            page.contains(&format!("| `{name}` | {about} |")),
            "docs/collations.md lacks the rule {name}"
        );
    }
}
