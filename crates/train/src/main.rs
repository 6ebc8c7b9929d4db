//! `train`: makes the models of `models/`, one command a model, and prints what they find.
//!
//! ```text
//! train network --out models/network.bin     tags, heads, labels
//! train lemmas --out models/lemmas.tsv       lemmas
//! train names --out models/names.bin         names of people, organisations, places
//! train score-names FILE.iob2                how the model of names does on a file
//! train name-errors FILE.iob2                what it misses and finds wrongly there
//! train sentences --out models/sentences.bin where sentences end
//! train quotes --out models/quotes.bin       sources, cues and contents
//! train quotes --evaluate models/quotes.bin  its scores and how far its confidence can be believed
//! train conllu FILE                          CoNLL-U of a text, paragraphs apart by blank lines
//! train conllu --gold-tokens FILE.conllu     CoNLL-U with that file's sentences and words
//! train speed FILE                           tokens a second
//! ```
//!
//! `--data FOLDER` says where the treebanks lie (`../shared/data/trees` if it does not). Numbers of a training are
//! options too (`--epochs 14`, `--width 112`, …): see `network.rs`. Without `--out` a training only reports; with it, one
//! that was stopped goes on where it was (`….part`).

mod checkpoint;
mod file;
mod layers;
mod lemmas;
mod names;
mod network;
mod parser;
mod quotes;
mod sentences;
mod stack;
mod trees;

use rapporteur_parse as parse;
use rapporteur_record::{Article, Block, BlockKind, Text};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What stands on the command line.
pub struct Settings {
    /// Where the treebanks lie.
    pub data: PathBuf,
    options: BTreeMap<String, String>,
    files: Vec<String>,
}

impl Settings {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Settings, String> {
        let mut arguments = arguments;
        let mut settings = Settings {
            data: "../shared/data/trees".into(),
            options: BTreeMap::new(),
            files: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.strip_prefix("--") else {
                settings.files.push(argument);
                continue;
            };
            let value = arguments
                .next()
                .ok_or(format!("expected a value after --{name}, but found none"))?;
            settings.options.insert(name.to_owned(), value);
        }
        if let Some(data) = settings.options.get("data") {
            settings.data = data.into();
        }
        Ok(settings)
    }

    /// A number of a training.
    pub fn number(&self, name: &str, default: f32) -> f32 {
        self.options
            .get(name)
            .and_then(|v| v.parse().ok())
            .unwrap_or(default)
    }

    /// A word of a training.
    pub fn word(&self, name: &str, default: &str) -> String {
        self.options
            .get(name)
            .cloned()
            .unwrap_or_else(|| default.to_owned())
    }

    /// Where the model goes.
    pub fn out(&self) -> Option<PathBuf> {
        self.options.get("out").map(PathBuf::from)
    }

    /// All options, as text: the same text, the same training.
    pub fn options(&self) -> &BTreeMap<String, String> {
        &self.options
    }

    fn save(&self, bytes: &[u8]) -> Result<(), String> {
        match self.options.get("out") {
            Some(path) => std::fs::write(path, bytes).map_err(|e| format!("{path}: {e}")),
            None => Ok(()),
        }
    }
}

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let settings = Settings::read(arguments)?;
    let first = || {
        settings
            .files
            .first()
            .ok_or("expected a file, but found none".to_owned())
    };
    match command.as_str() {
        "network" => settings.save(&network::train(&settings)?),
        "lemmas" => settings.save(lemmas::table(&trees::read_free(&settings.data)?).as_bytes()),
        "names" => settings.save(&names::train(&settings)?),
        "score-names" => names::score(first()?),
        "name-errors" => names::errors(first()?),
        "sentences" => settings.save(&sentences::train(&settings)?),
        "quotes" => match settings.options.get("evaluate") {
            Some(file) => quotes::evaluate(&settings, file),
            None => settings.save(&quotes::train(&settings)?),
        },
        "conllu" => {
            let printed = match settings.options.get("gold-tokens") {
                Some(path) => parse::fill(&text(path)?).map_err(|e| format!("{path}: {e}"))?,
                None => {
                    let article = article(&text(first()?)?);
                    parse::conllu(&article, &parse::parse(&article))
                }
            };
            print!("{printed}");
            Ok(())
        }
        "speed" => {
            speed(&article(&text(first()?)?));
            Ok(())
        }
        other => Err(format!(
            "expected network, lemmas, names, sentences, quotes, conllu or speed, but found {other:?}"
        )),
    }
}

fn text(path: &str) -> Result<String, String> {
    std::fs::read_to_string(Path::new(path)).map_err(|e| format!("{path}: {e}"))
}

/// A text as an article: its paragraphs, apart by blank lines, are the blocks of the body.
fn article(words: &str) -> Article {
    let text = Text::new(words);
    let paragraphs = text
        .as_str()
        .split("\n\n")
        .filter_map(|p| text.span_of(p.trim()));
    let paragraphs = paragraphs.filter(|p| !p.is_empty());
    let blocks = paragraphs
        .map(|span| Block {
            kind: BlockKind::Body,
            span,
        })
        .collect();
    Article {
        text,
        blocks,
        ..Article::default()
    }
}

/// Tokens a second on one core: sentences and tokens alone, then everything.
fn speed(article: &Article) {
    let start = clock();
    let _ = parse::analyse(&["a"]);
    let _ = parse::lemma("a", parse::Xpos::Dt);
    println!("{:.0} ms to load the models", (clock() - start) * 1e3);
    for (name, run) in [
        (
            "sentences and tokens",
            parse::segment as fn(&Article) -> parse::Parsed,
        ),
        ("everything", parse::parse),
    ] {
        let start = clock();
        let (mut tokens, mut rounds) = (0, 0);
        while rounds < 2 || clock() - start < 1.0 {
            tokens += run(article).tokens.len();
            rounds += 1;
        }
        println!("{:.0} tokens/s, {name}", tokens as f64 / (clock() - start));
    }
}

/// Seconds of processor time of this process where the system tells them (Linux), else of the clock.
fn clock() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat");
    let nanoseconds = told
        .ok()
        .and_then(|t| t.split(' ').next()?.parse::<f64>().ok());
    let now = || {
        std::time::UNIX_EPOCH
            .elapsed()
            .map_or(0.0, |d| d.as_secs_f64())
    };
    nanoseconds.map_or_else(now, |n| n / 1e9)
}
