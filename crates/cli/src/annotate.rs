//! `rapporteur annotate`: one article in, JSON out; or JSONL in, JSONL out.

mod lines;

use crate::failure::{Failure, Outcome};
use crate::guard::guarded;
use crate::{input, output, size, skipped, terminal};
use rapporteur::Extent;
use rapporteur_read::{Columns, Settings};
use rapporteur_record::Annotated;
use rapporteur_record::json::ArticleObject;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Analyse without a record: one article in, JSON out; with --jsonl, one article a line in and out.
///
/// FILE is anything that `rapporteur build` reads, by what is in it and not by its name; every article in it
/// gives one JSON object. It is read as it comes: a web archive of any size takes the memory of its largest page.
///
/// With --jsonl every line is {"id", "text"} and may have "published", "outlet", "headline", "url". Each
/// gives one article object, in the same order, with id and text as given; a line that cannot be used
/// gives {"id", "error"}. All cores are used, and memory stays bounded however long the input is.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  rapporteur annotate article.txt --json pretty\n  cat articles.jsonl | rapporteur annotate --jsonl > annotated.jsonl"
)]
pub struct Arguments {
    /// The file; - or nothing for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// One article a line, in and out
    #[arg(long)]
    jsonl: bool,
    /// How to write the JSON
    #[arg(
        long,
        value_enum,
        value_name = "STYLE",
        default_value = "compact",
        conflicts_with = "jsonl"
    )]
    json: Style,
    /// Tell for each time and each part of a statement which bytes of the source it was read from; in a row of a
    /// table, an entry of a feed and a part of a mail, which bytes of its text in UTF-8. A PDF file has none
    #[arg(long, conflicts_with = "jsonl")]
    trace: bool,
    /// Which columns of a table, or members of a JSON object, hold what: text=body,published=date (see build)
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<Columns>,
    /// Say how it was read: beside every time expression the name of its rule
    #[arg(long)]
    explain: bool,
    /// Leave out statements less sure than this, from 0 to 1; lower finds more, higher is more often right
    #[arg(long, value_name = "P", value_parser = share, default_value_t = rapporteur::Statements::default().min_confidence)]
    min_confidence: f32,
    /// Statements as the annotators of PolNeAR mark them: with "that", quotation marks, whole cues; for comparison
    #[arg(long)]
    quotes_as_annotated: bool,
    #[command(flatten)]
    limits: size::Limits,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f32, String> {
    let number = text.parse().ok();
    let number = number.filter(|n| (0.0..=1.0).contains(n));
    number.ok_or_else(|| format!("expected a number from 0 to 1, but found {text:?}"))
}

impl Arguments {
    fn reading(&self) -> rapporteur::Settings {
        rapporteur::Settings {
            explain: self.explain,
            statements: rapporteur::Statements {
                min_confidence: self.min_confidence,
                extent: match self.quotes_as_annotated {
                    true => Extent::Annotated,
                    false => Extent::Words,
                },
            },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Style {
    Compact,
    Pretty,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let settings = Settings {
        trace: arguments.trace,
        columns: arguments.map.clone().unwrap_or_default(),
        ..arguments.limits.settings()
    };
    let file = input::named(arguments.file.as_deref())?;
    let reading = arguments.reading();
    match arguments.jsonl {
        true => lines::run(file, &settings, &reading),
        false => whole(file, arguments.json, &settings, &reading),
    }
}

/// A file or standard input as a whole.
fn whole(
    file: Option<&Path>,
    style: Style,
    settings: &Settings,
    reading: &rapporteur::Settings,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let mut refuse = |reason: String| {
        terminal::say(&terminal::shown(&reason));
        outcome = Outcome::SomeRefused;
    };
    let (tally, articles) = input::articles(file, settings);
    output::to(None, |out| {
        for article in articles {
            let annotated = article.map_err(|r| r.to_string()).and_then(|article| {
                let source = article.source.clone();
                guarded(|| rapporteur::annotate_with(article, reading))
                    .map_err(|why| crate::guard::fault(&source, &why))
            });
            match annotated {
                Ok(annotated) => write(&annotated, style, out)?,
                Err(reason) => refuse(reason),
            }
        }
        Ok(())
    })?;
    if let Some(line) = skipped::line(&tally.skipped()) {
        terminal::say(&line);
    }
    Ok(outcome)
}

fn write(annotated: &Annotated, style: Style, out: &mut dyn Write) -> Result<(), Failure> {
    let object = ArticleObject::from(annotated);
    let written = match style {
        Style::Compact => serde_json::to_writer(&mut *out, &object),
        Style::Pretty => serde_json::to_writer_pretty(&mut *out, &object),
    };
    written.map_err(|e| Failure::stdout(&e.into()))?;
    out.write_all(b"\n").map_err(|e| Failure::stdout(&e))
}
