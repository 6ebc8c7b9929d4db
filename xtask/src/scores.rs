//! Measures the program against annotated articles and writes `docs/scores.md`.
//!
//! The sets and their scorers lie in a folder beside the repository (`../shared`, or where
//! `RAPPORTEUR_SHARED` says) and are not part of it: where they are absent, this says so and passes.

mod duties;
mod folds;
mod pages;
mod stories;
mod trees;

use crate::floors::{self, Key};
use crate::{Fault, read, root, run as run_command, target_folder, write};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do with the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write them down and compare them with the floors.
    Write,
    /// Only compare.
    Check,
    /// Write them down and raise the floors.
    Raise,
    /// Only print time expressions in fifths.
    Folds,
}

/// Figures by name, from 0 to 1.
type Figures = Vec<(String, f64)>;

/// A scored set: how the program is run on it, and what its figures are.
struct Set {
    name: &'static str,
    what: &'static str,
    measure: fn(&Place) -> Result<Figures, Fault>,
    /// How a person measures the same.
    command: &'static str,
}

/// Where the program, the sets and the scorers are.
struct Place {
    program: PathBuf,
    shared: PathBuf,
    scratch: PathBuf,
}

const SETS: [Set; 12] = [
    Set {
        name: "strait",
        what: "an invented dispute, ten articles, everything annotated; its errors were read while the rules were written",
        measure: |place| record(place, "cases/strait/articles", "cases/strait/gold.json"),
        command: "rapporteur build cases/strait/articles -o r.db; rapporteur export r.db --format json > r.json; score_record.py cases/strait/gold.json r.json",
    },
    Set {
        name: "seeds",
        what: "five real articles, two of them annotated; their errors were read while the rules were written",
        measure: |place| record(place, "seeds", "seeds/gold.json"),
        command: "rapporteur build seeds -o r.db; rapporteur export r.db --format json > r.json; score_record.py seeds/gold.json r.json",
    },
    Set {
        name: "plv",
        what: "PLV, training part, used for measuring only: PLOVER categories with source and target given. Errors of the even lines were read while the lists were written, those of the odd lines were not; the baseline is TF-IDF with logistic regression, trained on the even lines",
        measure: categories,
        command: "cargo run --release -p rapporteur-act --example plover -- plv_train.jsonl",
    },
    Set {
        name: "polnear-dev",
        what: "PolNeAR, development part: source, cue and content of every attribution",
        measure: quotes,
        command: "rapporteur annotate --jsonl --quotes-as-annotated polnear-dev.jsonl; its statements as attributions; score_quotes.py",
    },
    Set {
        name: "tempeval3",
        what: "TimeBank and AQUAINT with corrected values: time expressions",
        measure: |place| times(place, "data/times/tempeval3-train-corrected.jsonl"),
        command: "rapporteur annotate --jsonl, published = the document's date; score_time.py",
    },
    Set {
        name: "wikiwars",
        what: "Wikipedia's narratives of wars: time expressions",
        measure: |place| times(place, "data/times/wikiwars.jsonl"),
        command: "rapporteur annotate --jsonl, published = the document's date; score_time.py",
    },
    Set {
        name: "ewt-dev",
        what: "UD English Web Treebank, development part: sentences, tags, lemmas, heads",
        measure: |place| trees::measure(place, "data/trees/en_ewt-ud-dev.conllu", ""),
        command: "rapporteur parse --conllu, with --gold-tokens and from raw text; score_trees.py",
    },
    Set {
        name: "uner-ewt-dev",
        what: "Universal NER on the English Web Treebank, development part, its own words: exact words and kind, by the model of names alone",
        measure: entities,
        command: "cargo run --release -p rapporteur-train -- score-names data/names/uner_ewt_dev.iob2",
    },
    Set {
        name: "gum-news-dev",
        what: "GUM, development part, the two documents of news: sentences, tags, lemmas, heads",
        measure: |place| trees::measure(place, "data/trees/en_gum-ud-dev.conllu", "_news_"),
        command: "rapporteur parse --conllu, with --gold-tokens and from raw text; score_trees.py",
    },
    Set {
        name: "pages",
        what: "saved pages (half of a public set for bodies, a fifth of one for days): words of the body, day of publication",
        measure: pages::measure,
        command: "cargo run --release -p rapporteur-read --example articles -- PAGES > r.json; score_pages.py bodies|dates GOLD r.json",
    },
    Set {
        name: "ecbplus-dev",
        what: "ECB+, development part: news texts by sub-topic, as stories (BCubed F1)",
        measure: stories::measure,
        command: "rapporteur build, one text file an article; stories of rapporteur export --format json",
    },
    Set {
        name: "injection",
        what: "the example's articles beside copies in which one thing was changed: the share of changes found, \
               and of unchanged sentences left quiet",
        measure: injection,
        command: "cargo bench -p rapporteur --bench injection",
    },
];

