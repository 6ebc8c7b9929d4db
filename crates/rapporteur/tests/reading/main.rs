//! Runs the cases in Markdown that stand in the repository's `tests/reading/`; its README is their format.
//!
//! | module | what it does |
//! |---|---|
//! | [`case`] | a Markdown file to cases: settings, text, facts, or what is wrong with it and in which line |
//! | [`words`] | the words of a fact: where they stand in the text, and whether what was read is the same |
//! | [`fact`] | a fact of any kind against what was read |
//! | [`shown`] | what was read, in a line, for the message of a failure |
//! | [`accept`] | `READING_ACCEPT=1`: writes into the files which facts are missed |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod accept;
mod case;
mod fact;
mod shown;
mod words;

use case::{Case, File};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How one fact came out.
struct Outcome<'a> {
    case: &'a Case,
    fact: &'a case::Fact,
    /// What was read instead, where it does not hold.
    result: Result<(), String>,
}

impl Outcome<'_> {
    /// Whether it came out as the file says.
    fn is_expected(&self) -> bool {
        self.result.is_ok() != self.fact.known_miss
    }
}

fn outcomes(file: &File) -> Vec<Outcome<'_>> {
    let mut outcomes = Vec::new();
    for case in &file.cases {
        let annotated = rapporteur::annotate(case.article.clone());
        outcomes.extend(case.facts.iter().map(|fact| Outcome {
            case,
            fact,
            result: fact::holds(fact, &annotated),
        }));
    }
    outcomes
}

/// All that is wrong with the files themselves, a line each.
fn errors(files: &[File]) -> String {
    let mut errors: Vec<String> = files.iter().flat_map(|f| f.errors.clone()).collect();
    for file in files {
        let mut names = BTreeMap::new();
        for case in &file.cases {
            let place = format!("{}:{}", file.name, case.line);
            if let Some(first) = names.insert(&case.name, place.clone()) {
                errors.push(format!(
                    "{place}: expected a name of its own, but found {:?}, which {first} has too",
                    case.name
                ));
            }
        }
    }
    errors.join("\n")
}

#[test]
fn every_case_is_written_as_the_readme_says() {
    let files = case::files();
    assert!(
        !files.is_empty(),
        "expected cases in tests/reading, but found none"
    );
    let errors = errors(&files);
    assert!(errors.is_empty(), "\n{errors}\n");
}

#[test]
fn every_case_is_read_as_it_says() {
    let accepting = std::env::var("READING_ACCEPT").is_ok_and(|v| v == "1");
    let mut failures = String::new();
    let mut summary = String::new();
    for file in &case::files() {
        let outcomes = outcomes(file);
        let holding = outcomes.iter().filter(|o| o.result.is_ok()).count();
        let known = outcomes
            .iter()
            .filter(|o| o.fact.known_miss && o.result.is_err());
        let known = known.count();
        let missed = outcomes.len() - holding - known;
        writeln!(
            summary,
            "{:24} {:4} facts: {holding:4} hold, {known:4} known misses, {missed:4} missed",
            file.name,
            outcomes.len(),
        )
        .unwrap();
        if accepting {
            accept::rewrite(file, &outcomes);
            continue;
        }
        for outcome in outcomes.iter().filter(|o| !o.is_expected()) {
            failures.push_str(&failure(file, outcome));
        }
    }
    println!("{summary}");
    assert!(
        failures.is_empty(),
        "\n{failures}\n{summary}\n\
         Where the case is right and the reading not yet, READING_ACCEPT=1 marks it as a known miss.\n"
    );
}

fn failure(file: &File, outcome: &Outcome<'_>) -> String {
    let (case, fact) = (outcome.case, outcome.fact);
    let instead = match &outcome.result {
        Ok(()) => "a known miss that holds now: take `known-miss` away".to_owned(),
        Err(instead) => instead.replace('\n', "\n      "),
    };
    format!(
        "{}:{}: {}\n    {}\n      {instead}\n",
        file.name, fact.line, case.name, fact.written
    )
}
