//! `rapporteur annotate`: one article in, JSON out; or JSONL in, JSONL out.

mod lines;

use crate::failure::{Failure, Outcome};
use crate::guard::guarded;
use crate::{input, output, size, skipped, terminal};
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
    /// Tell for each time and each part of a statement which bytes of the source it was read from
    #[arg(long, conflicts_with = "jsonl")]
    trace: bool,
    /// Which columns of a table, or members of a JSON object, hold what: text=body,published=date (see build)
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<Columns>,
    /// Say how it was read: beside every time expression the name of its rule
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    limits: size::Limits,
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
    let analysis = rapporteur::Settings {
        explain: arguments.explain,
    };
    let file = input::named(arguments.file.as_deref())?;
    match arguments.jsonl {
        true => lines::run(file, &settings, &analysis),
        false => whole(file, arguments.json, &settings, &analysis),
    }
}

/// A file or standard input as a whole.
fn whole(
    file: Option<&Path>,
    style: Style,
    settings: &Settings,
    analysis: &rapporteur::Settings,
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
                guarded(|| rapporteur::annotate_with(article, analysis))
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