/// Measures every set.
pub fn run(mode: Mode) -> Result<(), Fault> {
    let shared = std::env::var_os("RAPPORTEUR_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    if !shared.join("eval").is_dir() {
        println!(
            "scores: skipped, because the annotated sets are not at {} (they are not part of the repository)",
            shared.display()
        );
        return Ok(());
    }
    let scratch = root().join("target/scores");
    std::fs::create_dir_all(&scratch).map_err(|source| Fault::File {
        path: scratch.display().to_string(),
        source,
    })?;
    run_command(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "-p", "rapporteur-cli"])
            .current_dir(root()),
    )?;
    let program = target_folder().join("release/rapporteur");
    let place = Place {
        program,
        shared,
        scratch,
    };
    if mode == Mode::Folds {
        print!("{}", folds::section(&place)?);
        return Ok(());
    }
    let floors = floors::load()?;
    let mut measured: Vec<(Key, f64)> = Vec::new();
    let mut below = 0;
    for set in &SETS {
        for (figure, value) in (set.measure)(&place)? {
            let key = (set.name.to_owned(), figure);
            let floor = floors.get(&key).map(|f| f.least);
            // Figures have four digits; the fifth is noise of the printing.
            let is_below = floor.is_some_and(|f| value + 0.00005 < f);
            below += usize::from(is_below);
            let note = if is_below { "  BELOW ITS FLOOR" } else { "" };
            let floor = floor.map_or_else(|| "-".to_owned(), |f| format!("{f:.3}"));
            println!("{:12} {:28} {value:.4}  floor {floor}{note}", key.0, key.1);
            measured.push((key, value));
        }
    }
    if mode != Mode::Check {
        document(&measured, &folds::section(&place)?)?;
    }
    if mode == Mode::Raise {
        floors::raise(&floors, &measured)?;
    }
    if below > 0 {
        Err(Fault::BelowFloor(below))
    } else {
        Ok(())
    }
}

/// Builds a record, exports it and scores it.
fn record(place: &Place, articles: &str, gold: &str) -> Result<Figures, Fault> {
    let path = built(place, &place.shared.join(articles))?;
    let figures = score(place, "score_record.py", &[&place.shared.join(gold), &path])?;
    let Value::Object(figures) = figures else {
        return Ok(Vec::new());
    };
    let parts = ["out_of_body", "in_body"];
    let duties = duties::measure(&place.shared.join(gold), &path)?;
    Ok(figures
        .into_iter()
        .filter(|(name, _)| !parts.contains(&name.as_str()))
        .filter_map(|(name, value)| {
            Some((name, value.as_f64().or_else(|| value.get("f1")?.as_f64())?))
        })
        .chain(duties)
        .collect())
}

/// PLOVER categories, measured by the program that stands beside the act stage.
fn categories(place: &Place) -> Result<Figures, Fault> {
    let printed = output(
        Command::new("cargo")
            .args([
                "run",
                "--release",
                "--quiet",
                "-p",
                "rapporteur-act",
                "--example",
                "plover",
                "--",
            ])
            .arg(place.shared.join("data/acts/plv_train.jsonl"))
            .current_dir(root()),
    )?;
    let figures = parsed(&printed, Path::new("plover"))?;
    let figures = figures.as_object().cloned().unwrap_or_default();
    Ok(figures
        .into_iter()
        .filter_map(|(name, f1)| Some((name, f1.as_f64()?)))
        .collect())
}

