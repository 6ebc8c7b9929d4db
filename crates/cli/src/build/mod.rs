//! `rapporteur build`: read and analyse what is new or changed, store it, collate.
//!
//! `plan` tells what is new, `batch` reads and analyses it on all cores, a batch is stored in one
//! transaction, and at the end all stored articles are collated anew. `summary` says what was done.

mod batch;
mod name;
mod names;
mod plan;
mod summary;

use crate::failure::{Failure, Outcome};
use crate::progress::Progress;
use crate::{digest, guard, output, size, stop, terminal};
use batch::{Begun, Pending, Reading};
use rapporteur_read::Settings;
use rapporteur_record::record::Refused;
use rapporteur_store::{Part, Writer};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;
use summary::Summary;

/// The version of the program, which decides whether an unchanged file is read again.
const TOOL: &str = env!("CARGO_PKG_VERSION");

/// Read and analyse articles into a record; only what is new or changed.
///
/// SOURCE is a file or a folder of .txt and .html files. Files that cannot be read are listed and left
/// out; everything else goes on. Ctrl-C once finishes the articles under way and stores them; the same
/// command goes on from there.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  rapporteur build articles/ more/page.html -o record.db")]
pub struct Arguments {
    /// Files and folders to read
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// The record to make or go on with
    #[arg(short, long, value_name = "FILE", default_value = "record.db")]
    output: PathBuf,
    /// Names that are the same or different, sides and offices, as you say; remembered for later builds. Without it,
    /// names.toml beside the record, if there is one
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Refuse files of more bytes: 500k, 100M, 1G
    #[arg(long, value_name = "N", value_parser = size::parse)]
    max_size: Option<u64>,
    /// Read every file again, changed or not, and line the accounts up anew
    #[arg(long)]
    again: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
    /// List every file that was refused, not the first ten
    #[arg(long)]
    verbose: bool,
    /// Say nothing but what went wrong
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    stop::listen();
    let settings = Settings {
        max_bytes: arguments.max_size.unwrap_or(Settings::default().max_bytes),
        ..Settings::default()
    };
    let sources = plan::sources(&arguments.sources, &arguments.output);
    if sources.files.is_empty() && !arguments.output.exists() {
        // Nothing to store: no record is made.
        summary::list_refused(&sources.refused, arguments.verbose);
        if arguments.json {
            output::print(&Summary::of_nothing(sources.refused).json(&arguments.output))?;
        }
        return Ok(Outcome::SomeRefused);
    }
    let mut writer = Writer::open(&arguments.output, TOOL)?;
    let plan = plan::plan(&mut writer, sources, arguments, &settings)?;
    let mut summary = Summary::new(&plan);
    store_refused(&mut writer, &plan.refused)?;
    read_all(
        &mut writer,
        plan.pending,
        &settings,
        arguments.quiet,
        &mut summary,
    )?;
    let corrections = names::read(&mut writer, arguments.names.as_deref(), &arguments.output)?;
    if arguments.again {
        writer.uncollate()?;
    }
    if !stop::asked() && !writer.is_collated()? {
        collate(&mut writer, &corrections, arguments.quiet)?;
    }
    let record = writer.reader().record()?;
    summary.finish(&record, writer.reader().repeated_files()?, begun.elapsed());
    summary::list_refused(&summary.refused, arguments.verbose);
    if arguments.json {
        output::print(&summary.json(&arguments.output))?;
    } else if !arguments.quiet {
        if !stop::asked() {
            output::print(&digest::Digest::of(&record).text(terminal::width()))?;
        }
        summary.say(&arguments.output);
    }
    writer.close()?;
    Ok(match () {
        () if stop::asked() => Outcome::Stopped,
        () if summary.refused.is_empty() => Outcome::Done,
        () => Outcome::SomeRefused,
    })
}

/// Stores why paths lead to nothing.
fn store_refused(writer: &mut Writer, refused: &[Refused]) -> Result<(), Failure> {
    let parts: Vec<Part> = refused
        .iter()
        .map(|refused| Part {
            path: &refused.source,
            fingerprint: None,
            articles: &[],
            refused: std::slice::from_ref(refused),
            last: true,
        })
        .collect();
    Ok(writer.put(&parts)?)
}

/// Reads, analyses and stores file after file, a batch at a time, until all are done or somebody asks to
/// stop.
fn read_all(
    writer: &mut Writer,
    mut pending: Vec<Pending>,
    settings: &Settings,
    quiet: bool,
    summary: &mut Summary,
) -> Result<(), Failure> {
    let progress = Progress::new("Reading", pending.len(), quiet);
    while !pending.is_empty() && !stop::asked() {
        let size = pending.len().min(batch::FILES);
        let (done, left) = batch::read(pending.drain(..size).collect(), settings, &progress);
        pending.splice(0..0, left);
        store(writer, &done, summary)?;
        for mut reading in done {
            while reading.rest.is_some() && !stop::asked() {
                batch::go_on(&mut reading);
                store(writer, std::slice::from_ref(&reading), summary)?;
            }
        }
    }
    summary.left = pending.len();
    Ok(())
}

/// Stores a batch in one transaction.
fn store(writer: &mut Writer, done: &[Reading], summary: &mut Summary) -> Result<(), Failure> {
    let parts: Vec<Part> = done
        .iter()
        .map(|reading| Part {
            path: &reading.file.name,
            fingerprint: reading.file.fingerprint.as_deref(),
            articles: &reading.articles,
            refused: &reading.refused,
            last: reading.rest.is_none(),
        })
        .collect();
    writer.put(&parts)?;
    for reading in done {
        summary
            .read
            .extend(reading.articles.iter().map(|a| a.article.id.clone()));
        summary.refused.extend(reading.refused.iter().cloned());
        if reading.file.begun == Begun::Changed && reading.rest.is_none() {
            summary.changed += 1;
        }
    }
    Ok(())
}

/// Works out what holds across all stored articles and stores it in one transaction.
fn collate(
    writer: &mut Writer,
    corrections: &rapporteur::Corrections,
    quiet: bool,
) -> Result<(), Failure> {
    let _shown = Progress::waiting("Lining up the accounts", quiet);
    let articles = writer.reader().annotated()?;
    let collated =
        guard::guarded(|| rapporteur::collate_with(&articles, corrections)).map_err(|why| {
            Failure::Fault {
                what: "line the articles up",
                why,
            }
        })?;
    Ok(writer.replace_collated(&collated)?)
}

/// The ids of the articles read in this run.
type Ids = BTreeSet<rapporteur_record::ArticleId>;