/// Builds a record of a folder; gives where its JSON lies.
fn built(place: &Place, articles: &Path) -> Result<PathBuf, Fault> {
    let database = place.scratch.join("record.db");
    for name in ["record.db", "record.db-wal", "record.db-shm"] {
        // A record that is not there need not be taken away.
        drop(std::fs::remove_file(place.scratch.join(name)));
    }
    // A folder may hold files that are no articles: those are refused and listed, which is no fault here.
    let status = Command::new(&place.program)
        .arg("build")
        .arg(articles)
        .arg("-o")
        .arg(&database)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .map_err(|source| Fault::File {
            path: place.program.display().to_string(),
            source,
        })?;
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(Fault::Command {
            command: format!("rapporteur build {}", articles.display()),
            status: status.to_string(),
        });
    }
    let exported = output(
        Command::new(&place.program)
            .arg("export")
            .arg(&database)
            .args(["--format", "json"]),
    )?;
    let path = place.scratch.join("record.json");
    write(&path, &exported)?;
    Ok(path)
}

/// One thing changed in a copy: is it found? Needs no annotated set: the bench makes its own.
fn injection(_: &Place) -> Result<Figures, Fault> {
    let printed = output(
        Command::new("cargo")
            .args([
                "bench",
                "--quiet",
                "-p",
                "rapporteur",
                "--bench",
                "injection",
            ])
            .args(["--", "--json"])
            .current_dir(root()),
    )?;
    let Value::Object(figures) = parsed(&printed, Path::new("injection"))? else {
        return Ok(Vec::new());
    };
    let share = |(name, value): (String, Value)| Some((name, value.as_f64()?));
    Ok(figures.into_iter().filter_map(share).collect())
}

/// Annotates a JSONL file and turns every article object into a line of another shape.
fn annotated(
    place: &Place,
    gold: &Path,
    flags: &[&str],
    given: impl Fn(&Value) -> Value,
    line: impl Fn(&Value) -> Value,
) -> Result<PathBuf, Fault> {
    let mut input = String::new();
    for text in read(gold)?.lines().filter(|l| !l.trim().is_empty()) {
        let article = parsed(text, gold)?;
        input.push_str(&given(&article).to_string());
        input.push('\n');
    }
    let input_path = place.scratch.join("given.jsonl");
    write(&input_path, &input)?;
    let found = output(
        Command::new(&place.program)
            .args(["annotate", "--jsonl"])
            .args(flags)
            .arg(&input_path),
    )?;
    let mut lines = String::new();
    for text in found.lines() {
        lines.push_str(&line(&parsed(text, &input_path)?).to_string());
        lines.push('\n');
    }
    let path = place.scratch.join("found.jsonl");
    write(&path, &lines)?;
    Ok(path)
}

fn parsed(text: &str, from: &Path) -> Result<Value, Fault> {
    serde_json::from_str(text).map_err(|source| Fault::Json {
        from: from.display().to_string(),
        source,
    })
}

fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// A time expression as its scorer reads it. That knows no open value: an empty one is as wrong as any other.
fn timex(time: &Value) -> Value {
    let value = field(time, "value").as_str().unwrap_or_default();
    let part = |name: &str| field(time, name);
    serde_json::json!({"start": part("start"), "end": part("end"), "type": part("type"), "value": value})
}

fn times(place: &Place, file: &str) -> Result<Figures, Fault> {
    let gold = place.shared.join(file);
    let given = |a: &Value| serde_json::json!({"id": field(a, "id"), "text": field(a, "text"), "published": field(a, "dct")});
    let line = |a: &Value| {
        let times = field(a, "times")
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let times: Vec<Value> = times.iter().map(timex).collect();
        serde_json::json!({"id": field(a, "id"), "timex": times})
    };
    let found = annotated(place, &gold, &[], given, line)?;
    let figures = score(place, "score_time.py", &[&gold, &found])?;
    Ok(numbers(
        &figures,
        &[
            ("value", "value_f1"),
            ("relaxed", "relaxed_f1"),
            ("strict", "strict_f1"),
        ],
    ))
}

fn quotes(place: &Place) -> Result<Figures, Fault> {
    let gold = place.shared.join("data/quotes/polnear-dev.jsonl");
    let given = |a: &Value| serde_json::json!({"id": field(a, "id"), "text": field(a, "text")});
    let line = |a: &Value| {
        let spans = |s: &Value, role: &str| -> Vec<Value> {
            let list = field(s, role)
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            list.iter()
                .map(|p| serde_json::json!([field(p, "start"), field(p, "end")]))
                .collect()
        };
        let statements = field(a, "statements")
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let attributions: Vec<Value> = statements
            .iter()
            .map(|s| serde_json::json!({"source": spans(s, "source"), "cue": spans(s, "cue"), "content": spans(s, "content")}))
            .collect();
        serde_json::json!({"id": field(a, "id"), "attributions": attributions})
    };
    let found = annotated(place, &gold, &["--quotes-as-annotated"], given, line)?;
    let figures = score_to_file(place, "score_quotes.py", &[&gold, &found])?;
    Ok(numbers(
        &figures,
        &[
            ("all exact", "exact.all.f1"),
            ("cue exact", "exact.cue.f1"),
            ("source exact", "exact.source.f1"),
            ("content exact", "exact.content.f1"),
            ("content token-set", "tokenset.content.f1"),
            ("found with the right source", "attribution.any.end_to_end"),
            (
                "direct, found with the right source",
                "attribution.direct.end_to_end",
            ),
        ],
    ))
}

/// Picks figures by their path of keys, `a.b.c`.
fn numbers(figures: &Value, paths: &[(&str, &str)]) -> Vec<(String, f64)> {
    let at = |path: &str| {
        path.split('.')
            .try_fold(figures, |value, key| value.get(key))?
            .as_f64()
    };
    paths
        .iter()
        .filter_map(|(name, path)| Some(((*name).to_owned(), at(path)?)))
        .collect()
}

/// Runs a scorer and reads the JSON that it prints.
fn score(place: &Place, scorer: &str, files: &[&Path]) -> Result<Value, Fault> {
    let printed = output(
        Command::new("python3")
            .arg(place.shared.join("eval").join(scorer))
            .args(files)
            .arg("--json"),
    )?;
    parsed(&printed, Path::new(scorer))
}

/// Runs a scorer that writes its JSON to a file.
fn score_to_file(place: &Place, scorer: &str, files: &[&Path]) -> Result<Value, Fault> {
    let path = place.scratch.join("figures.json");
    output(
        Command::new("python3")
            .arg(place.shared.join("eval").join(scorer))
            .args(files)
            .arg("--json")
            .arg(&path),
    )?;
    parsed(&read(&path)?, &path)
}

/// What a command prints.
fn output(command: &mut Command) -> Result<String, Fault> {
    let shown = format!("{command:?}");
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|source| Fault::File {
            path: shown.clone(),
            source,
        })?;
    if !output.status.success() {
        return Err(Fault::Command {
            command: shown,
            status: output.status.to_string(),
        });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Names of people, organisations and places, as the trainer scores them: a kind a line, its F1 after `F1`.
fn entities(place: &Place) -> Result<Figures, Fault> {
    let file = place.shared.join("data/names/uner_ewt_dev.iob2");
    let printed = output(
        Command::new("cargo")
            .args([
                "run",
                "--release",
                "--quiet",
                "-p",
                "rapporteur-train",
                "--",
                "score-names",
            ])
            .arg(file)
            .current_dir(root()),
    )?;
    let figure = |line: &str| {
        let kind = line.split_whitespace().nth(1)?;
        let f1 = line.split_once("F1 ")?.1.split_whitespace().next()?;
        Some((kind.to_owned(), f1.parse().ok()?))
    };
    Ok(printed.lines().filter_map(figure).collect())
}

/// Writes `docs/scores.md`.
fn document(measured: &[(Key, f64)], folds: &str) -> Result<(), Fault> {
    let mut page = String::from(
        "# Scores\n\n\
         What the program reads right, measured against annotated articles by `cargo xtask scores`, which writes this\n\
         page. A figure below its floor in `floors.tsv` fails the run. The sets and their scorers are not part of the\n\
         repository (their texts are their publishers'); without them the command says so and passes.\n\n\
         Figures are F1 or shares from 0 to 1; each scorer says at its head what a figure means.\n",
    );
    for set in &SETS {
        page.push_str(&format!(
            "\n## {}\n\n{}. `{}`\n\n| figure | measured |\n|---|---|\n",
            set.name, set.what, set.command
        ));
        for (key, value) in measured.iter().filter(|(key, _)| key.0 == set.name) {
            page.push_str(&format!("| {} | {value:.3} |\n", key.1));
        }
        if set.name == "tempeval3" {
            page.push_str(folds);
        }
    }
    write(&root().join("docs/scores.md"), &page)
}
